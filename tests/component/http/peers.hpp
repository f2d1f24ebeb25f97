#pragma once

#include "http/dial.hpp"

#include <enedis2mqtt/http/client.hpp>
#include <enedis2mqtt/http/server.hpp>

#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <optional>

// The other sides of the tests: real sockets on loopback, on the test's own loop.
namespace enedis2mqtt::http::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;

template <class T>
Task<void> keep(Task<T> task, std::shared_ptr<std::optional<T>> outcome) {
    outcome->emplace(co_await std::move(task));
}

/// Starts `task`; the outcome appears once the loop has run far enough.
template <class T>
std::shared_ptr<std::optional<T>> start(asio::io_context& loop, Task<T> task) {
    auto outcome = std::make_shared<std::optional<T>>();
    spawn_guarded(loop.get_executor(), "a test's task", keep(std::move(task), outcome));
    return outcome;
}

/// Runs the loop until `task` is done. Every task of these tests has a deadline of its own.
template <class T>
T finish(asio::io_context& loop, Task<T> task) {
    auto const outcome = start(loop, std::move(task));
    loop.restart();
    while (!*outcome && loop.run_one() > 0) {
    }
    return std::move(**outcome);
}

inline Request get(std::string url) {
    return Request{Method::get, std::move(url)};
}

inline std::string local(std::string const& scheme, std::uint16_t port, std::string const& path = "/") {
    return scheme + "://127.0.0.1:" + std::to_string(port) + path;
}

inline ClientOptions impatient(milliseconds deadline = milliseconds{5000}) {
    ClientOptions options;
    options.user_agent = "enedis2mqtt/test";
    options.deadline = deadline;
    options.use_proxy_environment = false;
    return options;
}

inline std::unique_ptr<Client> make_client(asio::io_context& loop, ClientOptions options) {
    return create_client(loop.get_executor(), std::move(options)).value();
}

inline ErrorCode code_of(Result<Response> const& response) {
    EXPECT_TRUE(response.has_error()) << "status " << response->status;
    return response.has_error() ? response.error().code : ErrorCode::internal;
}

inline std::string ok(std::string const& body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// A server that follows a script: for each connection, what to say to each request (empty: nothing). At the
/// end of a connection's script it hangs up, or holds the line when `hold` is set.
class ScriptedPeer {
public:
    using Script = std::vector<std::vector<std::string>>;

    ScriptedPeer(asio::io_context& loop, Script script, bool hold = false)
        : acceptor_(loop, tcp::endpoint{asio::ip::address_v4::loopback(), 0}), script_(std::move(script)),
          hold_(hold) {
        spawn_guarded(loop.get_executor(), "a scripted peer", accept());
    }

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    std::size_t connections() const { return connections_; }
    std::vector<std::string> const& requests() const { return requests_; }
    /// Speaks unasked on the first connection held.
    void add(std::string const& words) { asio::write(held_.at(0), asio::buffer(words)); }
    /// Whether the other side has closed the first connection held.
    bool was_left() {
        auto& socket = held_.at(0);
        error_code state;
        char byte = 0;
        socket.non_blocking(true);
        socket.receive(asio::buffer(&byte, 1), tcp::socket::message_peek, state);
        return state == asio::error::eof;
    }

private:
    Task<void> accept() {
        for (auto const& answers : script_) {
            auto socket = co_await acceptor_.async_accept(asio::use_awaitable);
            ++connections_;
            error_code failure;
            for (auto const& answer : answers) {
                std::string request;
                co_await asio::async_read_until(socket, asio::dynamic_buffer(request), "\r\n\r\n",
                                                into(failure));
                if (failure)
                    break;
                requests_.push_back(std::move(request));
                co_await asio::async_write(socket, asio::buffer(answer), into(failure));
            }
            if (hold_)
                held_.push_back(std::move(socket));
        }
    }

    tcp::acceptor acceptor_;
    Script script_;
    bool hold_;
    std::size_t connections_ = 0;
    std::vector<std::string> requests_;
    std::vector<tcp::socket> held_;
};

/// Sends bytes to a port of this machine and reads until the other side hangs up.
inline Task<std::string> say(std::uint16_t port, std::string bytes) {
    tcp::socket socket{co_await asio::this_coro::executor};
    co_await socket.async_connect(tcp::endpoint{asio::ip::address_v4::loopback(), port}, asio::use_awaitable);
    error_code failure;
    co_await asio::async_write(socket, asio::buffer(bytes), into(failure));
    std::string heard;
    std::string part(4096, '\0');
    while (!failure) {
        auto const size = co_await socket.async_read_some(asio::buffer(part), into(failure));
        heard.append(part, 0, size);
    }
    co_return heard;
}

} // namespace enedis2mqtt::http::test
