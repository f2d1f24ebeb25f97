#pragma once

#include <enedis2mqtt/base/clock.hpp>
#include <enedis2mqtt/base/task_group.hpp>
#include <enedis2mqtt/ports/call_ledger.hpp>
#include <enedis2mqtt/ports/tempo.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace enedis2mqtt {

struct TempoTools {
    TempoColors& colors;
    TempoMemory& memory;
    CallLedger& calls;
    Clock& clock;
};

struct TempoOptions {
    TimeZone zone;                  ///< Europe/Paris
    CivilDay since;                 ///< the first day whose colour is needed
    std::chrono::minutes spread{0}; ///< added to 11:00, so that not everybody asks at once
    std::function<void()> changed;  ///< a colour, or the day
};

/// A day's calls to those who tell colours, failed ones too.
inline constexpr int most_tempo_calls = 24;

/// The calendar of Tempo's colours: kept in the archive, and asked for while days lack their colour. A source
/// that answered for a season is asked for it again on another day. Loop thread only.
class TempoDays {
public:
    TempoDays(boost::asio::any_io_executor executor, TempoTools tools, TempoOptions options);

    /// Reads the archive.
    Result<void> load();
    void start() { tasks_.spawn("the Tempo calendar", work()); }
    Task<void> stop() { return tasks_.end(); }

    /// Asks for what is missing, once.
    Task<void> look();

    TempoCalendar const& colors() const { return colors_; }
    TempoNow now() const;

private:
    using Asking = Task<Result<std::vector<ToldColor>>> (TempoColors::*)(TempoSource, CivilDay);

    Task<void> work();
    Task<void> ask_for_seasons(CivilDay today);
    /// Whether it answered.
    Task<bool> ask(TempoSource source, Asking how, CivilDay day);
    void take_in(std::vector<ToldColor> const& told);
    bool lacks_a_day(DayRange days) const;
    bool lacks_a_color_of_now() const;
    bool may_call();

    TaskGroup tasks_;
    TempoTools tools_;
    TempoOptions options_;
    std::vector<ToldColor> told_;
    TempoCalendar colors_;
    std::map<std::pair<CivilDay, TempoSource>, CivilDay> answered_; ///< when, by the season's first day
    bool lacks_an_answer_ = false;                                  ///< of a source about a season
    std::map<TempoSource, std::string> complaints_;                 ///< said once, until the source answers
};

} // namespace enedis2mqtt
