#pragma once

#include <enedis2mqtt/domain/aggregate.hpp>
#include <enedis2mqtt/domain/copy_status.hpp>
#include <enedis2mqtt/domain/cost.hpp>
#include <enedis2mqtt/domain/freshness.hpp>
#include <enedis2mqtt/domain/meter.hpp>
#include <enedis2mqtt/domain/reading.hpp>
#include <enedis2mqtt/domain/skipped.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace enedis2mqtt {

/// The whole curve of the last complete day; its last reading is the `hourly` value.
struct HourlySnapshot {
    CivilDay day;
    LoadCurve curve;
    friend bool operator==(HourlySnapshot const&, HourlySnapshot const&) = default;
};

struct DailySnapshot {
    DailyEnergy last;
    Interval period;                    ///< the day's two midnights
    std::vector<DailyEnergy> recent;    ///< up to 7 known days, oldest first, ending with `last`
    std::optional<Energy> beyond_curve; ///< the day's figure less the sum of its curve, where that is whole
    friend bool operator==(DailySnapshot const&, DailySnapshot const&) = default;
};

/// What the last day that has a cost came to.
struct DailyCostSnapshot {
    DayCost last;
    Interval period;             ///< the day's two midnights
    std::vector<DayCost> recent; ///< up to 7 days with a cost, oldest first, ending with `last`
    friend bool operator==(DailyCostSnapshot const&, DailyCostSnapshot const&) = default;
};

/// What is published of one direction. A measure without any reading is empty: no topic, no null, no 0.
struct Measures {
    std::optional<HourlySnapshot> hourly;
    std::optional<DailySnapshot> daily;
    std::optional<PeriodTotal> monthly;
    std::optional<PeriodTotal> yearly;
    std::optional<MaxPower> max_power;
    std::optional<DailyCostSnapshot> daily_cost;
    std::optional<CostTotal> monthly_cost; ///< of the month of the last day known, as `monthly`
    std::optional<CostTotal> yearly_cost;
    std::optional<CostTotal> billing_cost; ///< only where the billing month is not the calendar's
    friend bool operator==(Measures const&, Measures const&) = default;
};

/// Why a long fetch is under way.
enum class Errand { import, history };

/// Where a long fetch stands; counted in calls.
struct Progress {
    Errand kind = Errand::import;
    int done = 0;
    int total = 0;
    std::optional<CivilDay> from;
    std::optional<CivilDay> at;
    std::optional<int> calls_left_today; ///< for this errand; empty: the source sets no limit
    std::optional<Instant> expected_end;
    friend bool operator==(Progress const&, Progress const&) = default;
};

struct MeterStatus {
    Light light = Light::outdated;
    std::map<Series, SeriesFreshness> series;
    std::map<Series, LastSkipped> skipped; ///< series with points worth telling of
    std::optional<Instant> last_poll;
    std::optional<Instant> last_success;
    std::optional<Instant> next_poll;
    int calls_today = 0;
    int call_budget = 0; ///< 0: the source sets none
    std::optional<Progress> progress;
    std::optional<Trouble> trouble;
    std::optional<Instant> consent_expires;
    std::optional<CopyStatus> home_assistant; ///< empty: its statistics are not configured
    friend bool operator==(MeterStatus const&, MeterStatus const&) = default;
};

/// Everything worth telling about a meter at one instant. Immutable once made.
struct Snapshot {
    explicit Snapshot(Meter m) : meter(std::move(m)) {}
    Meter meter;
    std::map<Direction, Measures> measures;
    std::optional<TariffNow> tariff; ///< of what is consumed; empty: the meter has none
    bool only_the_price = false;     ///< nothing but `tariff` is other than in the snapshot before
    MeterStatus status;
};

} // namespace enedis2mqtt
