#pragma once

#include "web/attempts.hpp"
#include "web/sessions.hpp"

#include <enedis2mqtt/base/async.hpp>
#include <enedis2mqtt/base/clock.hpp>
#include <enedis2mqtt/base/secret.hpp>
#include <enedis2mqtt/web/route.hpp>

#include <boost/asio/thread_pool.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace enedis2mqtt::web {

/// The password and who has said it. A hash is looked at on a thread of its own, one at a time and few in
/// waiting, so that guessing stops neither the loop nor the machine. Loop thread only.
class Door {
public:
    Door(Clock& clock, Secret password) : clock_(clock), password_(std::move(password)) {}
    /// Waits for a password being looked at: before the loop goes. Nobody comes in afterwards.
    void close();

    bool has_lock() const { return !password_.empty(); }
    /// Whether the request brings the cookie of a session; it counts as its use.
    bool knows(http::Headers const& headers);
    /// Whether it brings the password as HTTP Basic authentication, as Prometheus does; any user name.
    Task<bool> knows_password(http::ServerRequest const& request);
    std::size_t sessions() const { return sessions_.size(); }

    /// POST and DELETE api/session.
    void add_routes(RouteTable& table);

private:
    Task<Result<void>> check(std::string address, std::string password);
    Task<http::Response> log_in(Call call);
    Task<http::Response> log_out(Call call);

    Clock& clock_;
    Secret password_;
    Sessions sessions_;
    Attempts attempts_;
    std::string last_basic_; ///< digest of the last Authorization that was right: a scrape costs no hash
    std::size_t looking_ = 0;
    std::optional<boost::asio::thread_pool> pool_;
};

} // namespace enedis2mqtt::web
