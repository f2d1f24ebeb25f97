#pragma once

#include <enedis2mqtt/base/instant.hpp>

#include <string_view>

namespace enedis2mqtt::simulator {

/// True for three base64url parts whose payload, where it can be read, neither has expired nor names other
/// PDLs only. The simulator has no key: the signature is not looked at.
bool opens(std::string_view token, std::string_view pdl, Instant now);

} // namespace enedis2mqtt::simulator
