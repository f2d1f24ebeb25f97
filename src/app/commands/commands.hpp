#pragma once

#include "app/bridge.hpp"
#include "app/options.hpp"

#include <enedis2mqtt/base/error.hpp>
#include <enedis2mqtt/config/config.hpp>

#include <boost/asio/io_context.hpp>

#include <optional>
#include <string>

/// One function per command of docs/CONTRACTS.md contract 1; each answers the exit status.
namespace enedis2mqtt::app {

int run(Options const& options);
int once(Options const& options);
int check(Options const& options);
int simulate(Options const& options);
int health(Options const& options);
int history(Options const& options);
int import_files(Options const& options);
int export_rows(Options const& options);
int compare(Options const& options);
int backup(Options const& options);
int restore(Options const& options);

/// Reads the configuration and prepares the log; prints every problem and answers nothing when it is not
/// usable.
std::optional<config::Config> read_config(Options const& options);
/// The configured meter that was asked for; prints what is wrong when there is none.
config::MeterEntry const* find_meter(config::Config const& config, UsagePointId const& id);
/// A bridge for a command; beside a running service it is that one's guest.
struct CommandBridge {
    std::unique_ptr<Bridge> bridge;
    bool beside_the_service = false;
};
Result<CommandBridge> build_for_command(config::Config const& config, World const& world);
/// Runs the task on a loop of its own until it has ended.
void run_to_the_end(boost::asio::io_context& loop, std::string what, Task<void> task);
/// Another process wrote into the archive: the running service is asked, by topic, to publish what is new.
Task<Result<void>> ask_service_to_show(World const& world, config::Config const& config);
/// The same for commands that have nothing else to do on a loop; prints what went wrong.
int tell_service(config::Config const& config);
/// What Home Assistant's long-term statistics hold of the meter, ha-linky's or ours, into the archive; prints
/// it.
int import_energy(config::Config const& config, config::MeterEntry const& entry, bool from_ha_linky,
                  ReadingStore& store);
/// Prints what happened, whose fault it is and what to do; answers Exit::failed, or Exit::bad_usage for what
/// nobody could do.
int fail(Error const& error, Language language);

} // namespace enedis2mqtt::app
