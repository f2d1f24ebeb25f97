#pragma once

#include <enedis2mqtt/base/clock.hpp>
#include <enedis2mqtt/config/config.hpp>
#include <enedis2mqtt/http/client.hpp>
#include <enedis2mqtt/ports/meter_source.hpp>
#include <enedis2mqtt/ports/notes.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace enedis2mqtt::sources {

/// What the meters of one provider share. Whoever creates the provider owns them, and they outlive it.
struct Tools {
    http::Client& http;
    CallGate& gate;
    Notes& notes;
    Clock const& clock;
};

/// One upstream: an Enedis application or a gateway. It owns what its meters share (the application's
/// token, the type names a gateway last accepted) and outlives every meter it opened. Loop thread only.
class Provider {
public:
    virtual ~Provider() = default;
    virtual std::string name() const = 0;
    /// Does no I/O; whatever is wrong with the entry is the error of its first fetch.
    virtual std::unique_ptr<MeterSource> open(config::MeterEntry const& entry) = 0;
};

/// What a provider allows, as configured; the reserve of the daily polls is left to whoever knows the meters.
/// Nothing is limited for a name that is none.
CallLimits call_limits(std::string_view name, config::Providers const& providers);

/// `conso_api`, `my_electrical_data` or `enedis`; nothing for another name.
std::unique_ptr<Provider> create_provider(std::string_view name, config::Providers const& providers,
                                          Tools tools);

} // namespace enedis2mqtt::sources
