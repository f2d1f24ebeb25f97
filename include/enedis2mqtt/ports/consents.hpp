#pragma once

#include <enedis2mqtt/base/async.hpp>
#include <enedis2mqtt/base/secret.hpp>
#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/meter.hpp>
#include <enedis2mqtt/domain/units.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace enedis2mqtt {

struct PastedToken {
    Secret text;
    std::vector<UsagePointId> pdls; ///< those it names
    std::optional<Instant> expires;
};

/// What a text that someone pasted holds. Read here, without any call: a signature cannot be checked.
struct Pasted {
    std::vector<UsagePointId> pdls; ///< those outside of the token, each once
    std::optional<PastedToken> token;
    std::string provider; ///< the gateway whose token it looks like; empty: none
};

/// A meter whose holder has consented, as Enedis lists it.
struct ConsentedMeter {
    explicit ConsentedMeter(UsagePointId usage_point) : id(std::move(usage_point)) {}
    UsagePointId id;
    bool consumption = true;
    bool production = false;
    bool hourly = true;
    std::optional<CivilDay> ends; ///< the last day
};

/// What one call for yesterday's daily value brought.
struct Trial {
    Series series;
    CivilDay day;
    std::optional<Energy> energy; ///< empty: nothing published yet, while the way to it is open
    std::optional<Instant> expires;
};

/// How people let us at their meters. Loop thread only.
class Consents {
public:
    using Query = std::vector<std::pair<std::string, std::string>>;

    virtual ~Consents() = default;
    virtual Pasted recognise(std::string_view text) const = 0;

    /// Where Enedis asks the holder; `state`, 100 characters at most, comes back from there.
    /// credentials_invalid or request_invalid while the configuration lacks what it takes.
    virtual Result<std::string> authorize_url(std::string_view state) const = 0;
    /// What Enedis' page sent the browser back with: the meters it opens, which may take half a minute to be
    /// known. consent_missing with Enedis' own words when the holder or Enedis said no; those of a call.
    virtual Task<Result<std::vector<ConsentedMeter>>> returned(Query query) = 0;

    /// Asks the meter's provider once, within the budget of the day.
    virtual Task<Result<Trial>> test(Meter meter, Secret token) = 0;
};

} // namespace enedis2mqtt
