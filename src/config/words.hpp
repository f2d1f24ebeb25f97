#pragma once

#include <enedis2mqtt/config/problem.hpp>

#include <fmt/core.h>

namespace enedis2mqtt::config {

/// The same arguments in two languages.
template <class... Args>
Words say(fmt::format_string<Args const&...> fr, fmt::format_string<Args const&...> en, Args const&... args) {
    return {fmt::format(fr, args...), fmt::format(en, args...)};
}

} // namespace enedis2mqtt::config
