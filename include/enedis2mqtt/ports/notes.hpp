#pragma once

#include <enedis2mqtt/base/result.hpp>

#include <optional>
#include <string>

namespace enedis2mqtt {

/// Small facts that outlive the process, e.g. which type names a gateway last accepted.
/// Synchronous, loop thread only; errors of kind storage.
class Notes {
public:
    virtual ~Notes() = default;
    virtual Result<std::optional<std::string>> note(std::string const& key) = 0;
    virtual Result<void> set_note(std::string const& key, std::string const& value) = 0;
};

} // namespace enedis2mqtt
