#include "component/http/peers.hpp"
#include "support/test_certificates.hpp"

#include <map>

namespace enedis2mqtt::http::test {
namespace {

using Variables = std::map<std::string, std::string>;

/// Grants every CONNECT a tunnel to one port of this machine, or refuses with a status.
class Tunnel {
public:
    Tunnel(asio::io_context& loop, std::uint16_t to, int status = 200)
        : acceptor_(loop, tcp::endpoint{asio::ip::address_v4::loopback(), 0}), to_(to), status_(status) {
        spawn_guarded(loop.get_executor(), "a proxy", accept());
    }

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    std::vector<std::string> const& requests() const { return requests_; }

private:
    Task<void> accept() {
        for (;;) {
            auto socket = co_await acceptor_.async_accept(asio::use_awaitable);
            std::string request;
            co_await asio::async_read_until(socket, asio::dynamic_buffer(request), "\r\n\r\n",
                                            asio::use_awaitable);
            requests_.push_back(std::move(request));
            auto const answer = "HTTP/1.1 " + std::to_string(status_) + " Said\r\n\r\n";
            co_await asio::async_write(socket, asio::buffer(answer), asio::use_awaitable);
            if (status_ != 200)
                continue;
            auto near = std::make_shared<tcp::socket>(std::move(socket));
            auto far = std::make_shared<tcp::socket>(acceptor_.get_executor());
            co_await far->async_connect(tcp::endpoint{asio::ip::address_v4::loopback(), to_},
                                        asio::use_awaitable);
            spawn_guarded(acceptor_.get_executor(), "up", pump(near, far));
            spawn_guarded(acceptor_.get_executor(), "down", pump(far, near));
        }
    }

    static Task<void> pump(std::shared_ptr<tcp::socket> from, std::shared_ptr<tcp::socket> to) {
        error_code failure;
        std::string part(4096, '\0');
        while (!failure) {
            auto const size = co_await from->async_read_some(asio::buffer(part), into(failure));
            if (!failure)
                co_await asio::async_write(*to, asio::buffer(part, size), into(failure));
        }
        to->shutdown(tcp::socket::shutdown_send, failure);
    }

    tcp::acceptor acceptor_;
    std::uint16_t to_;
    int status_;
    std::vector<std::string> requests_;
};

class HttpClientProxy : public testing::Test {
protected:
    std::unique_ptr<Client> client_with(Variables variables) {
        auto options = impatient();
        options.ca_file = certificates.ca_file();
        options.use_proxy_environment = true;
        options.environment = [variables = std::move(variables)](char const* name) -> char const* {
            auto const found = variables.find(name);
            return found == variables.end() ? nullptr : found->second.c_str();
        };
        return make_client(loop, std::move(options));
    }

    Result<Response> send(Client& client, std::string url) {
        return finish(loop, client.send(get(std::move(url))));
    }

    asio::io_context loop{1};
    enedis2mqtt::test::TestCertificates certificates;
};

TEST_F(HttpClientProxy, TunnelsTlsAndKeepsTheTunnel) {
    ServerOptions options;
    options.certificate_file = certificates.localhost().certificate_file;
    options.key_file = certificates.localhost().key_file;
    auto server =
        listen(loop.get_executor(), std::move(options), [](ServerRequest request) -> Task<Response> {
            co_return Response{200, std::string{request.headers["Host"]} + request.path};
        }).value();
    Tunnel tunnel{loop, server->port()};
    auto client = client_with({{"HTTPS_PROXY", "http://me:pass@127.0.0.1:" + std::to_string(tunnel.port())}});

    EXPECT_EQ(send(*client, "https://source.test/x").value().body, "source.test/x");
    EXPECT_EQ(send(*client, "https://source.test/y").value().body, "source.test/y");

    ASSERT_EQ(tunnel.requests().size(), 1U);
    auto const& said = tunnel.requests().front();
    EXPECT_TRUE(said.starts_with("CONNECT source.test:443 HTTP/1.1\r\n")) << said;
    EXPECT_NE(said.find("\r\nProxy-Authorization: Basic bWU6cGFzcw==\r\n"), std::string::npos) << said;
}

TEST_F(HttpClientProxy, StillProvesTheHostBehindTheTunnel) {
    ServerOptions options;
    options.certificate_file = certificates.other_host().certificate_file;
    options.key_file = certificates.other_host().key_file;
    auto server = listen(loop.get_executor(), std::move(options), [](ServerRequest) -> Task<Response> {
                      co_return Response{200};
                  }).value();
    Tunnel tunnel{loop, server->port()};
    auto client = client_with({{"HTTPS_PROXY", "http://127.0.0.1:" + std::to_string(tunnel.port())}});
    EXPECT_EQ(code_of(send(*client, "https://source.test/")), ErrorCode::tls_failed);
}

TEST_F(HttpClientProxy, SaysHowTheProxyRefused) {
    Tunnel tunnel{loop, 1, 407};
    auto client = client_with({{"HTTPS_PROXY", "http://127.0.0.1:" + std::to_string(tunnel.port())}});
    auto const response = send(*client, "https://source.test/");
    EXPECT_EQ(code_of(response), ErrorCode::unreachable);
    EXPECT_NE(response.error().message.find("407"), std::string::npos) << response.error().message;
}

TEST_F(HttpClientProxy, AsksInAbsoluteFormForPlainHttp) {
    ScriptedPeer proxy{loop, {{ok("from the proxy")}}};
    auto client = client_with({{"http_proxy", "http://me:pass@127.0.0.1:" + std::to_string(proxy.port())}});
    EXPECT_EQ(send(*client, "http://source.test:81/x?y=z").value().body, "from the proxy");
    auto const& said = proxy.requests().at(0);
    EXPECT_TRUE(said.starts_with("GET http://source.test:81/x?y=z HTTP/1.1\r\n")) << said;
    EXPECT_NE(said.find("\r\nHost: source.test:81\r\n"), std::string::npos) << said;
    EXPECT_NE(said.find("\r\nProxy-Authorization: Basic bWU6cGFzcw==\r\n"), std::string::npos) << said;
}

TEST_F(HttpClientProxy, GoesStraightWhereNoProxySaysSo) {
    ScriptedPeer proxy{loop, {{ok("from the proxy")}}};
    auto client = client_with(
        {{"http_proxy", "http://127.0.0.1:" + std::to_string(proxy.port())}, {"no_proxy", "host.invalid"}});
    EXPECT_EQ(code_of(send(*client, "http://host.invalid/")), ErrorCode::host_unknown);
    EXPECT_EQ(proxy.connections(), 0U);
}

TEST_F(HttpClientProxy, AProxyThatIsNoHttpUrlIsSaidAtOnce) {
    auto options = impatient();
    options.use_proxy_environment = true;
    options.environment = [](char const*) { return "socks5://proxy:1080"; };
    auto const client = create_client(loop.get_executor(), std::move(options));
    ASSERT_TRUE(client.has_error());
    EXPECT_EQ(client.error().code, ErrorCode::bad_request);
}

} // namespace
} // namespace enedis2mqtt::http::test
