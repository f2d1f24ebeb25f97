#include "home_assistant/plan.hpp"
#include "home_assistant/series.hpp"
#include "home_assistant/stop_note.hpp"
#include "home_assistant/transfer.hpp"

#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/base/signal.hpp>
#include <enedis2mqtt/base/task_group.hpp>
#include <enedis2mqtt/home_assistant/energy_held.hpp>
#include <enedis2mqtt/home_assistant/statistics.hpp>

#include <boost/asio/multiple_exceptions.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace enedis2mqtt::home_assistant {
namespace {

constexpr std::array retry_minutes{1, 2, 5, 10, 20, 40, 60};
constexpr std::chrono::hours longest_history_wait{24};

/// A meter, and what is to be done about it.
struct Followed {
    explicit Followed(Meter of, TimeZone at) : meter(std::move(of)), zone(at) {}

    Meter meter;
    TimeZone zone;
    bool changed = true; ///< the archive may hold something new
    bool check = true;   ///< look at Home Assistant even so
    bool waits = false;  ///< Home Assistant holds what the archive does not know
    bool in_step = false;
    Instant sent_at{}; ///< when it was last gone through
    std::optional<Instant> until;
    std::map<std::string, Trouble> refused; ///< by the statistic's id
    std::set<std::string> taken_in;         ///< ids whose rows were read into the archive in this life
};

/// What only a person can end.
bool stops(Error const& error) {
    return error.kind() == ErrorKind::unauthorized;
}

class StatisticsCopy final : public Statistics {
public:
    StatisticsCopy(boost::asio::any_io_executor executor, StatisticsTools tools, StatisticsOptions options)
        : tools_(std::move(tools)), options_(std::move(options)), tasks_(executor), wake_(executor) {}

    std::string name() const override { return "home assistant"; }

    void announce(std::vector<Meter> const& meters) override {
        meters_.clear();
        for (auto const& meter : meters)
            if (auto const zone = options_.zones.find(meter.id); zone != options_.zones.end())
                meters_.try_emplace(meter.id, meter, zone->second);
        wake_.raise();
    }

    void deliver(Snapshot const& snapshot) override {
        auto const found = meters_.find(snapshot.meter.id);
        if (found == meters_.end() || telling_ || snapshot.only_the_price)
            return;
        auto& followed = found->second;
        if (snapshot.status.progress && tools_.clock.now() - followed.sent_at < longest_history_wait)
            return;
        followed.changed = true;
        wake_.raise();
    }

    void tell(Event const& event) override {
        auto const found = meters_.find(event.id);
        if (event.kind != "day_complete" || found == meters_.end())
            return;
        found->second.changed = found->second.check = true;
        wake_.raise();
    }

    void start() override {
        if (auto const stop = read_stop(tools_.notes, options_.access))
            stop_ = stop;
        tasks_.spawn("the statistics", work());
    }

    void retry() override {
        asked_ = true;
        for (auto& [id, followed] : meters_)
            followed.changed = followed.check = true;
        wake_.raise();
    }

    std::optional<CopyStatus> status_of(UsagePointId const& id) const override {
        auto const found = meters_.find(id);
        if (found == meters_.end())
            return std::nullopt;
        auto const& followed = found->second;
        CopyStatus status;
        status.until = followed.until;
        if (stop_ || !followed.refused.empty()) {
            status.state = CopyState::stopped;
            status.trouble = stop_ ? *stop_ : followed.refused.begin()->second;
        } else if (trouble_) {
            status.trouble = trouble_;
        } else if (followed.in_step) {
            status.state = CopyState::in_step;
        }
        return status;
    }

    Task<void> stop() override { co_await tasks_.end(); }

private:
    bool due() const {
        bool const any = std::ranges::any_of(meters_, [](auto const& one) { return one.second.changed; });
        bool const may = asked_ || (!stop_ && (!next_try_ || *next_try_ <= tools_.clock.now()));
        return any && may;
    }

    Task<void> work() {
        using namespace boost::asio::experimental::awaitable_operators;
        for (;;) {
            while (!due()) {
                auto call = wake_.wait();
                if (next_try_ && !stop_) {
                    auto rest = tools_.clock.sleep_until(std::max(*next_try_, tools_.clock.now()));
                    co_await (std::move(rest) || std::move(call));
                } else {
                    co_await std::move(call);
                }
            }
            auto going = pass();
            co_await std::move(going);
        }
    }

