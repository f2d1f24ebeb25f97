#pragma once

#include <enedis2mqtt/domain/skipped.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace enedis2mqtt::sources {

/// The points of one answer that cannot be kept: all are counted, the first of the array is named.
class OddPoints {
public:
    /// `words`: where the point stands and what is wrong with it. `day`: what it speaks of, where that can be
    /// read.
    void add(std::size_t index, std::string words, std::optional<CivilDay> day) {
        if (count_ == 0 || index < first_) {
            first_ = index;
            words_ = std::move(words);
            first_day_ = day;
        }
        ++count_;
        if (day)
            days_.push_back(*day);
    }
    std::size_t count() const { return count_; }
    std::string const& first() const { return words_; }

    /// For whoever asked for the days `asked`.
    Skipped skipped(DayRange asked) && {
        std::ranges::sort(days_);
        auto const again = std::ranges::unique(days_);
        days_.erase(again.begin(), again.end());
        std::erase_if(days_, [&](CivilDay day) { return !asked.contains(day); });
        return Skipped{static_cast<int>(count_), std::move(words_), first_day_, std::move(days_)};
    }

private:
    std::size_t count_ = 0;
    std::size_t first_ = 0; ///< its place in the array
    std::string words_;
    std::optional<CivilDay> first_day_;
    std::vector<CivilDay> days_;
};

} // namespace enedis2mqtt::sources
