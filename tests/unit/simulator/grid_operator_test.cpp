#include "simulator/grid_operator.hpp"
#include "unit/simulator/asking.hpp"

#include <gtest/gtest.h>

using namespace enedis2mqtt;
using namespace enedis2mqtt::simulator;
using namespace std::chrono_literals;
using asking::at;
using asking::today;

namespace {

GridOperator grid() {
    return {asking::paris(), 8h};
}

std::variant<Sheet, Refusal> serve(std::string_view meter, Dataset dataset, CivilDay start, CivilDay end,
                                   Instant now = asking::noon(),
                                   Direction direction = Direction::consumption) {
    return grid().serve({{direction, dataset}, std::string{meter}, start.iso(), end.iso()}, now);
}

Sheet sheet(std::variant<Sheet, Refusal> const& served) {
    return std::get<Sheet>(served);
}
Refusal refusal(std::variant<Sheet, Refusal> const& served) {
    return std::get<Refusal>(served);
}

} // namespace

TEST(GridOperator, PublishesYesterdayAtThePublicationHour) {
    EXPECT_EQ(refusal(serve(asking::ordinary, Dataset::daily, today - 1, today, at(today, 7h + 59min))),
              Refusal::no_data);
    EXPECT_EQ(sheet(serve(asking::ordinary, Dataset::daily, today - 1, today, at(today, 8h))).points.size(),
              1u);
}

TEST(GridOperator, LeavesAnUnpublishedYesterdayOutOfALongerRange) {
    for (auto dataset : {Dataset::daily, Dataset::max_power})
        EXPECT_EQ(sheet(serve(asking::ordinary, dataset, today - 7, today, at(today, 3h))).points.size(), 6u);
    auto const curve = sheet(serve(asking::ordinary, Dataset::load_curve, today - 7, today, at(today, 3h)));
    EXPECT_EQ(curve.points.size(), 6u * 48);
    EXPECT_EQ(curve.points.back().stamp, LocalTime{(today - 1).days()});
}

TEST(GridOperator, CountsTodayByTheLocalClock) {
    // 00:30 in Paris is still the day before in UTC.
    auto const after_midnight = at(today, 30min);
    EXPECT_EQ(refusal(serve(asking::ordinary, Dataset::daily, today - 1, today, after_midnight)),
              Refusal::no_data);
    EXPECT_EQ(refusal(serve(asking::ordinary, Dataset::daily, today - 1, today + 1, after_midnight)),
              Refusal::end_in_future);
}

TEST(GridOperator, StampsTheEndOfEachStepInLocalTime) {
    auto const points =
        sheet(serve(asking::ordinary, Dataset::load_curve, {2026, 10, 25}, {2026, 10, 26})).points;
    ASSERT_EQ(points.size(), 50u);
    auto const midnight = LocalTime{CivilDay{2026, 10, 25}.days()};
    EXPECT_EQ(points[3].stamp, midnight + 2h);
    EXPECT_EQ(points[4].stamp, midnight + 2h + 30min);
    EXPECT_EQ(points[5].stamp, midnight + 2h); // 03:00 in summer time
    EXPECT_EQ(points[6].stamp, midnight + 2h + 30min);
    EXPECT_EQ(points[7].stamp, midnight + 3h);
    EXPECT_EQ(points.back().stamp, midnight + 24h);

    auto const spring =
        sheet(serve(asking::ordinary, Dataset::load_curve, {2026, 3, 29}, {2026, 3, 30})).points;
    ASSERT_EQ(spring.size(), 46u);
    auto const spring_midnight = LocalTime{CivilDay{2026, 3, 29}.days()};
    EXPECT_EQ(spring[2].stamp, spring_midnight + 1h + 30min);
    EXPECT_EQ(spring[3].stamp, spring_midnight + 3h);
}

TEST(GridOperator, KeepsItsHistoryForMonthsAndFifteenDays) {
    EXPECT_EQ(sheet(serve(asking::ordinary, Dataset::daily, {2023, 11, 8}, {2023, 11, 9})).points.size(), 1u);
    EXPECT_EQ(refusal(serve(asking::ordinary, Dataset::daily, {2023, 11, 7}, {2023, 11, 9})),
              Refusal::before_history);
    EXPECT_EQ(sheet(serve(asking::ordinary, Dataset::load_curve, {2024, 11, 8}, {2024, 11, 9})).points.size(),
              48u);
    EXPECT_EQ(refusal(serve(asking::ordinary, Dataset::load_curve, {2024, 11, 7}, {2024, 11, 9})),
              Refusal::before_history);
}

TEST(GridOperator, ActivatedTheRecentMeterOnTheLatestFirstOfMarch) {
    constexpr std::string_view recent = "01234567899904";
    EXPECT_EQ(refusal(serve(recent, Dataset::daily, {2026, 2, 28}, {2026, 3, 2})),
              Refusal::before_activation);
    EXPECT_EQ(sheet(serve(recent, Dataset::daily, {2026, 3, 1}, {2026, 3, 2})).points.size(), 1u);
    auto const january = at({2026, 1, 10}, 12h);
    EXPECT_EQ(sheet(serve(recent, Dataset::daily, {2025, 3, 1}, {2025, 3, 2}, january)).points.size(), 1u);
}

TEST(GridOperator, MeasuresNothingOnTheTuesdaysAndWednesdaysOfTheMeterWithGaps) {
    for (auto const* meter : {"01234567899905", "42900589957123"}) {
        EXPECT_EQ(sheet(serve(meter, Dataset::daily, today - 7, today)).points.size(), 5u);
        EXPECT_EQ(refusal(serve(meter, Dataset::load_curve, {2026, 11, 17}, {2026, 11, 19})),
                  Refusal::no_data);
    }
}

TEST(GridOperator, ServesEachDirectionToThoseWhoMeasureIt) {
    auto const consumption = [](std::string_view meter) {
        return serve(meter, Dataset::daily, today - 2, today);
    };
    auto const production = [](std::string_view meter) {
        return serve(meter, Dataset::daily, today - 2, today, asking::noon(), Direction::production);
    };
    for (auto const* meter : {"01234567899901", "12655648759651"}) {
        EXPECT_EQ(sheet(consumption(meter)).points.size(), 2u);
        EXPECT_EQ(sheet(production(meter)).points.size(), 2u);
    }
    for (auto const* meter : {"01234567899902", "24880057139941", "10284856584123"}) {
        EXPECT_EQ(refusal(consumption(meter)), Refusal::not_consuming);
        EXPECT_EQ(sheet(production(meter)).points.size(), 2u);
    }
    EXPECT_EQ(refusal(production(asking::ordinary)), Refusal::not_producing);
}

TEST(GridOperator, HasNoCurveWhereItsCollectionIsOff) {
    for (auto const* meter : {"01234567899903", "32320647321714"}) {
        EXPECT_EQ(refusal(serve(meter, Dataset::load_curve, today - 2, today)), Refusal::curve_not_collected);
        EXPECT_EQ(sheet(serve(meter, Dataset::daily, today - 2, today)).points.size(), 2u);
    }
}

TEST(GridOperator, CutsABatchItself) {
    Wanted wanted{{Direction::consumption, Dataset::load_curve},
                  std::string{asking::ordinary},
                  "2024-11-23",
                  "2027-01-01",
                  true};
    auto const two_years = sheet(grid().serve(wanted, asking::noon()));
    EXPECT_EQ(two_years.points.size(), 730u * 48); // two springs, two autumns
    EXPECT_EQ(two_years.days.end, today);
}
