#pragma once

#include <enedis2mqtt/base/async.hpp>
#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/tempo.hpp>

#include <vector>

namespace enedis2mqtt {

/// The colours that sources told, as the archive keeps them. Synchronous, loop thread only; errors of kind
/// storage.
class TempoMemory {
public:
    virtual ~TempoMemory() = default;
    virtual Result<std::vector<ToldColor>> told_colors() = 0;
    /// What a source told of a day before is replaced.
    virtual Result<void> remember_colors(std::vector<ToldColor> const& told) = 0;
};

/// Asks who tells colours. Days without a colour, or with a provisional one, are left out. Loop thread only.
/// Errors: those of http::Client::send, quota_reached (429), outage (5xx), not_understood (anything else).
class TempoColors {
public:
    virtual ~TempoColors() = default;
    /// `today` and the day after it.
    virtual Task<Result<std::vector<ToldColor>>> two_days(TempoSource source, CivilDay today) = 0;
    /// All of the season that holds `day`.
    virtual Task<Result<std::vector<ToldColor>>> season(TempoSource source, CivilDay day) = 0;
};

} // namespace enedis2mqtt
