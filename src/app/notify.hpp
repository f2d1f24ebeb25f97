#pragma once

#include <enedis2mqtt/base/async.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace enedis2mqtt::app {

/// The service manager that started us, when it wants to hear from us: systemd's `Type=notify`, spoken
/// without its library. Silent, and free of errors, where there is none; a word that does not arrive is only
/// logged. Source: sd_notify(3) and sd_watchdog_enabled(3), systemd 252 to 257.
class ServiceManager {
public:
    /// `socket`: a path, `@name` in the abstract namespace, or empty for none.
    /// `watchdog`: how long it bears our silence; zero: for ever.
    ServiceManager(std::string socket, std::chrono::microseconds watchdog);

    /// From NOTIFY_SOCKET, and from WATCHDOG_USEC unless WATCHDOG_PID names another process.
    static ServiceManager from_environment();

    /// Says READY=1, then WATCHDOG=1 twice per watchdog time, as long as the loop turns and nobody cancels.
    Task<void> attend() const;
    /// Says STOPPING=1.
    void stopping() const;

    std::chrono::microseconds watchdog() const { return watchdog_; }

private:
    void say(std::string_view what) const;

    std::string socket_;
    std::chrono::microseconds watchdog_;
};

} // namespace enedis2mqtt::app
