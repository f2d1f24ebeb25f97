#include "config/tariff_values.hpp"

#include "config/nearest.hpp"
#include "config/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace enedis2mqtt::config {
namespace {

using namespace std::chrono_literals;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_name(std::string_view text) {
    auto const letter = [](char c) { return c >= 'a' && c <= 'z'; };
    if (text.empty() || !letter(text.front()) || text.back() == '_' || text.find("__") != text.npos)
        return false;
    return std::ranges::all_of(text, [&](char c) { return letter(c) || is_digit(c) || c == '_'; });
}

/// A decimal number in millionths, exactly.
std::optional<std::int64_t> millionths(std::string_view text, std::size_t decimals) {
    auto const point = std::min(text.find('.'), text.size());
    auto const whole = text.substr(0, point);
    auto fraction = std::string{text.substr(std::min(point + 1, text.size()))};
    constexpr std::size_t longest = 9;
    if (whole.empty() || whole.size() > longest || fraction.size() > decimals ||
        (point < text.size() && fraction.empty()) || !std::ranges::all_of(whole, is_digit) ||
        !std::ranges::all_of(fraction, is_digit))
        return std::nullopt;
    constexpr std::size_t of_millionths = 6;
    fraction.resize(of_millionths, '0');
    auto const digits = std::string{whole} + fraction;
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

template <class T>
Parsed<T> one_of(std::string_view text, std::span<std::pair<std::string_view, T> const> words) {
    std::vector<std::string> all;
    std::string listed;
    for (auto const& [word, meaning] : words) {
        if (word == text)
            return meaning;
        all.emplace_back(word);
        listed += (listed.empty() ? "" : ", ") + std::string{word};
    }
    auto const meant = nearest(text, all);
    return Complaint{say("l'une de ces valeurs était attendue : {}", "expected one of: {}", listed),
                     meant ? say("vouliez-vous dire `{}` ?", "did you mean `{}`?", *meant) : Words{}};
}

} // namespace

Parsed<CivilDay> civil_day(std::string_view text) {
    if (auto const day = CivilDay::parse(text))
        return *day;
    return Complaint{say("une date AAAA-MM-JJ était attendue", "expected a date YYYY-MM-DD"),
                     say("par exemple 2026-02-01", "for example 2026-02-01")};
}

Parsed<std::string> tariff_name(std::string_view text) {
    if (is_name(text))
        return std::string{text};
    return Complaint{say("un nom en minuscules, chiffres et _ était attendu, qui commence par une lettre",
                         "expected a name of small letters, digits and _, that begins with a letter"),
                     say("par exemple maison, hc ou blue_hp", "for example house, hc or blue_hp")};
}

Parsed<std::string> period_name(std::string_view text) {
    constexpr std::array taken{"cost", "power", "max_power", "revenue"};
    if (std::ranges::find(taken, text) != taken.end() || text.ends_with("_cost"))
        return Complaint{
            say("ce nom est déjà celui d'une autre mesure", "this name is that of another measure"),
            say("cost, power, max_power, revenue et ce qui finit par _cost sont pris",
                "cost, power, max_power, revenue and what ends in _cost are taken")};
    return tariff_name(text);
}

Parsed<Price> price(std::string_view text) {
    constexpr std::int64_t highest = 10'000'000;
    auto const value = millionths(text, 6);
    if (value && *value <= highest)
        return Price::from_millionths(*value);
    return Complaint{say("un prix en EUR par kWh, TTC, de 0 à 10 et de 6 décimales au plus, était attendu",
                         "expected a price in EUR a kWh, tax included, from 0 to 10 with at most 6 decimals"),
                     say("avec un point : 0.2142", "for example 0.2142")};
}

Parsed<Money> monthly_amount(std::string_view text) {
    constexpr std::int64_t highest = 10'000'000'000;
    auto const value = millionths(text, 4);
    if (value && *value <= highest)
        return Money::from_millionths(*value);
    return Complaint{
        say("un montant en EUR par mois, TTC, de 0 à 10000 et de 4 décimales au plus, était attendu",
            "expected EUR a month, tax included, from 0 to 10000 with at most 4 decimals"),
        say("avec un point : 15.86", "for example 15.86")};
}

Parsed<DayHours> day_hours(std::string_view text) {
    auto const dash = std::min(text.find('-'), text.size());
    auto const to_text = text.substr(std::min(dash + 1, text.size()));
    auto const from = time_of_day(text.substr(0, dash));
    auto const to = to_text == "24:00" ? Parsed<std::chrono::minutes>{24h} : time_of_day(to_text);
    if (from.index() != 0 || to.index() != 0)
        return Complaint{say("des heures HH:MM-HH:MM étaient attendues", "expected hours HH:MM-HH:MM"),
                         say("par exemple \"22:38-06:38\", ou \"16:00-24:00\"",
                             "for example \"22:38-06:38\", or \"16:00-24:00\"")};
    DayHours const hours{std::get<0>(from), std::get<0>(to)};
    if (hours.from == hours.to)
        return Complaint{
            say("ces heures finissent quand elles commencent", "these hours end when they begin"),
            say("pour toute la journée, retirez `hours`", "for the whole day, remove `hours`")};
    return hours;
}

Parsed<std::chrono::month_day> month_day(std::string_view text) {
    // A leap year: 29 February is a day of some years.
    auto const day = CivilDay::parse("2024-" + std::string{text});
    if (day)
        return std::chrono::month_day{day->date().month(), day->date().day()};
    return Complaint{say("un jour de l'année MM-JJ était attendu", "expected a day of the year MM-DD"),
                     say("par exemple \"04-01\" pour le 1er avril", "for example \"04-01\" for 1 April")};
}

Parsed<std::size_t> day_of_week(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, std::size_t>, 8> words{
        {{"mon", 1}, {"tue", 2}, {"wed", 3}, {"thu", 4}, {"fri", 5}, {"sat", 6}, {"sun", 0}, {"holiday", 7}}};
    return one_of<std::size_t>(text, words);
}

Parsed<TempoColor> tempo_color(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, TempoColor>, 3> words{
        {{"blue", TempoColor::blue}, {"white", TempoColor::white}, {"red", TempoColor::red}}};
    return one_of<TempoColor>(text, words);
}

} // namespace enedis2mqtt::config
