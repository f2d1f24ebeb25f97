#pragma once

#include <enedis2mqtt/base/result.hpp>

#include <filesystem>
#include <string_view>

namespace enedis2mqtt::config {

enum class Replacing { no, yes };

/// Writes a file that only its owner may read (0600), whole or not at all: into a new file beside it, synced,
/// then put in its place. A symbolic link of that name is never written through. Errors: request_invalid when
/// the file exists and may not be replaced; store_read_only, store_full, store_unavailable.
Result<void> write_private_file(std::filesystem::path const& path, std::string_view text,
                                Replacing replacing);

} // namespace enedis2mqtt::config
