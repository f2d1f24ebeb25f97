#include <enedis2mqtt/domain/reading.hpp>

#include <algorithm>

namespace enedis2mqtt {
namespace {

auto first_starting_at(std::vector<Reading> const& readings, Instant at) {
    return std::partition_point(readings.begin(), readings.end(),
                                [at](Reading const& reading) { return reading.interval.start < at; });
}

} // namespace

bool LoadCurve::append(Reading reading) {
    if (reading.interval.empty() ||
        (!readings_.empty() && reading.interval.start < readings_.back().interval.end))
        return false;
    readings_.push_back(reading);
    return true;
}

bool LoadCurve::covers(Interval interval) const {
    auto reached = interval.start;
    for (auto at = first_starting_at(readings_, interval.start);
         at != readings_.end() && reached < interval.end; ++at) {
        if (at->interval.start != reached)
            return false;
        reached = at->interval.end;
    }
    return reached == interval.end;
}

LoadCurve LoadCurve::within(Interval interval) const {
    LoadCurve part;
    for (auto at = first_starting_at(readings_, interval.start);
         at != readings_.end() && at->interval.end <= interval.end; ++at)
        part.readings_.push_back(*at);
    return part;
}

LoadCurve merged(LoadCurve const& older, LoadCurve const& newer) {
    LoadCurve both;
    auto fresh = newer.readings_.begin();
    for (auto const& old : older.readings_) {
        while (fresh != newer.readings_.end() && fresh->interval.end <= old.interval.start)
            both.readings_.push_back(*fresh++);
        if (fresh == newer.readings_.end() || !fresh->interval.overlaps(old.interval))
            both.readings_.push_back(old);
    }
    both.readings_.insert(both.readings_.end(), fresh, newer.readings_.end());
    return both;
}

Energy LoadCurve::energy() const {
    Energy sum;
    for (auto const& reading : readings_)
        sum += reading.energy();
    return sum;
}

} // namespace enedis2mqtt
