#include "imports/curve.hpp"

#include "imports/row.hpp"

#include <algorithm>

namespace enedis2mqtt::imports {
namespace {

using std::chrono::seconds;
using Length = std::optional<seconds>;

constexpr seconds longest = std::chrono::minutes{60};

struct Placed {
    Instant at;
    Point const* point;
    Length length;
};

bool plausible(seconds length) {
    return length >= std::chrono::minutes{1} && length <= longest && longest % length == seconds{0};
}

/// The length of each step from the ENDs alone. A distance longer than the step before it is a hole, unless
/// the next distance is as long: then the step has changed.
std::vector<Length> lengths_before(std::vector<Instant> const& ends) {
    std::vector<Length> lengths(ends.size());
    auto const distance = [&](std::size_t i) -> Length {
        if (i == 0 || i >= ends.size() || !plausible(ends[i] - ends[i - 1]))
            return std::nullopt;
        return ends[i] - ends[i - 1];
    };
    Length before;
    for (std::size_t i = 1; i < ends.size() && !before; ++i)
        before = distance(i);
    for (std::size_t i = 0; i < ends.size(); ++i) {
        auto const own = distance(i);
        if (own && (*own <= *before || own == distance(i + 1)))
            before = own;
        lengths[i] = before;
    }
    return lengths;
}

void derive_lengths(std::vector<Placed>& placed, Edge edge) {
    std::vector<Instant> marks;
    for (auto const& each : placed)
        marks.push_back(each.at);
    if (edge == Edge::start) { // seen backwards, a START is an END
        std::reverse(marks.begin(), marks.end());
        for (auto& mark : marks)
            mark = Instant{-mark.time_since_epoch()};
    }
    auto lengths = lengths_before(marks);
    if (edge == Edge::start)
        std::reverse(lengths.begin(), lengths.end());
    for (std::size_t i = 0; i < placed.size(); ++i)
        placed[i].length = lengths[i];
}

/// From Début to Fin. Their difference on the clock is the length, except across a clock change.
Result<Length> told_length(Point const& point, Instant at, TimeZone const& zone) {
    if (point.step)
        return Length{*point.step};
    if (!point.end)
        return Length{};
    auto const on_the_clock = point.end->local - point.stamp.local;
    if (!point.end->offset && plausible(on_the_clock))
        return Length{on_the_clock};
    for (auto const end : meanings(*point.end, Edge::end, zone))
        if (end > at && end - at <= longest)
            return Length{end - at};
    return invalid(point.row, "its step does not last between 1 and 60 minutes");
}

std::int64_t watts(Micro value, bool energy, seconds length) {
    return energy ? whole(value * 3600 / length.count()) : whole(value);
}

class CurveMaker {
public:
    CurveMaker(CurveRules const& rules, TimeZone const& zone, std::vector<SkippedRow>& skipped)
        : rules_(rules), zone_(zone), skipped_(skipped) {}

    Result<LoadCurve> make(std::vector<Point> const& points) {
        place(points);
        if (auto single = drop_repeated(); !single)
            return single.error();
        if (rules_.step)
            for (auto& each : placed_)
                each.length = *rules_.step;
        else
            derive_lengths(placed_, rules_.edge);
        return append_all();
    }

private:
    void skip(Point const& point, std::string_view reason) {
        skipped_.push_back({point.row, std::string{reason}});
    }

    void place(std::vector<Point> const& points) {
        LocalTimes times{zone_};
        placed_.reserve(points.size());
        for (auto const& point : points) {
            if (auto const at = times.resolve(point.stamp, rules_.edge))
                placed_.push_back({*at, &point, std::nullopt});
            else
                skip(point, no_such_time);
        }
        std::sort(placed_.begin(), placed_.end(), [](Placed const& a, Placed const& b) {
            return std::pair{a.at, a.point->row} < std::pair{b.at, b.point->row};
        });
    }

    Result<void> drop_repeated() {
        std::vector<Placed> single;
        single.reserve(placed_.size());
        for (auto const& each : placed_) {
            if (single.empty() || single.back().at != each.at) {
                single.push_back(each);
                continue;
            }
            auto& first = single.back();
            auto const says_again = "says again what row " + std::to_string(first.point->row) + " says";
            if (!first.point->value && each.point->value) {
                skip(*first.point, no_value);
                first = each;
            } else if (!each.point->value || each.point->value == first.point->value) {
                skip(*each.point, says_again);
            } else if (rules_.keep_first) {
                skip(*each.point, "another value for the time of row " + std::to_string(first.point->row));
            } else {
                return invalid(each.point->row, "another value for the time of row " +
                                                    std::to_string(first.point->row) + ", " +
                                                    zone_.iso(each.at));
            }
        }
        placed_ = std::move(single);
        return {};
    }

    Result<LoadCurve> append_all() {
        LoadCurve curve;
        for (auto& each : placed_) {
            auto const told = told_length(*each.point, each.at, zone_);
            if (!told)
                return told.error();
            auto const length = *told ? *told : each.length;
            if (!each.point->value) {
                skip(*each.point, no_value);
                continue;
            }
            if (!length)
                return invalid(each.point->row,
                               "no row has another within 60 minutes: this is no load curve");
            auto const start = rules_.edge == Edge::end ? each.at - *length : each.at;
            auto const mean = Power::from_watts(watts(*each.point->value, rules_.energy, *length));
            if (curve.append({{start, start + *length}, mean}))
                continue;
            auto const overlap =
                "its step overlaps the one that ends at " + zone_.iso(curve.readings().back().interval.end);
            if (!rules_.keep_first)
                return invalid(each.point->row, overlap);
            skip(*each.point, overlap);
        }
        return curve;
    }

    CurveRules const& rules_;
    TimeZone zone_;
    std::vector<SkippedRow>& skipped_;
    std::vector<Placed> placed_;
};

} // namespace

Result<LoadCurve> curve_of(std::vector<Point> points, CurveRules const& rules, TimeZone const& zone,
                           std::vector<SkippedRow>& skipped) {
    if (!points.empty() && points.front().stamp.local > points.back().stamp.local)
        std::reverse(points.begin(), points.end());
    return CurveMaker{rules, zone, skipped}.make(points);
}

} // namespace enedis2mqtt::imports
