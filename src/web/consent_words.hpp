#pragma once

#include <enedis2mqtt/domain/advice.hpp>
#include <enedis2mqtt/ports/consents.hpp>

#include <string>
#include <string_view>

/// What a paste or a trial means, for people. Pure; no whole PDL and no token is in it.
namespace enedis2mqtt::web {

std::string_view title_of_provider(std::string_view provider);

/// `wanted`: the provider that was chosen beside the text; empty: none.
std::string words_of(Pasted const& pasted, std::string_view wanted, Instant now, TimeZone const& zone,
                     Language language);
std::string words_of(Trial const& trial, UsagePointId const& id, TimeZone const& zone, Language language);

} // namespace enedis2mqtt::web
