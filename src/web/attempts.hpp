#pragma once

#include <enedis2mqtt/base/instant.hpp>

#include <deque>
#include <optional>
#include <string>

namespace enedis2mqtt::web {

/// How often a password may be guessed: 5 times in 15 minutes from one address, 60 times from everywhere.
class Attempts {
public:
    static constexpr std::size_t most_of_address = 5;
    static constexpr std::size_t most = 60;
    static constexpr std::chrono::minutes span{15};

    /// Counts an attempt before it is looked at. How long to wait instead, when there were too many.
    std::optional<std::chrono::seconds> count(std::string const& address, Instant now);
    /// The attempt was right: those of its address are forgotten.
    void forgive(std::string const& address);

private:
    struct Attempt {
        Instant when;
        std::string address;
    };
    std::deque<Attempt> attempts_; ///< of the span, oldest first
};

} // namespace enedis2mqtt::web
