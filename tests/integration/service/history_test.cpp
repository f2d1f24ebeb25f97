#include "integration/service/service.hpp"
#include "support/days.hpp"

#include <enedis2mqtt/base/clock.hpp>

#include <csignal>
#include <fstream>
#include <random>
#include <thread>

namespace enedis2mqtt::test {
namespace {

using namespace std::chrono_literals;

class HistoryCommands : public Service {
protected:
    HistoryCommands() { start_source(); }

    void configure_quietly(std::string const& more = {}) {
        configure("log: {level: error}\nproviders: {conso_api: {base_url: '" + source_url +
                  "', daily_calls: 0, calls_per_second: 0}}\n" + more);
    }
    int run(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin() + 1, {"-c", config_file.string()});
        auto const process = command(std::move(arguments));
        auto const status = process->wait(60s);
        said = process->output();
        return status.value_or(-1);
    }
    std::string rows(std::string const& measure) {
        EXPECT_EQ(run({"export", "--pdl", maison, "--measure", measure, "--direction", "consumption"}), 0)
            << said;
        return said;
    }
    int fetch(std::string const& from) {
        return run({"history", "--pdl", maison, "--from", from, "--data", "load_curve,daily"});
    }
    std::string everything() { return rows("hourly") + rows("daily"); }
    int calls() {
        int all = 0;
        auto const routes = ask_source(http::Method::get, "/simulator/calls");
        for (auto const& route : routes.as_array())
            all += static_cast<int>(route.at("calls").to_number<int>());
        return all;
    }
    std::string year_ago() const { return (paris().day_of(SystemClock{}.now()) - 400).iso(); }

