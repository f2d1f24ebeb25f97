#include "support/days.hpp"

#include <enedis2mqtt/json/status.hpp>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using test::day;

TEST(StatusJson, TellsWhichPointsAreSkipped) {
    MeterStatus status;
    EXPECT_TRUE(status_json(status, test::paris(), Language::en).at("skipped").as_object().empty());

    status.skipped[{Direction::consumption, Dataset::daily}] = {2, "points[3].v: \"-3\" is negative",
                                                                day("2026-11-03"), day("2026-11-22")};
    status.skipped[{Direction::production, Dataset::load_curve}] = {1, "points[0]: is no object",
                                                                    std::nullopt, day("2026-11-21")};
    EXPECT_EQ(status_json(status, test::paris(), Language::en).at("skipped"), boost::json::parse(R"({
        "consumption/daily": {"points": 2, "first": "points[3].v: \"-3\" is negative",
                              "date": "2026-11-03", "last_seen": "2026-11-22"},
        "production/hourly": {"points": 1, "first": "points[0]: is no object",
                              "date": null, "last_seen": "2026-11-21"}})"));
}

} // namespace
} // namespace enedis2mqtt
