#pragma once

#include "support/days.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_home_assistant.hpp"

#include <enedis2mqtt/home_assistant/statistics.hpp>
#include <enedis2mqtt/store/sqlite_store.hpp>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace enedis2mqtt::home_assistant {

using namespace std::chrono_literals;
using test::at;
using test::day;
using test::paris;

inline UsagePointId const pdl = UsagePointId::parse("10000000000011").value();
inline std::string const consumption = "enedis2mqtt:10000000000011_consumption";
inline std::string const production = "enedis2mqtt:10000000000011_production";
inline std::string const power = "enedis2mqtt:10000000000011_consumption_power";
inline std::string const peak = "enedis2mqtt:10000000000011_consumption_max_power";

/// An archive, a clock and a Home Assistant, with the copy between them.
class StatisticsCopyTest : public testing::Test {
protected:
    StatisticsCopyTest() {
        meter.production = true;
        open();
    }
    ~StatisticsCopyTest() override { close(); }

    void open() {
        StatisticsOptions options;
        options.access = Access{"http://home:8123", Secret{token}, {}};
        options.version = version;
        options.zones = {{pdl, paris()}};
        options.changed = [this] {
            ++told;
            copy->deliver(Snapshot{meter}); // as the bridge does
        };
        StatisticsTools tools{*store, *store, *store, colors, clock, home.dial()};
        copy = create_statistics(loop.get_executor(), std::move(tools), std::move(options));
        copy->announce({meter});
        copy->start();
        settle();
    }
    void close() {
        if (!copy)
            return;
        spawn_guarded(loop.get_executor(), "the end", copy->stop());
        settle();
        copy.reset();
    }
    void restart() {
        close();
        open();
    }
    void settle() { test::run_until(loop, clock, clock.now()); }
    void wait(std::chrono::seconds time) { test::run_until(loop, clock, clock.now() + time); }
    /// As after a poll.
    void deliver() {
        copy->deliver(Snapshot{meter});
        settle();
    }
    CopyStatus status() const { return copy->status_of(pdl).value(); }

    /// A whole day of half-hours.
    void add_curve(std::string const& of, int watts, Direction direction = Direction::consumption) {
        Keeping keeping{pdl, {direction, Dataset::load_curve}};
        auto const whole = paris().interval_of(day(of));
        for (auto start = whole.start; start < whole.end; start += 30min)
            keeping.readings.curve.append({{start, start + 30min}, Power::from_watts(watts)});
        keep(std::move(keeping));
    }
    void add_daily(std::string const& of, int wh, Direction direction = Direction::consumption) {
        Keeping keeping{pdl, {direction, Dataset::daily}};
        keeping.readings.daily.push_back({day(of), Energy::from_wh(wh)});
        keep(std::move(keeping));
    }
    void add_peak(std::string const& of, Instant when, int va) {
        Keeping keeping{pdl, {Direction::consumption, Dataset::max_power}};
        keeping.readings.max_power.push_back({day(of), when, ApparentPower::from_va(va)});
        keep(std::move(keeping));
    }
    void keep(Keeping keeping) {
        keeping.source = "conso_api";
        keeping.at = clock.now();
        ASSERT_TRUE(store->keep(keeping, paris()));
    }

    /// What Home Assistant's bar of the day shows, in Wh.
    std::int64_t bar(std::string const& of, std::string const& id = consumption) const {
        auto const whole = paris().interval_of(day(of));
        std::int64_t before = 0;
        std::int64_t last = 0;
        for (auto const& [start, row] : home.kept.at(id).rows) {
            if (start < whole.end.time_since_epoch().count())
                last = row.at("sum");
            if (start < whole.start.time_since_epoch().count())
                before = row.at("sum");
        }
        return (last - before) / 1000;
    }

    test::FakeClock clock{at("2026-11-23", 9)};
    boost::asio::io_context loop{1};
    test::FakeHomeAssistant home;
    std::unique_ptr<store::SqliteStore> store = std::move(store::open_store_in_memory().value());
    TempoCalendar colors;
    Meter meter{pdl, "Maison"};
    std::string token = "good";
    std::string version = "0.1.0";
    std::unique_ptr<Statistics> copy;
    int told = 0;
};

} // namespace enedis2mqtt::home_assistant
