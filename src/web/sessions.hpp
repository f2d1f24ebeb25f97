#pragma once

#include <enedis2mqtt/base/instant.hpp>

#include <map>
#include <string>
#include <string_view>

namespace enedis2mqtt::web {

/// Who has logged in, in memory only: a restart logs everyone out. A session ends 30 days after its last
/// request (a tablet on the wall stays logged in) and 180 days after it began at the latest; of more than 64
/// the one that is longest unused goes.
class Sessions {
public:
    static constexpr std::chrono::hours longest_idle{30 * 24};
    static constexpr std::chrono::hours longest_life{180 * 24};
    static constexpr std::size_t most = 64;

    /// The new session's id, for its cookie only.
    std::string open(Instant now);
    /// Whether the id is of a session; it counts as its use.
    bool use(std::string_view id, Instant now);
    void close(std::string_view id);
    std::size_t size() const { return sessions_.size(); }

private:
    struct Session {
        Instant begun;
        Instant used;
    };
    void forget_ended(Instant now);

    std::map<std::string, Session> sessions_; ///< by digest
};

} // namespace enedis2mqtt::web
