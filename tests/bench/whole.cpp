// What the program costs as a person runs it, beside a real broker and the simulated source: each a process.
// Prints one table; the targets are the project's own (ratios are taken within this run).

#include "bench/archive.hpp"
#include "bench/child.hpp"
#include "support/days.hpp"
#include "support/mosquitto.hpp"
#include "support/run_loop.hpp"

#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/mqtt/paho_client.hpp>
#include <enedis2mqtt/simulator/gateway.hpp>

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <thread>

namespace enedis2mqtt::bench {
namespace {

using namespace std::chrono_literals;

constexpr int rounds = 5; ///< of what is short; the median is shown
std::string const maison = "10000000000011";

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void head() {
    fmt::print("{:<62} | {:>12} | {:>10} | {:>8}\n", "what", "measured", "target", "ratio");
}

void row(std::string const& what, double measured, std::string const& unit, std::optional<double> target) {
    fmt::print("{:<62} | {:>12} | {:>10} | {:>8}\n", what, fmt::format("{:.3f} {}", measured, unit),
               target ? fmt::format("{:g} {}", *target, unit) : "",
               target && *target > 0 ? fmt::format("{:.2f}", measured / *target) : "");
    std::fflush(stdout);
}

/// Sees what reaches the broker.
class Watcher {
public:
    Watcher(boost::asio::io_context& loop, std::string const& url) : loop_(loop) {
        mqtt::Options options;
        options.url = url;
        options.client_id = "watcher";
        client_ = std::move(mqtt::create_paho_client(loop.get_executor(), options).value());
        mqtt::Events events;
        events.connected = [this] { connected_ = true; };
        events.message = [this](mqtt::Message const& message) {
            if (!message.payload.empty())
                awaited_.erase(message.topic);
            if (message.topic == "enedis2mqtt/bridge/state")
                state_ = message.payload;
        };
        auto const start = std::chrono::steady_clock::now();
        mqtt::Message will{"watcher", "", false};
        client_->start(std::move(will), std::move(events));
        until([this] { return connected_; });
        connect_time_ = std::chrono::steady_clock::now() - start;
        test::run_task(loop_, client_->subscribe("#")).value();
    }

    void await(std::set<std::string> topics) {
        awaited_ = std::move(topics);
        state_.clear();
    }
    void until_all_is_there() {
        until([this] { return awaited_.empty() && state_ == "online"; });
    }
    Seconds connect_time() const { return connect_time_; }

private:
    template <class Done>
    void until(Done done) {
        if (!test::run_until(loop_, done, 20s))
            throw std::runtime_error{"the broker did not hear: " +
                                     (awaited_.empty() ? state_ : *awaited_.begin())};
    }

    boost::asio::io_context& loop_;
    std::unique_ptr<mqtt::Client> client_;
    std::set<std::string> awaited_;
    std::string state_;
    Seconds connect_time_{};
    bool connected_ = false;
};

class Bench {
public:
    Bench();
    ~Bench() { std::filesystem::remove_all(folder_); }
    Bench(Bench const&) = delete;
    Bench& operator=(Bench const&) = delete;

    void idle_service();
    void first_import();
    void many_meters(int count);
    void history();

private:
    std::string token() const {
        return simulator::conso_api_token({UsagePointId::parse(maison).value()}, test::at("2031-01-01", 0));
    }
    void configure(std::string const& meters) const;
    void configure_one() const {
        configure("  - {pdl: '" + maison + "', name: Maison, token: " + token() + "}\n");
    }
    std::vector<std::string> program(std::string const& command) const {
        return {ENEDIS2MQTT_BINARY, command, "-c", folder_ / "bridge.yaml"};
    }
    void no_archive() const {
        for (auto const* ending : {"", "-wal", "-shm"})
            std::filesystem::remove(store_.string() + ending);
    }
    Cost once(std::string const& what) const;
    Cost of_one(std::string const& command, std::vector<std::string> more) const;

