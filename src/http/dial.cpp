#include "http/dial.hpp"

#include <boost/asio/ssl/error.hpp>
#include <boost/beast/http/error.hpp>

#include <memory>
#include <vector>

namespace enedis2mqtt::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Endpoints = std::vector<tcp::endpoint>;

/// An address that swallows our packets must not eat the whole deadline when there is another one.
constexpr std::chrono::seconds patience_per_address{5};

/// A lookup outlives the coroutine that asked: nothing interrupts getaddrinfo.
struct Lookup {
    explicit Lookup(asio::any_io_executor const& executor)
        : resolver(executor), answered(executor, asio::steady_timer::time_point::max()) {}
    tcp::resolver resolver;
    asio::steady_timer answered;
    bool done = false;
    error_code failure;
    Endpoints found;
};

Task<Result<Endpoints>> look_up(std::string host, std::uint16_t port) {
    error_code not_an_address;
    auto const address = asio::ip::make_address(host, not_an_address);
    if (!not_an_address)
        co_return Endpoints{tcp::endpoint{address, port}};

    auto const lookup = std::make_shared<Lookup>(co_await asio::this_coro::executor);
    lookup->resolver.async_resolve(host, std::to_string(port), tcp::resolver::numeric_service,
                                   [lookup](error_code failure, tcp::resolver::results_type const& results) {
                                       lookup->done = true;
                                       lookup->failure = failure;
                                       for (auto const& entry : results)
                                           lookup->found.push_back(entry.endpoint());
                                       lookup->answered.cancel();
                                   });
    error_code woken;
    co_await lookup->answered.async_wait(into(woken));
    if (!lookup->done) {
        lookup->resolver.cancel();
        co_return Error{ErrorCode::cancelled, "the lookup of " + host + " was cancelled"};
    }
    if (lookup->failure || lookup->found.empty())
        co_return Error{ErrorCode::host_unknown,
                        "the host name " + host + " was not found: " + lookup->failure.message()};
    co_return std::move(lookup->found);
}

Task<Result<tcp::socket>> connect_to(tcp::endpoint endpoint, std::string peer) {
    tcp::socket socket{co_await asio::this_coro::executor};
    error_code failure;
    co_await socket.async_connect(endpoint, into(failure));
    if (failure)
        co_return transport_error(peer, failure);
    socket.set_option(tcp::no_delay{true}, failure);
    co_return socket;
}

bool is_end(error_code const& failure) {
    return failure == asio::error::eof || failure == asio::ssl::error::stream_truncated ||
           failure == boost::beast::http::error::end_of_stream ||
           failure == boost::beast::http::error::partial_message;
}

} // namespace

Error transport_error(std::string const& peer, error_code const& failure) {
    using boost::beast::http::error;
    if (failure == asio::error::operation_aborted)
        return Error{ErrorCode::cancelled, "the exchange with " + peer + " was cancelled"};
    if (failure == error::body_limit || failure == error::header_limit || failure == error::buffer_overflow)
        return Error{ErrorCode::response_too_large, peer + " answered more than we accept"};
    if (is_end(failure))
        return Error{ErrorCode::unreachable, peer + " closed the connection before the end of its answer"};
    if (failure.category() == make_error_code(error::bad_version).category())
        return Error{ErrorCode::not_understood, peer + " does not speak HTTP: " + failure.message()};
    if (failure.category() == asio::error::get_ssl_category() ||
        failure.category() == asio::ssl::error::get_stream_category())
        return Error{ErrorCode::tls_failed, peer + ": " + failure.message()};
    return Error{ErrorCode::unreachable, peer + ": " + failure.message()};
}

Task<Result<tcp::socket>> dial(std::string host, std::uint16_t port) {
    auto const endpoints = co_await look_up(host, port);
    if (!endpoints)
        co_return endpoints.error();
    auto const peer = host + ":" + std::to_string(port);
    for (std::size_t i = 0; i + 1 < endpoints->size(); ++i) {
        auto attempt =
            with_timeout(patience_per_address, ErrorCode::timeout, peer, connect_to((*endpoints)[i], peer));
        auto socket = co_await std::move(attempt);
        if (socket || socket.error().code == ErrorCode::cancelled)
            co_return socket;
    }
    co_return co_await connect_to(endpoints->back(), peer);
}

} // namespace enedis2mqtt::http
