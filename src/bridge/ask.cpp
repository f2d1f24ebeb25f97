#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/bridge/ask.hpp>
#include <enedis2mqtt/bridge/when_unlocked.hpp>

#include <algorithm>
#include <iterator>

namespace enedis2mqtt {
namespace {

class Asking {
public:
    Asking(MeterTools const& tools, Series series, Purpose purpose)
        : tools_(tools), series_(series), purpose_(purpose),
          log_(log::get("bridge." + tools.meter.id.masked())) {}

    Task<Result<Answer>> run(DayRange days);

private:
    Task<Result<void>> narrow(DayRange refused);
    Task<Result<void>> keep(DayRange days, Readings readings);
    Result<void> store(DayRange days, Readings readings);
    Result<void> settle_days(DayRange days, Keeping keeping);
    Result<bool> zero_is_true(CivilDay day);
    Result<void> prove_zero();

    MeterTools const& tools_;
    Series series_;
    Purpose purpose_;
    log::Logger log_;
    Answer answer_;
};

Task<Result<Answer>> Asking::run(DayRange days) {
    FetchRequest request{tools_.meter.id, series_, days, purpose_};
    auto fetch = tools_.source.fetch(std::move(request));
    auto readings = co_await std::move(fetch);
    Result<void> done;
    if (readings) {
        log_.info("{} {}..{}: {} points", measure_name(series_), days.start.iso(), (days.end - 1).iso(),
                  readings->curve.size() + readings->daily.size() + readings->max_power.size());
        answer_.data = answer_.data || !readings->empty();
        auto keeping = keep(days, std::move(*readings));
        done = co_await std::move(keeping);
    } else if (readings.error().kind() == ErrorKind::no_data) {
        log_.info("{} {}..{}: not published", measure_name(series_), days.start.iso(), (days.end - 1).iso());
        auto keeping = keep(days, {});
        done = co_await std::move(keeping);
    } else if (readings.error().kind() == ErrorKind::out_of_range &&
               readings.error().code != ErrorCode::range_too_long) {
        auto narrowing = narrow(days);
        done = co_await std::move(narrowing);
    } else {
        done = readings.error();
    }
    if (!done)
        co_return done.error();
    co_return std::move(answer_);
}

Task<Result<void>> Asking::narrow(DayRange refused) {
    auto low = refused.start;
    auto high = refused.end;
    while (high - low > 1) {
        auto const middle = low + (high - low) / 2;
        FetchRequest request{tools_.meter.id, series_, DayRange{middle, high}, purpose_};
        auto fetch = tools_.source.fetch(std::move(request));
        auto readings = co_await std::move(fetch);
        if (readings || readings.error().kind() == ErrorKind::no_data) {
            answer_.data = answer_.data || (readings && !readings->empty());
            auto keeping = keep({middle, high}, readings ? std::move(*readings) : Readings{});
            if (auto kept = co_await std::move(keeping); !kept)
                co_return kept;
            high = middle;
        } else if (readings.error().kind() == ErrorKind::out_of_range) {
            low = middle;
        } else {
            co_return readings.error();
        }
    }
    log_.info("{}: the source serves nothing before {}", measure_name(series_), high.iso());
    answer_.nothing_before = high;
    auto marking = when_unlocked(tools_.clock, [&] {
        return mark_refused(tools_, series_, {refused.start, high});
    });
    co_return co_await std::move(marking);
}

// An answer in hand is never asked for again only because another process was writing.
Task<Result<void>> Asking::keep(DayRange days, Readings readings) {
    auto storing = when_unlocked(tools_.clock, [&] { return store(days, readings); });
    co_return co_await std::move(storing);
}

Result<void> Asking::store(DayRange days, Readings readings) {
    if (auto const zero = readings.unproven_zero) {
        auto const is_true = zero_is_true(*zero);
        if (!is_true)
            return is_true.error();
        if (*is_true) {
            readings.daily.push_back({*zero, Energy{}}); // yesterday's: the last one
            readings.unproven_zero = std::nullopt;
        }
    }
    Keeping keeping{tools_.meter.id, series_};
    keeping.readings = std::move(readings);
    keeping.asked = days;
    auto kept = settle_days(days, std::move(keeping));
    if (kept && series_.dataset != Dataset::daily && !tools_.source.limits().proves_zeros)
        kept = prove_zero();
    return kept;
}

Result<void> Asking::settle_days(DayRange days, Keeping keeping) {
    keeping.source = tools_.meter.provider;
    auto const skipped = keeping.readings.skipped;
    auto kept = settle(tools_.store, std::move(keeping), days, tools_.zone, tools_.clock.now(),
                       tools_.source.limits());
    if (!kept)
        return kept.error();
    std::ranges::move(kept->corrections, std::back_inserter(answer_.corrections));
    if (kept->skipped_anew)
        log_.warn("{} {}..{}: {} odd point(s) skipped, the first: {}", measure_name(series_),
                  days.start.iso(), (days.end - 1).iso(), skipped.points, skipped.first);
    for (auto const day : kept->closed)
        log_.warn("{} {}: the source does not tell the two copies of the doubled hour apart; the day stays "
                  "without it and is not asked for again",
                  measure_name(series_), day.iso());
    return {};
}

/// What else the archive holds of that day agrees with a daily 0.
Result<bool> Asking::zero_is_true(CivilDay day) {
    auto const midnights = tools_.zone.interval_of(day);
    auto const curve = tools_.store.load_curve(tools_.meter.id, series_.direction, midnights);
    if (!curve)
        return curve.error();
    if (curve->covers(midnights) && curve->energy() == Energy{})
        return true;
    if (series_.direction != Direction::consumption)
        return false;
    auto const peaks = tools_.store.max_power(tools_.meter.id, {day, day + 1});
    if (!peaks)
        return peaks.error();
    return !peaks->empty() && peaks->front().power == ApparentPower{};
}

/// A daily 0 that was told before its witness came: no further call is needed for it.
Result<void> Asking::prove_zero() {
    auto const yesterday = tools_.zone.day_of(tools_.clock.now()) - 1;
    DayRange const days{yesterday, yesterday + 1};
    Series const daily{series_.direction, Dataset::daily};
    auto const told = tools_.store.ledger(tools_.meter.id, daily, days);
    if (!told)
        return told.error();
    if (told->empty() || told->begin()->second.state != DayState::partial)
        return {};
    auto const is_true = zero_is_true(yesterday);
    if (!is_true)
        return is_true.error();
    if (!*is_true)
        return {};
    Keeping keeping{tools_.meter.id, daily};
    keeping.readings.daily.push_back({yesterday, Energy{}});
    return settle_days(days, std::move(keeping));
}

/// Entries for days that turned out to be in `states`, save those that are complete already; what is closed
/// only becomes complete. `doubtful`: days told in a way that cannot be kept.
Ledger entries_of(std::map<CivilDay, DayState> const& states, Ledger const& before,
                  std::vector<CivilDay> const& doubtful, CivilDay today, Instant now) {
    Ledger entries;
    for (auto const& [day, state] : states) {
        auto const known = before.find(day);
        auto const last = known == before.end() ? std::nullopt : std::optional{known->second};
        if (last && last->state == DayState::complete)
            continue;
        bool const stays_closed = last && last->state == DayState::closed && state != DayState::complete;
        entries[day] = next_entry(last, stays_closed ? DayState::closed : state, day, today, now,
                                  std::ranges::binary_search(doubtful, day));
    }
    return entries;
}

/// The days of an answer of which something was told that is not kept, in order. What nobody can date may be
/// of any of them.
std::vector<CivilDay> doubtful_days(Readings const& told, DayRange asked) {
    bool const of_any_day = told.skipped.points > 0 && !told.skipped.day;
    std::vector<CivilDay> days;
    for (auto day = asked.start; day < asked.end; ++day)
        if (of_any_day || told.unproven_zero == day || std::ranges::binary_search(told.skipped.days, day))
            days.push_back(day);
    return days;
}

std::vector<CivilDay> newly_closed(Ledger const& entries, Ledger const& before) {
    std::vector<CivilDay> days;
    for (auto const& [day, entry] : entries) {
        auto const known = before.find(day);
        bool const was_closed = known != before.end() && known->second.state == DayState::closed;
        if (entry.state == DayState::closed && !was_closed)
            days.push_back(day);
    }
    return days;
}

/// A file may give way to what is trusted more, point by point: only the archive tells which of its days are
/// whole now. What it lacks says nothing about what the source would answer, and today is never whole.
Result<Kept> settle_file(ReadingStore& store, Keeping const& keeping, DayRange days, TimeZone const& zone,
                         Instant now) {
    auto kept = store.keep(keeping, zone);
    auto const before = store.ledger(keeping.id, keeping.series, days);
    if (!kept || !before)
        return kept ? before.error() : kept.error();
    Readings held = keeping.readings;
    if (keeping.series.dataset == Dataset::load_curve) {
        auto const curve = store.load_curve(keeping.id, keeping.series.direction, zone.interval_of(days));
        if (!curve)
            return curve.error();
        held.curve = *curve;
    }
    auto const today = zone.day_of(now);
    Keeping whole{keeping.id, keeping.series};
    whole.ledger = entries_of(states_of(keeping.series, held, days, zone), *before, {}, today, now);
    std::erase_if(whole.ledger, [&](auto const& entry) {
        return entry.second.state != DayState::complete || entry.first >= today;
    });
    if (auto marked = store.keep(whole, zone); !marked)
        return marked.error();
    return kept;
}

Result<Kept> settle_answer(ReadingStore& store, Keeping& keeping, DayRange days, TimeZone const& zone,
                           Instant now, SourceLimits const& source) {
    auto const before = store.ledger(keeping.id, keeping.series, days);
    if (!before)
        return before.error();
    Readings known = keeping.readings;
    if (keeping.series.dataset == Dataset::load_curve) {
        auto const held = store.load_curve(keeping.id, keeping.series.direction, zone.interval_of(days));
        if (!held)
            return held.error();
        known.curve = merged(*held, keeping.readings.curve);
    }
    auto const states = states_of(keeping.series, known, days, zone, source.tells_doubled_hour);
    keeping.ledger =
        entries_of(states, *before, doubtful_days(keeping.readings, days), zone.day_of(now), now);
    auto kept = store.keep(keeping, zone);
    if (kept)
        kept->closed = newly_closed(keeping.ledger, *before);
    return kept;
}

} // namespace

Task<Result<Answer>> ask_days(MeterTools const& tools, Series series, DayRange days, Purpose purpose) {
    Asking asking{tools, series, purpose};
    auto running = asking.run(days);
    co_return co_await std::move(running);
}

Result<Kept> settle(ReadingStore& store, Keeping keeping, DayRange days, TimeZone const& zone, Instant now,
                    SourceLimits const& source) {
    keeping.at = now;
    return store.transaction([&] {
        return keeping.provenance == Provenance::api ? settle_answer(store, keeping, days, zone, now, source)
                                                     : settle_file(store, keeping, days, zone, now);
    });
}

Result<void> mark_refused(MeterTools const& tools, Series series, DayRange days) {
    std::map<CivilDay, DayState> refused;
    for (auto day = days.start; day < days.end; ++day)
        refused[day] = DayState::refused;
    auto const now = tools.clock.now();
    return tools.store.transaction([&]() -> Result<void> {
        auto const before = tools.store.ledger(tools.meter.id, series, days);
        if (!before)
            return before.error();
        Keeping keeping{tools.meter.id, series};
        keeping.ledger = entries_of(refused, *before, {}, tools.zone.day_of(now), now);
        if (auto kept = tools.store.keep(keeping, tools.zone); !kept)
            return kept.error();
        return {};
    });
}

} // namespace enedis2mqtt
