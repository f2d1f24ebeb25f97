#include "integration/service/service.hpp"
#include "support/paths.hpp"

#include <enedis2mqtt/http/server.hpp>

#include <csignal>
#include <fstream>

namespace enedis2mqtt::test {
namespace {

using namespace std::chrono_literals;

class Commands : public Service {
protected:
    int run(std::vector<std::string> arguments) {
        auto const process = command(std::move(arguments));
        auto const status = process->wait(60s);
        said = process->output();
        return status.value_or(-1);
    }

    std::string said;
};

TEST_F(Commands, HelpAndVersionEndWell) {
    EXPECT_EQ(run({"--version"}), 0);
    EXPECT_EQ(said.rfind("enedis2mqtt ", 0), 0u);
    EXPECT_EQ(run({"--help"}), 0);
    for (auto const* word : {"run", "check", "once", "simulate"})
        EXPECT_NE(said.find(word), std::string::npos) << word;
}

TEST_F(Commands, TheHelpOfOnceSaysWhatHomeAssistantShowsBetweenTwoRuns) {
    EXPECT_EQ(run({"once", "--help"}), 0);
    for (auto const* word : {"offline", "unavailable", "discovery: off"})
        EXPECT_NE(said.find(word), std::string::npos) << word;
}

TEST_F(Commands, BadUsageEndsWithTwo) {
    EXPECT_EQ(run({"--no-such-option"}), 2);
    EXPECT_EQ(run({"simulate", "--listen", "nowhere"}), 2);
    EXPECT_EQ(run({"check", "-c", (folder / "absent.yaml").string()}), 2);
    EXPECT_NE(said.find("absent.yaml"), std::string::npos);
}

TEST_F(Commands, EveryMistakeOfTheConfigurationIsShownWithItsPlace) {
    std::ofstream{config_file}
        << "mqtt:\n  ulr: mqtt://localhost\nmeters:\n  - {pdl: '123', token: abcdefgh}\nlanguage: en\n";
    EXPECT_EQ(run({"check", "-c", config_file.string()}), 2);
    EXPECT_NE(said.find("bridge.yaml:2:3"), std::string::npos) << said;
    EXPECT_NE(said.find("`url`"), std::string::npos) << said;
    EXPECT_NE(said.find("bridge.yaml:4:"), std::string::npos) << said;
}

TEST_F(Commands, WithoutAUsableConfigurationTheServiceShowsItsPageUntilThereIsOne) {
    start_source();
    std::ofstream{config_file} << "mqtt: {ulr: x}\n";
    auto const bridge = start_bridge({{"ENEDIS2MQTT__WEB__LISTEN", "127.0.0.1:0"}});
    auto const first = bridge->wait_for(" helps", 20s);
    EXPECT_NE(first.find("bridge.yaml:1:8"), std::string::npos) << first;
    auto const start = first.find("http://");
    auto const page = first.substr(start, first.find(' ', start) - start);
    auto const state = ask(page + "/api/status").at("setup").as_object();
    EXPECT_EQ(state.at("file"), "bridge.yaml");
    EXPECT_EQ(state.at("problems").as_array().size(), 2u) << "and no meter";
    auto const health = command({"health", "-c", config_file.string()},
                                {{"ENEDIS2MQTT__WEB__LISTEN", page.substr(page.rfind('/') + 1)}});
    EXPECT_EQ(health->wait(10s), 0) << "it waits for its configuration, and lives: " << health->output();

    configure("web: {listen: '127.0.0.1:0'}\n");
    watch();
    EXPECT_TRUE(until([&] { return this->state(maison) == "up_to_date"; })) << bridge->output();
    bridge->send(SIGTERM);
    EXPECT_EQ(bridge->wait(20s), 0);
}

TEST_F(Commands, TheFirstStartOffersItsPageAndADemoThatNoBrokerHearsOf) {
    auto const bridge = command({"run"}, {{"ENEDIS2MQTT__WEB__LISTEN", "127.0.0.1:0"},
                                          {"ENEDIS2MQTT__STORE__PATH", (folder / "first.db").string()}});
    auto const first = bridge->wait_for(" helps", 20s);
    auto const start = first.find("http://");
    auto const page = first.substr(start, first.find(' ', start) - start);
    EXPECT_TRUE(ask(page + "/api/status").at("setup").at("problems").as_array().empty())
        << "a file that is not there yet is no mistake";

    http::Request demo{http::Method::post, page + "/api/setup/demo"};
    demo.headers.set("X-Requested-With", "enedis2mqtt");
    demo.headers.set("Content-Type", "application/json");
    demo.body = "{}";
    auto const client = http::create_client(loop.get_executor(), http::ClientOptions{});
    ASSERT_EQ(run_task(loop, (*client)->send(std::move(demo)))->status, 200);
    bridge->wait_for("up_to_date", 20s);
    auto const status = ask(page + "/api/status");
    EXPECT_EQ(ask(page + "/api/setup").at("needed"), true) << "the real thing can still be set up";
    EXPECT_EQ(status.at("broker").at("connected"), true) << status;
    bridge->send(SIGTERM);
    EXPECT_EQ(bridge->wait(20s), 0);
}

TEST_F(Commands, WithoutConfigurationAndWithoutPageTheServiceEndsWithTwo) {
    std::ofstream{config_file} << "mqtt: {ulr: x}\n";
    auto const bridge = start_bridge({{"ENEDIS2MQTT__WEB__LISTEN", ""}});
    EXPECT_EQ(bridge->wait(20s), 2);
}

class HomeAssistantApp : public Commands {
protected:
    /// The Supervisor, and the app's options with one meter.
    void install() {
        start_source();
        auto const port = broker->url().substr(broker->url().rfind(':') + 1);
        auto listening = http::listen(
            loop.get_executor(), http::ServerOptions{},
            [this, port](http::ServerRequest request) -> Task<http::Response> {
                bool const broker_wanted = request.path == "/services/mqtt";
                if (broker_wanted) // Home Assistant itself is asked for, too
                    ++asked;
                bool const ours = request.headers["Authorization"] == "Bearer the-token" && broker_wanted;
                http::Response answer{!ours ? 403 : mosquitto_is_installed ? 200 : 400};
                answer.body =
                    R"({"result":"ok","data":{"host":"127.0.0.1","port":)" + port + R"(,"ssl":false}})";
                co_return answer;
            });
        ASSERT_TRUE(listening);
        supervisor = std::move(*listening);
        configure();
        auto const token = ask(source_url + "/simulator/token/" + maison).at("token").as_string();
        std::ofstream{folder / "options.json"}
            << R"({"language":"en","mqtt":{},"meters":[{"pdl":")" << maison << R"(","token":")"
            << std::string_view{token} << R"("}],"conso_api":{"base_url":")" << source_url << R"("}})";
    }
    std::unique_ptr<Process> start_app() {
        return command(
            {"run", "--home-assistant-app"},
            {{"ENEDIS2MQTT_APP_OPTIONS", (folder / "options.json").string()},
             {"ENEDIS2MQTT_SUPERVISOR_URL", "http://127.0.0.1:" + std::to_string(supervisor->port())},
             {"SUPERVISOR_TOKEN", "the-token"},
             {"HOSTNAME", "a0d7b954-enedis2mqtt"},
             {"ENEDIS2MQTT__STORE__PATH", (folder / "app.db").string()},
             {"ENEDIS2MQTT__WEB__LISTEN", "127.0.0.1:0"}});
    }

    std::unique_ptr<http::Server> supervisor;
    bool mosquitto_is_installed = true;
    int asked = 0;
};

