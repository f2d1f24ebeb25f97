#pragma once

#include <string>
#include <string_view>

namespace enedis2mqtt::sources {

/// Percent-encoded for a query or a form: letters, digits and `-._~` stay.
std::string url_encoded(std::string_view text);

} // namespace enedis2mqtt::sources
