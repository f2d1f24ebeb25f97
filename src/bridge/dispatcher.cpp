#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/bridge/dispatcher.hpp>

#include <exception>

namespace enedis2mqtt {

template <class Action>
void Dispatcher::each(Action action) {
    for (Sink& sink : sinks_) {
        try {
            action(sink);
        } catch (std::exception const& failure) {
            log::get("bridge").error("{} failed: {}", sink.name(), failure.what());
        }
    }
}

void Dispatcher::announce(std::vector<Meter> const& meters) {
    each([&](Sink& sink) { sink.announce(meters); });
}

void Dispatcher::deliver(Snapshot const& snapshot) {
    each([&](Sink& sink) { sink.deliver(snapshot); });
}

void Dispatcher::tell(Event const& event) {
    each([&](Sink& sink) { sink.tell(event); });
}

void Dispatcher::tell_tempo(TempoNow const& now) {
    each([&](Sink& sink) { sink.tell_tempo(now); });
}

} // namespace enedis2mqtt
