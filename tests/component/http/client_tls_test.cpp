#include "component/http/peers.hpp"
#include "http/tls_context.hpp"
#include "support/test_certificates.hpp"

#include <boost/asio/ssl/stream.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace enedis2mqtt::http::test {
namespace {

using enedis2mqtt::test::TestCertificates;

TestCertificates const& certificates() {
    static TestCertificates const made;
    return made;
}

class HttpClientTls : public testing::Test {
protected:
    std::unique_ptr<Server> serve(TestCertificates::Pair const& shown) {
        ServerOptions options;
        options.certificate_file = shown.certificate_file;
        options.key_file = shown.key_file;
        return listen(loop.get_executor(), std::move(options),
                      [this](ServerRequest) -> Task<Response> {
                          ++requests;
                          co_return Response{200, "over TLS"};
                      })
            .value();
    }

    Result<Response> ask(TestCertificates::Pair const& shown, ClientOptions options) {
        auto server = serve(shown);
        auto client = make_client(loop, std::move(options));
        return finish(loop, client->send(get(local("https", server->port()))));
    }

    /// The refusal's words; the request must not have been sent.
    std::string refusal(TestCertificates::Pair const& shown, ClientOptions options) {
        auto const response = ask(shown, std::move(options));
        EXPECT_EQ(code_of(response), ErrorCode::tls_failed);
        EXPECT_EQ(requests, 0);
        return response.has_error() ? response.error().message : "";
    }

    static ClientOptions trusting() {
        auto options = impatient();
        options.ca_file = certificates().ca_file();
        return options;
    }

    asio::io_context loop{1};
    int requests = 0;
};

TEST_F(HttpClientTls, AcceptsACertificateOfTheCaFile) {
    EXPECT_EQ(ask(certificates().localhost(), trusting()).value().body, "over TLS");
}

TEST_F(HttpClientTls, ProvesNamesAsWellAsAddresses) {
    auto server = serve(certificates().localhost());
    auto client = make_client(loop, trusting());
    auto const url = "https://localhost:" + std::to_string(server->port());
    EXPECT_EQ(finish(loop, client->send(get(url))).value().status, 200);
}

TEST_F(HttpClientTls, KeepsTheConnection) {
    ServerOptions options;
    options.certificate_file = certificates().localhost().certificate_file;
    options.key_file = certificates().localhost().key_file;
    options.most_connections = 1;
    auto server = listen(loop.get_executor(), std::move(options), [](ServerRequest) -> Task<Response> {
                      co_return Response{200};
                  }).value();
    auto client = make_client(loop, trusting());
    auto other = make_client(loop, trusting());
    auto const url = local("https", server->port());
    ASSERT_TRUE(finish(loop, client->send(get(url))));
    EXPECT_EQ(code_of(finish(loop, other->send(get(url)))), ErrorCode::unreachable)
        << "the place is still taken";
    EXPECT_TRUE(finish(loop, client->send(get(url))));
}

TEST_F(HttpClientTls, RefusesAnUnknownAuthority) {
    EXPECT_NE(refusal(certificates().localhost(), impatient()).find("authority"), std::string::npos);
}

TEST_F(HttpClientTls, RefusesACertificateOfAnotherHost) {
    EXPECT_NE(refusal(certificates().other_host(), trusting()).find("another host"), std::string::npos);
}

TEST_F(HttpClientTls, RefusesAnExpiredCertificate) {
    EXPECT_NE(refusal(certificates().expired(), trusting()).find("expired"), std::string::npos);
}

TEST_F(HttpClientTls, RefusesASelfSignedCertificate) {
    EXPECT_NE(refusal(certificates().self_signed(), trusting()).find("self-signed"), std::string::npos);
}

TEST_F(HttpClientTls, SaysTlsFailedWhereNoTlsIsSpoken) {
    auto server = listen(loop.get_executor(), {}, [](ServerRequest) -> Task<Response> {
                      co_return Response{200};
                  }).value();
    auto client = make_client(loop, trusting());
    EXPECT_EQ(code_of(finish(loop, client->send(get(local("https", server->port()))))),
              ErrorCode::tls_failed);
}

/// Shakes hands once and tells what it saw of the client.
struct Greeting {
    Result<void> done{Error{ErrorCode::internal, "nobody came"}};
    std::string server_name;
};

Task<Greeting> greet(tcp::acceptor& acceptor, int newest_version) {
    asio::ssl::context context{asio::ssl::context::tls_server};
    context.use_certificate_chain_file(certificates().localhost().certificate_file);
    context.use_private_key_file(certificates().localhost().key_file, asio::ssl::context::pem);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.native_handle(), newest_version);
    SSL_CTX_set_security_level(context.native_handle(), 0);
    auto socket = co_await acceptor.async_accept(asio::use_awaitable);
    asio::ssl::stream<tcp::socket> stream{std::move(socket), context};
    error_code failure;
    co_await stream.async_handshake(asio::ssl::stream_base::server, into(failure));
    Greeting greeting;
    if (!failure)
        greeting.done = Result<void>{};
    if (auto const* name = SSL_get_servername(stream.native_handle(), TLSEXT_NAMETYPE_host_name))
        greeting.server_name = name;
    co_return greeting;
}

