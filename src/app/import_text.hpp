#pragma once

#include <enedis2mqtt/ports/file_imports.hpp>

#include <string>

namespace enedis2mqtt::app {

/// What the import command prints of one file: a line for each series and for each of the first rows that
/// were left out.
std::string text_of(FileReport const& report, Language language);

/// What it prints after the last file of the days that still lack a part of their load curve; empty when none
/// does.
std::string text_of(Series series, std::vector<IncompleteDay> const& days, Language language);

} // namespace enedis2mqtt::app
