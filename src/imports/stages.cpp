#include "imports/stages.hpp"

#include "imports/text.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <tuple>

namespace enedis2mqtt::imports {
namespace {

auto place_of(Point const& point) {
    return std::tuple{point.stamp.local, point.stamp.offset};
}

auto place_of(RegisterValue const& value) {
    return std::tuple{value.stamp.local, value.stamp.offset, value.grid, value.name};
}

bool says_something(Point const& point) {
    return point.value.has_value();
}
bool says_something(RegisterValue const&) {
    return true;
}

/// A stamp of the doubled hour stands twice, and so may its correction.
template <class Value>
void prefer(std::vector<Value>& values, Notes& notes) {
    std::map<decltype(place_of(values.front())), std::deque<Value*>> raw;
    for (auto& value : values)
        if (!value.corrected)
            raw[place_of(value)].push_back(&value);
    std::vector<Value const*> moved;
    for (auto const& value : values) {
        if (!value.corrected || !says_something(value))
            continue;
        auto const found = raw.find(place_of(value));
        if (found == raw.end() || found->second.empty())
            continue;
        auto& old = *found->second.front();
        found->second.pop_front();
        notes.add(old.row, RowFault::corrected, {}, value.row);
        old = value;
        moved.push_back(&value);
    }
    std::vector<Value> kept;
    for (auto const& value : values)
        if (!std::ranges::binary_search(moved, &value))
            kept.push_back(value);
    values = std::move(kept);
}

} // namespace

bool is_corrected(std::string_view stage) {
    auto const name = fold(trimmed(stage));
    return !is_missing(name) && name.find("brut") == std::string::npos;
}

void prefer_corrected(std::vector<Point>& points, Notes& notes) {
    prefer(points, notes);
}

void prefer_corrected(std::vector<RegisterValue>& values, Notes& notes) {
    prefer(values, notes);
}

} // namespace enedis2mqtt::imports
