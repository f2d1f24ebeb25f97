#include "story/bridge/story.hpp"

namespace enedis2mqtt::test {
namespace {

using namespace std::chrono_literals;

class CalendarStory : public Story {};

TEST_F(CalendarStory, OnNewYearsDayMonthAndYearStillSpeakOfTheEndedOnes) {
    add_meter(maison);
    begin(at("2026-12-31", 14));
    until(at("2027-01-01", 12));
    EXPECT_EQ(light(maison), "up_to_date");
    EXPECT_EQ(topic(maison + "/consumption/daily").at("date"), "2026-12-31");
    EXPECT_EQ(topic(maison + "/consumption/monthly").at("month"), "2026-12");
    auto const year = topic(maison + "/consumption/yearly");
    EXPECT_EQ(year.at("year"), 2026);
    EXPECT_EQ(year.at("days"), 365);
    EXPECT_NEAR(year.at("value").to_number<double>(),
                true_kwh(maison, Direction::consumption, {day("2026-01-01"), day("2027-01-01")}), 0.0005);

    until(at("2027-01-02", 12));
    EXPECT_EQ(topic(maison + "/consumption/monthly").at("month"), "2027-01");
    EXPECT_EQ(topic(maison + "/consumption/yearly").at("year"), 2027);
    EXPECT_EQ(topic(maison + "/consumption/yearly").at("days"), 1);
}

TEST_F(CalendarStory, AFirstImportOnNewYearsDayBringsTheEndedYear) {
    add_meter(maison);
    begin(at("2027-01-01", 12));
    until(at("2027-01-01", 12, 1));
    EXPECT_EQ(topic(maison + "/consumption/yearly").at("year"), 2026);
    EXPECT_EQ(topic(maison + "/consumption/yearly").at("days"), 365);
    EXPECT_EQ(new_calls(), 3);
}

TEST_F(CalendarStory, ALeapYearHasItsTwentyNinthOfFebruary) {
    add_meter(maison);
    begin(at("2028-02-29", 12));
    until(at("2028-03-01", 12));
    EXPECT_EQ(topic(maison + "/consumption/daily").at("date"), "2028-02-29");
    auto const month = topic(maison + "/consumption/monthly");
    EXPECT_EQ(month.at("month"), "2028-02");
    EXPECT_EQ(month.at("days"), 29);
}

struct ChangeCase {
    char const* name;
    char const* day;
    std::size_t points;
    char const* last_start;
};

class ClockChange : public Story, public testing::WithParamInterface<ChangeCase> {};

TEST_P(ClockChange, TheDayIsWholeAndItsEnergyIsTheSourcesOwn) {
    auto const& change = GetParam();
    auto const one = day(change.day);
    add_meter(maison);
    begin(paris().start_of(one) + 15h);
    until(paris().start_of(one + 1) + 13h);
    EXPECT_EQ(light(maison), "up_to_date") << "a day of 23 or 25 hours is complete";
    auto const hourly = topic(maison + "/consumption/hourly");
    EXPECT_EQ(hourly.at("date"), change.day);
    auto const& curve = hourly.at("curve").as_array();
    EXPECT_EQ(curve.size(), change.points);
    EXPECT_EQ(hourly.at("start"), change.last_start);
    std::set<std::string> starts;
    double kwh = 0;
    for (auto const& point : curve) {
        starts.insert(std::string{point.at("start").as_string()});
        kwh += point.at("value").to_number<double>() / 2;
    }
    EXPECT_EQ(starts.size(), change.points) << "both autumn hours are there";
    EXPECT_NEAR(kwh, topic(maison + "/consumption/daily").at("value").to_number<double>(), 0.0005);
}

INSTANTIATE_TEST_SUITE_P(CalendarStory, ClockChange,
                         testing::Values(ChangeCase{"spring", "2027-03-28", 46, "2027-03-28T23:30:00+02:00"},
                                         ChangeCase{"autumn", "2026-10-25", 50, "2026-10-25T23:30:00+01:00"},
                                         ChangeCase{"ordinary", "2026-11-22", 48,
                                                    "2026-11-22T23:30:00+01:00"}),
                         [](auto const& row) { return std::string{row.param.name}; });

} // namespace
} // namespace enedis2mqtt::test
