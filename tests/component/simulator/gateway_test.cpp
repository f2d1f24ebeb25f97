#include "support/fake_clock.hpp"
#include "support/run_loop.hpp"

#include <enedis2mqtt/http/client.hpp>
#include <enedis2mqtt/simulator/gateway.hpp>

#include <boost/json.hpp>
#include <gtest/gtest.h>

using namespace enedis2mqtt;
using namespace enedis2mqtt::simulator;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

constexpr char const* meter = "01234567890123";

class TheGateway : public testing::Test {
protected:
    void SetUp() override {
        gateway = start_gateway(loop.get_executor(), clock, {}).value();
        http::ClientOptions options;
        options.user_agent = "test";
        options.deadline = 5s;
        options.use_proxy_environment = false;
        client = http::create_client(loop.get_executor(), std::move(options)).value();
    }

    std::string url(std::string const& target) const {
        return "http://127.0.0.1:" + std::to_string(gateway->port()) + target;
    }

    Result<http::Response> send(http::Request request) { return send(*client, std::move(request)); }
    Result<http::Response> send(http::Client& with, http::Request request) {
        return test::run_task(loop, with.send(std::move(request)));
    }

    http::Request day_before(char const* end = "2026-11-23") const {
        http::Request request{http::Method::get, url("/daily_consumption/" + std::string{meter} +
                                                     "/start/2026-11-22/end/" + end + "/")};
        request.headers.set("Authorization", "a-token");
        return request;
    }

    Error error_under(char const* fault, std::chrono::milliseconds deadline = 5s) {
        gateway->clear_faults();
        gateway->add_fault({fault, {}, {}, {}}).value();
        http::ClientOptions options;
        options.deadline = deadline;
        options.use_proxy_environment = false;
        auto const impatient = http::create_client(loop.get_executor(), std::move(options)).value();
        return send(*impatient, day_before()).error();
    }

    // 09:00 in Paris.
    test::FakeClock clock{Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}} + 8h};
    boost::asio::io_context loop;
    std::unique_ptr<Gateway> gateway;
    std::unique_ptr<http::Client> client;
};

} // namespace

TEST_F(TheGateway, ServesMeasuresOverHttp) {
    auto const response = send(day_before()).value();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.headers["Content-Type"], "application/json");
    auto const body = json::parse(response.body);
    EXPECT_EQ(body.at_pointer("/meter_reading/usage_point_id"), meter);
    EXPECT_EQ(body.at_pointer("/meter_reading/interval_reading").as_array().size(), 1u);
    EXPECT_EQ(gateway->calls(meter), 1);
    EXPECT_EQ(gateway->calls(meter, "/daily_consumption"), 1);
    EXPECT_EQ(gateway->calls("12345678901234"), 0);
}

TEST_F(TheGateway, FollowsItsClock) {
    clock.set(clock.now() - 2h);
    EXPECT_EQ(send(day_before()).value().status, 404);
    clock.set(clock.now() + 1h);
    EXPECT_EQ(send(day_before()).value().status, 200);
    EXPECT_EQ(send(day_before("2026-11-24")).value().status, 400);
    clock.set(clock.now() + 24h);
    EXPECT_EQ(send(day_before("2026-11-24")).value().status, 200);
}

TEST_F(TheGateway, HandsOutEnedisTokensForAForm) {
    http::Request ask{http::Method::post, url("/oauth2/v3/token")};
    ask.headers.set("Content-Type", "application/x-www-form-urlencoded");
    ask.body = "grant_type=client_credentials&client_id=a&client_secret=b";
    auto const token = json::parse(send(ask).value().body).at("access_token").as_string();
    http::Request measures{http::Method::get,
                           url("/mesure_synchrone_auto/v2/consommation_quotidienne?pointId=01234567890123"
                               "&dateDebut=2026-11-20&dateFin=2026-11-23")};
    EXPECT_EQ(send(measures).value().status, 401);
    measures.headers.set("Authorization", "Bearer " + std::string{token});
    EXPECT_EQ(send(measures).value().status, 200);
}

TEST_F(TheGateway, TakesFaultsOverHttp) {
    http::Request order{http::Method::post, url("/simulator/faults")};
    order.body = R"({"fault":"http_503","count":1})";
    EXPECT_EQ(send(order).value().status, 200);
    EXPECT_EQ(send(day_before()).value().status, 503);
    EXPECT_EQ(send(day_before()).value().status, 200);
}

TEST_F(TheGateway, BreaksTheConnectionWhenToldTo) {
    EXPECT_EQ(error_under("reset").code, ErrorCode::unreachable);
    EXPECT_NE(error_under("truncated_transfer").code, ErrorCode::timeout);
    EXPECT_EQ(error_under("slow_drip", 100ms).code, ErrorCode::timeout);
    EXPECT_EQ(error_under("hang", 100ms).code, ErrorCode::timeout);
    EXPECT_EQ(gateway->calls(meter), 4);
}

TEST_F(TheGateway, LetsGoOfWaitingCallsWhenItStops) {
    gateway->add_fault({"hang", {}, {}, {}}).value();
    std::optional<Result<http::Response>> outcome;
    auto ask = [](http::Client& from, http::Request request,
                  std::optional<Result<http::Response>>& into) -> Task<void> {
        into.emplace(co_await from.send(std::move(request)));
    };
    spawn_guarded(loop.get_executor(), "ask", ask(*client, day_before(), outcome));
    ASSERT_TRUE(test::run_until(loop, [&] { return gateway->calls(meter) == 1; }));
    gateway.reset();
    ASSERT_TRUE(test::run_until(
        loop, [&] { return outcome.has_value(); }, 2s));
    EXPECT_FALSE(outcome->has_value());
}

TEST_F(TheGateway, TakesItsFirstFaultsFromTheOptions) {
    GatewayOptions options;
    options.faults.push_back({"html_503", {}, "daily", {}});
    gateway = start_gateway(loop.get_executor(), clock, options).value();
    EXPECT_EQ(send(day_before()).value().status, 503);

    options.faults.front().fault = "no_such_fault";
    EXPECT_EQ(start_gateway(loop.get_executor(), clock, options).error().code, ErrorCode::request_invalid);
}

TEST_F(TheGateway, SaysWhyItCannotListen) {
    GatewayOptions options;
    options.port = gateway->port();
    EXPECT_EQ(start_gateway(loop.get_executor(), clock, options).error().code, ErrorCode::cannot_listen);
    options.port = 0;
    options.certificate_file = options.key_file = "/nonexistent.pem";
    EXPECT_EQ(start_gateway(loop.get_executor(), clock, options).error().code, ErrorCode::tls_failed);
}
