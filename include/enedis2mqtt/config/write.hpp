#pragma once

#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/config/load.hpp>

#include <filesystem>
#include <string>
#include <vector>

/// What the page writes. Every file is written whole or not at all, readable by its owner only (0600), never
/// through a symbolic link. Errors: request_invalid; store_read_only, store_full, store_unavailable.
namespace enedis2mqtt::config {

/// What the set-up page asked.
struct SetupAnswers {
    Mqtt mqtt;     ///< url, username, password and ca_file are written
    Enedis enedis; ///< client_id, client_secret, redirect_uri and api; left out without a client_id
    std::vector<MeterEntry> meters;
    Language language = Language::fr;
    std::filesystem::path archive; ///< empty: the default, beside the file
};

/// The smallest commented file with these answers, in their language. load_text() accepts it when the values
/// are good, and tells which is not.
std::string commented_configuration(SetupAnswers const& answers);

enum class Existing { keep, replace };
/// Makes the directory too. request_invalid when there is a file already that is to be kept.
Result<void> write_configuration(std::filesystem::path const& file, std::string const& text,
                                 Existing existing = Existing::keep);

/// Replaces the file of the page's meters.
Result<void> write_meters_file(std::filesystem::path const& file, std::vector<MeterEntry> const& meters,
                               Language language);

/// request_invalid for a meter whose token the configuration file holds: it would win over the page's.
Result<void> may_keep_meter(Config const& config, MeterEntry const& entry);
/// Puts `entry` into Config::meters_file, in place of the one of its PDL. Nothing to do for a meter of the
/// configuration file that uses `enedis`. Errors: those of may_keep_meter; request_invalid when the file
/// cannot be read as it is, or could not be with the entry.
Result<void> keep_meter(Config const& config, MeterEntry entry, Environment const& environment);

} // namespace enedis2mqtt::config
