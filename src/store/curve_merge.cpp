#include "store/curve_merge.hpp"

#include <algorithm>

namespace enedis2mqtt::store {
namespace {

using Points = std::span<Reading const>;

std::chrono::seconds time_in(Points points) {
    std::chrono::seconds sum{0};
    for (auto const& point : points)
        sum += point.interval.length();
    return sum;
}

std::chrono::seconds time_in_common(Points a, Points b) {
    std::chrono::seconds sum{0};
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        auto const& left = a[i].interval;
        auto const& right = b[j].interval;
        if (left.overlaps(right))
            sum += std::min(left.end, right.end) - std::max(left.start, right.start);
        left.end < right.end ? ++i : ++j;
    }
    return sum;
}

/// How many points from the front of both lists hang together by overlapping, given that the first two do.
struct Group {
    std::size_t stored = 1;
    std::size_t answer = 1;
};

Group first_group(Points stored, Points answer) {
    Group group;
    for (bool grown = true; grown;) {
        grown = false;
        while (group.stored < stored.size() &&
               stored[group.stored].interval.start < answer[group.answer - 1].interval.end) {
            ++group.stored;
            grown = true;
        }
        while (group.answer < answer.size() &&
               answer[group.answer].interval.start < stored[group.stored - 1].interval.end) {
            ++group.answer;
            grown = true;
        }
    }
    return group;
}

} // namespace

CurveChange merge_curves(Points stored, Points answer) {
    CurveChange change;
    while (!answer.empty()) {
        if (stored.empty() || answer.front().interval.end <= stored.front().interval.start) {
            change.come.push_back(answer.front());
            answer = answer.subspan(1);
            continue;
        }
        if (stored.front().interval.end <= answer.front().interval.start) {
            stored = stored.subspan(1);
            continue;
        }
        auto const group = first_group(stored, answer);
        auto const before = stored.first(group.stored);
        auto const after = answer.first(group.answer);
        if (!std::ranges::equal(before, after) && time_in_common(before, after) == time_in(before)) {
            change.gone.insert(change.gone.end(), before.begin(), before.end());
            change.come.insert(change.come.end(), after.begin(), after.end());
        }
        stored = stored.subspan(group.stored);
        answer = answer.subspan(group.answer);
    }
    return change;
}

} // namespace enedis2mqtt::store
