#include "app/notify.hpp"

#include <enedis2mqtt/base/log.hpp>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <system_error>

namespace enedis2mqtt::app {
namespace {

std::string variable(char const* name) {
    auto const* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

/// Zero when `text` is no number.
long long number(std::string const& text) {
    long long value = 0;
    auto const* const end = text.data() + text.size();
    auto const [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && stop == end ? value : 0;
}

void warn(char const* what, int error) {
    log::get("app").warn("the service manager was not told {}: {}", what,
                         std::generic_category().message(error));
}

} // namespace

ServiceManager::ServiceManager(std::string socket, std::chrono::microseconds watchdog)
    : socket_(std::move(socket)), watchdog_(watchdog) {}

ServiceManager ServiceManager::from_environment() {
    auto const pid = variable("WATCHDOG_PID");
    auto const ours = pid.empty() || number(pid) == getpid();
    return {variable("NOTIFY_SOCKET"),
            std::chrono::microseconds{ours ? number(variable("WATCHDOG_USEC")) : 0}};
}

Task<void> ServiceManager::attend() const {
    say("READY=1");
    if (socket_.empty() || watchdog_.count() <= 0)
        co_return;
    boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor};
    for (;;) {
        timer.expires_after(watchdog_ / 2);
        co_await timer.async_wait(boost::asio::use_awaitable);
        say("WATCHDOG=1");
    }
}

void ServiceManager::stopping() const {
    say("STOPPING=1");
}

void ServiceManager::say(std::string_view what) const {
    if (socket_.empty())
        return;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket_.size() >= sizeof address.sun_path)
        return warn(what.data(), ENAMETOOLONG);
    std::memcpy(address.sun_path, socket_.data(), socket_.size());
    if (socket_.front() == '@')
        address.sun_path[0] = '\0';
    auto const length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());

    // Never waits: a manager that does not read must not stop the loop.
    auto const descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0)
        return warn(what.data(), errno);
    auto const sent = ::sendto(descriptor, what.data(), what.size(), MSG_NOSIGNAL,
                               reinterpret_cast<sockaddr const*>(&address), length);
    auto const error = errno;
    ::close(descriptor);
    if (sent < 0)
        warn(what.data(), error);
}

} // namespace enedis2mqtt::app
