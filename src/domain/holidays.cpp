#include <enedis2mqtt/domain/holidays.hpp>

#include <algorithm>
#include <array>

namespace enedis2mqtt {
namespace {

// Gregorian computus of Meeus, Jones and Butcher, in the terms of their description.
CivilDay easter_sunday(int year) {
    int const golden = year % 19;
    int const century = year / 100;
    int const of_century = year % 100;
    int const epact =
        (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    int const weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    int const late = (golden + 11 * epact + 22 * weekday) / 451;
    int const number = epact + weekday - 7 * late + 114;
    return {year, static_cast<unsigned>(number / 31), static_cast<unsigned>(number % 31 + 1)};
}

struct FixedDay {
    unsigned month;
    unsigned day;
};
constexpr std::array fixed{FixedDay{1, 1},  FixedDay{5, 1},  FixedDay{5, 8},   FixedDay{7, 14},
                           FixedDay{8, 15}, FixedDay{11, 1}, FixedDay{11, 11}, FixedDay{12, 25}};
// Easter Monday, Ascension Day, Whit Monday.
constexpr std::array days_after_easter{1, 39, 50};

} // namespace

bool is_national_holiday(CivilDay day) {
    auto const year = day.year();
    return std::ranges::any_of(fixed,
                               [&](FixedDay one) {
                                   return day == CivilDay{year, one.month, one.day};
                               }) ||
           std::ranges::find(days_after_easter, day - easter_sunday(year)) != days_after_easter.end();
}

} // namespace enedis2mqtt
