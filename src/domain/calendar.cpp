#include <enedis2mqtt/domain/calendar.hpp>

#include <date/tz.h>

#include <charconv>
#include <stdexcept>

namespace enedis2mqtt {
namespace {

date::local_seconds to_date(LocalTime local) {
    return date::local_seconds{local.time_since_epoch()};
}

std::optional<int> number(std::string_view digits) {
    int value = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size() || digits.front() == '-')
        return std::nullopt;
    return value;
}

} // namespace

std::optional<CivilDay> CivilDay::parse(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-')
        return std::nullopt;
    auto const year = number(text.substr(0, 4));
    auto const month = number(text.substr(5, 2));
    auto const day = number(text.substr(8, 2));
    // Outside these years a date is a source's placeholder (0001, 9999), never a reading.
    if (!year || !month || !day || *year < 2000 || *year > 2199)
        return std::nullopt;
    auto const date = std::chrono::year{*year} / *month / *day;
    if (!date.ok())
        return std::nullopt;
    return CivilDay{std::chrono::local_days{date}};
}

std::string CivilDay::iso() const {
    return date::format("%F", date::local_days{days_.time_since_epoch()});
}

std::optional<TimeZone> TimeZone::find(std::string_view name) {
    try {
        return TimeZone{date::locate_zone(std::string{name})};
    } catch (std::runtime_error const&) {
        return std::nullopt;
    }
}

CivilDay TimeZone::day_of(Instant at) const {
    return CivilDay{std::chrono::floor<std::chrono::days>(local_of(at))};
}

Instant TimeZone::start_of(CivilDay day) const {
    // A midnight that a clock change skips or repeats (other zones than Paris do) is its first instant.
    return rules_->to_sys(to_date(day.days()), date::choose::earliest);
}

std::vector<Instant> TimeZone::instants_of(LocalTime local) const {
    auto const wall = to_date(local);
    auto const info = rules_->get_info(wall);
    switch (info.result) {
    case date::local_info::unique:
        return {Instant{wall.time_since_epoch() - info.first.offset}};
    case date::local_info::ambiguous:
        return {Instant{wall.time_since_epoch() - info.first.offset},
                Instant{wall.time_since_epoch() - info.second.offset}};
    default:
        return {};
    }
}

LocalTime TimeZone::local_of(Instant at) const {
    return LocalTime{at.time_since_epoch() + rules_->get_info(at).offset};
}

std::string TimeZone::iso(Instant at) const {
    return date::format("%FT%T%Ez", date::make_zoned(rules_, at));
}

} // namespace enedis2mqtt
