#include "web/board.hpp"

#include <algorithm>

namespace enedis2mqtt::web {

void Board::announce(std::vector<Meter> const& meters) {
    order_.clear();
    std::map<UsagePointId, Snapshot> kept;
    for (auto const& meter : meters) {
        order_.push_back(meter.id);
        auto& snapshot = kept.try_emplace(meter.id, meter).first->second;
        auto const known = snapshots_.find(meter.id);
        if (known != snapshots_.end() && known->second.meter == meter)
            snapshot = std::move(known->second);
    }
    snapshots_ = std::move(kept);
    for (auto const& id : order_)
        for (auto* const listener : listeners_)
            listener->changed(id);
}

/// The source's calls of the day fall back to 0 at midnight: what is above the last word on them is new.
void Board::count(Snapshot const& snapshot) {
    auto const& status = snapshot.status;
    auto& told = calls_today_[snapshot.meter.provider];
    auto const fresh = status.calls_today >= told ? status.calls_today - told : status.calls_today;
    counts_.calls[snapshot.meter.provider] += static_cast<std::uint64_t>(fresh);
    told = status.calls_today;
    auto const& before = snapshots_.at(snapshot.meter.id).status.trouble;
    if (status.trouble &&
        (!before || before->code != status.trouble->code || before->since != status.trouble->since))
        ++counts_.troubles[{snapshot.meter.id, std::string{to_string(status.trouble->code)}}];
}

void Board::deliver(Snapshot const& snapshot) {
    auto const found = snapshots_.find(snapshot.meter.id);
    if (found == snapshots_.end())
        return;
    count(snapshot);
    found->second = snapshot;
    for (auto* const listener : listeners_)
        listener->changed(snapshot.meter.id);
}

void Board::tell(Event const& event) {
    for (auto* const listener : listeners_)
        listener->happened(event, clock_.now());
}

void Board::broker(std::optional<Error> trouble) {
    broker_trouble_ = std::move(trouble);
    for (auto* const listener : listeners_)
        listener->broker_changed();
}

void Board::service_changed() {
    for (auto* const listener : listeners_)
        listener->service_changed();
}

std::vector<Snapshot const*> Board::meters() const {
    std::vector<Snapshot const*> all;
    for (auto const& id : order_)
        all.push_back(&snapshots_.at(id));
    return all;
}

Snapshot const* Board::find(UsagePointId const& id) const {
    auto const found = snapshots_.find(id);
    return found == snapshots_.end() ? nullptr : &found->second;
}

} // namespace enedis2mqtt::web
