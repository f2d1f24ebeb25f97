#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/bridge/tempo_days.hpp>

#include <algorithm>

namespace enedis2mqtt {
namespace {

constexpr auto quota = "tempo";
log::Logger const logger{"tempo"};

} // namespace

TempoDays::TempoDays(boost::asio::any_io_executor executor, TempoTools tools, TempoOptions options)
    : tasks_(std::move(executor)), tools_(tools), options_(std::move(options)) {}

Result<void> TempoDays::load() {
    auto told = tools_.memory.told_colors();
    if (!told)
        return told.error();
    told_ = std::move(*told);
    colors_ = agreed_colors(told_);
    return {};
}

TempoNow TempoDays::now() const {
    return tempo_on(options_.zone.day_of(tools_.clock.now()), colors_);
}

Task<void> TempoDays::work() {
    for (;;) {
        auto looking = look();
        co_await std::move(looking);
        auto const at = tools_.clock.now();
        auto const known = now();
        auto const midnight = options_.zone.start_of(known.today + 1);
        constexpr std::chrono::minutes soon{30};
        auto next = next_tempo_look(at, known, options_.spread, options_.zone).value_or(midnight);
        if (lacks_an_answer_)
            next = std::min<Instant>(next, at + soon);
        co_await tools_.clock.sleep_until(std::min(next, midnight));
        if (now().today != known.today)
            options_.changed();
    }
}

/// Today and tomorrow first.
Task<void> TempoDays::look() {
    auto const today = now().today;
    for (auto const source : all_tempo_sources) {
        if (!lacks_a_color_of_now())
            break;
        auto asking = ask(source, &TempoColors::two_days, today);
        co_await std::move(asking);
    }
    auto asking_on = ask_for_seasons(today);
    co_await std::move(asking_on);
}

Task<void> TempoDays::ask_for_seasons(CivilDay today) {
    lacks_an_answer_ = false;
    for (auto season = tempo_season(today); season.end > options_.since;
         season = tempo_season(season.start - 1)) {
        DayRange const needed{std::max(season.start, options_.since), std::min(season.end, today)};
        for (auto const source : all_tempo_sources) {
            auto& answered = answered_[{season.start, source}];
            if (!lacks_a_day(needed) || answered == today)
                continue;
            auto asking = ask(source, &TempoColors::season, season.start);
            if (co_await std::move(asking))
                answered = today;
            else
                lacks_an_answer_ = true;
        }
    }
}

Task<bool> TempoDays::ask(TempoSource source, Asking how, CivilDay day) {
    if (!may_call())
        co_return false;
    auto asking = (tools_.colors.*how)(source, day);
    auto const told = co_await std::move(asking);
    auto& complaint = complaints_[source];
    if (told) {
        complaint.clear();
        take_in(*told);
    } else if (told.error().code != ErrorCode::cancelled && told.error().message != complaint) {
        complaint = told.error().message;
        logger.warn("no colours from {}: {}", to_string(source), complaint);
    }
    co_return told.has_value();
}

/// Only what is new or other than before is written.
void TempoDays::take_in(std::vector<ToldColor> const& told) {
    auto const at = tools_.clock.now();
    std::vector<ToldColor> news;
    for (auto const& one : told)
        if (is_final_color(one.day, at, options_.zone) && std::ranges::find(told_, one) == told_.end())
            news.push_back(one);
    if (news.empty())
        return;
    if (auto const kept = tools_.memory.remember_colors(news); !kept)
        logger.warn("colours cannot be kept: {}", kept.error().message);
    for (auto const& one : news) {
        std::erase_if(told_, [&](auto const& old) { return old.day == one.day && old.source == one.source; });
        told_.push_back(one);
    }
    auto colors = agreed_colors(told_);
    if (colors == colors_)
        return;
    colors_ = std::move(colors);
    options_.changed();
}

bool TempoDays::lacks_a_day(DayRange days) const {
    for (auto day = days.start; day < days.end; ++day)
        if (!colors_.contains(day))
            return true;
    return false;
}

bool TempoDays::lacks_a_color_of_now() const {
    auto const known = now();
    return !known.color ||
           (!known.tomorrow && is_final_color(known.today + 1, tools_.clock.now(), options_.zone));
}

bool TempoDays::may_call() {
    auto const at = tools_.clock.now();
    auto const made = tools_.calls.calls_since(quota, options_.zone.start_of(options_.zone.day_of(at)));
    return made && *made < most_tempo_calls && tools_.calls.record_call(quota, at);
}

} // namespace enedis2mqtt