TEST_F(HomeAssistantApp, TakesItsSettingsFromItsOptionsAndTheSupervisor) {
    install();
    watch();
    auto const app = start_app();
    EXPECT_TRUE(until([&] { return state(maison) == "up_to_date"; })) << app->output();
    EXPECT_EQ(asked, 1);
    EXPECT_TRUE(until([&] {
        auto const document = seen["homeassistant/device/enedis2mqtt_" + maison + "/config"];
        return document.find("homeassistant://config/app/a0d7b954_enedis2mqtt") != std::string::npos;
    }));
    app->send(SIGTERM);
    EXPECT_EQ(app->wait(20s), 0);
}

TEST_F(HomeAssistantApp, FindsABrokerThatIsInstalledLater) {
    mosquitto_is_installed = false;
    install();
    watch();
    auto const app = start_app();
    ASSERT_TRUE(until([&] { return asked > 0; })) << app->output();
    loop.poll(); // the answer leaves
    app->wait_for("install the Mosquitto broker app", 20s);
    mosquitto_is_installed = true;
    EXPECT_TRUE(until([&] { return state(maison) == "up_to_date"; })) << app->output();
    app->send(SIGTERM);
    EXPECT_EQ(app->wait(20s), 0);
}

TEST_F(HomeAssistantApp, StopsWhileItWaitsForABroker) {
    mosquitto_is_installed = false;
    install();
    auto const app = start_app();
    ASSERT_TRUE(until([&] { return asked > 0; })) << app->output();
    loop.poll(); // the answer leaves
    app->wait_for("install the Mosquitto broker app", 20s);
    app->send(SIGTERM);
    EXPECT_EQ(app->wait(20s), 0);
}

TEST_F(Commands, OnceSaysWhetherYesterdayIsComplete) {
    start_source();
    configure();
    ask_source(http::Method::post, "/simulator/faults", R"({"fault":"no_data","dataset":"max_power"})");
    EXPECT_EQ(run({"once", "-c", config_file.string()}), 3) << said;
    ask_source(http::Method::del, "/simulator/faults");
    EXPECT_EQ(run({"once", "-c", config_file.string()}), 0) << said;
    watch();
    EXPECT_TRUE(until([&] { return state(maison) == "up_to_date"; }));
    ask_source(http::Method::post, "/simulator/faults", R"({"fault":"http_401"})");
    std::filesystem::remove(folder / "enedis2mqtt.db");
    EXPECT_EQ(run({"once", "-c", config_file.string()}), 1) << said;
}

