#include "sources/stamps.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace enedis2mqtt::sources {
namespace {

std::optional<int> two_digits(std::string_view text, int limit) {
    int value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.front() == '-' || value >= limit)
        return std::nullopt;
    return value;
}

/// `+02:00`
std::optional<std::chrono::minutes> offset_in(std::string_view text) {
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
        return std::nullopt;
    auto const hours = two_digits(text.substr(1, 2), 15);
    auto const minutes = two_digits(text.substr(4, 2), 60);
    if (!hours || !minutes)
        return std::nullopt;
    auto const offset = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
    return text[0] == '-' ? -offset : offset;
}

std::vector<Instant> instants_of(Stamp const& stamp, TimeZone const& zone) {
    auto instants = zone.instants_of(stamp.local);
    if (stamp.offset) {
        Instant const named{stamp.local.time_since_epoch() - *stamp.offset};
        std::erase_if(instants, [&](Instant at) { return at != named; });
        return instants;
    }
    if (!instants.empty())
        return instants;
    constexpr std::chrono::seconds one{1};
    instants = zone.instants_of(stamp.local - one);
    for (auto& instant : instants)
        instant += one;
    return instants;
}

CivilDay date_of(Stamp const& stamp) {
    return CivilDay{std::chrono::floor<std::chrono::days>(stamp.local)};
}

/// Whether the stamps of `day` go on from each to the next, save from one of the `copies` to another.
bool in_order(std::vector<Stamp> const& stamps, CivilDay day, std::vector<std::size_t> const& copies) {
    for (std::size_t i = 1; i < stamps.size(); ++i) {
        if (stamps[i - 1].local < stamps[i].local ||
            (date_of(stamps[i - 1]) != day && date_of(stamps[i]) != day))
            continue;
        if (!std::ranges::binary_search(copies, i - 1) || !std::ranges::binary_search(copies, i))
            return false;
    }
    return true;
}

/// Gives the stamps of one doubled hour their instants, in order; false when there are not enough.
bool walk(std::vector<std::size_t> const& copies, std::vector<Stamp> const& stamps, TimeZone const& zone,
          std::vector<Meaning>& meanings) {
    std::optional<Instant> previous;
    for (auto const index : copies) {
        auto const instants = zone.instants_of(stamps[index].local);
        auto const next =
            std::ranges::find_if(instants, [&](Instant at) { return !previous || at > *previous; });
        if (next == instants.end())
            return false;
        meanings[index].at = previous = *next;
    }
    return true;
}

} // namespace

std::optional<Stamp> parse_stamp(std::string_view text) {
    if (text.size() < 19 || (text[10] != ' ' && text[10] != 'T') || text[13] != ':' || text[16] != ':')
        return std::nullopt;
    auto const day = CivilDay::parse(text.substr(0, 10));
    auto const hours = two_digits(text.substr(11, 2), 24);
    auto const minutes = two_digits(text.substr(14, 2), 60);
    auto const seconds = two_digits(text.substr(17, 2), 60);
    if (!day || !hours || !minutes || !seconds)
        return std::nullopt;
    Stamp stamp{LocalTime{day->days()} + std::chrono::hours{*hours} + std::chrono::minutes{*minutes} +
                    std::chrono::seconds{*seconds},
                std::nullopt};
    if (text.size() == 19)
        return stamp;
    stamp.offset = offset_in(text.substr(19));
    return stamp.offset ? std::optional{stamp} : std::nullopt;
}

std::vector<Meaning> meanings_of(std::vector<Stamp> const& stamps, TimeZone const& zone) {
    std::vector<Meaning> meanings(stamps.size());
    std::map<CivilDay, std::vector<std::size_t>> doubled;
    for (std::size_t i = 0; i < stamps.size(); ++i) {
        auto const instants = instants_of(stamps[i], zone);
        if (instants.size() == 1)
            meanings[i].at = instants.front();
        else if (instants.size() == 2)
            doubled[date_of(stamps[i])].push_back(i);
        else
            meanings[i].fault = stamps[i].offset ? "names an offset that its local time does not have"
                                                 : "is a local time that a clock change skips";
    }
    for (auto const& [day, copies] : doubled)
        if (!in_order(stamps, day, copies) || !walk(copies, stamps, zone, meanings))
            for (auto const index : copies)
                meanings[index] = {
                    std::nullopt,
                    "lies in the hour that comes twice, and the order does not tell which it is"};
    return meanings;
}

} // namespace enedis2mqtt::sources
