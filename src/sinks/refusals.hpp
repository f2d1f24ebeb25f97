#pragma once

#include <enedis2mqtt/base/error.hpp>
#include <enedis2mqtt/domain/meter.hpp>
#include <enedis2mqtt/domain/snapshot.hpp>

#include <map>
#include <optional>
#include <string>

namespace enedis2mqtt::sinks {

/// The meter that a topic names; nothing: it is the bridge's own.
std::optional<UsagePointId> meter_of(std::string const& topic);

/// The topics that the broker will not have, by the meter they are of.
class Refusals {
public:
    /// `error`: why; nothing: the broker takes it. True when it changes what is to be told of that meter.
    bool note(std::string const& topic, std::optional<Error> const& error, Instant now);
    /// What to tell of the meter: the first of its own topics, else the first of the bridge's.
    std::optional<Trouble> of(std::optional<UsagePointId> const& meter) const;
    /// The first of all.
    std::optional<Trouble> any() const;

private:
    using Topics = std::map<std::string, Trouble>;
    std::map<std::optional<UsagePointId>, Topics> by_meter_; ///< none is empty
};

} // namespace enedis2mqtt::sinks
