#pragma once

#include <enedis2mqtt/base/clock.hpp>
#include <enedis2mqtt/ports/sink.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace enedis2mqtt::web {

/// What has been told of the meters, for whoever asks and whoever listens. Loop thread only.
class Board final : public Sink {
public:
    /// Told of every change, never of the state before it came.
    class Listener {
    public:
        virtual ~Listener() = default;
        virtual void changed(UsagePointId const& id) = 0;
        virtual void happened(Event const& event, Instant at) = 0;
        virtual void broker_changed() = 0;
        /// The service behind the page has come or gone.
        virtual void service_changed() = 0;
    };
    /// How often something happened since the process began, for Prometheus.
    struct Counts {
        std::map<std::string, std::uint64_t> calls;                             ///< by provider
        std::map<std::pair<UsagePointId, std::string>, std::uint64_t> troubles; ///< by meter and code
    };

    explicit Board(Clock& clock) : clock_(clock) {}

    std::string name() const override { return "page"; }
    void announce(std::vector<Meter> const& meters) override;
    void deliver(Snapshot const& snapshot) override;
    void tell(Event const& event) override;

    void broker(std::optional<Error> trouble);
    void service_changed();

    /// In the order of the configuration.
    std::vector<Snapshot const*> meters() const;
    Snapshot const* find(UsagePointId const& id) const;
    std::optional<Error> const& broker_trouble() const { return broker_trouble_; }
    Counts const& counts() const { return counts_; }

    void add(Listener& listener) { listeners_.push_back(&listener); }
    void remove(Listener& listener) { std::erase(listeners_, &listener); }
    std::size_t listeners() const { return listeners_.size(); }

private:
    void count(Snapshot const& snapshot);

    Clock& clock_;
    std::vector<UsagePointId> order_;
    std::map<UsagePointId, Snapshot> snapshots_;
    std::map<std::string, int> calls_today_; ///< by provider, as last told
    std::optional<Error> broker_trouble_ = Error{ErrorCode::broker_unreachable, "not connected yet"};
    Counts counts_;
    std::vector<Listener*> listeners_;
};

} // namespace enedis2mqtt::web
