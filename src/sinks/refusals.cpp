#include "sinks/refusals.hpp"

#include "sinks/spoken.hpp"

#include <algorithm>

namespace enedis2mqtt::sinks {

std::optional<UsagePointId> meter_of(std::string const& topic) {
    auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
    for (auto run = topic.begin(); run != topic.end();) {
        run = std::find_if(run, topic.end(), is_digit);
        auto const end = std::find_if_not(run, topic.end(), is_digit);
        if (auto id = UsagePointId::parse(std::string_view{run, end}))
            return *std::move(id);
        run = end;
    }
    return std::nullopt;
}

bool Refusals::note(std::string const& topic, std::optional<Error> const& error, Instant now) {
    if (!error && by_meter_.empty())
        return false;
    auto const owner = meter_of(topic);
    auto const before = of(owner);
    auto& topics = by_meter_[owner];
    auto const known = topics.find(topic);
    if (error) {
        auto const since = known == topics.end() ? now : known->second.since;
        topics.insert_or_assign(topic, Trouble{error->code, spoken(error->message), since});
    } else if (known != topics.end()) {
        topics.erase(known);
    }
    if (topics.empty())
        by_meter_.erase(owner);
    return of(owner) != before;
}

std::optional<Trouble> Refusals::of(std::optional<UsagePointId> const& meter) const {
    for (auto const& owner : {meter, std::optional<UsagePointId>{}})
        if (auto const found = by_meter_.find(owner); found != by_meter_.end())
            return found->second.begin()->second;
    return std::nullopt;
}

std::optional<Trouble> Refusals::any() const {
    if (by_meter_.empty())
        return std::nullopt;
    return by_meter_.begin()->second.begin()->second;
}

} // namespace enedis2mqtt::sinks
