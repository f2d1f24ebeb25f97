#include "simulator/household.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace enedis2mqtt::simulator {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::minutes half_hour = 30min;

constexpr std::uint64_t splitmix64(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

/// What a number is drawn for; the same household draws another one for each.
enum class Draw : std::uint64_t {
    standby,
    appliances,
    heating,
    panels,
    weather,
    sky,
    use,
    oven,
    surge,
    instant
};

/// A number of [low, high], the same for the same arguments.
constexpr std::int64_t draw(std::uint64_t seed, Draw what, std::uint64_t which, std::int64_t low,
                            std::int64_t high) {
    auto const mixed = splitmix64(splitmix64(seed + (static_cast<std::uint64_t>(what) << 56U)) ^ which);
    return low + static_cast<std::int64_t>(mixed % static_cast<std::uint64_t>(high - low + 1));
}

// Watts of cooking, washing and light by local hour; per household scaled by 70 to 140 %.
constexpr std::array<int, 24> weekday{60,  40,  40,  40,  40,  80,  420, 780,  520,  220, 180, 260,
                                      620, 420, 200, 180, 220, 480, 980, 1480, 1240, 820, 480, 180};
constexpr std::array<int, 24> weekend{100,  60,  40,  40,  40,  40,  80,  240,  560,  760, 680, 820,
                                      1360, 980, 520, 420, 440, 560, 900, 1340, 1180, 860, 560, 260};
// Percent of the heating's power by local hour.
constexpr std::array<int, 24> warmth{60, 60, 60, 60, 60, 80,  120, 130, 120, 90,  80, 80,
                                     80, 80, 80, 80, 90, 100, 120, 120, 120, 110, 90, 70};
// On the first of each month, and on the next 1 January: percent of heating, percent of the summer's sun,
// minutes from solar noon to sunset.
constexpr std::array<int, 13> cold{96, 100, 80, 50, 20, 5, 0, 0, 0, 15, 48, 80, 96};
constexpr std::array<int, 13> sun{28, 40, 58, 76, 90, 98, 100, 96, 84, 64, 42, 30, 28};
constexpr std::array<int, 13> half_daylight{250, 285, 335, 390, 440, 475, 480, 455, 405, 350, 295, 255, 250};
constexpr std::chrono::minutes solar_noon = 11h + 51min; // UTC, at 2 degrees east

int of_season(std::array<int, 13> const& firsts, CivilDay day) {
    auto const month = day.month() - 1;
    auto const past = static_cast<int>(static_cast<unsigned>(day.date().day())) - 1;
    return firsts[month] + (firsts[month + 1] - firsts[month]) * past / 31;
}

std::uint64_t seed_of(UsagePointId const& pdl) {
    std::uint64_t digits = 0;
    std::from_chars(pdl.text().data(), pdl.text().data() + pdl.text().size(), digits);
    return splitmix64(digits);
}

constexpr std::int64_t even(std::int64_t watts) {
    return watts & ~std::int64_t{1};
}

bool is_weekend(CivilDay day) {
    auto const weekday_number = std::chrono::weekday{std::chrono::sys_days{day.date()}}.iso_encoding();
    return weekday_number >= 6;
}

std::uint64_t number_of(CivilDay day) {
    return static_cast<std::uint64_t>(day.days().time_since_epoch().count());
}

void append_thirds(std::vector<Reading>& to, Reading const& reading) {
    auto const step = reading.interval.length() / 3;
    auto const mean = reading.mean.watts();
    auto const swing = mean / 5;
    auto start = reading.interval.start;
    for (auto watts : {mean + swing, mean - swing, mean}) {
        to.push_back({{start, start + step}, Power::from_watts(watts)});
        start += step;
    }
}

} // namespace

Household::Household(UsagePointId const& pdl, TimeZone zone)
    : traits_(traits_of(pdl)), zone_(zone), seed_(seed_of(pdl)) {}

