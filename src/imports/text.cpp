#include "imports/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace enedis2mqtt::imports {
namespace {

using Byte = unsigned char;

void append_utf8(std::string& text, std::uint32_t point) {
    auto const put = [&](std::uint32_t byte) { text.push_back(static_cast<char>(byte)); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0 | (point >> 6));
        put(0x80 | (point & 0x3F));
    } else {
        put(0xE0 | (point >> 12));
        put(0x80 | ((point >> 6) & 0x3F));
        put(0x80 | (point & 0x3F));
    }
}

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const lead = static_cast<Byte>(text[i]);
        if (lead < 0x80)
            continue;
        std::size_t const more = lead >= 0xF0 && lead < 0xF5   ? 3
                                 : lead >= 0xE0 && lead < 0xF0 ? 2
                                 : lead >= 0xC2 && lead < 0xE0 ? 1
                                                               : 0;
        if (more == 0 || i + more >= text.size())
            return false;
        for (std::size_t k = 0; k < more; ++k)
            if ((static_cast<Byte>(text[++i]) & 0xC0) != 0x80)
                return false;
    }
    return true;
}

std::string from_windows_1252(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 8);
    for (char const c : bytes) {
        auto const byte = static_cast<Byte>(c);
        // 0x80-0x9F hold typography; only the ligature matters for comparing words.
        append_utf8(text, byte == 0x9C || byte == 0x8C ? 0x153 : byte);
    }
    return text;
}

/// Excel's "Unicode text". Points beyond the basic plane become two odd ones: none matters here.
std::string from_utf16(std::string_view bytes, bool big_endian) {
    std::string text;
    text.reserve(bytes.size() / 2);
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        auto const a = static_cast<Byte>(bytes[i]);
        auto const b = static_cast<Byte>(bytes[i + 1]);
        append_utf8(text, big_endian ? std::uint32_t{a} << 8 | b : std::uint32_t{b} << 8 | a);
    }
    return text;
}

/// Letters of U+00C0 to U+00FF without their accents.
constexpr std::string_view latin = "aaaaaaaceeeeiiiidnooooo ouuuuypsaaaaaaaceeeeiiiidnooooo ouuuuypy";
static_assert(latin.size() == 64);

constexpr char small(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool starts_with_folded(std::string_view text, std::string_view small_letters) {
    return text.size() >= small_letters.size() &&
           std::equal(small_letters.begin(), small_letters.end(), text.begin(),
                      [](char want, char have) { return want == small(have); });
}

} // namespace

std::string to_utf8(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xFE"))
        return from_utf16(bytes.substr(2), false);
    if (bytes.starts_with("\xFE\xFF"))
        return from_utf16(bytes.substr(2), true);
    if (bytes.starts_with("\xEF\xBB\xBF"))
        bytes.remove_prefix(3);
    return is_utf8(bytes) ? std::string{bytes} : from_windows_1252(bytes);
}

std::string fold(std::string_view utf8) {
    std::string folded;
    folded.reserve(utf8.size());
    auto const blank = [&] {
        if (!folded.empty() && folded.back() != ' ')
            folded.push_back(' ');
    };
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        auto const lead = static_cast<Byte>(utf8[i]);
        auto const next = i + 1 < utf8.size() ? static_cast<Byte>(utf8[i + 1]) : Byte{0};
        char const c = small(utf8[i]);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            folded.push_back(c);
        } else if (lead == 0xC3 && next >= 0x80 && next < 0xC0) {
            char const letter = latin[next - 0x80U];
            letter == ' ' ? blank() : folded.push_back(letter);
            ++i;
        } else if (lead == 0xC5 && (next == 0x92 || next == 0x93)) {
            folded += "oe";
            ++i;
        } else if (lead < 0x80 || lead >= 0xC0) {
            blank();
        }
    }
    if (!folded.empty() && folded.back() == ' ')
        folded.pop_back();
    return folded;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    auto const first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool has_word(std::string_view folded, std::string_view word) {
    for (auto at = folded.find(word); at != std::string_view::npos; at = folded.find(word, at + 1)) {
        auto const end = at + word.size();
        if ((at == 0 || folded[at - 1] == ' ') && (end == folded.size() || folded[end] == ' '))
            return true;
    }
    return false;
}

std::string shown(std::string_view cell) {
    constexpr std::size_t enough = 40;
    bool const cut = cell.size() > enough;
    while (cell.size() > enough || (cut && !cell.empty() && (static_cast<Byte>(cell.back()) & 0xC0) == 0x80))
        cell.remove_suffix(1);
    return '"' + std::string{cell} + (cut ? "…\"" : "\"");
}

bool is_zip(std::string_view bytes) {
    return bytes.starts_with("PK");
}

std::optional<ForeignKind> foreign_kind(std::string_view bytes) {
    using namespace std::string_view_literals;
    struct Mark {
        std::string_view bytes;
        ForeignKind kind;
    };
    constexpr std::array marks{
        Mark{"%PDF"sv, {"un document PDF", "a PDF document"}},
        Mark{"\x89PNG"sv, {"une image", "an image"}},
        Mark{"\xFF\xD8\xFF"sv, {"une image", "an image"}},
        Mark{"GIF8"sv, {"une image", "an image"}},
        Mark{"\xD0\xCF\x11\xE0"sv,
             {"un classeur Excel ancien ou protégé : enregistrez-le d'abord en XLSX ou en CSV",
              "an old or protected Excel workbook: save it as XLSX or CSV first"}},
        Mark{"\x1F\x8B"sv, {"une archive gzip : décompressez-la d'abord", "a gzip archive: unpack it first"}},
        Mark{"SQLite format 3\0"sv, {"une base SQLite", "an SQLite database"}},
        Mark{"{"sv, {"du JSON", "JSON"}},
        Mark{"["sv, {"du JSON", "JSON"}},
    };
    for (auto const& mark : marks)
        if (bytes.starts_with(mark.bytes))
            return mark.kind;
    auto start = bytes.substr(0, 512);
    if (start.starts_with("\xEF\xBB\xBF"))
        start.remove_prefix(3);
    start = trimmed(start);
    if (starts_with_folded(start, "<!doctype html") || starts_with_folded(start, "<html"))
        return ForeignKind{"une page web", "a web page"};
    if (start.starts_with('<'))
        return ForeignKind{"du XML", "XML"};
    bool const wide = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
    if (!wide && !is_zip(bytes) && start.find('\0') != std::string_view::npos)
        return ForeignKind{"un fichier binaire", "a binary file"};
    return std::nullopt;
}

} // namespace enedis2mqtt::imports
