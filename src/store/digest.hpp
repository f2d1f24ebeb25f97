#pragma once

#include <enedis2mqtt/base/result.hpp>

#include <filesystem>

namespace enedis2mqtt::store {

/// A backup ends with one line that holds the digest of every byte before it. SQLite reads no further than
/// its last page, so the file opens as any other, and the line goes when something is written to it. It finds
/// damage, which SQLite cannot see in a value; it does not prove who made the file.
/// Errors: store_full, store_read_only, store_unavailable; what is on disk is on disk for good.
Result<void> append_digest(std::filesystem::path const& file);

enum class Digest { absent, right, wrong };

/// Whether the file is what it was when its line was appended. Removes the line.
Result<Digest> remove_digest(std::filesystem::path const& file);

} // namespace enedis2mqtt::store
