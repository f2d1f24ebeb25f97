#pragma once

#include <enedis2mqtt/base/clock.hpp>
#include <enedis2mqtt/config/config.hpp>
#include <enedis2mqtt/config/problem.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// File + environment + files of secrets + the page's meters (Config::meters_file) -> Config, or every error
/// at once: those of the file by position, then those of the environment by name, then those of the page's
/// file. A meter of the configuration file wins over the page's, whose token only fills an empty one; a
/// warning tells. `now` tells a date in the future. Nothing here throws. Values are checked as far as that is
/// possible without the network.
namespace enedis2mqtt::config {

struct Loaded {
    Config config;
    std::vector<Problem> warnings;
};
using Outcome = std::variant<Loaded, std::vector<Problem>>;

/// Every variable, not only ours: `!env NAME` may name any.
using Environment = std::map<std::string, std::string>;
Environment process_environment();

/// Where the set-up page writes when no file was named; read from there too.
inline constexpr char const* usual_file = "enedis2mqtt.yaml";

/// No file named: usual_file, if it is in the working directory. Without one everything comes from
/// ENEDIS2MQTT__ variables, and relative paths start at the working directory.
Outcome load(std::optional<std::filesystem::path> const& file, Environment const& environment,
             Instant now = SystemClock{}.now());
/// `file` names the text in problems; relative paths start at its directory. It need not exist.
Outcome load_text(std::string_view yaml, std::filesystem::path const& file, Environment const& environment,
                  Instant now = SystemClock{}.now());

/// `config.yaml` -> `config.meters.yaml`
std::filesystem::path meters_file_of(std::filesystem::path const& configuration);

/// The path of every scalar key, `mqtt.url`, `meters[].pdl`, …, sorted: what config/reference.yaml must
/// document.
std::vector<std::string> known_keys();

} // namespace enedis2mqtt::config
