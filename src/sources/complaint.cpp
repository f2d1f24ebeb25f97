#include "sources/complaint.hpp"

#include "sources/excerpt.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace enedis2mqtt::sources {
namespace {

namespace json = boost::json;

// Where the shapes keep their words, codes first. `detail` and `error` may hold text, an object, or JSON as
// text.
constexpr std::array<std::string_view, 9> speaking_fields{
    "code", "error", "fault", "detail", "error_description", "message", "msg", "description", "errors"};
constexpr std::size_t longest_page = 65'536;

std::string_view view(json::string const& text) {
    return {text.data(), text.size()};
}

class Listener {
public:
    // Bounded by the parser's own depth; JSON as text inside text doubles its escapes at each level.
    void hear(json::value const& value) {
        if (auto const* number = value.if_int64())
            add(std::to_string(*number));
        else if (auto const* text = value.if_string())
            hear_text(view(*text));
        else if (auto const* array = value.if_array())
            for (auto const& item : *array)
                hear(item);
        else if (auto const* object = value.if_object())
            hear_object(*object);
    }

    std::vector<std::string> texts;
    std::string next_access;

private:
    void hear_text(std::string_view text) {
        boost::system::error_code not_json;
        if (!text.empty() && (text.front() == '{' || text.front() == '['))
            if (auto const inner = json::parse(text, not_json); !not_json)
                return hear(inner);
        add(std::string{text});
    }

    void hear_object(json::object const& object) {
        for (auto const field : speaking_fields)
            if (auto const* value = object.if_contains(field))
                hear(*value);
        if (auto const* next = object.if_contains("nextAccessTime"); next && next->is_string())
            next_access = view(next->get_string());
    }

    void add(std::string text) {
        if (!text.empty() && std::find(texts.begin(), texts.end(), text) == texts.end())
            texts.push_back(std::move(text));
    }
};

std::string title_of_page(std::string_view page) {
    auto const open = page.find("<title>");
    auto const close = page.find("</title>");
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return "a web page";
    return "a web page, \"" + excerpt(page.substr(open + 7, close - open - 7)) + '"';
}

std::string joined(std::vector<std::string> const& texts) {
    std::string all;
    for (auto const& text : texts)
        all += (all.empty() ? "" : " ") + text;
    return all;
}

/// The ASCII letter an accented Latin-1 letter (second byte of UTF-8 C3 xx) is read as; 0 for none.
char without_accent(unsigned char second) {
    constexpr std::string_view letters{"aaaaaa\0ceeeeiiii\0nooooo\0\0uuuuy\0\0", 32};
    return second >= 0x80U && second <= 0xBFU ? letters[(second - 0x80U) & 31U] : '\0';
}

} // namespace

std::string squeeze(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out += c;
        else if (c >= 'A' && c <= 'Z')
            out += static_cast<char>(c - 'A' + 'a');
        else if (static_cast<unsigned char>(c) == 0xC3U && i + 1 < text.size())
            if (char const plain = without_accent(static_cast<unsigned char>(text[++i])))
                out += plain;
    }
    return out;
}

bool is_html(http::Response const& response) {
    auto const first = response.body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (first != std::string::npos && (response.body[first] == '{' || response.body[first] == '['))
        return false;
    return (first != std::string::npos && response.body[first] == '<') ||
           squeeze(response.headers["Content-Type"]).find("html") != std::string::npos;
}

Complaint complaint_of(http::Response const& response) {
    Complaint complaint;
    complaint.status = response.status;
    if (response.body.find_first_not_of(" \t\r\n") == std::string::npos) {
        complaint.shown = "an empty body";
        return complaint;
    }
    boost::system::error_code not_json;
    auto const body = json::parse(response.body, not_json);
    if (!not_json && (body.is_object() || body.is_array())) {
        Listener listener;
        listener.hear(body);
        complaint.form = BodyForm::json;
        complaint.words = squeeze(joined(listener.texts));
        complaint.shown = excerpt(listener.texts.empty() ? response.body : joined(listener.texts));
        complaint.next_access = listener.next_access;
        auto const* object = body.if_object();
        auto const* own = object ? object->if_contains("status") : nullptr;
        if (response.status == 200 && own && own->is_int64() && own->get_int64() >= 400 &&
            own->get_int64() < 600)
            complaint.status = static_cast<int>(own->get_int64());
        return complaint;
    }
    bool const page = is_html(response);
    complaint.form = page ? BodyForm::html : BodyForm::plain;
    complaint.words = squeeze(std::string_view{response.body}.substr(0, longest_page));
    complaint.shown = page ? title_of_page(response.body) : excerpt(response.body);
    return complaint;
}

} // namespace enedis2mqtt::sources