    std::string said;
};

TEST_F(HistoryCommands, ThePlanIsShownBeforeAnythingIsFetched) {
    configure_quietly();
    EXPECT_EQ(run({"history", "--pdl", maison, "--from", year_ago(), "--plan"}), 0) << said;
    EXPECT_NE(said.find("62 call(s)"), std::string::npos) << said;
    EXPECT_EQ(calls(), 0);
}

TEST_F(HistoryCommands, WithoutTheServiceHistoryIsFetchedInTheForeground) {
    configure_quietly();
    EXPECT_EQ(fetch(year_ago()), 0) << said;
    EXPECT_EQ(calls(), 58 + 2);
    auto const daily = rows("daily");
    EXPECT_EQ(std::count(daily.begin(), daily.end(), '\n'), 401) << "a header and 400 days";
    EXPECT_EQ(fetch(year_ago()), 0);
    EXPECT_EQ(calls(), 58 + 2) << "nothing twice";
}

TEST_F(HistoryCommands, TheDaysBudgetIsKeptAndThePersonIsToldWhenToGoOn) {
    configure("log: {level: error}\nproviders: {conso_api: {base_url: '" + source_url +
              "', daily_calls: 12}}\n");
    EXPECT_EQ(fetch(year_ago()), 3) << said;
    EXPECT_EQ(calls(), 8) << "a third of the day is the daily poll's";
    EXPECT_NE(said.find("run this command (or the service) again after"), std::string::npos) << said;
}

TEST_F(HistoryCommands, ARunningServiceTakesTheJobAndPublishes) {
    configure_quietly();
    watch();
    auto const bridge = start_bridge();
    ASSERT_TRUE(until([&] { return state(maison) == "up_to_date"; }));
    auto const before = calls();
    EXPECT_EQ(fetch(year_ago()), 0) << said;
    EXPECT_NE(said.find("The running service sees to it"), std::string::npos) << said;
    ASSERT_TRUE(
        until([&] { return seen["enedis2mqtt/bridge/event"].find("history_done") != std::string::npos; }));
    EXPECT_EQ(calls() - before, 57 + 1);
    bridge->send(SIGTERM);
    EXPECT_EQ(bridge->wait(20s), 0);
}

TEST_F(HistoryCommands, KilledFiftyTimesInOneImportNothingIsLostDoubledOrAskedTwice) {
    configure_quietly();
    using Clock = std::chrono::steady_clock;
    auto const begun = Clock::now();
    ASSERT_EQ(fetch(year_ago()), 0) << said;
    auto const fetched = Clock::now();
    ASSERT_EQ(fetch(year_ago()), 0) << said;
    auto const a_start = Clock::now() - fetched; // of this build, on this machine
    auto const a_tenth = (fetched - begun - a_start) / 10;
    auto const whole = everything();
    auto const least = calls();
    std::mt19937 dice{50};
    std::uniform_real_distribution moments{0.3, 1.0};
    for (bool const by_service : {false, true}) {
        for (auto const* suffix : {"", "-wal", "-shm"})
            std::filesystem::remove(folder / (std::string{"enedis2mqtt.db"} + suffix));
        auto const before = calls();
        if (by_service) // its job stands in the archive, not in a command line
            configure_quietly("");
        for (int life = 0; life < 50; ++life) {
            auto const process = by_service && life > 0
                                     ? start_bridge()
                                     : command({"history", "-c", config_file.string(), "--pdl", maison,
                                                "--from", year_ago(), "--data", "load_curve,daily"});
            // A random moment of a real process: there is no event to wait for.
            std::this_thread::sleep_for(
                std::chrono::duration_cast<std::chrono::microseconds>((a_start + a_tenth) * moments(dice)));
            process->send(SIGKILL);
            process->wait(5s);
        }
        auto const killed = calls();
        EXPECT_GT(killed, before) << "lives that never called anyone prove nothing";
        EXPECT_EQ(fetch(year_ago()), 0) << said;
        EXPECT_EQ(everything(), whole) << (by_service ? "service" : "command");
        EXPECT_LE(calls() - before, least + 50) << "at most the call that died with each life is made again";
        RecordProperty("calls_in_killed_lives", killed - before);
    }
}

TEST_F(HistoryCommands, ADownloadedFileIsImportedBesideTheServiceAndShownAtOnce) {
    configure_quietly();
    watch();
    auto const bridge = start_bridge();
    ASSERT_TRUE(until([&] { return state(maison) == "up_to_date"; }));
    auto const file = folder / "export.csv";
    std::ofstream{file}
        << "\xEF\xBB\xBF"
        << "Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur "
           "metier;Etape metier;Unite;Pas en minutes\n"
        << maison << ";Courbe de charge;01/05/2019;02/05/2019;Puissance active;Consommation;"
        << "Comptage Brut;W;30\nHorodate;Valeur\n"
        << "2019-05-01T00:30:00+02:00;128\n2019-05-01T01:00:00+02:00;130\n";
    EXPECT_EQ(run({"import", "--pdl", maison, file.string()}), 0) << said;
    EXPECT_NE(said.find("2 added"), std::string::npos) << said;
    EXPECT_EQ(run({"import", "--pdl", maison, file.string()}), 0) << said;
    EXPECT_NE(said.find("0 added, 0 replaced, 2 already there"), std::string::npos) << said;
    EXPECT_NE(rows("hourly").find("2019-05-01T00:00:00+02:00,2019-05-01T00:30:00+02:00,0.128,kW,file"),
              std::string::npos);

    std::ofstream{file} << "<!DOCTYPE html><html></html>";
    EXPECT_EQ(run({"import", "--pdl", maison, file.string()}), 1) << said;
    bridge->send(SIGTERM);
    EXPECT_EQ(bridge->wait(20s), 0);
}

TEST_F(HistoryCommands, ABackupIsMadeAndRestoredUnderTheRunningService) {
    configure_quietly();
    watch();
    auto const bridge = start_bridge();
    ASSERT_TRUE(until([&] { return state(maison) == "up_to_date"; }));
    auto const copy = (folder / "copy.db").string();
    auto const before = rows("daily");
    EXPECT_EQ(run({"backup", copy}), 0) << said;
    ASSERT_EQ(fetch(year_ago()), 0) << said;
    ASSERT_TRUE(
        until([&] { return seen["enedis2mqtt/bridge/event"].find("history_done") != std::string::npos; }));
    EXPECT_NE(rows("daily"), before);
    EXPECT_EQ(run({"restore", copy}), 0) << said;
    EXPECT_EQ(rows("daily"), before);
    bridge->send(SIGTERM);
    EXPECT_EQ(bridge->wait(20s), 0);
}

TEST_F(HistoryCommands, WhatIsRestoredUnderTheRunningServiceIsPublishedAtOnce) {
    configure_quietly();
    auto const copy = (folder / "copy.db").string();
    ASSERT_EQ(run({"once"}), 0) << said;
    ASSERT_EQ(run({"backup", copy}), 0) << said;
    std::filesystem::remove(folder / "enedis2mqtt.db");
    broker->restart();
    ask_source(http::Method::post, "/simulator/faults", R"({"fault":"http_503"})");
    watch();
    auto const bridge = start_bridge();
    ASSERT_TRUE(until([&] { return state(maison) == "outdated"; })) << bridge->output();
    EXPECT_FALSE(seen.contains("enedis2mqtt/" + maison + "/consumption/daily"));
    EXPECT_EQ(run({"restore", copy}), 0) << said;
    EXPECT_FALSE(topic(maison + "/consumption/daily").empty());
    EXPECT_TRUE(until([&] { return state(maison) == "up_to_date"; }));
    bridge->send(SIGTERM);
    EXPECT_EQ(bridge->wait(20s), 0);
}

TEST_F(HistoryCommands, HealthTellsWhetherTheServiceRuns) {
    configure_quietly("web: {listen: ''}\n");
    EXPECT_EQ(run({"health"}), 1) << said;
    watch();
    auto const bridge = start_bridge();
    ASSERT_TRUE(until([&] { return seen["enedis2mqtt/bridge/state"] == "online"; }));
    EXPECT_EQ(run({"health"}), 0) << said;
    bridge->send(SIGTERM);
    EXPECT_EQ(bridge->wait(20s), 0);
}

} // namespace
} // namespace enedis2mqtt::test
