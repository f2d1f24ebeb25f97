#pragma once

#include <enedis2mqtt/base/clock.hpp>
#include <enedis2mqtt/ports/consents.hpp>
#include <enedis2mqtt/sources/registry.hpp>

#include <cstdint>
#include <functional>

/// Source: docs/reference/enedis-api.md sections 1.3, 5 and 6.
namespace enedis2mqtt::sources {

Pasted recognise(std::string_view text);

/// v2 of the page, or v1 where the configuration speaks v5. Always for three years, the longest there is.
std::string authorize_url(config::Enedis const& settings, std::string_view state);

/// What the browser brought back: an authorisation whose meters Enedis tells (v2), or the meters (v1).
struct Returned {
    std::optional<std::int64_t> authorisation;
    std::vector<UsagePointId> pdls;
};
/// consent_missing when it is a refusal; not_understood when it is nothing known.
Result<Returned> read_return(Consents::Query const& query);

/// The note that keeps the last day of a consent, YYYY-MM-DD.
std::string consent_note(std::string_view provider, UsagePointId const& id);
std::optional<CivilDay> consent_end(Notes& notes, std::string_view provider, UsagePointId const& id);

/// The tools of one provider; they outlive the Consents.
using Reach = std::function<Result<Tools>(std::string const& provider)>;
std::unique_ptr<Consents> create_consents(config::Providers providers, Clock& clock, Reach reach);

} // namespace enedis2mqtt::sources
