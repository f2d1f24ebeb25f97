#include <enedis2mqtt/json/text.hpp>

#include <boost/json/serialize.hpp>

#include <array>
#include <charconv>
#include <string_view>

namespace enedis2mqtt {
namespace {

namespace json = boost::json;

template <class Number, class... Format>
void append_number(std::string& out, Number number, Format... format) {
    std::array<char, 400> digits; // the longest double without exponent has 309 digits before its point
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), number, format...).ptr;
    out.append(digits.data(), end);
}

void append(std::string& out, json::value const& value) {
    char separator = 0;
    auto const separate = [&] {
        if (separator != 0)
            out += separator;
        separator = ',';
    };
    switch (value.kind()) {
    case json::kind::int64:
        return append_number(out, value.get_int64());
    case json::kind::uint64:
        return append_number(out, value.get_uint64());
    case json::kind::double_:
        return append_number(out, value.get_double(), std::chars_format::fixed);
    case json::kind::array:
        out += '[';
        for (auto const& element : value.get_array()) {
            separate();
            append(out, element);
        }
        out += ']';
        return;
    case json::kind::object:
        out += '{';
        for (auto const& [key, member] : value.get_object()) {
            separate();
            out += json::serialize(json::string_view{key});
            out += ':';
            append(out, member);
        }
        out += '}';
        return;
    case json::kind::null:
    case json::kind::bool_:
    case json::kind::string:
        out += json::serialize(value);
        return;
    }
}

} // namespace

std::string to_json(json::value const& value) {
    std::string out;
    append(out, value);
    return out;
}

} // namespace enedis2mqtt
