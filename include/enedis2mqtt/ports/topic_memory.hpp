#pragma once

#include <enedis2mqtt/base/result.hpp>

#include <string>
#include <vector>

namespace enedis2mqtt {

/// The topics we have retained on a broker and not cleared since: what must be cleared when a meter
/// leaves the configuration. Synchronous, loop thread only; errors of kind storage.
class TopicMemory {
public:
    virtual ~TopicMemory() = default;
    virtual Result<std::vector<std::string>> retained_topics() = 0;
    virtual Result<void> remember_retained(std::vector<std::string> const& topics) = 0;
    virtual Result<void> forget_retained(std::vector<std::string> const& topics) = 0;
};

} // namespace enedis2mqtt
