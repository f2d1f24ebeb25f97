#pragma once

#include <string>
#include <string_view>

namespace enedis2mqtt::sources {

/// The first 200 characters of a foreign text on one line, fit for logs and topics: control characters and
/// broken UTF-8 dropped, what looks like a token hidden, usage points as their last 4 digits.
std::string excerpt(std::string_view text);

} // namespace enedis2mqtt::sources
