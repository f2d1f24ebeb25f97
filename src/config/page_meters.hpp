#pragma once

#include <enedis2mqtt/config/load.hpp>

namespace enedis2mqtt::config {

constexpr std::size_t largest_file = 8UL * 1024 * 1024; // ten thousand meters take 2 MB

struct PageMeters {
    std::vector<MeterEntry> added; ///< beside those of `config`
    std::vector<Problem> errors;
    std::vector<Problem> warnings;
};

/// The text of a file of the page's meters. A token of it fills an empty one of `config`. `shown` names
/// the file in problems.
PageMeters read_page_text(std::string text, std::filesystem::path const& shown, Config& config,
                          Environment const& environment, CivilDay today);
/// The same of the file, if there is one.
PageMeters read_page_file(std::filesystem::path const& file, std::filesystem::path const& shown,
                          Config& config, Environment const& environment, CivilDay today);

} // namespace enedis2mqtt::config
