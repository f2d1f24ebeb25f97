#pragma once

#include <enedis2mqtt/domain/trouble.hpp>

#include <optional>

namespace enedis2mqtt {

/// Where a copy of the archive kept by another program stands.
enum class CopyState {
    in_step,
    behind, ///< it is brought in step by itself
    stopped ///< until someone acts
};

struct CopyStatus {
    CopyState state = CopyState::behind;
    std::optional<Instant> until; ///< what it holds ends here; empty: nothing is confirmed in this life
    std::optional<Trouble> trouble;
    friend bool operator==(CopyStatus const&, CopyStatus const&) = default;
};

} // namespace enedis2mqtt
