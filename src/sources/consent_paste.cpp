#include "sources/token_claims.hpp"

#include <enedis2mqtt/sources/consent.hpp>

#include <algorithm>
#include <array>

namespace enedis2mqtt::sources {
namespace {

constexpr std::size_t longest_token = 4096;
constexpr std::size_t shortest_token = 20;
constexpr std::size_t pdl_digits = 14;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_base64url(char c) {
    return is_digit(c) || is_letter(c) || c == '-' || c == '_';
}
/// What a token of either gateway is made of.
bool is_of_a_token(char c) {
    return is_base64url(c) || c == '.' || c == '+' || c == '/' || c == '=';
}

bool is_web_token(std::string_view word) {
    auto const dots = std::count(word.begin(), word.end(), '.');
    return word.starts_with("eyJ") && dots == 2 && !word.ends_with('.') &&
           word.find("..") == std::string_view::npos &&
           std::all_of(word.begin(), word.end(), [](char c) { return is_base64url(c) || c == '.'; }) &&
           read_token_claims(word).has_value();
}

/// The secrets of MyElectricalData have no form of their own: long, in one piece, letters and digits mixed.
bool is_opaque_token(std::string_view word) {
    return word.size() >= shortest_token && word.find('.') == std::string_view::npos && word.front() != '/' &&
           std::any_of(word.begin(), word.end(), is_digit) &&
           std::any_of(word.begin(), word.end(), is_letter);
}

/// A word of the text, and where it stands.
struct Word {
    std::size_t start;
    std::size_t end;
};

/// `token=eyJ…` is a label and a value; `…==` is padding.
std::vector<Word> words_of(std::string_view text) {
    std::vector<Word> words;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_of_a_token(text[at])) {
            ++at;
            continue;
        }
        auto start = at;
        for (; at < text.size() && is_of_a_token(text[at]); ++at)
            if (text[at] == '=' && at + 1 < text.size() && is_base64url(text[at + 1]))
                start = at + 1;
        words.push_back({start, at});
    }
    return words;
}

/// A web token that a mail or a page broke over several lines, put together again.
std::optional<std::pair<std::string, std::size_t>>
joined_web_token(std::string_view text, std::vector<Word> const& words, std::size_t first) {
    constexpr std::size_t most_lines = 64;
    auto const last = std::min(words.size(), first + most_lines);
    std::string whole;
    for (auto i = first; i < last && whole.size() <= longest_token; ++i) {
        whole += text.substr(words[i].start, words[i].end - words[i].start);
        if (is_web_token(whole))
            return std::pair{whole, words[i].end};
    }
    return std::nullopt;
}

struct Found {
    std::string token;
    std::size_t start = 0;
    std::size_t end = 0;
    bool web = false;
};

std::optional<Found> token_in(std::string_view text) {
    auto const words = words_of(text);
    int tries = 16; // rubbish of any size is read in no time
    for (std::size_t i = 0; i < words.size() && tries > 0; ++i) {
        if (!text.substr(words[i].start).starts_with("eyJ"))
            continue;
        --tries;
        if (auto whole = joined_web_token(text, words, i))
            return Found{std::move(whole->first), words[i].start, whole->second, true};
    }
    std::optional<Found> longest;
    for (auto const& [start, end] : words) {
        auto const word = text.substr(start, end - start);
        if (word.size() <= longest_token && is_opaque_token(word) &&
            (!longest || word.size() > longest->token.size()))
            longest = Found{std::string{word}, start, end, false};
    }
    return longest;
}

/// The bytes of a blank that people group digits with: a space, or a no-break one.
std::size_t blank_at(std::string_view text) {
    for (std::string_view const blank : {" ", "\t", "\xc2\xa0", "\xe2\x80\xaf"})
        if (text.starts_with(blank))
            return blank.size();
    return 0;
}

