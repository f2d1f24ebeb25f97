#include "http/secure.hpp"

#include "http/dial.hpp"
#include "http/tls_context.hpp"

namespace enedis2mqtt::http {

namespace asio = boost::asio;

Task<Result<asio::ssl::stream<asio::ip::tcp::socket>>> secure(asio::ip::tcp::socket socket, std::string host,
                                                              std::string peer, asio::ssl::context& tls) {
    asio::ssl::stream<asio::ip::tcp::socket> stream{std::move(socket), tls};
    if (!expect_host(stream.native_handle(), host))
        co_return Error{ErrorCode::tls_failed, peer + ": no certificate can prove this host name"};
    boost::system::error_code failure;
    co_await stream.async_handshake(asio::ssl::stream_base::client, into(failure));
    if (!failure)
        co_return stream;
    if (auto const reason = refusal_reason(stream.native_handle()); !reason.empty())
        co_return Error{ErrorCode::tls_failed, peer + ": " + reason};
    co_return transport_error(peer, failure);
}

} // namespace enedis2mqtt::http