std::int64_t Household::consumed(CivilDay day, int half_hour_of_day, std::uint64_t slot) const {
    auto const hour = static_cast<std::size_t>(half_hour_of_day / 2);
    auto const standby = draw(seed_, Draw::standby, 0, 90, 240);
    auto const scale = draw(seed_, Draw::appliances, 0, 70, 140);
    auto const heating = draw(seed_, Draw::heating, 0, 400, 2000);
    auto const weather = draw(seed_, Draw::weather, number_of(day), 75, 125);
    auto const use = draw(seed_, Draw::use, slot, 70, 130);
    bool const awake = hour >= 8 && hour < 22;
    auto const oven = awake && draw(seed_, Draw::oven, slot, 0, 11) == 0 ? 1200 : 0;

    auto const appliances = (is_weekend(day) ? weekend : weekday)[hour] * scale * use / 10'000;
    auto const warm = heating * of_season(cold, day) * weather * warmth[hour] / 1'000'000;
    return even(standby + appliances + oven + warm);
}

std::int64_t Household::produced(CivilDay day, Instant start, std::uint64_t slot) const {
    auto const middle = std::chrono::floor<std::chrono::minutes>(start) + half_hour / 2;
    auto const of_day = middle - std::chrono::floor<std::chrono::days>(middle);
    auto const from_noon = static_cast<std::int64_t>((of_day - solar_noon).count());
    auto const sunset = static_cast<std::int64_t>(of_season(half_daylight, day));
    if (from_noon <= -sunset || from_noon >= sunset)
        return 0;
    auto const panels = draw(seed_, Draw::panels, 0, 2000, 6000);
    auto const weather = draw(seed_, Draw::weather, number_of(day), 25, 100);
    auto const sky = draw(seed_, Draw::sky, slot, 80, 100);
    auto const height = 1000 - 1000 * from_noon * from_noon / (sunset * sunset);
    return even(panels * of_season(sun, day) * weather * sky / 1'000'000 * height / 1000);
}

std::vector<Reading> Household::half_hours(Direction direction, CivilDay day) const {
    auto const whole = zone_.interval_of(day);
    bool const ordinary = whole.length() == 24h;
    std::vector<Reading> readings;
    readings.reserve(50);
    for (auto start = whole.start; start < whole.end; start += half_hour) {
        // The zone's rules are slow to ask; on an ordinary day the clock runs with the sun.
        auto const local = ordinary ? start - whole.start
                                    : std::chrono::seconds{zone_.local_of(start) - LocalTime{day.days()}};
        auto const slot = static_cast<std::uint64_t>(start.time_since_epoch() / half_hour);
        auto const watts = direction == Direction::consumption
                               ? consumed(day, static_cast<int>(local / half_hour), slot)
                               : produced(day, start, slot);
        readings.push_back({{start, start + half_hour}, Power::from_watts(watts)});
    }
    return readings;
}

std::vector<Reading> Household::curve(Direction direction, CivilDay day) const {
    auto const halves = half_hours(direction, day);
    if (traits_.steps == Steps::half_hour)
        return halves;
    std::vector<Reading> readings;
    // Hour by hour: two half-hours as they are, joined, or cut in three.
    for (std::size_t i = 0; i + 1 < halves.size(); i += 2) {
        auto const hour = i / 2;
        auto steps = traits_.steps;
        if (steps == Steps::changing)
            steps = hour < 8 ? Steps::half_hour : hour < 16 ? Steps::ten_minutes : Steps::hour;
        if (steps == Steps::hour) {
            auto const mean = (halves[i].mean.watts() + halves[i + 1].mean.watts()) / 2;
            readings.push_back(
                {{halves[i].interval.start, halves[i + 1].interval.end}, Power::from_watts(mean)});
            continue;
        }
        for (auto const& half : {halves[i], halves[i + 1]}) {
            if (steps == Steps::ten_minutes)
                append_thirds(readings, half);
            else
                readings.push_back(half);
        }
    }
    return readings;
}

DailyEnergy Household::daily(Direction direction, CivilDay day) const {
    Energy sum;
    for (auto const& reading : half_hours(direction, day))
        sum += reading.energy();
    return {day, sum};
}

MaxPower Household::max_power(CivilDay day) const {
    auto const halves = half_hours(Direction::consumption, day);
    auto const highest = std::max_element(halves.begin(), halves.end(),
                                          [](auto const& a, auto const& b) { return a.mean < b.mean; });
    auto const surge = draw(seed_, Draw::surge, number_of(day), 115, 160);
    auto const second = draw(seed_, Draw::instant, number_of(day), 1, 1799);
    // Meters count apparent power in tens of VA.
    auto const va = highest->mean.watts() * surge / 1000 * 10 + 10;
    return {day, highest->interval.start + std::chrono::seconds{second}, ApparentPower::from_va(va)};
}

} // namespace enedis2mqtt::simulator
