#pragma once

#include <enedis2mqtt/base/async.hpp>
#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/meter.hpp>

#include <optional>
#include <vector>

namespace enedis2mqtt {

/// How a topic, a page or a command asks the running bridge for something. Loop thread only.
class Requests {
public:
    virtual ~Requests() = default;
    /// Polls now, suspensions set aside, within the call budget: one meter, or all of them. Answers the
    /// meters asked once their polls are over; unknown_meter, or the poll's own error when a single meter was
    /// asked.
    virtual Task<Result<std::vector<UsagePointId>>> refresh(std::optional<UsagePointId> id) = 0;
    /// Tells everyone what the archive knows now, without any call: another process may have written to it.
    virtual void show() = 0;
};

} // namespace enedis2mqtt
