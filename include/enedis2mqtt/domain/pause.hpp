#pragma once

#include <enedis2mqtt/base/error.hpp>
#include <enedis2mqtt/base/instant.hpp>
#include <enedis2mqtt/domain/meter.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace enedis2mqtt {

/// Until when everyone leaves a source alone, and what made it so: it asked for it (by throttling, or with a
/// failure that says when to come again), or it was down.
struct Pause {
    Pause(Instant end, ErrorCode why, std::string words, int count = 0)
        : until(end), code(why), message(std::move(words)), in_a_row(count) {}

    Instant until;
    ErrorCode code;
    std::string message;
    int in_a_row; ///< pauses since the source last answered; 0 for those it asked for

    friend bool operator==(Pause const&, Pause const&) = default;
};

/// The source's own wish, which only time ends; a pause for a source that was down ends with its next answer.
bool is_asked_for(Pause const& pause);

/// Whether the pause keeps a call from being made at `now`. One that ends further ahead than any is meant to
/// last was written by a clock that was wrong.
bool holds(Pause const& pause, Instant now);

/// Whether `known` ends later than `fresh` does, and is to be believed.
bool outlasts(Pause const& known, Pause const& fresh);

/// No way leads to the source, or it answers with a failure of its own instead of data. The trouble of one
/// meter can look the same.
bool is_down(Error const& error);

/// Whether a source is down for all of its meters, judged by the calls it failed in a row: three at least, of
/// two meters at least where it has two. Each further pause takes one more failed call, and of another meter
/// than the last one where there is another: that one may fail for reasons of its own.
class Downtime {
public:
    explicit Downtime(int meters) : alone_(meters < 2) {}

    /// A call for `meter` found the source down, after `pauses` in a row. The length of the next pause, if
    /// there is to be one: 1, 2, 5, 10, 20, then 30 minutes.
    std::optional<std::chrono::minutes> failed(std::optional<UsagePointId> const& meter, int pauses);
    /// The source answered, whatever it said.
    void answered() { *this = Downtime{alone_}; }

private:
    explicit Downtime(bool alone) : alone_(alone) {}

    bool alone_;
    int failures_ = 0;
    bool several_ = false; ///< of more than one meter
    std::optional<UsagePointId> last_;
};

} // namespace enedis2mqtt
