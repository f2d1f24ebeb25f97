#include "imports/points.hpp"

namespace enedis2mqtt::imports {

std::vector<Instant> meanings(Stamp const& stamp, Edge edge, TimeZone const& zone) {
    if (stamp.offset)
        return {Instant{stamp.local.time_since_epoch() - *stamp.offset}};
    auto instants = zone.instants_of(stamp.local);
    if (instants.empty() && edge == Edge::end) {
        constexpr std::chrono::seconds one{1};
        instants = zone.instants_of(stamp.local - one);
        for (auto& instant : instants)
            instant += one;
    }
    return instants;
}

std::optional<Instant> LocalTimes::resolve(Stamp const& stamp, Edge edge) {
    auto const instants = meanings(stamp, edge, zone_);
    if (instants.empty())
        return std::nullopt;
    bool const second =
        instants.size() == 2 && previous_ && *previous_ >= instants.front() && *previous_ <= instants.back();
    previous_ = second ? instants.back() : instants.front();
    return previous_;
}

void drop_doubled_hour(std::vector<Point>& points, TimeZone const& zone, Notes& notes) {
    std::erase_if(points, [&](Point const& point) {
        bool const doubled = meanings(point.stamp, Edge::end, zone).size() == 2;
        if (doubled)
            notes.add(point.row, RowFault::doubled_hour);
        return doubled;
    });
}

} // namespace enedis2mqtt::imports