TEST_F(HttpClientTls, NamesTheHostItWants) {
    tcp::acceptor acceptor{loop, tcp::endpoint{asio::ip::address_v4::loopback(), 0}};
    auto const greeting = start(loop, greet(acceptor, TLS1_3_VERSION));
    auto client = make_client(loop, trusting());
    auto const url = "https://localhost:" + std::to_string(acceptor.local_endpoint().port());
    EXPECT_EQ(code_of(finish(loop, client->send(get(url)))), ErrorCode::unreachable);
    ASSERT_TRUE(*greeting);
    EXPECT_TRUE((*greeting)->done);
    EXPECT_EQ((*greeting)->server_name, "localhost");
}

TEST_F(HttpClientTls, RefusesAVersionBelow12) {
    tcp::acceptor acceptor{loop, tcp::endpoint{asio::ip::address_v4::loopback(), 0}};
    auto const greeting = start(loop, greet(acceptor, TLS1_1_VERSION));
    auto client = make_client(loop, trusting());
    auto const url = "https://localhost:" + std::to_string(acceptor.local_endpoint().port());
    EXPECT_EQ(code_of(finish(loop, client->send(get(url)))), ErrorCode::tls_failed);
    ASSERT_TRUE(*greeting);
    EXPECT_FALSE((*greeting)->done);
}

TEST_F(HttpClientTls, AnUnreadableCaFileIsSaidAtOnce) {
    auto options = impatient();
    options.ca_file = "/nowhere/ca.pem";
    auto const client = create_client(loop.get_executor(), std::move(options));
    ASSERT_TRUE(client.has_error());
    EXPECT_EQ(client.error().code, ErrorCode::tls_failed);
    EXPECT_NE(client.error().message.find("/nowhere/ca.pem"), std::string::npos);
}

TEST(MachinesAuthorities, AreNotTakenForThoseOfADirectoryWithSomebodysOwn) {
    auto directory = (std::filesystem::temp_directory_path() / "enedis2mqtt-hashes-XXXXXX").string();
    ASSERT_NE(::mkdtemp(directory.data()), nullptr);
    auto const add_up_to = [&](int count) {
        for (int i = 0; i < count; ++i)
            std::ofstream{directory + '/' + std::to_string(10'000'000 + i) + ".0"};
    };
    add_up_to(1);
    EXPECT_FALSE(holds_the_authorities(directory));
    std::ofstream{directory + "/ca-certificates.crt"};
    add_up_to(49);
    EXPECT_FALSE(holds_the_authorities(directory));
    add_up_to(50);
    EXPECT_TRUE(holds_the_authorities(directory));
    std::filesystem::remove_all(directory);
    EXPECT_FALSE(holds_the_authorities(directory));
}

} // namespace
} // namespace enedis2mqtt::http::test
