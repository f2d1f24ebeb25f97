#pragma once

#include <enedis2mqtt/sources/registry.hpp>

#include <string>
#include <string_view>

namespace enedis2mqtt::sources {

/// One HTTP exchange for readings in its turn, which belongs to the caller, who waits; sent with
/// `Accept: application/json`. `area` names the logger; the URL is logged with the usage point masked.
/// The turn's and the transport's errors are passed on; any HTTP status is a response.
Task<Result<http::Response>> data_call(Tools tools, std::string area, UsagePointId id, CallTurn& turn,
                                       http::Request request);

/// A configured base URL without the slashes at its end.
std::string without_trailing_slash(std::string_view base_url);

} // namespace enedis2mqtt::sources
