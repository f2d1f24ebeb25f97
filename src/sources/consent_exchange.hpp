#pragma once

#include <enedis2mqtt/sources/consent.hpp>

namespace enedis2mqtt::sources {

/// The meters of an authorisation that Enedis' page has just handed out. Right after it the list may be
/// empty, so it is asked for several times within half a minute. consent_missing when it stays empty; those
/// of a call.
Task<Result<std::vector<ConsentedMeter>>>
exchange_authorisation(Tools tools, Clock& clock, config::Enedis settings, std::int64_t authorisation);

/// The meters whose service is active, each once; empty while there is none. not_understood.
Result<std::vector<ConsentedMeter>> read_subscribed_services(std::string const& body);

} // namespace enedis2mqtt::sources
