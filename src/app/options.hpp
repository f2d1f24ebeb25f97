#pragma once

#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/meter.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace enedis2mqtt::app {

/// Exit statuses of docs/CONTRACTS.md contract 1.
enum Exit : int { done = 0, failed = 1, bad_usage = 2, incomplete = 3 };

struct Options;
using Command = int (*)(Options const& options);

/// Whose archives `import --from` reads; the last two are in Home Assistant, the others in files.
enum class ForeignArchive { myelectricaldata, jeedom, ha_linky, home_assistant };

/// How rows are written.
enum class Format { text, csv, json };

struct Options {
    Command command = nullptr;
    std::optional<std::filesystem::path> config;

    std::optional<UsagePointId> pdl;
    std::optional<CivilDay> from;
    std::optional<CivilDay> to; ///< excluded
    std::vector<Dataset> datasets;
    std::optional<Measure> measure;
    std::optional<Direction> direction;
    std::optional<Format> format; ///< empty: the command's own
    bool cancel = false;
    bool only_plan = false;
    std::optional<ForeignArchive> foreign;
    std::vector<std::filesystem::path> files;

    bool home_assistant_app = false;
    bool online = false;
    std::string listen = "127.0.0.1:8299";
    std::string certificate_file;
    std::string key_file;
    int publication_hour = 8; ///< local
    std::string redirect_uri; ///< empty: the simulator's own
    std::vector<std::string> faults;
};

/// What to do, or the exit status when the arguments were answered here (help, version, a mistake).
std::variant<Options, int> parse(int argc, char const* const* argv);

} // namespace enedis2mqtt::app
