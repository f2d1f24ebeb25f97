#include "simulator/special_meters.hpp"

#include <enedis2mqtt/simulator/gateway.hpp>

#include <algorithm>
#include <array>

namespace enedis2mqtt::simulator {
namespace {

constexpr Traits both{.produces = true};
constexpr Traits production_only{.consumes = false, .produces = true};
constexpr Traits no_curve{.curve = false};
constexpr Traits recent{.recent = true};
constexpr Traits gaps{.gaps = true};
constexpr Traits unknown{.known = false};
constexpr Traits no_consent{.consent = false};
constexpr Traits ten_minutes{.steps = Steps::ten_minutes};
constexpr Traits hour{.steps = Steps::hour};
constexpr Traits changing{.steps = Steps::changing};

struct Row {
    SpecialMeter meter;
    Traits traits;
};

// Five digits: a benchmark may number thousands of ordinary meters without meeting one of these.
// Source of the fourteen-digit ones: Enedis' own sandbox, as its clients list it.
constexpr std::array rows{
    Row{{"99901", "consumes and produces"}, both},
    Row{{"99902", "produces only"}, production_only},
    Row{{"99903", "load curve not enabled"}, no_curve},
    Row{{"99904", "activated on the latest 1 March"}, recent},
    Row{{"99905", "no data on Tuesdays and Wednesdays"}, gaps},
    Row{{"99906", "unknown PDL"}, unknown},
    Row{{"99907", "no consent"}, no_consent},
    Row{{"99908", "load curve in steps of 10 minutes"}, ten_minutes},
    Row{{"99909", "load curve in steps of 60 minutes"}, hour},
    Row{{"99910", "load curve whose step changes during the day: 30, 10, 60 minutes"}, changing},
    Row{{"11453290002823", "sandbox: activated on the latest 1 March"}, recent},
    Row{{"32320647321714", "sandbox: load curve not enabled"}, no_curve},
    Row{{"10284856584123", "sandbox: produces only"}, production_only},
    Row{{"42900589957123", "sandbox: no data on Tuesdays and Wednesdays"}, gaps},
    Row{{"24880057139941", "sandbox: produces only"}, production_only},
    Row{{"12655648759651", "sandbox: consumes and produces"}, both},
    Row{{"26584978546985", "sandbox: no consent"}, no_consent},
};

} // namespace

Traits traits_of(UsagePointId const& pdl) {
    auto const row = std::find_if(rows.begin(), rows.end(),
                                  [&](Row const& r) { return pdl.text().ends_with(r.meter.ending); });
    return row == rows.end() ? Traits{} : row->traits;
}

std::vector<SpecialMeter> special_meters() {
    std::vector<SpecialMeter> all;
    for (auto const& row : rows)
        all.push_back(row.meter);
    return all;
}

} // namespace enedis2mqtt::simulator
