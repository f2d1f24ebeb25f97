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
        answer_.data = true;
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
            answer_.data = answer_.data || readings;
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

// An answer in hand is never asked for again only because someone else was writing.
Task<Result<void>> Asking::keep(DayRange days, Readings readings) {
    Keeping keeping{tools_.meter.id, series_};
    keeping.readings = std::move(readings);
    keeping.source = tools_.meter.provider;
    auto settling = when_unlocked(
        tools_.clock, [&] { return settle(tools_.store, keeping, days, tools_.zone, tools_.clock.now()); });
    auto kept = co_await std::move(settling);
    if (!kept)
        co_return kept.error();
    std::ranges::move(kept->corrections, std::back_inserter(answer_.corrections));
    co_return Result<void>{};
}

/// Entries for days that turned out to be in `states`, save those that are complete already.
Ledger entries_of(std::map<CivilDay, DayState> const& states, Ledger const& before, CivilDay today,
                  Instant now) {
    Ledger entries;
    for (auto const& [day, state] : states) {
        auto const known = before.find(day);
        if (known != before.end() && known->second.state == DayState::complete)
            continue;
        auto const last = known == before.end() ? std::nullopt : std::optional{known->second};
        entries[day] = next_entry(last, state, day, today, now);
    }
    return entries;
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
    whole.ledger = entries_of(states_of(keeping.series, held, days, zone), *before, today, now);
    std::erase_if(whole.ledger, [&](auto const& entry) {
        return entry.second.state != DayState::complete || entry.first >= today;
    });
    if (auto marked = store.keep(whole, zone); !marked)
        return marked.error();
    return kept;
}

Result<Kept> settle_answer(ReadingStore& store, Keeping& keeping, DayRange days, TimeZone const& zone,
                           Instant now) {
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
    keeping.ledger = entries_of(states_of(keeping.series, known, days, zone), *before, zone.day_of(now), now);
    return store.keep(keeping, zone);
}

} // namespace

Task<Result<Answer>> ask_days(MeterTools const& tools, Series series, DayRange days, Purpose purpose) {
    Asking asking{tools, series, purpose};
    auto running = asking.run(days);
    co_return co_await std::move(running);
}

Result<Kept> settle(ReadingStore& store, Keeping keeping, DayRange days, TimeZone const& zone, Instant now) {
    keeping.at = now;
    return store.transaction([&] {
        return keeping.provenance == Provenance::api ? settle_answer(store, keeping, days, zone, now)
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
        keeping.ledger = entries_of(refused, *before, tools.zone.day_of(now), now);
        if (auto kept = tools.store.keep(keeping, tools.zone); !kept)
            return kept.error();
        return {};
    });
}

} // namespace enedis2mqtt
