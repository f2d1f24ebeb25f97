#include "support/test_certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace enedis2mqtt::test {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
// Newer C libraries decorate fclose itself with attributes that no template argument may carry.
struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

constexpr long day = 24 * 60 * 60;
constexpr char const* our_names = "DNS:localhost,DNS:source.test,IP:127.0.0.1,IP:::1";

void require(bool done, char const* what) {
    if (!done)
        throw std::runtime_error{std::string{"test certificates: "} + what};
}

void extend(X509* certificate, X509* issuer, int extension, char const* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    auto* const made = X509V3_EXT_conf_nid(nullptr, &context, extension, value);
    require(made && X509_add_ext(certificate, made, -1) == 1, value);
    X509_EXTENSION_free(made);
}

struct Identity {
    Identity() : key(EVP_EC_gen("P-256"), &EVP_PKEY_free), certificate(X509_new(), &X509_free) {
        require(key && certificate, "no memory");
    }
    Key key;
    Certificate certificate;
};

/// `signer` null: by its own word. `names` null: an authority or a client.
Identity issue(Identity const* signer, char const* common_name, char const* names, long valid_until,
               bool authority) {
    static long serial = 0;
    Identity made;
    auto* const certificate = made.certificate.get();
    auto* const issuer = signer ? signer->certificate.get() : certificate;
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -2 * day);
    X509_gmtime_adj(X509_getm_notAfter(certificate), valid_until);
    X509_set_pubkey(certificate, made.key.get());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                               reinterpret_cast<unsigned char const*>(common_name), -1, -1, 0);
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
    extend(certificate, issuer, NID_basic_constraints, authority ? "critical,CA:TRUE" : "CA:FALSE");
    extend(certificate, issuer, NID_subject_key_identifier, "hash");
    if (authority)
        extend(certificate, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
    if (names)
        extend(certificate, issuer, NID_subject_alt_name, names);
    auto* const signing_key = signer ? signer->key.get() : made.key.get();
    require(X509_sign(certificate, signing_key, EVP_sha256()) != 0, common_name);
    return made;
}

TestCertificates::Pair write(std::filesystem::path const& directory, std::string const& name,
                             Identity const& identity) {
    TestCertificates::Pair pair{directory / (name + ".pem"), directory / (name + ".key")};
    File certificate{std::fopen(pair.certificate_file.c_str(), "w")};
    File key{std::fopen(pair.key_file.c_str(), "w")};
    require(certificate && PEM_write_X509(certificate.get(), identity.certificate.get()) == 1, "not written");
    require(key && PEM_write_PrivateKey(key.get(), identity.key.get(), nullptr, nullptr, 0, nullptr,
                                        nullptr) == 1,
            "not written");
    return pair;
}

std::filesystem::path make_directory() {
    auto pattern = (std::filesystem::temp_directory_path() / "enedis2mqtt-certificates-XXXXXX").string();
    require(::mkdtemp(pattern.data()) != nullptr, "no temporary directory");
    return pattern;
}

} // namespace

TestCertificates::TestCertificates() : directory_(make_directory()) {
    auto const authority = issue(nullptr, "enedis2mqtt test authority", nullptr, 30 * day, true);
    ca_ = write(directory_, "ca", authority);
    localhost_ = write(directory_, "localhost", issue(&authority, "localhost", our_names, 30 * day, false));
    other_host_ =
        write(directory_, "other_host", issue(&authority, "other.test", "DNS:other.test", 30 * day, false));
    expired_ = write(directory_, "expired", issue(&authority, "localhost", our_names, -day, false));
    self_signed_ = write(directory_, "self_signed", issue(nullptr, "localhost", our_names, 30 * day, false));
    client_ = write(directory_, "client", issue(&authority, "test client", nullptr, 30 * day, false));
}

TestCertificates::~TestCertificates() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

} // namespace enedis2mqtt::test
