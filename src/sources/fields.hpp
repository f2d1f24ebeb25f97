#pragma once

#include "sources/question.hpp"

#include <boost/json/object.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The scalar fields both wire shapes share, each read from its JSON value (null pointer: absent).
/// Errors are not_understood and open with `path`, the field's place in the answer.
namespace enedis2mqtt::sources {

Error misread(std::string const& path, std::string const& what);

/// Absent, null and blank texts are nothing.
Result<std::optional<std::string_view>> text_field(boost::json::value const* field, std::string const& path);

/// A whole number from 0, as a text or a number; absent, null and empty are nothing, never 0.
Result<std::optional<std::int64_t>> quantity_field(boost::json::value const* field, std::string const& path);

/// PT5M, PT10M, PT15M, PT20M, PT30M, PT60M or PT1H; 30 minutes when absent.
Result<std::chrono::minutes> step_field(boost::json::value const* field, std::string const& path);

/// The unit, where it is named, is that of the series asked for. No value is ever scaled.
Result<void> check_unit(boost::json::value const* field, std::string const& path, Series series);

/// The period of a daily value, where it is named, is P1D.
Result<void> check_daily_period(boost::json::value const* field, std::string const& path, Series series);

/// The answer speaks of the usage point asked for. An absent id is an error only where it is `required`.
Result<void> check_usage_point(boost::json::value const* field, std::string const& path,
                               UsagePointId const& id, bool required);

} // namespace enedis2mqtt::sources
