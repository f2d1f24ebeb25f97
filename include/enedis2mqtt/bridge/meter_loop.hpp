#pragma once

#include <enedis2mqtt/bridge/cycle.hpp>
#include <enedis2mqtt/bridge/dispatcher.hpp>

#include <memory>
#include <string>
#include <vector>

namespace enedis2mqtt {

/// The life of one meter: waits for its time, polls, tells. Loop thread only; lives as long as its
/// coroutines.
class MeterLoop {
public:
    /// `credentials`: a fingerprint of provider and token; when it is another than the last time, what was
    /// suspended for the old one is tried again.
    MeterLoop(boost::asio::any_io_executor executor, MeterTools tools, Dispatcher& dispatcher,
              std::string credentials);

    UsagePointId const& id() const { return tools_.meter.id; }
    /// Before anything else: tells what the archive already knows and when the first poll is.
    void begin();
    /// Tells what the archive knows by now; no call is made.
    void show();
    /// Polls at its times until cancelled.
    Task<void> run();
    /// One poll, told to everyone. Not while run() is under way: that is refresh()'s business.
    Task<CycleOutcome> poll(Purpose purpose);
    /// One poll now, suspensions set aside; waits for a poll that is under way instead of starting a second
    /// one.
    Task<CycleOutcome> refresh();

private:
    Task<CycleOutcome> sync(Purpose purpose);
    void report(bool was_complete);
    bool forgive(bool everything);
    void take_stock(CycleOutcome const& outcome, Instant next);
    void tell();
    void show_progress(Progress const& progress);
    bool is_new() const;
    bool yesterday_complete() const;

    MeterTools tools_;
    Dispatcher& dispatcher_;
    std::string credentials_;
    Snapshot snapshot_;
    CycleOutcome last_;
    boost::asio::steady_timer wake_;  ///< never expires: cancelled to end a rest early
    boost::asio::steady_timer ended_; ///< never expires: cancelled when a poll has ended
    int expiry_told_ = 31;            ///< days before the consent ends of which the last event spoke
    int failures_ = 0;                ///< polls in a row that found the source unwell
    bool knows_ = false;              ///< the archive could be read at least once
    bool polling_ = false;
    bool asked_ = false;
};

} // namespace enedis2mqtt
