#include "story/bridge/story.hpp"

namespace enedis2mqtt::test {
namespace {

using namespace std::chrono_literals;

/// Answers that are odd in part, or only look odd.
class OddAnswers : public Story {
protected:
    boost::json::object status() const { return topic(maison + "/status"); }
    boost::json::object skipped() const { return status().at("skipped").as_object(); }
    boost::json::value value_of(std::string const& measure, std::string const& field) const {
        return topic(maison + "/consumption/" + measure).at(field);
    }
};

TEST_F(OddAnswers, OneOddPointOfAYearCostsThatDayOnly) {
    add_meter(maison);
    fault("value_negative");
    begin(at("2026-11-26", 14));
    until(at("2026-11-26", 15));
    EXPECT_EQ(light(maison), "partial") << "yesterday's days are there, its curve has a gap";
    EXPECT_TRUE(status().at("error").is_null());
    EXPECT_EQ(value_of("daily", "date"), "2026-11-25");
    EXPECT_EQ(value_of("max_power", "date"), "2026-11-25");
    EXPECT_EQ(value_of("yearly", "days"), 329);
    EXPECT_EQ(value_of("yearly", "from_curve"), (boost::json::array{"2026-11-23"})) << "its curve is whole";

    auto const daily = skipped().at("consumption/daily").as_object();
    EXPECT_EQ(daily.at("points"), 1);
    EXPECT_EQ(daily.at("first"), "grandeur[0].points[326].v: \"-3\" is negative");
    EXPECT_EQ(daily.at("date"), "2026-11-23");
    EXPECT_EQ(daily.at("last_seen"), "2026-11-26");
    EXPECT_TRUE(skipped().contains("consumption/max_power"));

    restart();
    EXPECT_TRUE(skipped().contains("consumption/daily")) << "known after a restart, too";

    source.faults().clear();
    until(at("2026-11-28", 12));
    EXPECT_EQ(light(maison), "up_to_date");
    EXPECT_TRUE(skipped().empty()) << "asked for again by itself, and mended";
    EXPECT_EQ(value_of("yearly", "days"), 331);
    EXPECT_FALSE(topic(maison + "/consumption/yearly").contains("from_curve"));
}

struct Mended {
    char const* fault;
    char const* light;
    bool told;
    int calls = 3 * 6; ///< at most: what the source has published is not asked for every half hour
};

class MendedAnswers : public OddAnswers, public testing::WithParamInterface<Mended> {};

TEST_P(MendedAnswers, AreNoTroubleAndCostFewCalls) {
    add_meter(maison);
    begin(at("2026-11-20", 14));
    until(at("2026-11-20", 15));
    new_calls();
    fault(GetParam().fault);
    until(at("2026-11-21", 20));
    EXPECT_EQ(light(maison), GetParam().light);
    EXPECT_TRUE(status().at("error").is_null());
    EXPECT_EQ(skipped().size(), GetParam().told ? 3U : 0U);
    EXPECT_LE(new_calls(), GetParam().calls);

    source.faults().clear();
    until(at("2026-11-23", 12));
    EXPECT_EQ(light(maison), "up_to_date");
    EXPECT_TRUE(skipped().empty());
    EXPECT_EQ(value_of("monthly", "days"), 22);
}

INSTANTIATE_TEST_SUITE_P(
    OddAnswers, MendedAnswers,
    testing::Values(Mended{"value_object", "outdated", true}, Mended{"value_text", "outdated", true},
                    Mended{"year_9999", "outdated", true}, Mended{"year_0001", "up_to_date", true},
                    Mended{"unordered", "up_to_date", false, 3}, Mended{"duplicates", "up_to_date", false, 3},
                    Mended{"wrong_content_type", "up_to_date", false, 3},
                    Mended{"octet_stream", "up_to_date", false, 3}),
    [](auto const& row) { return row.param.fault; });

TEST_F(OddAnswers, AnEmptyHomeIsCompleteWhereItsCurveAgrees) {
    add_meter(maison, "my_electrical_data");
    fault("zeros", "daily");
    fault("zeros", "load_curve");
    begin(at("2026-11-26", 14));
    until(at("2026-11-26", 14, 1));
    EXPECT_EQ(light(maison), "up_to_date");
    EXPECT_EQ(value_of("daily", "date"), "2026-11-25");
    EXPECT_EQ(value_of("daily", "value"), 0);
    EXPECT_EQ(new_calls(), 3);
    until(at("2026-11-26", 23));
    EXPECT_EQ(new_calls(), 0);
}

TEST_F(OddAnswers, AnEmptyHomeIsCompleteWhereItsMaximumAgrees) {
    add_meter(maison, "my_electrical_data");
    config.meters.front().meter.hourly = false;
    fault("zeros");
    begin(at("2026-11-26", 14));
    until(at("2026-11-26", 14, 1));
    EXPECT_EQ(light(maison), "up_to_date");
    EXPECT_EQ(new_calls(), 2);
}

TEST_F(OddAnswers, AZeroThatNothingProvesIsAskedForFewTimes) {
    add_meter(maison, "my_electrical_data");
    fault("zeros", "daily");
    begin(at("2026-11-26", 8));
    until(at("2026-11-26", 23));
    EXPECT_EQ(light(maison), "partial") << "the curve says otherwise";
    EXPECT_LE(new_calls(), 2 + 6);
    EXPECT_EQ(value_of("daily", "date"), "2026-11-24");
    source.faults().clear();
    until(at("2026-11-27", 12));
    EXPECT_EQ(light(maison), "up_to_date");
    EXPECT_TRUE(value_of("yearly", "missing").as_array().empty());
}

TEST_F(OddAnswers, TheAutumnDayOfMyElectricalDataEndsWithoutItsDoubledHour) {
    add_meter(maison, "my_electrical_data");
    begin(at("2026-10-25", 12));
    until(at("2026-10-26", 0));
    new_calls();
    until(at("2026-10-26", 23));
    EXPECT_EQ(new_calls(), 3) << "one look, and no more";
    EXPECT_EQ(light(maison), "partial");
    EXPECT_EQ(value_of("daily", "date"), "2026-10-25") << "the day's own figure is whole";
    until(at("2026-10-27", 12));
    EXPECT_EQ(light(maison), "up_to_date");
    EXPECT_EQ(value_of("hourly", "date"), "2026-10-26");
    until(at("2026-12-31", 23));
    EXPECT_EQ(new_calls(), 3 * 66) << "not for a day of the past either";
}

} // namespace
} // namespace enedis2mqtt::test