TEST_F(Commands, AFolderAmongTheFilesToImportDoesNotKeepTheOthersOut) {
    start_source();
    configure();
    auto const unknown = folder / "unknown.csv";
    std::ofstream{unknown} << "this is no file of Enedis\n";
    EXPECT_EQ(run({"import", "-c", config_file.string(), "--pdl", maison, folder.string(), unknown.string()}),
              1);
    EXPECT_NE(said.find("is a folder"), std::string::npos) << said;
    EXPECT_NE(said.find("unknown.csv\n"), std::string::npos) << said;
    EXPECT_EQ(said.find("internal error"), std::string::npos) << said;
}

TEST_F(Commands, WhatNobodyCouldDoIsBadUsage) {
    start_source();
    configure();
    ASSERT_EQ(run({"once", "-c", config_file.string()}), 0) << said;
    auto const copy = folder / "copy.db";
    EXPECT_EQ(run({"backup", "-c", config_file.string(), copy.string()}), 0) << said;
    EXPECT_EQ(run({"backup", "-c", config_file.string(), copy.string()}), 2)
        << "there is one already: " << said;
    EXPECT_EQ(run({"history", "-c", config_file.string(), "--pdl", maison, "--from", "2099-01-01"}), 2)
        << said;
    EXPECT_EQ(run({"export", "-c", config_file.string(), "--pdl", maison, "--measure", "daily", "--direction",
                   "consumption", "--from", "2026-03-02", "--to", "2026-03-02"}),
              2)
        << said;
    EXPECT_NE(said.find("--from is not before --to"), std::string::npos) << said;
}

TEST_F(Commands, OnceFailsWhenTheBrokerForbidsItsTopics) {
    MosquittoOptions guarded;
    guarded.acl = "topic readwrite enedis2mqtt/bridge/#";
    broker = std::make_unique<Mosquitto>(guarded);
    start_source();
    configure();
    EXPECT_EQ(run({"once", "-c", config_file.string()}), 1);
    EXPECT_NE(said.find("forbids this topic"), std::string::npos) << said;
}

TEST_F(Commands, CheckPrintsALineAFact) {
    start_source();
    configure();
    EXPECT_EQ(run({"check", "-c", config_file.string(), "--online"}), 0) << said;
    for (auto const* line : {"[ ok ] configuration", "[ ok ] archive", "[ ok ] broker", "consumption/daily",
                             "consumption/hourly", "consumption/max_power"})
        EXPECT_NE(said.find(line), std::string::npos) << line << " in\n" << said;

    broker->stop();
    ask_source(http::Method::post, "/simulator/faults", R"({"fault":"no_consent"})");
    EXPECT_EQ(run({"check", "-c", config_file.string(), "--online"}), 1) << said;
    EXPECT_NE(said.find("[FAIL] broker"), std::string::npos) << said;
    EXPECT_NE(said.find("consent"), std::string::npos) << said;
    EXPECT_NE(said.find("  -> "), std::string::npos) << said;
}

TEST_F(Commands, TheSecondServiceOnAnArchiveIsToldWhoHoldsIt) {
    start_source();
    configure();
    auto const first = start_bridge();
    first->wait_for("up_to_date", 20s);
    EXPECT_EQ(run({"run", "-c", config_file.string()}), 1);
    EXPECT_NE(said.find("is used by process"), std::string::npos) << said;
    EXPECT_NE(said.find("To do:"), std::string::npos) << said;
}

TEST_F(Commands, AnArchiveThatIsNoneStopsTheStart) {
    start_source();
    configure();
    std::ofstream{folder / "enedis2mqtt.db"} << "this is not a database, however long one looks at it";
    EXPECT_EQ(run({"run", "-c", config_file.string()}), 1);
    EXPECT_NE(said.find("To do:"), std::string::npos) << said;
}

TEST_F(Commands, APageWhoseAddressIsTakenSaysWhatToChange) {
    start_source();
    configure("web: {listen: '" + source_url.substr(source_url.rfind('/') + 1) + "'}\n");
    auto const bridge = start_bridge();
    EXPECT_EQ(bridge->wait(20s), 1);
    EXPECT_NE(bridge->output().find("web.listen"), std::string::npos) << bridge->output();
}

TEST_F(Commands, AContainerNeedsNoFile) {
    start_source();
    auto const bridge =
        Process{{bridge_program(), "run"},
                {{"ENEDIS2MQTT__MQTT__URL", broker->url()},
                 {"ENEDIS2MQTT__METERS__0__PDL", maison},
                 {"ENEDIS2MQTT__METERS__0__PROVIDER", "my_electrical_data"},
                 {"ENEDIS2MQTT__METERS__0__TOKEN", "a-token-of-a-container"},
                 {"ENEDIS2MQTT__PROVIDERS__MY_ELECTRICAL_DATA__BASE_URL", source_url + "/api"},
                 {"ENEDIS2MQTT__WEB__LISTEN", "127.0.0.1:0"},
                 {"ENEDIS2MQTT__STORE__PATH", (folder / "container.db").string()}},
                folder / "container.log"};
    watch();
    EXPECT_TRUE(until([&] { return state(maison) == "up_to_date"; })) << bridge.output();
}

} // namespace
} // namespace enedis2mqtt::test
