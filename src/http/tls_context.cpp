#include "http/tls_context.hpp"

#include <boost/asio/ip/address.hpp>
#include <openssl/x509v3.h>

#include <cstdlib>
#include <filesystem>

namespace enedis2mqtt::http {
namespace {

namespace ssl = boost::asio::ssl;

ssl::context modern(ssl::context::method method) {
    ssl::context context{method};
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    // An idle connection gives its record buffers back.
    SSL_CTX_set_mode(context.native_handle(), SSL_MODE_RELEASE_BUFFERS);
    return context;
}

Error unusable(std::string const& what, std::string const& file, boost::system::error_code const& why) {
    return Error{ErrorCode::tls_failed, what + " '" + file + "' cannot be used: " + why.message()};
}

/// The machine's authorities. Parsing the whole bundle file takes some 30 ms, for the one authority that is
/// needed: where the directory beside it can be searched, the file is left alone.
void trust_the_machine(ssl::context& context, boost::system::error_code& failure) {
    auto const named =
        std::getenv(X509_get_default_cert_file_env()) || std::getenv(X509_get_default_cert_dir_env());
    if (!named && holds_the_authorities(X509_get_default_cert_dir()))
        context.add_verify_path(X509_get_default_cert_dir(), failure);
    else
        context.set_default_verify_paths(failure);
}

} // namespace

bool holds_the_authorities(std::string const& directory) {
    int hashes = 0;
    std::error_code unreadable;
    for (std::filesystem::directory_iterator entry{directory, unreadable}, end; !unreadable && entry != end;
         entry.increment(unreadable)) {
        auto const name = entry->path().filename().string();
        if (name.size() == 10 && name.ends_with(".0") && name.find_first_not_of("0123456789abcdef") == 8 &&
            ++hashes == 50)
            return true;
    }
    return false;
}

Result<ssl::context> create_client_tls(std::string const& ca_file) {
    auto context = modern(ssl::context::tls_client);
    context.set_verify_mode(ssl::verify_peer);
    boost::system::error_code failure;
    trust_the_machine(context, failure);
    if (failure)
        return Error{ErrorCode::tls_failed,
                     "the machine's certificate authorities cannot be used: " + failure.message()};
    if (!ca_file.empty())
        context.load_verify_file(ca_file, failure);
    if (failure)
        return unusable("the CA file", ca_file, failure);
    return context;
}

Result<ssl::context> create_server_tls(std::string const& certificate_file, std::string const& key_file) {
    auto context = modern(ssl::context::tls_server);
    boost::system::error_code failure;
    context.use_certificate_chain_file(certificate_file, failure);
    if (failure)
        return unusable("the certificate file", certificate_file, failure);
    context.use_private_key_file(key_file, ssl::context::pem, failure);
    if (failure)
        return unusable("the key file", key_file, failure);
    return context;
}

bool expect_host(SSL* session, std::string const& host) {
    auto* const parameters = SSL_get0_param(session);
    boost::system::error_code not_an_address;
    boost::asio::ip::make_address(host, not_an_address);
    if (!not_an_address)
        return X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) == 1;
    X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    // SSL_set_tlsext_host_name, without its C-style cast.
    auto* const name = const_cast<char*>(host.c_str());
    return X509_VERIFY_PARAM_set1_host(parameters, host.data(), host.size()) == 1 &&
           SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name) == 1;
}

std::string refusal_reason(SSL* session) {
    auto const verdict = SSL_get_verify_result(session);
    switch (verdict) {
    case X509_V_OK:
        return {};
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return "its certificate has expired (or this machine's clock is wrong)";
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return "its certificate is not valid yet (or this machine's clock is wrong)";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return "its certificate belongs to another host name";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        return "its certificate is self-signed";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return "its certificate was issued by an authority this machine does not know";
    default:
        return std::string{"its certificate was refused: "} + X509_verify_cert_error_string(verdict);
    }
}

} // namespace enedis2mqtt::http
