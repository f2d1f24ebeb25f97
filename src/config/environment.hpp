#pragma once

#include "config/words.hpp"

#include <enedis2mqtt/config/load.hpp>

#include <optional>
#include <variant>

/// The outside world of a configuration: variables that set keys, and the values that `!env` and `!file`
/// name.
namespace enedis2mqtt::config {

constexpr std::string_view variable_prefix = "ENEDIS2MQTT__";

/// `meters[0].pdl` -> ENEDIS2MQTT__METERS__0__PDL
std::string variable_of(std::string_view key_path);
/// The i of ENEDIS2MQTT__METERS__<i>__…, for the list whose own variable is `list_variable`.
std::optional<std::size_t> index_in(std::string_view variable, std::string_view list_variable);

/// What a value cannot be, and what to do.
struct Complaint {
    Words message;
    Words hint;
};
template <class T>
using Parsed = std::variant<T, Complaint>;

bool is_variable_name(std::string_view name);
/// `!env NAME`. The complaint names the variable.
Parsed<std::string> from_variable(std::string_view name, Environment const& environment);
/// `!file PATH`, relative to `directory`, trailing line feeds dropped. The complaint names the file.
Parsed<std::string> from_file(std::string_view path, std::filesystem::path const& directory);
std::optional<Complaint> unreadable_file(std::filesystem::path const& path);
/// The bytes of a file; more than `limit` of them are a complaint.
Parsed<std::string> read_file(std::filesystem::path const& path, std::size_t limit);

} // namespace enedis2mqtt::config
