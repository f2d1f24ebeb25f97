#pragma once

#include <enedis2mqtt/domain/calendar.hpp>

namespace enedis2mqtt::test {

inline TimeZone paris() {
    return TimeZone::find("Europe/Paris").value();
}

inline CivilDay day(std::string_view iso) {
    return CivilDay::parse(iso).value();
}

/// `2026-11-23 08:30` of Paris; the summer one in the autumn hour.
inline Instant at(std::string_view iso_day, int hour, int minute = 0, int second = 0) {
    auto const local = LocalTime{day(iso_day).days()} + std::chrono::hours{hour} +
                       std::chrono::minutes{minute} + std::chrono::seconds{second};
    return paris().instants_of(local).front();
}

} // namespace enedis2mqtt::test
