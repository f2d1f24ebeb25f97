#pragma once

#include <enedis2mqtt/base/signal.hpp>
#include <enedis2mqtt/bridge/cycle.hpp>
#include <enedis2mqtt/bridge/dispatcher.hpp>
#include <enedis2mqtt/bridge/history.hpp>

#include <memory>
#include <string>
#include <vector>

namespace enedis2mqtt {

/// What the configuration says of a meter beyond what its polls need.
struct MeterWishes {
    /// A fingerprint of provider and token; when it is another than the last time, what was suspended for the
    /// old one is tried again.
    std::string credentials;
    std::optional<CivilDay> history_from; ///< asked for once, by itself
};

/// The life of one meter: waits for its time, polls, tells; between polls it works on what people want from
/// further back. Loop thread only; lives as long as its coroutines.
class MeterLoop {
public:
    MeterLoop(boost::asio::any_io_executor executor, MeterTools tools, Dispatcher& dispatcher,
              MeterWishes wishes);
    MeterLoop(MeterLoop const&) = delete; // its history refers to its tools
    MeterLoop& operator=(MeterLoop const&) = delete;

    UsagePointId const& id() const { return tools_.meter.id; }
    HistoryWork& history() { return history_; }
    /// Before anything else: tells what the archive already knows and when the first poll is.
    void begin();
    /// Someone acted: tells what the archive knows by now, and looks at the history again; no call is made.
    void show();
    /// Tells the same again, with what others have to say by now.
    void retell();
    /// Polls at its times until cancelled.
    Task<void> run();
    /// One poll, told to everyone. Not while run() is under way: that is refresh()'s business.
    Task<CycleOutcome> poll(Purpose purpose);
    /// Goes on with the history: a job was added, or ended.
    void look_at_history();
    /// For a process that polls once: what the polls leave to history, as far as the day's calls go.
    Task<void> fill_gaps();
    /// For a process that works on the history alone: nobody waits for a meter that was never polled.
    void report_before_history();
    /// run() has ended: whoever waits for a poll goes home.
    void give_up();
    /// A person asks: the source is called once, even though it was down a moment ago.
    void try_source_once() { tools_.gate.try_once(); }
    /// One poll now, suspensions set aside; waits for a poll that is under way instead of starting a second
    /// one.
    Task<CycleOutcome> refresh();

private:
    Task<void> polls();
    Task<void> works_on_history();
    Task<void> follows_the_tariff();
    std::optional<TariffNow> tariff_now() const;
    Task<HistoryStep> history_step(HistoryScope scope);
    /// Tells the source's other meters what this one lacks, as the archive has it.
    void report_to_the_source();
    void heed_the_day();
    void take_stock(HistoryStep const& step);
    void ask_configured_history();
    Task<CycleOutcome> sync(Purpose purpose);
    Instant plan_next(Instant now);
    void report();
    void tell_of_a_complete_day();
    void tell(std::vector<Correction> const& corrections);
    bool forgive(bool everything);
    void take_stock(CycleOutcome const& outcome, Instant next);
    Trouble told(Error const& error, std::optional<Series> series) const;
    std::vector<Series> uncollected_now() const;
    std::optional<Trouble> standing_trouble(Result<MeterState> const& state) const;
    void tell();
    void show_progress(Progress const& progress);
    bool is_new() const;
    bool yesterday_complete() const;

    MeterTools tools_;
    Dispatcher& dispatcher_;
    MeterWishes wishes_;
    HistoryWork history_;
    Snapshot snapshot_;
    CycleOutcome last_;
    Signal wake_;      ///< a rest ends early
    Signal ended_;     ///< a poll has ended
    Signal priced_;    ///< a price, or a colour of Tempo, may have become known
    Signal looked_at_; ///< the jobs of the history changed
    std::optional<Progress> history_progress_;
    std::optional<Error> history_trouble_;  ///< why the history waits; a spent budget is no trouble
    std::optional<CivilDay> told_complete_; ///< the last day that day_complete spoke of
    std::optional<Instant> reported_;       ///< when the last poll, of this life or another, was told
    int failures_ = 0;                      ///< polls in a row that found the source unwell
    bool knows_ = false;                    ///< the archive could be read at least once
    bool polling_ = false;
    bool polled_ = false; ///< a poll of this life has ended
    bool asked_ = false;
    bool look_again_ = false; ///< the jobs, or the source's day, changed since the last step began
    bool over_ = false;
};

} // namespace enedis2mqtt
