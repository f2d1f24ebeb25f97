#include "app/commands/commands.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace enedis2mqtt::app {
namespace {

// A pause this short is waited for; beyond it the person is told when to go on.
constexpr std::chrono::minutes bearable_wait{2};

/// What the person sees: a bar on a terminal, the log elsewhere.
class Display {
public:
    Display(Language language, TimeZone const& zone) : language_(language), zone_(zone) {
        if (terminal_)
            log::configure(log::Level::warn, log::Format::text);
    }

    std::string_view word(std::string_view fr, std::string_view en) const {
        return language_ == Language::fr ? fr : en;
    }
    void plan(HistoryPlan const& plan) const {
        for (auto const& one : plan.series)
            fmt::print("{:<24} {}..{}  {} {}\n", measure_name(one.series), one.asks.back().start.iso(),
                       (one.asks.front().end - 1).iso(), one.asks.size(), word("appel(s)", "call(s)"));
        fmt::print("{} {}", plan.calls, word("appel(s)", "call(s)"));
        if (plan.calls_left_today)
            fmt::print("; {} {} {}, {} {}", *plan.calls_left_today,
                       word("restent aujourd'hui sur", "left today of"), *plan.calls_per_day,
                       word("fin prévue", "expected end"), zone_.iso(plan.expected_end));
        fmt::print("\n");
        std::fflush(stdout);
    }
    void progress(Progress const& progress) {
        if (!terminal_)
            return;
        constexpr int width = 32;
        int const filled = progress.total > 0 ? width * progress.done / progress.total : 0;
        fmt::print("\r[{:#>{}}{:->{}}] {}/{}  {}  ", "", filled, "", width - filled, progress.done,
                   progress.total, progress.from ? progress.from->iso() : "");
        std::fflush(stdout);
        drawn_ = true;
    }
    void end_bar() {
        if (std::exchange(drawn_, false))
            fmt::print("\n");
    }

private:
    Language language_;
    TimeZone zone_;
    bool terminal_ = ::isatty(STDOUT_FILENO) == 1;
    bool drawn_ = false;
};

Task<void> work(HistoryWork& history, Clock& clock, TimeZone const& zone, Display& display, Language language,
                int& status) {
    for (;;) {
        auto stepping = history.step(HistoryScope::jobs);
        auto const step = co_await std::move(stepping);
        if (step.progress)
            display.progress(*step.progress);
        if (step.wait_until && *step.wait_until <= clock.now() + bearable_wait) {
            co_await clock.sleep_until(*step.wait_until);
            continue;
        }
        if (!step.wait_until && (step.progress || step.finished))
            continue;
        display.end_bar();
        bool const spent = step.trouble && step.trouble->code == ErrorCode::budget_spent;
        if (step.trouble && !spent)
            fail(*step.trouble, language);
        if (step.wait_until)
            fmt::print("{} {}\n",
                       display.word("La suite est gardée : relancez cette commande (ou le service) après le",
                                    "The rest is kept: run this command (or the service) again after"),
                       zone.iso(*step.wait_until));
        else if (!step.trouble)
            fmt::print("{}\n", display.word("Terminé.", "Done."));
        status = spent ? Exit::incomplete : step.trouble ? Exit::failed : Exit::done;
        co_return;
    }
}

int begin(CommandBridge const& built, HistoryRequest const& request, Options const& options,
          config::Config const& config, boost::asio::io_context& loop, TimeZone const& zone) {
    Display display{config.language, zone};
    auto& scheduler = built.bridge->scheduler();
    auto const plan = options.only_plan ? scheduler.plan_history(request) : scheduler.ask_history(request);
    if (!plan)
        return fail(plan.error(), config.language);
    display.plan(*plan);
    if (options.only_plan || plan->calls == 0)
        return Exit::done;
    if (built.beside_the_service) {
        fmt::print(
            "{}\n",
            display.word("Le service qui tourne s'en charge ; le statut du compteur montre où il en est.",
                         "The running service sees to it; the meter's status shows how far it is."));
        return tell_service(config);
    }
    int status = Exit::failed;
    auto const history = scheduler.history_of(request.id);
    run_to_the_end(loop, "the history",
                   work(**history, built.bridge->world().clock, zone, display, config.language, status));
    return status;
}

} // namespace

int history(Options const& options) {
    auto const config = read_config(options);
    if (!config)
        return Exit::bad_usage;
    auto const* const entry = find_meter(*config, *options.pdl);
    if (entry == nullptr)
        return Exit::bad_usage;
    if (!options.from && !options.cancel) {
        fmt::print(stderr, "enedis2mqtt: history wants --from YYYY-MM-DD\n");
        return Exit::bad_usage;
    }
    boost::asio::io_context loop;
    SystemClock clock;
    auto const world = real_world(loop.get_executor(), clock);
    auto const built = build_for_command(*config, world);
    if (!built)
        return fail(built.error(), config->language);

    if (options.cancel) {
        if (auto cancelled = built->bridge->scheduler().cancel_history(entry->meter.id); !cancelled)
            return fail(cancelled.error(), config->language);
        return built->beside_the_service ? tell_service(*config) : Exit::done;
    }
    HistoryRequest request{entry->meter.id, *options.from};
    request.to = options.to;
    request.datasets = options.datasets;
    auto const zone = TimeZone::find(entry->meter.timezone).value();
    return begin(*built, request, options, *config, loop, zone);
}

} // namespace enedis2mqtt::app