    /// Goes through every meter that may have changed, over one connection at most.
    Task<void> pass() {
        asked_ = false;
        std::unique_ptr<Session> session;
        std::optional<Error> failure;
        for (auto next = changed_meter(); next != nullptr && !failure; next = changed_meter()) {
            next->changed = false;
            auto following = survived(follow(*next, session));
            if (auto const done = co_await std::move(following); !done) {
                next->changed = next->check = true;
                failure = done.error();
            }
        }
        if (failure && failure->code == ErrorCode::cancelled)
            co_return;
        if (session && !failure) {
            auto closing = session->close();
            co_await std::move(closing);
        }
        take_stock(failure);
    }

    Followed* changed_meter() {
        auto const found = std::ranges::find_if(meters_, [](auto const& one) { return one.second.changed; });
        return found == meters_.end() ? nullptr : &found->second;
    }

    /// An exception is the bridge's own trouble; the copy goes on living.
    static Task<Result<void>> survived(Task<Result<void>> work) {
        try {
            co_return co_await std::move(work);
        } catch (boost::asio::multiple_exceptions const&) {
            throw; // both sides of a race, cancelled
        } catch (boost::system::system_error const& error) {
            if (error.code() == boost::asio::error::operation_aborted)
                throw;
            co_return Error{ErrorCode::internal, error.what()};
        } catch (std::exception const& error) {
            co_return Error{ErrorCode::internal, error.what()};
        }
    }

    Task<Result<void>> follow(Followed& followed, std::unique_ptr<Session>& session) {
        auto const check = std::exchange(followed.check, false);
        if (check)
            followed.refused.clear(); // what still holds is noted
        auto const today = followed.zone.day_of(tools_.clock.now());
        bool waits = false;
        std::optional<Instant> until;
        std::optional<std::vector<KnownStatistic>> known;
        auto const all = statistics_of(followed.meter, options_.language);
        for (auto const& one : all) {
            auto const& statistic = one.statistic;
            // What follows from energy waits with it.
            if (followed.refused.contains(statistic.id) || (statistic.derived && waits))
                continue;
            auto reading = read_rows(tools_.store, followed.meter, tools_.colors, one, followed.zone, today);
            auto const rows = co_await std::move(reading);
            if (!rows)
                co_return rows.error();
            if (rows->empty())
                continue;
            auto const confirmed = tools_.confirmed.confirmed(statistic.id);
            if (!confirmed)
                co_return confirmed.error();
            if (check || compare(statistic_days(*rows), *confirmed).from) {
                auto bringing = bring(followed, statistic, *rows, all, known, session);
                auto const brought = co_await std::move(bringing);
                if (!brought)
                    co_return brought.error();
                waits = waits || *brought;
                // A new archive learns what an old one had sent, and is compared once more.
                if (*brought && confirmed->empty() && followed.taken_in.insert(statistic.id).second) {
                    auto taking = take_in(*session, followed, one);
                    if (auto const taken = co_await std::move(taking); !taken)
                        co_return taken.error();
                    followed.changed = followed.check = true;
                }
            }
            auto const end = followed.zone.interval_of(followed.zone.day_of(rows->back().start)).end;
            if (statistic.kind == StatisticKind::sum)
                until = std::min(until.value_or(end), end);
        }
        if (waits && !followed.waits && !followed.changed)
            log_.warn("{}: Home Assistant holds hours that the archive does not know; nothing is sent until "
                      "the polls have learned them",
                      followed.meter.id.masked());
        followed.waits = waits;
        followed.in_step = !waits;
        if (!waits)
            followed.until = until;
        followed.sent_at = tools_.clock.now();
        co_return Result<void>{};
    }

