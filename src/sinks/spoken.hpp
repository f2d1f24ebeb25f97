#pragma once

#include <enedis2mqtt/base/error.hpp>
#include <enedis2mqtt/base/log.hpp>

#include <string>

/// How the log lines of the sinks speak.
namespace enedis2mqtt::sinks {

/// `topic` with every meter id reduced to its last 4 digits.
std::string spoken(std::string topic);
/// What happened, whose fault it is and what to do, in the language of the log.
std::string spoken(Error const& error);

/// A failure that repeats: said once, then counted until its text changes or it is over.
class Complaint {
public:
    explicit Complaint(log::Logger logger) : logger_(std::move(logger)) {}
    void say(std::string text);
    /// Forgets it, and says after how many failures.
    void over(std::string const& what);

private:
    log::Logger logger_;
    std::string last_;
    int times_ = 0;
};

} // namespace enedis2mqtt::sinks
