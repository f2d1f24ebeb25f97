#include "component/home_assistant/copy.hpp"

#include <enedis2mqtt/home_assistant/energy_held.hpp>

namespace enedis2mqtt::home_assistant {
namespace {

/// ha-linky's statistics in Home Assistant, in Wh.
class EnergyHeld : public StatisticsCopyTest {
protected:
    EnergyHeld() { close(); }

    void hold(std::string const& id, std::string const& unit = "Wh") {
        home.kept[id].metadata = {{"name", "Linky"}, {"unit_of_measurement", unit}};
    }
    void add(std::string const& id, Instant start, std::int64_t wh) {
        sum_ += wh;
        home.kept[id].rows[start.time_since_epoch().count()] = {{"state", wh * 1'000'000},
                                                                {"sum", sum_ * 1'000'000}};
    }
    Result<EnergyTaken> take(Direction direction = Direction::consumption) {
        Result<EnergyTaken> taken = Error{ErrorCode::internal, "not run"};
        auto work = [](EnergyHeld& test, Direction of, Result<EnergyTaken>& into) -> Task<void> {
            auto opening =
                open_session(test.home.dial(), Access{"http://home:8123", Secret{"good"}, {}}, "test");
            auto session = co_await std::move(opening);
            auto taking = take_energy(**session, *test.store, pdl, of, EnergyOrigin::ha_linky, paris(),
                                      test.clock.now());
            into = co_await std::move(taking);
        };
        spawn_guarded(loop.get_executor(), "the reading", work(*this, direction, taken));
        settle();
        return taken;
    }
    Result<std::vector<DailyEnergy>> daily(std::string const& of) {
        return store->daily(pdl, Direction::consumption, {day(of), day(of) + 1});
    }

private:
    std::int64_t sum_ = 0;
};

TEST_F(EnergyHeld, FillsDaysAndHoursThatTheArchiveLacks) {
    std::string const id = "linky:10000000000011";
    hold(id);
    add(id, at("2026-11-20", 0), 9'123); // a day of which no hours are known
    for (auto start = at("2026-11-21", 0); start < at("2026-11-22", 0); start += 1h)
        add(id, start, 321);
    add(id, at("2026-11-22", 0), 7'000);
    add_daily("2026-11-22", 7'100);

    auto const taken = take();
    ASSERT_TRUE(taken) << taken.error().message;
    EXPECT_EQ(taken->days, 2U);
    EXPECT_EQ(taken->hours, 24U);
    EXPECT_EQ(daily("2026-11-20")->at(0).energy, Energy::from_wh(9'123));
    EXPECT_EQ(daily("2026-11-22")->at(0).energy, Energy::from_wh(7'100)) << "the source's stays";
    auto const curve = store->load_curve(pdl, Direction::consumption, paris().interval_of(day("2026-11-21")));
    ASSERT_TRUE(curve);
    EXPECT_EQ(curve->size(), 24U);
    EXPECT_EQ(curve->energy(), Energy::from_wh(24 * 321));
    EXPECT_TRUE(
        store->ledger(pdl, {Direction::consumption, Dataset::daily}, {day("2026-11-20"), day("2026-11-21")})
            ->empty())
        << "it is asked for as any other";
}

TEST_F(EnergyHeld, ReadsTheProductionUnderItsOwnId) {
    hold("linky_prod:10000000000011");
    add("linky_prod:10000000000011", at("2026-11-20", 0), 4'000);
    EXPECT_TRUE(take()->empty()) << "no consumption";
    EXPECT_EQ(take(Direction::production)->days, 1U);
}

TEST_F(EnergyHeld, TakesNoOtherUnit) {
    hold("linky:10000000000011", "MJ");
    add("linky:10000000000011", at("2026-11-20", 0), 9'000);
    auto const taken = take();
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, ErrorCode::home_assistant_refused);
}

} // namespace
} // namespace enedis2mqtt::home_assistant
