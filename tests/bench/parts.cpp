// What the work itself costs, in this process: no socket, no broker, a clock that stands still.

#include "bench/archive.hpp"
#include "simulator/household.hpp"
#include "sinks/topics.hpp"
#include "sources/answer_decode.hpp"
#include "story/bridge/story.hpp"
#include "support/run_loop.hpp"

#include <enedis2mqtt/bridge/cycle.hpp>
#include <enedis2mqtt/bridge/snapshots.hpp>

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <map>

namespace enedis2mqtt::bench {
namespace {

using test::paris;

auto const noon = test::at("2026-11-23", 12);
auto const today = test::day("2026-11-23");
constexpr Series curve{Direction::consumption, Dataset::load_curve};

/// Asks the simulator once for each URL; the simulator's own work is not measured after the first pass.
class Replay final : public http::Client {
public:
    explicit Replay(http::Client& source) : source_(source) {}
    Task<Result<http::Response>> send(http::Request request, http::Leave leave) override {
        if (leave) {
            auto asking = leave();
            if (auto const given = co_await std::move(asking); !given)
                co_return given.error();
        }
        auto known = answers_.find(request.url);
        if (known == answers_.end()) {
            auto const url = request.url;
            auto asking = source_.send(std::move(request));
            auto answer = co_await std::move(asking);
            known = answers_.emplace(url, std::move(*answer)).first;
        }
        co_return known->second;
    }

private:
    http::Client& source_;
    std::map<std::string, http::Response> answers_;
};

class Folder {
public:
    Folder() {
        auto pattern = (std::filesystem::temp_directory_path() / "enedis2mqtt-bench-XXXXXX").string();
        path_ = mkdtemp(pattern.data());
    }
    Folder(Folder const&) = delete;
    Folder& operator=(Folder const&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }
    /// A name nothing has had yet.
    std::filesystem::path fresh() { return path_ / (std::to_string(++count_) + ".db"); }

private:
    std::filesystem::path path_;
    int count_ = 0;
};

/// A Conso API meter and the simulated source it speaks to.
struct Home {
    Home() {
        config.conso_api.base_url = "http://127.0.0.1";
        entry.token = Secret{simulator::conso_api_token({entry.meter.id}, test::at("2029-01-01", 0))};
    }
    Task<Result<http::Response>> answer(DayRange days) {
        auto url = config.conso_api.base_url +
                   "/api/courbe_de_charge_consommation?pointId=" + entry.meter.id.text() +
                   "&dateDebut=" + days.start.iso() + "&dateFin=" + days.end.iso();
        http::Request request{http::Method::get, std::move(url)};
        request.headers.set("Authorization", "Bearer " + entry.token.reveal());
        return http.send(std::move(request));
    }

    test::FakeClock clock{noon};
    simulator::GridOperator grid{paris(), std::chrono::hours{8}};
    simulator::Switchboard switchboard{grid};
    bool down = false;
    test::SimulatedHttp simulated{switchboard, clock, down};
    Replay http{simulated};
    config::Providers config;
    config::MeterEntry entry{meter_of("10000000000011", "conso_api")};
    boost::asio::io_context loop;
    Folder folder;
};

/// Fetch, parse, store, aggregate, write the topics; the points that came.
std::size_t two_years(Home& home) {
    auto store = store::open_store(home.folder.fresh()).value();
    auto const& meter = home.entry.meter;
    MeterState state;
    state.wanted_from[curve] = today - 728;
    store->set_meter_state(meter.id, state).value();

    CountingGate gate{"conso_api", CallLimits{}, *store, home.clock, paris()};
    SourceDay shared{gate, home.clock};
    shared.join(meter, Timetable{PollRules{}, meter.id, paris()}, paris());
    auto const provider =
        sources::create_provider("conso_api", home.config, {home.http, gate, *store, home.clock});
    auto const source = provider->open(home.entry);
    MeterTools const tools{meter,   paris(), Timetable{PollRules{}, meter.id, paris()},
                           *source, gate,    shared,
                           *store,  *store,  home.clock};
    auto const outcome =
        test::run_task(home.loop, sync_meter(tools, Purpose::daily_poll, [](Progress const&) {}));
    HistoryWork work{tools};
    while (test::run_task(home.loop, work.step(HistoryScope::gaps)).again) {
    }
    auto const snapshot = take_snapshot(*store, meter, paris(), today).value();
    auto const topics = sinks::messages_of(snapshot, paris(), sinks::TopicTree{"enedis2mqtt"}, Language::fr);
    if (outcome.trouble || topics.size() != 6)
        throw std::runtime_error{"two years did not come through"};
    return store->load_curve(meter.id, curve.direction, paris().interval_of(DayRange{today - 728, today}))
        .value()
        .size();
}

void TwoYearsOfHalfHours(benchmark::State& state) {
    Home home;
    auto points = two_years(home);
    for (auto _ : state)
        points = two_years(home);
    state.counters["points"] = static_cast<double>(points);
}
BENCHMARK(TwoYearsOfHalfHours)->Unit(benchmark::kMillisecond);

void DecodeAWeekOfHalfHours(benchmark::State& state) {
    Home home;
    DayRange const week{today - 7, today};
    auto const response = test::run_task(home.loop, home.answer(week)).value();
    sources::Question const question{home.entry.meter.id,         curve, week, paris(),
                                     sources::Dialect::conso_api, noon};
    std::size_t points = 0;
    for (auto _ : state)
        points = sources::decode_answer(response, question).value().curve.size();
    state.counters["points"] = static_cast<double>(points);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(response.body.size()));
}
BENCHMARK(DecodeAWeekOfHalfHours)->Unit(benchmark::kMicrosecond);

void KeepAWeekOfHalfHours(benchmark::State& state) {
    Home home;
    auto const store = store::open_store(home.folder.fresh()).value();
    simulator::Household const household{home.entry.meter.id, paris()};
    auto monday = test::day("2001-01-01");
    std::size_t points = 0;
    for (auto _ : state) {
        state.PauseTiming();
        Keeping keeping{home.entry.meter.id, curve};
        keeping.source = "conso_api";
        for (auto day = monday; day < monday + 7; ++day) {
            for (auto const& reading : household.curve(curve.direction, day))
                keeping.readings.curve.append(reading);
            keeping.ledger[day].state = DayState::complete;
        }
        // Back to the start before the year leaves what the program accepts: then the week is known already.
        monday = monday.year() < 2190 ? monday + 7 : test::day("2001-01-01");
        state.ResumeTiming();
        store->keep(keeping, paris()).value();
        points = keeping.readings.curve.size();
    }
    state.counters["points"] = static_cast<double>(points);
}
BENCHMARK(KeepAWeekOfHalfHours)->Unit(benchmark::kMicrosecond)->Iterations(2000);

void SnapshotAndTopicsOfThreeYears(benchmark::State& state) {
    Home home;
    auto const store = store::open_store(home.folder.fresh()).value();
    auto const& meter = home.entry.meter;
    fill(*store, meter, {today - 1095, today});
    sinks::TopicTree const tree{"enedis2mqtt"};
    for (auto _ : state) {
        auto const snapshot = take_snapshot(*store, meter, paris(), today).value();
        benchmark::DoNotOptimize(sinks::messages_of(snapshot, paris(), tree, Language::fr));
    }
}
BENCHMARK(SnapshotAndTopicsOfThreeYears)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace enedis2mqtt::bench

int main(int count, char** words) {
    enedis2mqtt::log::configure(enedis2mqtt::log::Level::warn, enedis2mqtt::log::Format::text);
    benchmark::Initialize(&count, words);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
