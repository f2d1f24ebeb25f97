#pragma once

#include <enedis2mqtt/ports/call_ledger.hpp>
#include <enedis2mqtt/ports/confirmed_statistics.hpp>
#include <enedis2mqtt/ports/history_jobs.hpp>
#include <enedis2mqtt/ports/notes.hpp>
#include <enedis2mqtt/ports/reading_store.hpp>
#include <enedis2mqtt/ports/tempo.hpp>
#include <enedis2mqtt/ports/topic_memory.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace enedis2mqtt::store {

class Database;
class OwnerLock;

/// Who opens the store. One owner at a time, the service: it holds `<path>.lock` until it ends, however it
/// ends. Guests are commands that read and write beside it. Readers write nothing, and read also where
/// nothing can be written: on a full or a read-only disk. All wait up to 5 s for another's lock, until
/// never_wait().
enum class Access { owner, guest, reader };

/// The archive as one SQLite file (WAL). A write is one transaction: on disk when it returns, or nothing
/// changed and the next one may succeed. Calls, meter states and retained topics are on disk with the next
/// write of anything else: they outlive a crash of the program, and may miss a power cut, after which a poll
/// learns them again. Retained topics do not fail
/// on a lock: they are written with the next of them, or at the end. What equals the stored value is not
/// written. Loop thread only.
///
/// Curve rule: an answer's points and the stored points they overlap, taken as one group, are weighed
/// together. The answer replaces the group when it covers all the time the stored points cover (60 min over
/// 2 x 30 min); otherwise the stored points stay and the answer's points of that group are left out.
/// `keep` looks only at the readings of the series it names; a reading keeps the source that first gave its
/// value, until one that is trusted more gives the same.
///
/// Errors: store_corrupt, store_read_only, store_full, store_locked, store_unavailable (everything else).
class SqliteStore final : public ReadingStore,
                          public HistoryJobs,
                          public CallLedger,
                          public Notes,
                          public ConfirmedStatistics,
                          public TempoMemory,
                          public TopicMemory {
public:
    SqliteStore(std::unique_ptr<Database> database, std::unique_ptr<OwnerLock> lock);
    /// Brings the WAL back into the file, then gives the lock up.
    ~SqliteStore() override;

    /// From now on a lock of another process is store_locked at once: for a loop, which must not stand still.
    void never_wait();

    Result<Kept> keep(Keeping const& keeping, TimeZone const& zone) override;
    Result<Ledger> ledger(UsagePointId const& id, Series series, DayRange days) override;
    /// The readings that lie wholly inside `within`.
    Result<LoadCurve> load_curve(UsagePointId const& id, Direction direction, Interval within) override;
    Result<std::vector<DailyEnergy>> daily(UsagePointId const& id, Direction direction,
                                           DayRange days) override;
    Result<std::vector<MaxPower>> max_power(UsagePointId const& id, DayRange days) override;
    Result<std::vector<Sourced<Reading>>> sourced_curve(UsagePointId const& id, Direction direction,
                                                        Interval within) override;
    Result<std::vector<Sourced<DailyEnergy>>> sourced_daily(UsagePointId const& id, Direction direction,
                                                            DayRange days) override;
    Result<std::vector<Sourced<MaxPower>>> sourced_max_power(UsagePointId const& id, DayRange days) override;
    Result<std::optional<CivilDay>> first_day(UsagePointId const& id) override;
    Result<std::optional<CivilDay>> last_complete(UsagePointId const& id, Series series) override;
    Result<std::map<Series, LastSkipped>> skipped(UsagePointId const& id) override;
    Result<MeterState> meter_state(UsagePointId const& id) override;
    Result<void> set_meter_state(UsagePointId const& id, MeterState const& state) override;

    Result<std::vector<HistoryJob>> history_jobs(UsagePointId const& id) override;
    Result<HistoryJob> add_history_job(HistoryJob job) override;
    Result<void> date_history_job(std::int64_t key, Instant asked_at) override;
    Result<void> remove_history_job(std::int64_t key) override;

    /// Also forgets the quota's calls that are older than 40 days.
    Result<void> record_call(std::string const& quota, Instant at) override;
    /// Calls at or after `since`.
    Result<int> calls_since(std::string const& quota, Instant since) override;
    Result<std::optional<Pause>> pause_of(std::string const& quota) override;
    Result<void> pause(std::string const& quota, Pause const& pause) override;
    Result<void> resume(std::string const& quota) override;

    Result<std::optional<std::string>> note(std::string const& key) override;
    Result<void> set_note(std::string const& key, std::string const& value) override;

    Result<std::vector<StatisticDay>> confirmed(std::string const& statistic) override;
    Result<void> confirm(std::string const& statistic, CivilDay from,
                         std::vector<StatisticDay> const& days) override;

    Result<std::vector<ToldColor>> told_colors() override;
    Result<void> remember_colors(std::vector<ToldColor> const& told) override;

    Result<std::vector<std::string>> retained_topics() override;
    Result<void> remember_retained(std::vector<std::string> const& topics) override;
    Result<void> forget_retained(std::vector<std::string> const& topics) override;

private:
    Result<void> run_transaction(std::function<Result<void>()> const& work) override;
    Result<void> write_topics();

    std::unique_ptr<OwnerLock> lock_;
    std::unique_ptr<Database> database_;
    std::map<std::string, bool> unwritten_topics_; ///< whether each is retained
};

/// Opens, or creates, the store. A file of an older version is copied to `<path>.before-v<N>` first, then
/// brought to version N; a newer one, another program's file and a damaged one are refused untouched. Guests
/// and readers create nothing: store_unavailable where there is no store yet.
Result<std::unique_ptr<SqliteStore>> open_store(std::filesystem::path const& path,
                                                Access access = Access::owner);

/// Whether a service owns the store at this moment. Opens nothing.
Result<bool> has_owner(std::filesystem::path const& path);

/// An empty store that lives as long as the object.
Result<std::unique_ptr<SqliteStore>> open_store_in_memory();

} // namespace enedis2mqtt::store
