#pragma once

#include <filesystem>
#include <string>

namespace enedis2mqtt::test {

/// A certificate authority of our own and what it signed, made with OpenSSL into a directory that goes with
/// this object. All files are PEM, all keys are elliptic (P-256). Throws std::runtime_error.
class TestCertificates {
public:
    struct Pair {
        std::string certificate_file;
        std::string key_file;
    };

    TestCertificates();
    ~TestCertificates();
    TestCertificates(TestCertificates const&) = delete;
    TestCertificates& operator=(TestCertificates const&) = delete;

    std::string const& ca_file() const { return ca_.certificate_file; }
    /// Proves localhost, 127.0.0.1, ::1 and source.test.
    Pair const& localhost() const { return localhost_; }
    /// Proves other.test only.
    Pair const& other_host() const { return other_host_; }
    /// Proves the names of localhost(), until yesterday.
    Pair const& expired() const { return expired_; }
    /// Proves the names of localhost(), by its own word only.
    Pair const& self_signed() const { return self_signed_; }
    /// A client's certificate, common name `test client`.
    Pair const& client() const { return client_; }

private:
    std::filesystem::path directory_;
    Pair ca_, localhost_, other_host_, expired_, self_signed_, client_;
};

} // namespace enedis2mqtt::test