    std::filesystem::path folder_;
    std::filesystem::path store_;
    test::Mosquitto broker_;
    std::unique_ptr<Child> source_;
    std::string source_url_;
    CivilDay today_;
};

Bench::Bench() {
    auto pattern = (std::filesystem::temp_directory_path() / "enedis2mqtt-bench-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    store_ = folder_ / "enedis2mqtt.db";
    today_ = test::paris().day_of(SystemClock{}.now());
    source_ = std::make_unique<Child>(std::vector<std::string>{ENEDIS2MQTT_BINARY, "simulate", "--listen",
                                                               "127.0.0.1:0", "--publication-hour", "0"},
                                      folder_ / "source.log");
    auto const said = source_->wait_for(" speaks at ");
    auto const start = said.find("http");
    source_url_ = said.substr(start, said.find('\n', start) - start);
}

void Bench::configure(std::string const& meters) const {
    std::ofstream{folder_ / "bridge.yaml"}
        << "mqtt: {url: '" << broker_.url() << "'}\nlog: {level: warn}\nweb: {listen: '127.0.0.1:0'}\n"
        << "providers:\n  conso_api: {base_url: '" << source_url_ << "'}\n  enedis: {base_url: '"
        << source_url_
        << "', client_id: bench, client_secret: a-secret, daily_calls: 0, calls_per_second: 0, "
        << "calls_per_hour: 0}\nmeters:\n"
        << meters;
}

void Bench::idle_service() {
    fill(*store::open_store(store_).value(), meter_of(maison, "conso_api"), {today_ - 1095, today_});
    configure_one();
    auto const copy = folder_ / "copy.db";
    std::filesystem::copy_file(store_, copy);

    boost::asio::io_context loop;
    std::vector<double> connections;
    for (int round = 0; round < rounds; ++round)
        connections.push_back(Watcher{loop, broker_.url()}.connect_time().count() * 1000);
    Watcher watcher{loop, broker_.url()};
    std::set<std::string> topics{"homeassistant/device/enedis2mqtt_" + maison + "/config"};
    for (auto const* name : {"status", "consumption/hourly", "consumption/daily", "consumption/monthly",
                             "consumption/yearly", "consumption/max_power"})
        topics.insert("enedis2mqtt/" + maison + "/" + name);

    std::unique_ptr<Child> service;
    std::vector<double> starts;
    for (int round = 0; round < rounds; ++round) {
        if (service)
            service->stop();
        test::run_until(
            loop, [] { return false; }, 200ms); // what the last one said has arrived
        watcher.await(topics);
        auto const start = std::chrono::steady_clock::now();
        service = std::make_unique<Child>(program("run"), folder_ / "service.log");
        watcher.until_all_is_there();
        starts.push_back(Seconds{std::chrono::steady_clock::now() - start}.count() * 1000);
    }
    row("start until online and every topic is there, 3 years in store", median(starts), "ms", {});
    row("  a client's connection to the broker alone", median(connections), "ms", {});
    row("  the start beyond that connection", median(starts) - median(connections), "ms", 150);

    Child const minimal{{ENEDIS2MQTT_MINIMAL, broker_.url(), copy.string()}, folder_ / "minimal.log"};
    minimal.wait_for("connected");
    std::this_thread::sleep_for(5s);
    auto const memory = service->resident_mb();
    row("resident memory, idle, 3 years in store", memory, "MB", 16);
    row("  of the minimal program", minimal.resident_mb(), "MB", {});
    row("  service / minimal program", memory / minimal.resident_mb(), "x", 1.4);

    auto const before = service->written();
    std::this_thread::sleep_for(20s);
    row("written to disk in 20 s idle", static_cast<double>(service->written() - before), "bytes", 0);
}

Cost Bench::once(std::string const& what) const {
    Child polling{program("once"), folder_ / "once.log"};
    auto const cost = polling.finish();
    if (cost.status != 0)
        throw std::runtime_error{what + " ended with " + std::to_string(cost.status) + ":\n" +
                                 polling.output()};
    return cost;
}

void Bench::first_import() {
    configure_one();
    auto const of = [&](std::string const& type, CivilDay start) {
        return source_url_ + "/api/" + type + "?pointId=" + maison + "&dateDebut=" + start.iso() +
               "&dateFin=" + today_.iso();
    };
    auto const january = (today_ - 1).first_of_year();
    std::vector<std::string> curl{"curl", "-sS", "--fail", "-H", "Authorization: Bearer " + token()};
    for (auto const& url :
         {of("consommation_quotidienne", january), of("courbe_de_charge_consommation", today_ - 7),
          of("puissance_conso_max_quotidienne", january)})
        curl.insert(curl.end(), {"-o", "/dev/null", url});

    std::vector<double> walls;
    std::vector<double> idle_walls;
    std::vector<double> cpus;
    std::vector<double> curls;
    for (int round = 0; round < rounds; ++round) {
        no_archive();
        auto const cost = once("the first import");
        walls.push_back(cost.wall.count() * 1000);
        cpus.push_back(cost.cpu.count());
        idle_walls.push_back(once("a poll with nothing left to ask").wall.count() * 1000);
        Child fetching{curl, folder_ / "curl.log"};
        auto const fetched = fetching.finish();
        if (fetched.status != 0)
            throw std::runtime_error{"curl: " + fetching.output()};
        curls.push_back(fetched.wall.count() * 1000);
    }
    row("first import of one meter (once): wall", median(walls), "ms", {});
    row("  once with nothing left to ask: wall", median(idle_walls), "ms", {});
    row("  curl, the same three URLs on one connection", median(curls), "ms", {});
    row("  once / curl", median(walls) / median(curls), "x", 2);
    row("  the import beyond that / curl", (median(walls) - median(idle_walls)) / median(curls), "x", 2);
    row("  CPU of once", median(cpus), "s", 0.05);
}

Cost Bench::of_one(std::string const& command, std::vector<std::string> more) const {
    auto line = program(command);
    line.insert(line.end(), {"--pdl", maison});
    line.insert(line.end(), more.begin(), more.end());
    Child working{line, folder_ / (command + ".log")};
    auto const cost = working.finish();
    if (cost.status != 0)
        throw std::runtime_error{command + " ended with " + std::to_string(cost.status) + ":\n" +
                                 working.output()};
    return cost;
}

void Bench::history() {
    configure("  - {pdl: '" + maison + "', provider: enedis}\n");
    auto const three_years_ago = (today_ - 1095).iso();
    auto const two_years_ago = today_ - 730;
    no_archive();
    auto const days = of_one("history", {"--from", three_years_ago, "--data", "daily,max_power"});
    auto const curve = of_one("history", {"--from", two_years_ago.iso(), "--data", "load_curve"});
    row("history: 3 years of days and 2 of half-hours: wall", (days.wall + curve.wall).count(), "s", {});
    row("  CPU", (days.cpu + curve.cpu).count(), "s", {});
    row("  peak resident memory", std::max(days.peak_mb, curve.peak_mb), "MB", {});
    Child asking{{"curl", "-sS", source_url_ + "/simulator/calls"}, folder_ / "calls.log"};
    asking.finish();
    double calls = 0;
    auto const routes = boost::json::parse(asking.output());
    for (auto const& route : routes.as_array())
        if (route.at("pdl").as_string() == maison && route.at("route").as_string().starts_with("/mesure"))
            calls += route.at("calls").to_number<double>();
    row("  calls / the fewest there can be (3 + 3 + 105)", calls / (3 + 3 + 105), "x", 1);
    row("  the archive afterwards", static_cast<double>(std::filesystem::file_size(store_)) / 1e6, "MB", 5);

    auto const rows =
        of_one("export", {"--measure", "hourly", "--direction", "consumption", "--from", three_years_ago});
    row("export of those half-hours: CPU", rows.cpu.count(), "s", {});

    auto const file = folder_ / "two_years.csv";
    {
        std::ofstream csv{file};
        csv << "Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;"
            << "Etape metier;Unite;Pas en minutes\n"
            << maison
            << ";Courbe de charge;01/01/2020;01/01/2022;Puissance active;Consommation;Comptage Brut;W;30\n"
            << "Horodate;Valeur\n";
        auto const zone = test::paris();
        auto const span = zone.interval_of({CivilDay{2020, 1, 1}, CivilDay{2022, 1, 1}});
        for (auto end = span.start + 30min; end <= span.end; end += 30min)
            csv << zone.iso(end) << ';' << 300 + end.time_since_epoch().count() / 1800 % 700 << '\n';
    }
    auto const imported = of_one("import", {file.string()});
    row("import of a file of 2 years (35,088 rows): CPU", imported.cpu.count(), "s", {});
    row("  peak resident memory", imported.peak_mb, "MB", {});
}

void Bench::many_meters(int count) {
    std::string list;
    std::vector<std::string> pdls;
    for (int number = 0; number < count; ++number) {
        pdls.push_back(std::to_string(20'000'000'000'000 + number));
        list += "  - {pdl: '" + pdls.back() + "', provider: enedis}\n";
    }
    configure(list);
    auto const show = [&](std::string const& what, Cost const& cost) {
        auto const large = count == 1000;
        auto const name = fmt::format("{} of {} meters (once): ", what, count);
        auto const when = [&](double target) { return large ? std::optional{target} : std::nullopt; };
        row(name + "wall", cost.wall.count(), "s", when(30));
        row("  peak resident memory", cost.peak_mb, "MB", when(60));
        row("  CPU per meter", cost.cpu.count() * 1000 / count, "ms", {});
    };
    no_archive();
    show("first import", once("the first import"));

    no_archive();
    {
        // Complete up to the day before yesterday: the poll asks each data set once, as every morning.
        auto const archive = store::open_store(store_).value();
        for (auto const& pdl : pdls)
            fill(*archive, meter_of(pdl, "enedis"), {today_ - 31, today_ - 1});
    }
    show("daily poll", once("the daily poll"));
}

} // namespace
} // namespace enedis2mqtt::bench

int main() {
    using namespace enedis2mqtt::bench;
    enedis2mqtt::log::configure(enedis2mqtt::log::Level::warn, enedis2mqtt::log::Format::text);
    try {
        Bench bench;
        head();
        bench.idle_service();
        bench.first_import();
        bench.history();
        for (int const meters : {10, 100, 1000, 10'000})
            bench.many_meters(meters);
    } catch (std::exception const& failure) {
        fmt::print(stderr, "{}\n", failure.what());
        return 1;
    }
    return 0;
}
