#include <enedis2mqtt/domain/meter.hpp>

#include <algorithm>

namespace enedis2mqtt {

Result<UsagePointId> UsagePointId::parse(std::string_view text) {
    constexpr std::size_t digits_of_a_pdl = 14;
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
                 [](char c) { return c != ' ' && c != '\t' && c != '\r' && c != '\n'; });
    bool const numeric =
        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!numeric || digits.size() != digits_of_a_pdl)
        return Error{ErrorCode::request_invalid,
                     "a PDL has exactly 14 digits; this text has " + std::to_string(digits.size()) +
                         (numeric ? " digits" : " characters, some of them no digits")};
    return UsagePointId{std::move(digits)};
}

std::string_view to_string(Direction direction) {
    return direction == Direction::consumption ? "consumption" : "production";
}

std::string_view to_string(Dataset dataset) {
    switch (dataset) {
    case Dataset::daily:
        return "daily";
    case Dataset::load_curve:
        return "load_curve";
    case Dataset::max_power:
        return "max_power";
    }
    return "daily";
}

std::string measure_name(Series series) {
    auto const measure = series.dataset == Dataset::load_curve ? "hourly" : to_string(series.dataset);
    return std::string{to_string(series.direction)} + '/' + std::string{measure};
}

std::vector<Series> Meter::series() const {
    std::vector<Series> wanted;
    for (auto direction : {Direction::consumption, Direction::production}) {
        if (direction == Direction::consumption ? !consumption : !production)
            continue;
        wanted.push_back({direction, Dataset::daily});
        if (hourly)
            wanted.push_back({direction, Dataset::load_curve});
        if (direction == Direction::consumption)
            wanted.push_back({direction, Dataset::max_power});
    }
    return wanted;
}

} // namespace enedis2mqtt
