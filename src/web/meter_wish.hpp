#pragma once

#include <enedis2mqtt/config/config.hpp>
#include <enedis2mqtt/ports/consents.hpp>

#include <boost/json/object.hpp>

#include <functional>
#include <string_view>

namespace enedis2mqtt::web {

using Recognise = std::function<Pasted(std::string_view)>;

constexpr std::size_t largest_paste = 64UL * 1024;

/// The meter that `{"text"|"token","pdl","provider","name","measures"}` asks for: its PDL from the field or
/// the paste, its token from the paste. What is not told stays as in `known`. request_invalid; token_invalid
/// for one that has ended or names other meters only.
Result<config::MeterEntry> meter_wish(boost::json::object const& body, Recognise const& recognise,
                                      std::vector<config::MeterEntry> const& known, Instant now);

} // namespace enedis2mqtt::web
