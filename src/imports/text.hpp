#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace enedis2mqtt::imports {

/// The text of a file in UTF-8: with or without BOM, from UTF-16 with BOM, or from Windows-1252.
std::string to_utf8(std::string_view bytes);

/// For comparing what people and spreadsheets write: small letters without accents, everything else a single
/// blank. "Début" -> "debut", "Valeur (en kW)" -> "valeur en kw".
std::string fold(std::string_view utf8);

std::string_view trimmed(std::string_view text);

/// True when the folded text has this word.
bool has_word(std::string_view folded, std::string_view word);

/// The cell between quotes for a message, at most 40 bytes of it.
std::string shown(std::string_view cell);

bool is_zip(std::string_view bytes);

/// What the bytes are when they are certainly no table, nor a ZIP archive: "a PDF document", "a web page"…
struct ForeignKind {
    std::string_view fr; ///< "un document PDF"
    std::string_view en;
};
std::optional<ForeignKind> foreign_kind(std::string_view bytes);

} // namespace enedis2mqtt::imports
