#include "app/commands/commands.hpp"

#include <enedis2mqtt/config/load.hpp>

#include <fmt/format.h>

#include <cstdio>

namespace enedis2mqtt::app {

std::optional<config::Config> read_config(Options const& options) {
    auto outcome = config::load(options.config, config::process_environment());
    if (auto const* problems = std::get_if<std::vector<config::Problem>>(&outcome)) {
        for (auto const& problem : *problems)
            fmt::print(stderr, "{}\n", config::to_text(problem));
        return std::nullopt;
    }
    auto& loaded = std::get<config::Loaded>(outcome);
    for (auto const& warning : loaded.warnings)
        fmt::print(stderr, "{}\n", config::to_text(warning));
    log::configure(loaded.config.log.level, loaded.config.log.format);
    return std::move(loaded.config);
}

int fail(Error const& error, Language language) {
    auto const said = advice(error.code, language);
    fmt::print(stderr, "enedis2mqtt: {}\n  {}\n  {} {}\n", said.what, redact(error.message),
               language == Language::fr ? "À faire :" : "To do:", said.to_do);
    return Exit::failed;
}

} // namespace enedis2mqtt::app
