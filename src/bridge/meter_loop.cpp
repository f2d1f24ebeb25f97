#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/bridge/collection.hpp>
#include <enedis2mqtt/bridge/meter_loop.hpp>
#include <enedis2mqtt/bridge/snapshots.hpp>
#include <enedis2mqtt/bridge/trouble.hpp>

#include <boost/asio/multiple_exceptions.hpp>

#include <algorithm>

namespace enedis2mqtt {
namespace {

// Whatever a poll or a step meets, the meter goes on living: an exception is the bridge's own trouble.
template <class T>
Task<Result<T>> survived(Task<T> work) {
    std::string failure;
    try {
        auto value = co_await std::move(work);
        co_return Result<T>{std::move(value)};
    } catch (boost::asio::multiple_exceptions const&) {
        throw; // both sides of a race, cancelled
    } catch (boost::system::system_error const& error) {
        if (error.code() == boost::asio::error::operation_aborted)
            throw;
        failure = error.what();
    } catch (std::exception const& error) {
        failure = error.what();
    }
    co_return Error{ErrorCode::internal, failure};
}

} // namespace

MeterLoop::MeterLoop(boost::asio::any_io_executor executor, MeterTools tools, Dispatcher& dispatcher,
                     MeterWishes wishes)
    : tools_(std::move(tools)), dispatcher_(dispatcher), wishes_(std::move(wishes)), history_(tools_),
      snapshot_(tools_.meter), wake_(executor), ended_(executor), priced_(executor), looked_at_(executor) {
    tools_.day.join(tools_.meter, tools_.timetable, tools_.zone, [this] { heed_the_day(); });
}

// A series that was never answered: a new meter, a new measure, or a first import that failed. One that was
// refused is not new: it waits for the user.
bool MeterLoop::is_new() const {
    auto const state = tools_.store.meter_state(tools_.meter.id);
    if (!state)
        return false;
    auto const today = tools_.zone.day_of(tools_.clock.now());
    auto const series = tools_.meter.series();
    return std::any_of(series.begin(), series.end(), [&](Series one) {
        if (state->wanted_from.contains(one) || state->suspended.contains(one))
            return false;
        auto const asked = tools_.store.ledger(id(), one, {first_import_from(one, today), today});
        return asked && asked->empty();
    });
}

bool MeterLoop::yesterday_complete() const {
    auto const yesterday = tools_.zone.day_of(tools_.clock.now()) - 1;
    auto const& series = snapshot_.status.series;
    return std::all_of(series.begin(), series.end(),
                       [&](auto const& one) { return one.second.last && *one.second.last >= yesterday; });
}

void MeterLoop::begin() {
    bool const forgiven = forgive(false);
    ask_configured_history();
    auto const now = tools_.clock.now();
    take_stock(CycleOutcome{}, now);
    report_to_the_source();
    reported_ = snapshot_.status.last_poll;
    if (knows_ && yesterday_complete())
        told_complete_ = tools_.zone.day_of(now) - 1;
    snapshot_.status.next_poll = tools_.timetable.first_poll(now, forgiven || is_new(), yesterday_complete());
    tell();
}

void MeterLoop::show() {
    // Someone acted: another process may have written a job, too.
    look_at_history();
    retell();
}

void MeterLoop::retell() {
    priced_.raise();
    if (polling_)
        return;
    take_stock(last_, snapshot_.status.next_poll.value_or(tools_.clock.now()));
    report_to_the_source();
    tell();
    tell_of_a_complete_day();
}

Task<void> MeterLoop::run() {
    using namespace boost::asio::experimental::awaitable_operators;
    auto daily = polls();
    auto further_back = works_on_history();
    auto prices = follows_the_tariff();
    try {
        co_await (std::move(daily) && std::move(further_back) && std::move(prices));
    } catch (boost::asio::multiple_exceptions const& both) {
        // A stop cancels the two of them.
        std::rethrow_exception(both.first_exception());
    }
}

Task<void> MeterLoop::polls() {
    using namespace boost::asio::experimental::awaitable_operators;
    for (;;) {
        while (!asked_ && tools_.clock.now() < *snapshot_.status.next_poll) {
            auto rest = tools_.clock.sleep_until(*snapshot_.status.next_poll);
            auto call = wake_.wait();
            co_await (std::move(rest) || std::move(call));
        }
        co_await poll(asked_ ? Purpose::request : Purpose::daily_poll);
    }
}

std::optional<TariffNow> MeterLoop::tariff_now() const {
    auto const tariff = tools_.meter.tariffs.find(Direction::consumption);
    if (tariff == tools_.meter.tariffs.end())
        return std::nullopt;
    return tariff_at(*tariff->second, tools_.clock.now(), tools_.colors, tools_.zone);
}

// Devices are switched by it: it is told to the second.
Task<void> MeterLoop::follows_the_tariff() {
    using namespace boost::asio::experimental::awaitable_operators;
    constexpr std::chrono::days look_again{30}; // for changes further away than anyone looks ahead
    while (auto const now = tariff_now()) {
        auto const change = now->until.value_or(tools_.clock.now() + look_again);
        auto rest = tools_.clock.sleep_until(change);
        auto news = priced_.wait();
        co_await (std::move(rest) || std::move(news));
        snapshot_.only_the_price = true;
        tell();
        snapshot_.only_the_price = false;
    }
}

void MeterLoop::give_up() {
    over_ = true;
    ended_.raise();
}

Task<CycleOutcome> MeterLoop::refresh() {
    if (over_)
        co_return last_;
    if (!polling_) {
        forgive(true);
        asked_ = true;
        wake_.raise();
        look_at_history();
    }
    co_await ended_.wait();
    co_return last_;
}

// Suspensions end when the user acts: by asking for a refresh, or by giving other credentials.
bool MeterLoop::forgive(bool everything) {
    auto state = tools_.store.meter_state(tools_.meter.id);
    if (!state || (state->credentials == wishes_.credentials && (!everything || state->suspended.empty())))
        return false;
    bool const lifted = !state->suspended.empty();
    state->suspended.clear();
    state->credentials = wishes_.credentials;
    if (auto kept = tools_.store.set_meter_state(tools_.meter.id, *state); !kept)
        log::get("bridge").warn("{}: {}", tools_.meter.id.masked(), kept.error().message);
    return lifted;
}

// Once for each beginning that the configuration names: what a person then cancels does not come back.
void MeterLoop::ask_configured_history() {
    auto state = tools_.store.meter_state(tools_.meter.id);
    if (!state || state->history_from == wishes_.history_from)
        return;
    state->history_from = wishes_.history_from;
    Result<void> asked;
    if (wishes_.history_from)
        if (auto const plan = history_.add({tools_.meter.id, *wishes_.history_from}); !plan)
            asked = plan.error();
    if (asked)
        asked = tools_.store.set_meter_state(tools_.meter.id, *state);
    if (!asked)
        log::get("bridge").warn("{}: {}", tools_.meter.id.masked(), asked.error().message);
}

// Other meters have what this one waits for: it may be there for this one, too.
void MeterLoop::heed_the_day() {
    history_.forgive_budget();
    look_again_ = true;
    looked_at_.raise();
    auto const now = tools_.clock.now();
    auto const& next = snapshot_.status.next_poll;
    auto const today = tools_.zone.day_of(now);
    if (polling_ || !next || yesterday_complete() || tools_.day.looks() == 0 ||
        now < tools_.timetable.slot_on(today) || now >= tools_.timetable.last_round_on(today))
        return;
    if (last_.not_before || *next <= now)
        return;
    snapshot_.status.next_poll = now;
    tell();
    wake_.raise();
}

Task<void> MeterLoop::fill_gaps() {
    for (;;) {
        auto stepping = history_step(HistoryScope::gaps);
        auto const step = co_await std::move(stepping);
        take_stock(step);
        if (step.wait_until || !step.again)
            co_return;
    }
}

void MeterLoop::look_at_history() {
    history_.forgive();
    look_again_ = true;
    looked_at_.raise();
}

Task<void> MeterLoop::works_on_history() {
    using namespace boost::asio::experimental::awaitable_operators;
    for (;;) {
        // The daily poll comes first: a new meter's first import, too, whatever came of it.
        while (polling_ || asked_ || (!polled_ && is_new()))
            co_await ended_.wait();
        look_again_ = false;
        auto stepping = history_step(HistoryScope::both);
        auto const step = co_await std::move(stepping);
        take_stock(step);
        if (look_again_)
            continue; // the jobs, or the source's day, changed during the call
        if (step.wait_until) {
            auto rest = tools_.clock.sleep_until(*step.wait_until);
            auto call = looked_at_.wait();
            co_await (std::move(rest) || std::move(call));
        } else if (!step.again) {
            co_await looked_at_.wait();
        }
    }
}

Task<HistoryStep> MeterLoop::history_step(HistoryScope scope) {
    auto stepping = survived<HistoryStep>(history_.step(scope));
    auto outcome = co_await std::move(stepping);
    if (outcome)
        co_return std::move(*outcome);
    HistoryStep step;
    step.trouble = outcome.error();
    step.wait_until = tools_.clock.now() + std::chrono::hours{1};
    co_return step;
}

void MeterLoop::show_progress(Progress const& progress) {
    log::get("bridge." + tools_.meter.id.masked())
        .info("import: call {} of {}", progress.done, progress.total);
    if (auto known = take_snapshot(tools_.store, tools_.meter, tools_.zone,
                                   tools_.zone.day_of(tools_.clock.now()), tools_.colors))
        snapshot_.measures = std::move(known->measures);
    snapshot_.status.progress = progress;
    snapshot_.status.calls_today = tools_.gate.calls_today();
    tell();
}

// A snapshot without the archive's word would clear topics that are still true.
void MeterLoop::tell() {
    snapshot_.tariff = tariff_now();
    if (knows_)
        dispatcher_.deliver(snapshot_);
}

Task<CycleOutcome> MeterLoop::sync(Purpose purpose) {
    auto syncing = survived<CycleOutcome>(
        sync_meter(tools_, purpose, [this](Progress const& progress) { show_progress(progress); }));
    auto outcome = co_await std::move(syncing);
    if (outcome)
        co_return std::move(*outcome);
    CycleOutcome failed;
    failed.trouble = outcome.error();
    failed.missing = true;
    co_return failed;
}

Instant MeterLoop::plan_next(Instant now) {
    // The source is left alone for all: that it failed others is no reason to wait longer than they do.
    if (last_.refused && last_.missing)
        return tools_.timetable.next_poll_after_pause(now, last_.not_before.value_or(now));
    failures_ = last_.trouble && is_unwell(*last_.trouble) ? failures_ + 1 : 0;
    if (failures_ > 0)
        last_.not_before =
            std::max(last_.not_before.value_or(now), now + tools_.timetable.back_off(failures_));
    return tools_.timetable.next_poll(now, last_.missing, last_.not_before, tools_.day.next_look(id()));
}

Task<CycleOutcome> MeterLoop::poll(Purpose purpose) {
    polling_ = true;
    asked_ = false;
    auto const planned = snapshot_.status.next_poll;
    auto syncing = sync(purpose);
    auto outcome = co_await std::move(syncing);
    last_ = std::move(outcome);

    auto const now = tools_.clock.now();
    report_to_the_source();
    auto next = plan_next(now);
    // A request that met its own, smaller budget does not put off the daily poll.
    if (purpose == Purpose::request && planned && *planned > now)
        next = std::min(next, *planned);
    take_stock(last_, next);
    tell();
    report();
    polling_ = false;
    polled_ = true;
    ended_.raise();
    looked_at_.raise();
    co_return last_;
}

} // namespace enedis2mqtt
