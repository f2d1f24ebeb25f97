#pragma once

#include "imports/refusal.hpp"
#include "imports/text.hpp"

namespace enedis2mqtt::imports {

/// Refuses what is no table before anything is read: empty, oversized, another kind of file.
inline Result<void> check_bytes(std::string_view bytes, Language language) {
    constexpr std::size_t most = 64U << 20U;
    if (trimmed(bytes).empty())
        return refusal(ErrorCode::file_not_recognised, language, "le fichier est vide", "the file is empty");
    if (bytes.size() > most) {
        auto const size = std::to_string(bytes.size() >> 20U);
        auto const limit = std::to_string(most >> 20U);
        return refusal(ErrorCode::file_invalid, language,
                       "le fichier fait " + size + " Mo ; aucun export n'en fait plus de " + limit,
                       "the file has " + size + " MB; no export has more than " + limit);
    }
    if (auto const kind = foreign_kind(bytes))
        return refusal(ErrorCode::file_not_recognised, language, "c'est " + std::string{kind->fr},
                       "this is " + std::string{kind->en});
    return {};
}

} // namespace enedis2mqtt::imports