/// Digits are part of something else: a word, an identifier, a decimal number.
bool is_bound(std::string_view text, std::size_t start, std::size_t end) {
    auto const at = [&](std::size_t i) { return i < text.size() ? text[i] : ' '; };
    auto const binds = [](char mark, char beyond) {
        return is_letter(mark) || is_digit(mark) ||
               ((mark == '.' || mark == '-') && (is_digit(beyond) || is_letter(beyond)));
    };
    if (binds(at(end), at(end + 1)) && at(end) != '.') // `…1234.csv` is a file's name
        return true;
    if (at(end) == '.' && is_digit(at(end + 1)))
        return true;
    if (start == 0)
        return false;
    for (std::string_view const label : {"PDL", "PRM", "pdl", "prm"})
        if (start >= 3 && text.substr(start - 3, 3) == label && (start == 3 || !is_letter(text[start - 4])))
            return false;
    return binds(text[start - 1], start > 1 ? text[start - 2] : ' ');
}

/// A company's number has 14 digits, too, and stands on every bill.
bool is_siret(std::string_view text, std::size_t start) {
    std::string before{
        text.substr(start - std::min<std::size_t>(start, 12), std::min<std::size_t>(start, 12))};
    std::transform(before.begin(), before.end(), before.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return before.find("siret") != std::string::npos;
}

class PdlReader {
public:
    explicit PdlReader(std::string_view text) : text_(text) {}

    std::vector<UsagePointId> read() {
        for (std::size_t at = 0; at < text_.size();) {
            if (!is_digit(text_[at])) {
                ++at;
                continue;
            }
            groups_.clear();
            at = read_groups(at);
            take_groups();
        }
        return std::move(found_);
    }

private:
    /// Groups of digits with one or more blanks between them, on one line.
    std::size_t read_groups(std::size_t at) {
        for (;;) {
            auto const start = at;
            while (at < text_.size() && is_digit(text_[at]))
                ++at;
            groups_.push_back({start, at});
            auto next = at;
            while (next < text_.size() && blank_at(text_.substr(next)) > 0)
                next += blank_at(text_.substr(next));
            if (next == at || next >= text_.size() || !is_digit(text_[next]))
                return at;
            at = next;
        }
    }

    void take_groups() {
        if (is_siret(text_, groups_.front().start))
            return;
        if (auto whole = cut_in_fourteens(); !whole.empty()) {
            for (auto const& digits : whole)
                add(digits);
            return;
        }
        for (auto const& [start, end] : groups_)
            if (end - start == pdl_digits && !is_bound(text_, start, end))
                add(std::string{text_.substr(start, end - start)});
    }

    /// Nothing when the groups do not add up to meters, one after the other.
    std::vector<std::string> cut_in_fourteens() const {
        if (is_bound(text_, groups_.front().start, groups_.front().end) ||
            is_bound(text_, groups_.back().start, groups_.back().end))
            return {};
        std::vector<std::string> meters(1);
        for (auto const& [start, end] : groups_) {
            if (meters.back().size() == pdl_digits)
                meters.emplace_back();
            meters.back() += text_.substr(start, end - start);
            if (meters.back().size() > pdl_digits)
                return {};
        }
        return meters.back().size() == pdl_digits ? meters : std::vector<std::string>{};
    }

    void add(std::string const& digits) {
        auto const id = UsagePointId::parse(digits);
        if (id && std::find(found_.begin(), found_.end(), *id) == found_.end())
            found_.push_back(*id);
    }

    std::string_view text_;
    std::vector<Word> groups_;
    std::vector<UsagePointId> found_;
};

PastedToken described(Found const& found) {
    PastedToken token;
    token.text = Secret{found.token};
    auto const claims = found.web ? read_token_claims(found.token) : std::nullopt;
    if (!claims)
        return token;
    token.expires = claims->expires;
    for (auto const& text : claims->usage_points)
        if (auto const id = UsagePointId::parse(text))
            token.pdls.push_back(*id);
    return token;
}

} // namespace

Pasted recognise(std::string_view text) {
    Pasted pasted;
    std::string rest{text};
    if (auto const found = token_in(text)) {
        pasted.token = described(*found);
        // Only Conso API's tokens name their meters.
        pasted.provider = found->web ? "conso_api" : "my_electrical_data";
        rest.replace(found->start, found->end - found->start, found->end - found->start, '\n');
    }
    pasted.pdls = PdlReader{rest}.read();
    return pasted;
}

} // namespace enedis2mqtt::sources
