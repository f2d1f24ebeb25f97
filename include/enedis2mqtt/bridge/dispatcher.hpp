#pragma once

#include <enedis2mqtt/ports/sink.hpp>

#include <functional>
#include <vector>

namespace enedis2mqtt {

/// Hands every snapshot and event to each sink; one failing sink never stops another. Loop thread only.
class Dispatcher {
public:
    /// `sink` outlives the dispatcher's last delivery.
    void add(Sink& sink) { sinks_.push_back(sink); }

    void announce(std::vector<Meter> const& meters);
    void deliver(Snapshot const& snapshot);
    void tell(Event const& event);
    void tell_tempo(TempoNow const& now);

private:
    template <class Action>
    void each(Action action);

    std::vector<std::reference_wrapper<Sink>> sinks_;
};

} // namespace enedis2mqtt
