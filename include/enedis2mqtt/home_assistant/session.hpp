#pragma once

#include <enedis2mqtt/base/secret.hpp>
#include <enedis2mqtt/domain/statistics.hpp>
#include <enedis2mqtt/http/web_socket.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// One connection to Home Assistant's WebSocket API, for as long as there is something to do.
namespace enedis2mqtt::home_assistant {

/// Where Home Assistant is and who we are there.
struct Access {
    std::string url; ///< http(s)://host:port; as the app, http://supervisor/core
    Secret token;    ///< of an administrator
    std::string ca_file;
};

/// How a connection comes to be; stories put their own here.
using Dial = std::function<Task<Result<http::WebSocketOpening>>(std::string, http::WebSocketOptions)>;

enum class StatisticKind {
    sum, ///< `state` and `sum`
    mean ///< `mean`, `min`, `max`
};

/// What Home Assistant is told of a statistic besides its rows.
struct Statistic {
    std::string id; ///< enedis2mqtt:<pdl>_consumption
    std::string name;
    StatisticKind kind = StatisticKind::sum;
    std::string unit_class; ///< empty: none, of money
    std::string unit;       ///< of money: Home Assistant's currency
    bool derived = false;   ///< of energy and a tariff: rows that the archive does not imply are out of date
};

/// What Home Assistant says of a statistic it holds.
struct KnownStatistic {
    std::string id;
    std::string name;
    std::string unit;
};

/// Commands one after the other. Loop thread only; an error leaves nothing to do but to let it go, save
/// home_assistant_refused, which speaks of one command.
/// Errors: home_assistant_unreachable (away, starting, stopping, not answering), home_assistant_not_admin,
/// home_assistant_refused, cancelled.
class Session {
public:
    virtual ~Session() = default;
    virtual std::string const& version() const = 0;  ///< of Home Assistant, e.g. 2026.11.0
    virtual std::string const& currency() const = 0; ///< as configured there, e.g. EUR

    /// Those of `ids` that it knows.
    virtual Task<Result<std::vector<KnownStatistic>>> known(std::vector<std::string> ids) = 0;
    /// Rows in order; all hours that begin in `within`.
    virtual Task<Result<std::vector<StatisticRow>>> rows(Statistic statistic, Interval within) = 0;
    /// Queues rows, in pieces; those without any make the statistic or rename it. `rows` outlives the call.
    virtual Task<Result<void>> import(Statistic statistic, std::span<StatisticRow const> rows) = 0;
    /// Waits until everything queued is stored.
    virtual Task<Result<void>> settle(Statistic statistic) = 0;
    /// Forgets a statistic with all its rows.
    virtual Task<Result<void>> clear(std::string id) = 0;
    virtual Task<void> close() = 0;
};

/// Connects, authenticates, and makes sure that the token is an administrator's. Errors besides a session's:
/// home_assistant_token_invalid, home_assistant_blocked (HTTP 403).
Task<Result<std::unique_ptr<Session>>> open_session(Dial dial, Access access, std::string user_agent);

} // namespace enedis2mqtt::home_assistant
