#pragma once

#include <enedis2mqtt/base/result.hpp>

#include <filesystem>

/// The whole store as one file. Synchronous; beside a running service too. Errors: those of open_store (of
/// the file written to: no room, no right), request_invalid for a file that stands in the way or is not
/// there, file_invalid for one that is damaged or no backup.
namespace enedis2mqtt::store {

/// One consistent copy, whatever is written meanwhile, with a digest of its bytes at its end; `target`
/// appears whole or not at all.
Result<void> back_up(std::filesystem::path const& store, std::filesystem::path const& target);

struct Restored {
    std::filesystem::path previous; ///< a copy of what the store held before; empty when there was none
    bool service_runs = false;      ///< its owner does not know yet
    bool proven = false; ///< by its digest; older versions wrote none, and no flipped bit in a value shows
};

/// Brings the store to what `backup` holds, in one transaction, after the whole of it was checked. A backup
/// of an older version is brought up to date on the way. What was counted since stays true: calls made,
/// pauses and retained topics are those of the store. A store too damaged to read is replaced as a file,
/// which needs the service to be stopped.
Result<Restored> restore(std::filesystem::path const& store, std::filesystem::path const& backup);

} // namespace enedis2mqtt::store
