#include "support/days.hpp"
#include "support/json.hpp"

#include <enedis2mqtt/json/records.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using test::at;
using test::paris;
using test::parsed;

Record half_hour() {
    auto const start = at("2026-11-22", 23, 30);
    return {{start, start + std::chrono::minutes{30}}, Power::from_watts(752), std::nullopt, "conso_api"};
}

TEST(Records, AreJsonRowsWithTheirUnit) {
    EXPECT_EQ(record_json(half_hour(), paris()),
              parsed(R"({"start":"2026-11-22T23:30:00+01:00","end":"2026-11-23T00:00:00+01:00","value":0.752,
        "unit":"kW","source":"conso_api"})"));
    Record const peak{paris().interval_of(test::day("2026-11-22")), ApparentPower::from_va(6210),
                      at("2026-11-22", 19, 4, 51), "enedis"};
    EXPECT_EQ(record_json(peak, paris()),
              parsed(R"({"start":"2026-11-22T00:00:00+01:00","end":"2026-11-23T00:00:00+01:00","value":6.21,
        "unit":"kVA","source":"enedis","at":"2026-11-22T19:04:51+01:00"})"));
}

TEST(Records, RoundEnergyToTheWattHourOnce) {
    Record const day{paris().interval_of(test::day("2026-11-22")), Energy::from_joules(3600 * 12820 + 1801),
                     std::nullopt, "enedis"};
    EXPECT_EQ(record_json(day, paris()).at("value"), boost::json::value(12.821));
}

TEST(Records, AreCsvLines) {
    EXPECT_EQ(csv_header(), "start,end,value,unit,source\r\n");
    EXPECT_EQ(csv_line(half_hour(), paris()),
              "2026-11-22T23:30:00+01:00,2026-11-23T00:00:00+01:00,0.752,kW,conso_api\r\n");
}

TEST(Records, QuoteWhatWouldEndACsvField) {
    auto record = half_hour();
    record.source = "enedis, file \"a\"";
    EXPECT_TRUE(csv_line(record, paris()).ends_with(",kW,\"enedis, file \"\"a\"\"\"\r\n"))
        << csv_line(record, paris());
}

} // namespace
} // namespace enedis2mqtt
