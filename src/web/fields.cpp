#include "web/fields.hpp"

#include <algorithm>

namespace enedis2mqtt::web {

Result<std::string> text_field(boost::json::object const& body, std::string_view name, std::size_t longest) {
    auto const* const value = body.if_contains(name);
    if (value == nullptr || value->is_null())
        return std::string{};
    auto const quoted = '"' + std::string{name} + '"';
    if (!value->is_string())
        return Error{ErrorCode::request_invalid, quoted + " is no text"};
    std::string text{value->get_string().data(), value->get_string().size()};
    if (text.size() > longest)
        return Error{ErrorCode::request_too_large,
                     quoted + " is longer than " + std::to_string(longest) + " bytes"};
    return text;
}

Result<std::string> line_field(boost::json::object const& body, std::string_view name, std::size_t longest) {
    auto text = text_field(body, name, longest);
    if (!text)
        return text;
    auto const is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    auto const first = text->find_first_not_of(' ');
    auto line = first == std::string::npos ? std::string{}
                                           : text->substr(first, text->find_last_not_of(' ') - first + 1);
    if (std::any_of(line.begin(), line.end(), is_control))
        return Error{ErrorCode::request_invalid, '"' + std::string{name} + "\" is not one line"};
    return line;
}

} // namespace enedis2mqtt::web
