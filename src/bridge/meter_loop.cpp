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

// A wait for our own budget ends by itself.
void log_trouble(log::Logger const& area, std::string_view errand, Error const& error) {
    if (error.code == ErrorCode::budget_spent)
        area.info("{}{}: {}", errand, to_string(error.code), error.message);
    else
        area.warn("{}{}: {}", errand, to_string(error.code), error.message);
}

} // namespace

MeterLoop::MeterLoop(boost::asio::any_io_executor executor, MeterTools tools, Dispatcher& dispatcher,
                     MeterWishes wishes)
    : tools_(std::move(tools)), dispatcher_(dispatcher), wishes_(std::move(wishes)), history_(tools_),
      snapshot_(tools_.meter), wake_(executor), ended_(executor), looked_at_(executor) {
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
    try {
        co_await (std::move(daily) && std::move(further_back));
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
    auto const last = snapshot_.status.last_poll.value_or(now);
    auto const earlier = std::max(now, last + tools_.timetable.retry());
    if (last_.not_before || *next <= earlier)
        return;
    snapshot_.status.next_poll = earlier;
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

void MeterLoop::take_stock(HistoryStep const& step) {
    bool const was_busy = history_progress_.has_value();
    history_progress_ = step.progress;
    bool const waits = step.wait_until && step.trouble && step.trouble->code != ErrorCode::budget_spent;
    history_trouble_ = waits ? step.trouble : std::nullopt;
    auto const area = log::get("bridge." + id().masked());
    if (step.trouble)
        log_trouble(area, "history: ", *step.trouble);
    if (step.progress)
        area.info("history: call {} of {}", step.progress->done, step.progress->total);
    if (step.wait_until)
        area.info("history: goes on {}", tools_.zone.iso(*step.wait_until));
    tell(step.corrections);
    if (step.finished) {
        auto const days = step.finished->days;
        auto text = days.start.iso() + " to " + (days.end - 1).iso() + " is done";
        for (auto const& range : step.given_up)
            text += "; given up: " + range;
        area.info("history: {}", text);
        dispatcher_.tell(Event{"history_done", id(), text});
    }
    if (!polling_ && (was_busy || history_progress_ || step.trouble)) {
        take_stock(last_, snapshot_.status.next_poll.value_or(tools_.clock.now()));
        report_to_the_source();
        tell();
        tell_of_a_complete_day();
    }
}

void MeterLoop::tell(std::vector<Correction> const& corrections) {
    std::map<std::pair<Series, CivilDay>, int> values;
    for (auto const& one : corrections)
        ++values[{one.series, tools_.zone.day_of(one.period.start)}];
    for (auto const& [what, count] : values)
        dispatcher_.tell(Event{"corrected", id(),
                               measure_name(what.first) + ' ' + what.second.iso() + ": " +
                                   std::to_string(count) + " corrected value(s)"});
}

void MeterLoop::show_progress(Progress const& progress) {
    log::get("bridge." + tools_.meter.id.masked())
        .info("import: call {} of {}", progress.done, progress.total);
    if (auto known =
            take_snapshot(tools_.store, tools_.meter, tools_.zone, tools_.zone.day_of(tools_.clock.now())))
        snapshot_.measures = std::move(known->measures);
    snapshot_.status.progress = progress;
    snapshot_.status.calls_today = tools_.gate.calls_today();
    tell();
}

// A snapshot without the archive's word would clear topics that are still true.
void MeterLoop::tell() {
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
    return tools_.timetable.next_poll(now, last_.missing, last_.not_before,
                                      tools_.day.look_every(tools_.timetable));
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

void MeterLoop::report() {
    auto const& status = snapshot_.status;
    auto const now = tools_.clock.now();
    auto const area = log::get("bridge." + tools_.meter.id.masked());
    if (last_.trouble)
        log_trouble(area, "", *last_.trouble);
    area.info("{}; {} calls today; next poll {}", to_string(status.light), status.calls_today,
              tools_.zone.iso(*status.next_poll));
    tell_of_a_complete_day();
    tell(last_.corrections);
    if (last_.stopped)
        dispatcher_.tell(Event{"stopped", id(), std::string{to_string(last_.stopped->code)}});
    for (int days : {1, 7, 30}) {
        if (!status.consent_expires)
            break;
        auto const due = *status.consent_expires - std::chrono::days{days};
        if (now < due || (reported_ && due <= *reported_))
            continue;
        dispatcher_.tell(
            Event{"consent_expiring", id(), "ends on " + tools_.zone.iso(*status.consent_expires)});
        break;
    }
    reported_ = now;
}

// A history, a file or another process may be what completes it.
void MeterLoop::tell_of_a_complete_day() {
    auto const yesterday = tools_.zone.day_of(tools_.clock.now()) - 1;
    if (!knows_ || told_complete_ == yesterday || !yesterday_complete())
        return;
    told_complete_ = yesterday;
    dispatcher_.tell(Event{"day_complete", id(), yesterday.iso() + " is complete"});
}

void MeterLoop::take_stock(CycleOutcome const& outcome, Instant next) {
    auto const now = tools_.clock.now();
    auto const before = snapshot_.status;
    auto trouble = outcome.trouble;
    auto known = take_snapshot(tools_.store, tools_.meter, tools_.zone, tools_.zone.day_of(now));
    knows_ = knows_ || known.has_value();
    if (known)
        snapshot_ = std::move(*known);
    else if (!trouble)
        trouble = known.error();

    auto& status = snapshot_.status;
    // Nobody needs to know of a wait for our own budget, unless it costs the day its data.
    bool const day_is_lost = outcome.missing && next > tools_.timetable.until_on(tools_.zone.day_of(now));
    if (trouble && trouble->code == ErrorCode::budget_spent && !day_is_lost)
        trouble = std::nullopt;
    auto const state = tools_.store.meter_state(tools_.meter.id);
    if (state) {
        status.last_poll = state->last_poll;
        status.last_success = state->last_success;
    }
    status.next_poll = next;
    status.calls_today = tools_.gate.calls_today();
    status.call_budget = tools_.gate.limits().per_day;
    status.consent_expires = tools_.source.consent_expires();
    status.progress = history_progress_;
    status.trouble = trouble ? told(*trouble, outcome.trouble_of) : standing_trouble(state);
    if (status.trouble && before.trouble && before.trouble->code == status.trouble->code)
        status.trouble->since = before.trouble->since;
}

Trouble MeterLoop::told(Error const& error, std::optional<Series> series) const {
    return {error.code, error.message, tools_.clock.now(),
            curve_concerned(tools_.meter, series, uncollected_now())};
}

std::vector<Series> MeterLoop::uncollected_now() const {
    bool const lacks_one = std::ranges::any_of(snapshot_.status.series, [](auto const& one) {
        return one.first.dataset == Dataset::load_curve && !one.second.up_to_date;
    });
    if (!lacks_one)
        return {};
    auto found = uncollected_curves(tools_.store, tools_.meter, tools_.zone.day_of(tools_.clock.now()));
    return found ? std::move(*found) : std::vector<Series>{};
}

// What can come of yesterday, and what has not.
void MeterLoop::report_to_the_source() {
    auto const now = tools_.clock.now();
    auto const yesterday = tools_.zone.day_of(now) - 1;
    auto const state = tools_.store.meter_state(tools_.meter.id);
    auto const off = uncollected_curves(tools_.store, tools_.meter, yesterday + 1);
    int data_sets = 0;
    int missing = 0;
    for (auto series : tools_.meter.series()) {
        if ((state && standing(*state, series, now) != nullptr) ||
            (off && std::ranges::find(*off, series) != off->end()))
            continue;
        auto const told = tools_.store.ledger(tools_.meter.id, series, {yesterday, yesterday + 1});
        ++data_sets;
        missing += told && !told->empty() && is_settled(told->begin()->second.state) ? 0 : 1;
    }
    tools_.day.report(id(), data_sets, missing);
}

// After a restart too, what waits for the user stays visible.
std::optional<Trouble> MeterLoop::standing_trouble(Result<MeterState> const& state) const {
    if (auto const off = uncollected_now(); !off.empty())
        return told(uncollected(off.front()), off.front());
    if (state)
        if (auto const refused = refused_series(tools_.meter, *state, tools_.clock.now())) {
            auto const& why = state->suspended.at(*refused);
            return told(Error{why.code, why.message}, refused);
        }
    if (history_trouble_)
        return told(*history_trouble_, std::nullopt);
    return std::nullopt;
}

} // namespace enedis2mqtt
