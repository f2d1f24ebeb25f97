#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace enedis2mqtt::app {

enum class Command { run, check, once, simulate };

/// Exit statuses of contract 1.
enum Exit : int { done = 0, failed = 1, bad_usage = 2, incomplete = 3 };

struct Options {
    Command command = Command::run;
    std::optional<std::filesystem::path> config;
    bool online = false;
    std::string listen = "127.0.0.1:8299";
    std::string certificate_file;
    std::string key_file;
    int publication_hour = 8; ///< local
    std::vector<std::string> faults;
};

/// What to do, or the exit status when the arguments were answered here (help, version, a mistake).
std::variant<Options, int> parse(int argc, char const* const* argv);

} // namespace enedis2mqtt::app
