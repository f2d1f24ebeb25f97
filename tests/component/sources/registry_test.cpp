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

/// What no source is ever asked.
class AnyProvider : public Upstream, public testing::WithParamInterface<char const*> {};

TEST_P(AnyProvider, IsNotAskedForAPeakOfProduction) {
    open(GetParam(), "a-token");
    EXPECT_EQ(code_of(fetch(produced_peaks)), "bad_request");
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
