#include "home_assistant/stop_note.hpp"

#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/base/stable_hash.hpp>

#include <algorithm>
#include <charconv>

namespace enedis2mqtt::home_assistant {
namespace {

constexpr auto stop_key = "home_assistant/stop";

/// A line each: whom it concerns, the code, since when, what was said.
std::string to_text(std::string const& whom, Trouble const& trouble) {
    return whom + '\n' + std::string{to_string(trouble.code)} + '\n' +
           std::to_string(trouble.since.time_since_epoch().count()) + '\n' + trouble.message;
}

std::optional<Trouble> trouble_in(std::string_view text, std::string_view whom) {
    auto const line = [&] {
        auto const end = std::min(text.find('\n'), text.size());
        auto const found = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        return found;
    };
    if (line() != whom)
        return std::nullopt;
    auto const name = line();
    auto const codes = all_error_codes();
    auto const code = std::ranges::find_if(codes, [&](ErrorCode one) { return to_string(one) == name; });
    std::int64_t since = 0;
    auto const digits = line();
    std::from_chars(digits.data(), digits.data() + digits.size(), since);
    if (code == codes.end())
        return std::nullopt;
    return Trouble{*code, std::string{text}, Instant{std::chrono::seconds{since}}};
}

std::optional<Trouble> read(Notes& notes, std::string const& key, std::string const& whom) {
    auto const note = notes.note(key);
    return note && *note ? trouble_in(**note, whom) : std::nullopt;
}

void write(Notes& notes, std::string const& key, std::string const& text) {
    if (auto const written = notes.set_note(key, text); !written)
        log::get("home_assistant").warn("{}", written.error().message);
}

/// Of the token only a digest is kept.
std::string digest(Access const& access) {
    return std::to_string(stable_hash(access.url + '\n' + access.token.reveal()));
}

} // namespace

std::optional<Trouble> read_stop(Notes& notes, Access const& access) {
    return read(notes, stop_key, digest(access));
}

void write_stop(Notes& notes, Access const& access, Trouble const& trouble) {
    write(notes, stop_key, to_text(digest(access), trouble));
}

void forget_stop(Notes& notes) {
    write(notes, stop_key, {});
}

RefusalNote::RefusalNote(Notes& notes, std::string const& statistic_id, std::string const& ours,
                         std::string const& theirs)
    : notes_(notes), key_("home_assistant/refused/" + statistic_id), versions_(ours + ' ' + theirs) {}

std::optional<Trouble> RefusalNote::read() const {
    return home_assistant::read(notes_, key_, versions_);
}

void RefusalNote::write(Trouble const& trouble) const {
    home_assistant::write(notes_, key_, to_text(versions_, trouble));
}

} // namespace enedis2mqtt::home_assistant
