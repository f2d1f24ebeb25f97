#include "component/sources/upstream.hpp"

namespace enedis2mqtt::test {
namespace {

using Registry = Upstream;

TEST_F(Registry, KnowsEachProviderByItsName) {
    for (auto const* name : {"conso_api", "my_electrical_data", "enedis"}) {
        open(name);
        EXPECT_EQ(provider->name(), name);
        EXPECT_EQ(meter->limits().curve_days_per_call, 7);
        EXPECT_EQ(meter->limits().daily_days_per_call, 365);
    }
}

TEST_F(Registry, KnowsNoOther) {
    EXPECT_EQ(sources::create_provider("edf", providers, {http, gate, notes, clock}), nullptr);
}

TEST_F(Registry, KnowsHowEachCountsItsCalls) {
    auto const conso_api = sources::call_limits("conso_api", providers);
    EXPECT_EQ(conso_api.per_day, 30);
    EXPECT_EQ(conso_api.per_second, 5);
    EXPECT_EQ(conso_api.day, QuotaDay::paris);
    EXPECT_FALSE(conso_api.hour_per_api);
    auto const my_electrical_data = sources::call_limits("my_electrical_data", providers);
    EXPECT_EQ(my_electrical_data.per_day, 50);
    EXPECT_EQ(my_electrical_data.day, QuotaDay::utc);
    auto const enedis = sources::call_limits("enedis", providers);
    EXPECT_EQ(enedis.per_hour, 1000);
    EXPECT_EQ(enedis.day, QuotaDay::paris);
    EXPECT_TRUE(enedis.hour_per_api);
    providers.enedis.generation_2026 = false;
    EXPECT_FALSE(sources::call_limits("enedis", providers).hour_per_api) << "v5 counts per application";
}

/// What no source is ever asked.
class AnyProvider : public Upstream, public testing::WithParamInterface<char const*> {};

TEST_P(AnyProvider, IsNotAskedForAPeakOfProduction) {
    open(GetParam(), "a-token");
    EXPECT_EQ(code_of(fetch(produced_peaks)), "bad_request");
}

TEST_P(AnyProvider, TellsTheGateWhatCameOfACall) {
    open(GetParam(), "a-token");
    if (std::string_view{GetParam()} == "enedis")
        http.expect_post("https://gw.ext.prod.api.enedis.fr/oauth2/v3/token")
            .answer(200, R"({"access_token":"T1"})");
    auto const failed = [&](http::Response response) {
        http.expect_any().answer(std::move(response));
        return fetch(daily).has_error();
    };
    EXPECT_TRUE(failed(page(403, "<html>Cloudflare</html>")));
    EXPECT_TRUE(failed(json_response(503, "")));
    http.expect_any().fail(Error{ErrorCode::timeout, "no answer"});
    EXPECT_TRUE(fetch(daily).has_error());
    EXPECT_EQ(gate.heard, (std::vector<std::optional<ErrorCode>>{ErrorCode::banned, ErrorCode::outage,
                                                                 ErrorCode::timeout}));
    ASSERT_EQ(gate.calls.size(), 3U);
    EXPECT_EQ(gate.calls.back().api, "consumption/daily");
    EXPECT_EQ(gate.calls.back().meter, UsagePointId::parse(pdl).value());
}

TEST_P(AnyProvider, IsNotAskedForTodayAlone) {
    open(GetParam(), "a-token");
    EXPECT_EQ(code_of(fetch(daily, "2026-11-23", "2026-11-24")), "bad_request");
}

TEST_P(AnyProvider, CountsTodayInTheMetersZone) {
    clock.set(at("2026-11-23", 0, 30)); // still 22 November in UTC and in Cayenne
    provider = sources::create_provider(GetParam(), providers, {http, gate, notes, clock});
    config::MeterEntry entry{Meter{UsagePointId::parse(pdl).value(), "Cayenne"}};
    entry.meter.timezone = "America/Cayenne";
    meter = provider->open(entry);
    EXPECT_EQ(code_of(fetch(daily, "2026-11-22", "2026-11-23")), "bad_request");
}

TEST_P(AnyProvider, CountsTodayInParisToo) {
    clock.set(at("2026-11-22", 23, 30)); // 23 November in Saint-Denis
    provider = sources::create_provider(GetParam(), providers, {http, gate, notes, clock});
    config::MeterEntry entry{Meter{UsagePointId::parse(pdl).value(), "Saint-Denis"}};
    entry.meter.timezone = "Indian/Reunion";
    meter = provider->open(entry);
    EXPECT_EQ(code_of(fetch(daily, "2026-11-22", "2026-11-23")), "bad_request");
}

TEST_P(AnyProvider, SaysWhenTheZoneIsUnknown) {
    provider = sources::create_provider(GetParam(), providers, {http, gate, notes, clock});
    config::MeterEntry entry{Meter{UsagePointId::parse(pdl).value(), "Atlantide"}};
    entry.meter.timezone = "Europe/Atlantis";
    meter = provider->open(entry);
    EXPECT_EQ(code_of(fetch(daily)), "internal");
}

INSTANTIATE_TEST_SUITE_P(All, AnyProvider, testing::Values("conso_api", "my_electrical_data", "enedis"),
                         [](auto const& row) { return std::string{row.param}; });

} // namespace
} // namespace enedis2mqtt::test
