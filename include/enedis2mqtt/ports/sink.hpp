#pragma once

#include <enedis2mqtt/domain/meter.hpp>
#include <enedis2mqtt/domain/snapshot.hpp>
#include <enedis2mqtt/domain/tempo.hpp>

#include <string>
#include <vector>

namespace enedis2mqtt {

/// Something that happened once, for people and automations: a day complete, a stop, a consent expiring.
struct Event {
    Event(std::string what, UsagePointId usage_point, std::string text)
        : kind(std::move(what)), id(std::move(usage_point)), message(std::move(text)) {}
    std::string kind; ///< day_complete, stopped, consent_expiring
    UsagePointId id;
    std::string message;
};

/// Who is told about meters. Never blocks and never fails the caller: a sink that cannot deliver now
/// keeps what it was given and delivers it later. Loop thread only.
class Sink {
public:
    virtual ~Sink() = default;
    virtual std::string name() const = 0;
    /// Every configured meter, once, before the first snapshot; what is not among them is no longer ours.
    virtual void announce(std::vector<Meter> const& meters) = 0;
    virtual void deliver(Snapshot const& snapshot) = 0;
    virtual void tell(Event const& event) = 0;
    /// Only where the configuration follows Tempo.
    virtual void tell_tempo(TempoNow const& /*now*/) {}
};

} // namespace enedis2mqtt
