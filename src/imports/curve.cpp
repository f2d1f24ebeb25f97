#include "imports/curve.hpp"

#include <enedis2mqtt/domain/plausible.hpp>

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
    bool contradicted = false;
};

bool plausible_step(seconds length) {
    return length >= std::chrono::minutes{1} && length <= longest && longest % length == seconds{0};
}

/// The lengths of the steps of which only the ENDs are known, in time order.
class Lengths {
public:
    explicit Lengths(std::vector<Instant> const& ends) : ends_(ends) {
        for (std::size_t i = 1; i < ends_.size(); ++i)
            on_grid_ =
                on_grid_ || (plausible_step(ends_[i] - ends_[i - 1]) && divides(ends_[i] - ends_[i - 1], i));
    }

    std::vector<Length> derive() const {
        std::vector<Length> lengths(ends_.size());
        Length before;
        for (std::size_t i = 0; i < ends_.size(); ++i) {
            before = length(i, before);
            lengths[i] = before;
        }
        // Rows alone before the first run of steps have its length.
        auto const first = std::find_if(lengths.begin(), lengths.end(), [](auto const& l) { return l; });
        if (first != lengths.end())
            std::fill(lengths.begin(), first, *first);
        return lengths;
    }

private:
    /// The distance from the END before is the length, unless a hole lies between; behind a hole the steps
    /// that follow tell.
    Length length(std::size_t i, Length before) const {
        auto const own = distance(i, i);
        auto const next = following(i);
        if (own && own == before)
            return own;
        if (own && next)
            return std::min(own, next);
        if (own)
            return before ? std::min(own, before) : own;
        return next ? next : before;
    }
    Length following(std::size_t i) const {
        constexpr std::size_t far_enough = 2;
        for (auto j = i + 1; j <= i + far_enough && j < ends_.size(); ++j)
            if (auto const next = distance(j, i))
                return next;
        return std::nullopt;
    }
    /// To the END before `to`, where it may be the length of the step that ends at `of`: a step of an hour
    /// ends on the hour.
    Length distance(std::size_t to, std::size_t of) const {
        if (to == 0 || !plausible_step(ends_[to] - ends_[to - 1]))
            return std::nullopt;
        auto const length = ends_[to] - ends_[to - 1];
        return !on_grid_ || divides(length, of) ? Length{length} : std::nullopt;
    }
    bool divides(seconds length, std::size_t of) const {
        return ends_[of].time_since_epoch() % length == seconds{0};
    }

    std::vector<Instant> const& ends_;
    bool on_grid_ = false; ///< else the times keep to no grid and cannot tell
};

void derive_lengths(std::vector<Placed>& placed, Edge edge) {
    std::vector<Instant> marks;
    for (auto const& each : placed)
        marks.push_back(each.at);
    if (edge == Edge::start) { // seen backwards, a START is an END
        std::reverse(marks.begin(), marks.end());
        for (auto& mark : marks)
            mark = Instant{-mark.time_since_epoch()};
    }
    auto lengths = Lengths{marks}.derive();
    if (edge == Edge::start)
        std::reverse(lengths.begin(), lengths.end());
    for (std::size_t i = 0; i < placed.size(); ++i)
        placed[i].length = lengths[i];
}

/// What the row says: Pas, or from Début to Fin. Their difference on the clock is the length, except across a
/// clock change. Zero: it says one that is none.
Length told_length(Point const& point, Instant at, TimeZone const& zone) {
    if (point.step)
        return *point.step;
    if (!point.end)
        return std::nullopt;
    auto const on_the_clock = point.end->local - point.stamp.local;
    if (!point.end->offset && plausible_step(on_the_clock))
        return on_the_clock;
    for (auto const end : meanings(*point.end, Edge::end, zone))
        if (end > at && end - at <= longest)
            return end - at;
    return seconds{0};
}

std::int64_t watts(Micro value, bool energy, seconds length) {
    return energy ? whole(value * 3600 / length.count()) : whole(value);
}

class CurveMaker {
public:
    CurveMaker(CurveRules const& rules, TimeZone const& zone, Notes& notes)
        : rules_(rules), zone_(zone), notes_(notes) {}

    LoadCurve make(std::vector<Point> const& points) {
        place(points);
        drop_repeated();
        if (rules_.step)
            for (auto& each : placed_)
                each.length = *rules_.step;
        else
            derive_lengths(placed_, rules_.edge);
        LoadCurve curve;
        for (auto const& each : placed_)
            append(curve, each);
        return curve;
    }

private:
    void place(std::vector<Point> const& points) {
        LocalTimes times{zone_};
        placed_.reserve(points.size());
        for (auto const& point : points) {
            if (auto const at = times.resolve(point.stamp, rules_.edge))
                placed_.push_back({*at, &point, std::nullopt, false});
            else
                notes_.add(point.row, RowFault::skipped_hour);
        }
        std::sort(placed_.begin(), placed_.end(), [](Placed const& a, Placed const& b) {
            return std::pair{a.at, a.point->row} < std::pair{b.at, b.point->row};
        });
    }

    void drop_repeated() {
        std::vector<Placed> single;
        single.reserve(placed_.size());
        for (auto const& each : placed_) {
            if (single.empty() || single.back().at != each.at)
                single.push_back(each);
            else
                drop_one(single.back(), each);
        }
        placed_ = std::move(single);
    }

    /// Of two rows for one time; the one that stays is `kept`.
    void drop_one(Placed& kept, Placed const& other) {
        auto const& [row, value] = std::pair{other.point->row, other.point->value};
        if (!kept.point->value && value) {
            notes_.add(kept.point->row, RowFault::no_value);
            kept = other;
        } else if (!value || value == kept.point->value) {
            notes_.add(row, RowFault::repeats, {}, kept.point->row);
        } else if (rules_.keep_first) {
            notes_.add(row, RowFault::first_stays, zone_.iso(kept.at), kept.point->row);
        } else {
            notes_.add(kept.point->row, RowFault::contradicts, zone_.iso(kept.at), row);
            notes_.add(row, RowFault::contradicts, zone_.iso(kept.at), kept.point->row);
            kept.contradicted = true;
        }
    }

    void append(LoadCurve& curve, Placed const& each) {
        auto const row = each.point->row;
        if (each.contradicted)
            return;
        if (!each.point->value)
            return notes_.add(row, RowFault::no_value);
        auto const told = told_length(*each.point, each.at, zone_);
        auto const length = told ? told : each.length;
        if (!length || *length == seconds{0})
            return notes_.add(row, RowFault::no_length);
        auto const mean = Power::from_watts(watts(*each.point->value, rules_.energy, *length));
        if (!plausible(mean))
            return notes_.add(row, RowFault::implausible, std::to_string(mean.watts()) + " W");
        auto const start = rules_.edge == Edge::end ? each.at - *length : each.at;
        if (!curve.append({{start, start + *length}, mean}))
            notes_.add(row, RowFault::overlaps, zone_.iso(curve.readings().back().interval.end));
    }

    CurveRules const& rules_;
    TimeZone zone_;
    Notes& notes_;
    std::vector<Placed> placed_;
};

} // namespace

LoadCurve curve_of(std::vector<Point> points, CurveRules const& rules, TimeZone const& zone, Notes& notes) {
    if (!points.empty() && points.front().stamp.local > points.back().stamp.local)
        std::reverse(points.begin(), points.end());
    return CurveMaker{rules, zone, notes}.make(points);
}

} // namespace enedis2mqtt::imports
