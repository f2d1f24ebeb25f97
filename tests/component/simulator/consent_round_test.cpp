#include "component/sources/upstream.hpp"

#include <enedis2mqtt/http/client.hpp>
#include <enedis2mqtt/simulator/gateway.hpp>
#include <enedis2mqtt/sources/consent.hpp>

// The whole way over HTTP: to the consent page, back from it, and to the first value.
namespace enedis2mqtt::test {
namespace {

using namespace std::chrono_literals;

class ConsentRound : public testing::Test {
protected:
    void SetUp() override {
        simulator::GatewayOptions options;
        options.redirect_uri = "http://127.0.0.1:1/oauth/callback";
        gateway = simulator::start_gateway(loop.get_executor(), clock, options).value();
        http::ClientOptions client;
        client.use_proxy_environment = false;
        http = http::create_client(loop.get_executor(), std::move(client)).value();
        auto const base = "http://127.0.0.1:" + std::to_string(gateway->port());
        auto& enedis = providers.enedis;
        enedis.client_id = "me";
        enedis.client_secret = Secret{"a-secret-of-mine"};
        enedis.redirect_uri = options.redirect_uri;
        enedis.base_url = enedis.authorize_url = base;
    }

    /// What the browser comes back with after a click.
    Consents::Query visit(std::string const& answer) {
        auto const url = consents().authorize_url("a-state").value();
        http::Request request{http::Method::get, url + answer};
        auto const response = run_task(loop, http->send(std::move(request))).value();
        EXPECT_EQ(response.status, 302);
        std::string_view rest = response.headers["Location"];
        EXPECT_TRUE(rest.starts_with(providers.enedis.redirect_uri + '?'));
        rest.remove_prefix(rest.find('?') + 1);
        Consents::Query query;
        while (!rest.empty()) {
            auto const pair = rest.substr(0, rest.find('&'));
            query.emplace_back(pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1));
            rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
        }
        return query;
    }

    Consents& consents() {
        if (!consents_)
            consents_ = sources::create_consents(providers, clock, [this](std::string const&) {
                return Result<sources::Tools>{sources::Tools{*http, gate, notes, clock}};
            });
        return *consents_;
    }

    Result<std::vector<ConsentedMeter>> returned(Consents::Query query) {
        std::optional<Result<std::vector<ConsentedMeter>>> outcome;
        auto run = [&]() -> Task<void> {
            auto task = consents().returned(std::move(query));
            outcome.emplace(co_await std::move(task));
        };
        spawn_guarded(loop.get_executor(), "test", run());
        test::run_until(loop, [&] {
            if (auto const due = clock.next_due())
                clock.set(*due);
            return outcome.has_value();
        });
        return std::move(outcome).value();
    }

    FakeClock clock{at("2026-11-23", 9, 0)};
    boost::asio::io_context loop;
    config::Providers providers;
    CountingLeave gate;
    MemoryNotes notes;
    std::unique_ptr<simulator::Gateway> gateway;
    std::unique_ptr<http::Client> http;

private:
    std::unique_ptr<Consents> consents_;
};

TEST_F(ConsentRound, GoesFromTheClickToTheFirstValue) {
    auto const meters = returned(visit("&accept=1&pdl=01234567899901")).value();
    ASSERT_EQ(meters.size(), 1U);
    EXPECT_TRUE(meters[0].consumption && meters[0].production && meters[0].hourly);
    EXPECT_EQ(gateway->calls({}, "/subscribed_services/v1"), 2);

    Meter meter{meters[0].id, "Maison"};
    meter.provider = "enedis";
    auto const trial = run_task(loop, consents().test(meter, Secret{})).value();
    EXPECT_TRUE(trial.energy.has_value());
    EXPECT_EQ(trial.expires, at("2029-11-21", 0, 0));
}

TEST_F(ConsentRound, OfTheOldGenerationTellsItsMeterAtOnce) {
    providers.enedis.generation_2026 = false;
    auto const meters = returned(visit("&accept=1&pdl=01234567890123")).value();
    ASSERT_EQ(meters.size(), 1U);
    EXPECT_EQ(meters[0].id.text(), "01234567890123");
}

TEST_F(ConsentRound, EndsWithARefusalInEnedisWords) {
    auto const refused = returned(visit("&accept=0"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::consent_missing);
    EXPECT_NE(refused.error().message.find("demande_non_aboutie"), std::string::npos);
    EXPECT_EQ(returned(visit("&accept=1&pdl=01234567899907")).error().code, ErrorCode::consent_missing);
}

} // namespace
} // namespace enedis2mqtt::test
