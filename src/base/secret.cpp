#include <enedis2mqtt/base/secret.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <mutex>

namespace enedis2mqtt {
namespace {

// Shorter texts would redact ordinary words; the configuration's own secrets are longer.
constexpr std::size_t shortest_redacted = 4;

// The one process-wide list: the log's writer must know every secret, whoever made it. Guarded because
// Paho's thread may log too.
struct RedactionList {
    std::mutex mutex;
    std::map<std::string, std::string> masked_by_text;
};

RedactionList& redaction_list() {
    static RedactionList list;
    return list;
}

std::string url_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view unreserved = "-._~";
    std::string out;
    for (char c : text) {
        auto const byte = static_cast<unsigned char>(c);
        bool const plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                           unreserved.find(c) != std::string_view::npos;
        if (plain)
            out += c;
        else
            out.append({'%', digits[byte >> 4U], digits[byte & 15U]});
    }
    return out;
}

void replace_all(std::string& text, std::string const& what, std::string const& with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

} // namespace

Secret::Secret(std::string text) : text_(std::move(text)) {
    if (text_.size() < shortest_redacted)
        return;
    auto& list = redaction_list();
    std::lock_guard const lock{list.mutex};
    list.masked_by_text.emplace(text_, masked());
    list.masked_by_text.emplace(url_encoded(text_), masked());
}

std::string Secret::masked() const {
    constexpr std::size_t shown = 4;
    if (text_.size() <= 4 * shown)
        return "***";
    return text_.substr(0, shown) + "…" + text_.substr(text_.size() - shown);
}

std::string redact(std::string_view text) {
    std::string out{text};
    auto& list = redaction_list();
    std::lock_guard const lock{list.mutex};
    for (auto const& [secret, masked] : list.masked_by_text)
        replace_all(out, secret, masked);
    return out;
}

} // namespace enedis2mqtt
