#pragma once

#include <cstdint>
#include <string_view>

namespace enedis2mqtt {

/// FNV-1a, folded: the same on every machine and in every version, which std::hash does not promise.
/// For slots and fingerprints, not for secrecy.
constexpr std::uint64_t stable_hash(std::string_view text) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return hash ^ (hash >> 32U);
}

} // namespace enedis2mqtt
