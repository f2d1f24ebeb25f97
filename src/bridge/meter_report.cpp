#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/bridge/collection.hpp>
#include <enedis2mqtt/bridge/meter_loop.hpp>
#include <enedis2mqtt/bridge/snapshots.hpp>
#include <enedis2mqtt/bridge/trouble.hpp>

#include <algorithm>

namespace enedis2mqtt {
namespace {

// A wait for our own budget ends by itself.
void log_trouble(log::Logger const& area, std::string_view errand, Error const& error) {
    if (error.code == ErrorCode::budget_spent)
        area.info("{}{}: {}", errand, to_string(error.code), error.message);
    else
        area.warn("{}{}: {}", errand, to_string(error.code), error.message);
}

} // namespace

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
    auto known =
        take_snapshot(tools_.store, tools_.meter, tools_.zone, tools_.zone.day_of(now), tools_.colors);
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
    if (tools_.home_assistant)
        status.home_assistant = tools_.home_assistant();
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

void MeterLoop::report_before_history() {
    auto const state = tools_.store.meter_state(id());
    if (state && state->last_poll)
        report_to_the_source();
    else
        tools_.day.report(id(), 0, 0);
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
