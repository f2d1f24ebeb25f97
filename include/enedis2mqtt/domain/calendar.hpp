#pragma once

#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/interval.hpp>

#include <chrono>
#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace date {
class time_zone;
}

namespace enedis2mqtt {

/// A day as people count them, without a zone. Only a TimeZone turns it into instants.
class CivilDay {
public:
    constexpr CivilDay() = default;
    explicit constexpr CivilDay(std::chrono::local_days days) : days_(days) {}
    constexpr CivilDay(int year, unsigned month, unsigned day)
        : days_(std::chrono::local_days{std::chrono::year{year} / static_cast<int>(month) /
                                        static_cast<int>(day)}) {}
    /// `2026-11-22` exactly; nothing when the text is no real date or its year is outside 2000-2199.
    static std::optional<CivilDay> parse(std::string_view text);

    std::string iso() const; ///< 2026-11-22
    constexpr std::chrono::local_days days() const { return days_; }
    constexpr std::chrono::year_month_day date() const { return std::chrono::year_month_day{days_}; }
    constexpr int year() const { return static_cast<int>(date().year()); }
    constexpr unsigned month() const { return static_cast<unsigned>(date().month()); }
    constexpr CivilDay first_of_month() const {
        return CivilDay{std::chrono::local_days{date().year() / date().month() / 1}};
    }
    constexpr CivilDay first_of_year() const { return CivilDay{year(), 1, 1}; }

    friend constexpr CivilDay operator+(CivilDay day, int days) {
        return CivilDay{day.days_ + std::chrono::days{days}};
    }
    friend constexpr CivilDay operator-(CivilDay day, int days) { return day + -days; }
    friend constexpr int operator-(CivilDay a, CivilDay b) {
        return static_cast<int>((a.days_ - b.days_).count());
    }
    constexpr CivilDay& operator++() {
        days_ += std::chrono::days{1};
        return *this;
    }
    friend constexpr auto operator<=>(CivilDay, CivilDay) = default;

private:
    std::chrono::local_days days_{};
};

/// Half-open range of civil days, as the sources count them: `end` is excluded.
struct DayRange {
    CivilDay start;
    CivilDay end;
    constexpr int days() const { return end - start; }
    constexpr bool empty() const { return end <= start; }
    constexpr bool contains(CivilDay day) const { return start <= day && day < end; }
    friend constexpr auto operator<=>(DayRange const&, DayRange const&) = default;
};

/// A naive local time to the second, as the sources write it; it may exist once, twice or not at all.
using LocalTime = std::chrono::local_seconds;

/// The rules of one zone of the machine's zone database. Cheap to copy; immutable; any thread.
class TimeZone {
public:
    /// Nothing when the database does not know `name` or there is no database.
    static std::optional<TimeZone> find(std::string_view name);

    CivilDay day_of(Instant at) const;
    Instant start_of(CivilDay day) const;
    Interval interval_of(CivilDay day) const { return {start_of(day), start_of(day + 1)}; }
    Interval interval_of(DayRange days) const { return {start_of(days.start), start_of(days.end)}; }
    /// The instants a local time may mean, earliest first: one, two in the autumn hour, none in the spring
    /// gap.
    std::vector<Instant> instants_of(LocalTime local) const;
    LocalTime local_of(Instant at) const;
    /// 2026-11-22T23:30:00+01:00
    std::string iso(Instant at) const;

private:
    explicit TimeZone(date::time_zone const* rules) : rules_(rules) {}
    date::time_zone const* rules_;
};

} // namespace enedis2mqtt
