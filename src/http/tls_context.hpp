#pragma once

#include <enedis2mqtt/base/result.hpp>

#include <boost/asio/ssl/context.hpp>

#include <string>

namespace enedis2mqtt::http {

/// TLS 1.2 at least, certificates verified against the machine's authorities and those of `ca_file`.
Result<boost::asio::ssl::context> create_client_tls(std::string const& ca_file);

/// TLS 1.2 at least, showing this certificate chain.
Result<boost::asio::ssl::context> create_server_tls(std::string const& certificate_file,
                                                    std::string const& key_file);

/// Whether a directory holds the authorities under their hashes, which OpenSSL looks up one by one: fewer
/// than 50 are somebody's own, beside a bundle file that holds the rest.
bool holds_the_authorities(std::string const& directory);

/// Names the host the peer must prove to be, an address or a name (which is also sent as SNI).
/// False when OpenSSL refuses it.
bool expect_host(SSL* session, std::string const& host);

/// Why the peer's certificate was refused, in words; empty when it was not.
std::string refusal_reason(SSL* session);

} // namespace enedis2mqtt::http
