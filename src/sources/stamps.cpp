#include "sources/stamps.hpp"

#include <charconv>

namespace enedis2mqtt::sources {
namespace {

std::optional<int> two_digits(std::string_view text, int limit) {
    int value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.front() == '-' || value >= limit)
        return std::nullopt;
    return value;
}

std::vector<Instant> meanings(TimeZone const& zone, LocalTime label) {
    auto instants = zone.instants_of(label);
    if (!instants.empty())
        return instants;
    constexpr std::chrono::seconds one{1};
    instants = zone.instants_of(label - one);
    for (auto& instant : instants)
        instant += one;
    return instants;
}

} // namespace

std::optional<LocalTime> parse_stamp(std::string_view text) {
    if (text.size() != 19 || (text[10] != ' ' && text[10] != 'T') || text[13] != ':' || text[16] != ':')
        return std::nullopt;
    auto const day = CivilDay::parse(text.substr(0, 10));
    auto const hours = two_digits(text.substr(11, 2), 24);
    auto const minutes = two_digits(text.substr(14, 2), 60);
    auto const seconds = two_digits(text.substr(17, 2), 60);
    if (!day || !hours || !minutes || !seconds)
        return std::nullopt;
    return LocalTime{day->days()} + std::chrono::hours{*hours} + std::chrono::minutes{*minutes} +
           std::chrono::seconds{*seconds};
}

Result<Instant> StampWalk::next(LocalTime label) {
    auto const instants = meanings(zone_, label);
    if (instants.empty())
        return Error{ErrorCode::not_understood, "is a local time that a clock change skips"};
    for (auto const instant : instants)
        if (!previous_ || instant > *previous_) {
            previous_ = instant;
            return instant;
        }
    return Error{ErrorCode::not_understood, "does not come after the date before it"};
}

} // namespace enedis2mqtt::sources
