#include "sources/fields.hpp"

#include "sources/excerpt.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace enedis2mqtt::sources {
namespace {

// Far above any meter, far below an overflow in joules.
constexpr std::int64_t largest_quantity = 1'000'000'000;

std::string shown(boost::json::value const& field) {
    return excerpt(boost::json::serialize(field));
}

bool blank(std::string_view text) {
    return text.find_first_not_of(" \t") == std::string_view::npos;
}

std::optional<std::int64_t> whole_number(boost::json::value const& field) {
    if (auto const* number = field.if_int64())
        return *number;
    auto const* text = field.if_string();
    if (!text)
        return std::nullopt;
    std::int64_t value = 0;
    auto const* last = text->data() + text->size();
    auto const [end, error] = std::from_chars(text->data(), last, value);
    return error == std::errc{} && end == last ? std::optional{value} : std::nullopt;
}

bool names_unit(Series series, std::string_view unit) {
    switch (series.dataset) {
    case Dataset::daily:
        return unit == "Wh";
    case Dataset::load_curve:
        return unit == "W";
    case Dataset::max_power:
        return unit == "VA" || unit == "W"; // the swagger says W, captures say VA
    }
    return false;
}

} // namespace

Error misread(std::string const& path, std::string const& what) {
    return Error{ErrorCode::not_understood, path + ": " + what};
}

Result<std::optional<std::string_view>> text_field(boost::json::value const* field, std::string const& path) {
    if (!field || field->is_null())
        return std::optional<std::string_view>{};
    auto const* text = field->if_string();
    if (!text)
        return misread(path, shown(*field) + " is no text");
    std::string_view const view{text->data(), text->size()};
    return blank(view) ? std::nullopt : std::optional{view};
}

Result<std::optional<std::int64_t>> quantity_field(boost::json::value const* field, std::string const& path) {
    if (!field || field->is_null() ||
        (field->is_string() && blank({field->get_string().data(), field->get_string().size()})))
        return std::optional<std::int64_t>{};
    auto const number = whole_number(*field);
    if (!number)
        return misread(path, shown(*field) + " is no whole number");
    if (*number < 0)
        return misread(path, shown(*field) + " is negative");
    if (*number > largest_quantity)
        return misread(path, shown(*field) + " is beyond any meter");
    return number;
}

Result<std::chrono::minutes> step_field(boost::json::value const* field, std::string const& path) {
    struct Step {
        std::string_view text;
        int minutes;
    };
    constexpr std::array steps{Step{"PT30M", 30}, Step{"PT60M", 60}, Step{"PT1H", 60}, Step{"PT15M", 15},
                               Step{"PT10M", 10}, Step{"PT20M", 20}, Step{"PT5M", 5}};
    auto const text = text_field(field, path);
    if (!text)
        return text.error();
    if (!*text)
        return std::chrono::minutes{30};
    auto const* const step =
        std::find_if(steps.begin(), steps.end(), [&](Step const& s) { return s.text == **text; });
    if (step == steps.end())
        return misread(path, shown(*field) + " is no known step");
    return std::chrono::minutes{step->minutes};
}

Result<void> check_unit(boost::json::value const* field, std::string const& path, Series series) {
    auto const unit = text_field(field, path);
    if (!unit)
        return unit.error();
    if (*unit && !names_unit(series, **unit))
        return misread(path, shown(*field) + " is not the unit of " + measure_name(series));
    return {};
}

Result<void> check_daily_period(boost::json::value const* field, std::string const& path, Series series) {
    auto const period = text_field(field, path);
    if (!period)
        return period.error();
    if (series.dataset != Dataset::load_curve && *period && **period != "P1D")
        return misread(path, shown(*field) + " is no day");
    return {};
}

Result<void> check_usage_point(boost::json::value const* field, std::string const& path,
                               UsagePointId const& id, bool required) {
    auto const text = text_field(field, path);
    if (!text)
        return text.error();
    if (!*text)
        return required ? Result<void>{misread(path, "is missing")} : Result<void>{};
    if (**text == id.text())
        return {};
    auto const other = UsagePointId::parse(**text);
    return misread(path, "the answer speaks of another usage point, " +
                             (other ? other->masked() : shown(*field)) + " instead of " + id.masked());
}

} // namespace enedis2mqtt::sources
