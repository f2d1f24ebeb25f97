#pragma once

#include <enedis2mqtt/base/clock.hpp>
#include <enedis2mqtt/domain/advice.hpp>
#include <enedis2mqtt/domain/copy_status.hpp>
#include <enedis2mqtt/home_assistant/session.hpp>
#include <enedis2mqtt/ports/confirmed_statistics.hpp>
#include <enedis2mqtt/ports/notes.hpp>
#include <enedis2mqtt/ports/reading_store.hpp>
#include <enedis2mqtt/ports/sink.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace enedis2mqtt::home_assistant {

struct StatisticsTools {
    ReadingStore& store;
    ConfirmedStatistics& confirmed;
    Notes& notes;
    TempoCalendar const& colors;
    Clock& clock;
    Dial dial;
};

struct StatisticsOptions {
    Access access;
    std::string version; ///< of the bridge
    Language language = Language::fr;
    std::map<UsagePointId, TimeZone> zones;
    std::function<void()> changed; ///< status_of() says something else than before
};

/// Keeps Home Assistant's long-term statistics in step with the archive. A snapshot wakes it: it compares the
/// archive with what is confirmed and connects only when they differ, at the start, and when a day is
/// complete. While a history runs it waits for its end, a day at most. Home Assistant away: again after 1, 2,
/// 5, 10, 20, 40 and then every 60 minutes. What only a person can mend (token, rights, a ban) stops it,
/// across restarts, until the token changes or retry(). Loop thread only; what it borrows outlives it.
class Statistics : public Sink {
public:
    virtual void start() = 0;
    /// Someone acted: one try, whatever stopped it.
    virtual void retry() = 0;
    virtual std::optional<CopyStatus> status_of(UsagePointId const& id) const = 0;
    /// Cancels what is under way and waits for its end.
    virtual Task<void> stop() = 0;
};

std::unique_ptr<Statistics> create_statistics(boost::asio::any_io_executor executor, StatisticsTools tools,
                                              StatisticsOptions options);

} // namespace enedis2mqtt::home_assistant