    /// Whether it waits for the archive. A refusal concerns this statistic only, and is remembered.
    Task<Result<bool>> bring(Followed& followed, Statistic statistic, std::span<StatisticRow const> rows,
                             std::vector<MeterStatistic> const& all,
                             std::optional<std::vector<KnownStatistic>>& known,
                             std::unique_ptr<Session>& session) {
        if (!session) {
            auto opening = open_session(tools_.dial, options_.access, "enedis2mqtt/" + options_.version);
            auto opened = co_await std::move(opening);
            if (!opened)
                co_return opened.error();
            session = std::move(*opened);
        }
        if (statistic.unit_class.empty())
            statistic.unit = session->currency();
        RefusalNote const note{tools_.notes, statistic.id, options_.version, session->version()};
        if (auto refusal = note.read()) {
            followed.refused.emplace(statistic.id, *refusal);
            co_return false;
        }
        if (!known) {
            std::vector<std::string> ids;
            for (auto const& one : all)
                ids.push_back(one.statistic.id);
            auto asking = session->known(std::move(ids));
            auto answer = co_await std::move(asking);
            if (!answer)
                co_return answer.error();
            known = std::move(*answer);
        }
        std::optional<KnownStatistic> there;
        if (auto const found = std::ranges::find(*known, statistic.id, &KnownStatistic::id);
            found != known->end())
            there = *found;
        auto bringing = bring_in_step(*session, tools_.confirmed, statistic, rows, std::move(there));
        auto const brought = co_await std::move(bringing);
        if (!brought && brought.error().code == ErrorCode::home_assistant_refused) {
            Trouble const trouble{brought.error().code, brought.error().message, tools_.clock.now()};
            note.write(trouble);
            followed.refused.emplace(statistic.id, trouble);
            log_.error("{}: {}", followed.meter.id.masked(), trouble.message);
            co_return false;
        }
        if (!brought)
            co_return brought.error();
        if (brought->sent > 0)
            log_.info("{}: {} hours of {} sent to Home Assistant {}", followed.meter.id.masked(),
                      brought->sent, statistic.name, session->version());
        co_return brought->waits;
    }

    Task<Result<void>> take_in(Session& session, Followed const& followed, MeterStatistic const& of) {
        auto taking = take_energy(session, tools_.store, followed.meter.id, of.direction,
                                  EnergyOrigin::bridge, followed.zone, tools_.clock.now());
        auto const taken = co_await std::move(taking);
        if (!taken)
            co_return taken.error();
        log_.info("{}: {} days and {} hours of {} learned from Home Assistant", followed.meter.id.masked(),
                  taken->days, taken->hours, of.statistic.name);
        co_return Result<void>{};
    }

    void take_stock(std::optional<Error> const& failure) {
        auto const now = tools_.clock.now();
        auto const before = trouble_ ? trouble_ : stop_;
        next_try_.reset();
        trouble_.reset();
        auto const was_stopped = std::exchange(stop_, std::nullopt).has_value();
        if (!failure) {
            failures_ = 0;
            if (was_stopped)
                forget_stop(tools_.notes);
        } else {
            bool const same = before && before->code == failure->code;
            Trouble const trouble{failure->code, failure->message, same ? before->since : now};
            if (!same)
                log_.warn("{}: {}", to_string(failure->code), failure->message);
            if (stops(*failure)) {
                stop_ = trouble;
                write_stop(tools_.notes, options_.access, trouble);
            } else {
                trouble_ = trouble;
                auto const step = std::min<std::size_t>(failures_++, retry_minutes.size() - 1);
                next_try_ = now + std::chrono::minutes{retry_minutes[step]};
            }
        }
        tell_what_changed();
    }

    void tell_what_changed() {
        std::map<UsagePointId, CopyStatus> statuses;
        for (auto const& [id, followed] : meters_)
            statuses.emplace(id, *status_of(id));
        if (statuses == told_ || !options_.changed)
            return;
        told_ = std::move(statuses);
        telling_ = true; // what comes back from telling is nothing new
        options_.changed();
        telling_ = false;
    }

    StatisticsTools tools_;
    StatisticsOptions options_;
    TaskGroup tasks_;
    Signal wake_;
    std::map<UsagePointId, Followed> meters_;
    std::map<UsagePointId, CopyStatus> told_;
    std::optional<Trouble> stop_;    ///< until a person acts
    std::optional<Trouble> trouble_; ///< until next_try_
    std::optional<Instant> next_try_;
    std::size_t failures_ = 0; ///< in a row
    bool asked_ = false;
    bool telling_ = false;
    log::Logger log_ = log::get("home_assistant");
};

} // namespace

std::unique_ptr<Statistics> create_statistics(boost::asio::any_io_executor executor, StatisticsTools tools,
                                              StatisticsOptions options) {
    return std::make_unique<StatisticsCopy>(std::move(executor), std::move(tools), std::move(options));
}

} // namespace enedis2mqtt::home_assistant
