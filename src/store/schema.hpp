#pragma once

#include "store/database.hpp"

#include <enedis2mqtt/base/result.hpp>

#include <filesystem>
#include <memory>
#include <span>

namespace enedis2mqtt::store {

/// "E2MQ" in the file's header: a SQLite file without it belongs to another program.
inline constexpr std::int64_t application_id = 0x45324D51;

/// Step N brings a store of version N to version N + 1. A step that was released is never changed again.
std::span<char const* const> migrations();

/// How many of `steps` the file has seen; 0 when it is empty. store_unavailable when the file is another
/// program's or a newer version's. Reads only.
Result<int> version_of(Database& database, std::span<char const* const> steps = migrations());

/// The store at `file` for who writes nothing, also where nothing can be written: on a full or read-only
/// disk.
Result<std::unique_ptr<Database>> open_to_read(std::filesystem::path const& file);

/// Applies the steps that lack, in one transaction. A file that holds something is copied to
/// `<path>.before-v<N>` first.
Result<void> migrate(Database& database, std::span<char const* const> steps = migrations());

} // namespace enedis2mqtt::store
