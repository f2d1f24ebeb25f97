#pragma once

#include "app/options.hpp"

#include <enedis2mqtt/base/error.hpp>
#include <enedis2mqtt/config/config.hpp>

#include <optional>

/// One function per command of contract 1; each answers the exit status.
namespace enedis2mqtt::app {

int run(Options const& options);
int once(Options const& options);
int check(Options const& options);
int simulate(Options const& options);

/// Reads the configuration and prepares the log; prints every problem and answers nothing when it is not
/// usable.
std::optional<config::Config> read_config(Options const& options);
/// Prints what happened, whose fault it is and what to do; answers Exit::failed.
int fail(Error const& error, Language language);

} // namespace enedis2mqtt::app
