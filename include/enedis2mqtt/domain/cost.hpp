#pragma once

#include <enedis2mqtt/domain/reading.hpp>
#include <enedis2mqtt/domain/tariff.hpp>

#include <map>
#include <set>
#include <span>
#include <string>
#include <variant>
#include <vector>

/// What a meter's days cost under a tariff: from archive and configuration alone (docs/CONTRACTS.md, tariffs
/// and costs). Pure; any thread.
namespace enedis2mqtt {

/// A part of a day's energy, which need not be a whole number of joules; rounded once, where text is made.
class EnergyShare {
public:
    constexpr EnergyShare() = default;
    /// energy times part / whole; `whole` is positive.
    EnergyShare(Energy energy, std::int64_t part, std::int64_t whole);
    /// Half up.
    std::int64_t rounded_to_wh() const;
    EnergyShare& operator+=(EnergyShare other) {
        nanojoules_ += other.nanojoules_;
        return *this;
    }
    friend constexpr auto operator<=>(EnergyShare, EnergyShare) = default;

private:
    Wide nanojoules_ = 0;
};

/// Every name that the tariff's periods have or had.
std::set<std::string> period_names(Tariff const& tariff);

struct PeriodCost {
    EnergyShare energy;
    Money cost;
    friend bool operator==(PeriodCost const&, PeriodCost const&) = default;
};
using PeriodCosts = std::map<std::string, PeriodCost>;

struct DayCost {
    CivilDay day;
    Money energy;
    Money subscription;  ///< the day's share of its month's
    PeriodCosts periods; ///< empty where only one price holds all day and no whole curve tells the periods
    Money total() const { return energy + subscription; }
    friend bool operator==(DayCost const&, DayCost const&) = default;
};

/// Why a day has no cost.
enum class NoCost {
    no_energy,      ///< neither a daily value nor a whole curve
    no_curve,       ///< its periods have several prices, and only a curve tells how much fell into each
    no_tariff,      ///< it lies before the first version
    price_unknown,  ///< the table of regulated prices lacks it
    colour_unknown, ///< of a Tempo day it touches
};

/// `figure`: the source's own daily value, shared out in proportion to the curve; without one the whole
/// curve's sum. A curve of zeros is shared out by time. `curve` may reach beyond the day.
std::variant<DayCost, NoCost> cost_of_day(Tariff const& tariff, CivilDay day, std::optional<Energy> figure,
                                          LoadCurve const& curve, TempoCalendar const& colors,
                                          TimeZone const& zone);

/// What an hour of UTC costs, and each period's part of it.
struct CostHour {
    Instant start;
    PeriodCosts periods;
    Money cost; ///< with the subscription's share of a day in its first hour
    friend bool operator==(CostHour const&, CostHour const&) = default;
};

/// Appends the hours of a day that has a cost: all of them with every period of the tariff where the curve is
/// whole, else one at local midnight. Days are appended in order.
void append_cost_hours(std::vector<CostHour>& hours, Tariff const& tariff, CivilDay day,
                       std::optional<Energy> figure, LoadCurve const& curve, TempoCalendar const& colors,
                       TimeZone const& zone);

/// What a month, a year or a billing month costs so far.
struct CostTotal {
    DayRange days;
    Interval instants;
    Money energy;
    Money subscription;
    PeriodCosts periods;
    int known = 0; ///< days summed
    std::vector<CivilDay> missing;
    Money total() const { return energy + subscription; }
    friend bool operator==(CostTotal const&, CostTotal const&) = default;
};

/// Sums those of `costs` (ordered by day) that lie in `days`; the others of `days` are listed.
CostTotal total_cost(std::span<DayCost const> costs, DayRange days, TimeZone const& zone);

/// The billing month that holds `day`. It begins at `billing_day` (1 to 31), or where a month has no such day
/// at its last.
DayRange billing_month(CivilDay day, int billing_day);

} // namespace enedis2mqtt
