#pragma once

#include <algorithm>
#include <string_view>

namespace enedis2mqtt::http {

/// Whether a header field may be sent: no separator in the name, nothing that ends a line in the value.
/// Source: RFC 9110 section 5.5, seen 2026-11-23.
inline bool is_field(std::string_view name, std::string_view value) {
    auto const is_control = [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    };
    return !name.empty() && name.find_first_of(" \t:\"(),/;<=>?@[\\]{}") == std::string_view::npos &&
           std::none_of(name.begin(), name.end(), is_control) &&
           std::none_of(value.begin(), value.end(), is_control);
}

} // namespace enedis2mqtt::http
