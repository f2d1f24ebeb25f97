#pragma once

#include "imports/text.hpp"

#include <enedis2mqtt/base/result.hpp>

namespace enedis2mqtt::imports {

/// Refuses what is no table before anything is read: empty, oversized, another kind of file.
inline Result<void> check_bytes(std::string_view bytes) {
    constexpr std::size_t most = 64U << 20U;
    if (trimmed(bytes).empty())
        return Error{ErrorCode::file_not_recognised, "the file is empty"};
    if (bytes.size() > most)
        return Error{ErrorCode::file_invalid, "the file has " + std::to_string(bytes.size() >> 20U) +
                                                  " MB; no export has more than " +
                                                  std::to_string(most >> 20U)};
    if (auto const kind = foreign_kind(bytes))
        return Error{ErrorCode::file_not_recognised, "this is " + std::string{*kind}};
    return {};
}

} // namespace enedis2mqtt::imports
