#include "component/consent_page/consent_page.hpp"

#include <enedis2mqtt/web/setup.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace enedis2mqtt::web::test {
namespace {

class SetupPage : public Page {
protected:
    SetupPage() {
        auto name = (std::filesystem::temp_directory_path() / "enedis2mqtt-setup-XXXXXX").string();
        directory = mkdtemp(name.data());
    }
    ~SetupPage() override {
        site.reset();
        std::filesystem::remove_all(directory);
    }

    void open_setup(std::vector<config::Problem> problems = {}) {
        state = SetupState{std::move(problems), "enedis.yaml"};
        SetupTools tools{clock, paris(), environment};
        tools.file = directory / "enedis.yaml";
        tools.state = [this] { return state; };
        tools.recognise = [this](std::string_view text) { return consents.recognise(text); };
        tools.try_broker = [this](config::Mqtt mqtt) { return try_broker(std::move(mqtt)); };
        tools.start = [this] { ++starts; };
        tools.start_demo = [this] { return demo_answer; };
        auto with = options();
        with.setup_state = [this] { return state; };
        with.routes = setup_routes(std::move(tools));
        open(std::move(with));
    }

    Task<BrokerVerdict> try_broker(config::Mqtt mqtt) {
        brokers.push_back(std::move(mqtt));
        co_return verdict;
    }

    static std::string answers(std::string const& meter, std::string const& more = "") {
        return R"({"mqtt":{"url":"mqtts://broker.lan","username":"jo","password":"p\"#:\n"},"language":"en","meters":[)" +
               meter + "]" + more + "}";
    }
    std::string written() const {
        std::ifstream stream{directory / "enedis.yaml", std::ios::binary};
        return {std::istreambuf_iterator<char>{stream}, {}};
    }

    FakeConsents consents;
    std::filesystem::path directory;
    config::Environment environment{{"ENEDIS2MQTT__MQTT__USERNAME", "addon"}};
    std::optional<SetupState> state;
    std::vector<config::Mqtt> brokers;
    BrokerVerdict verdict{BrokerStep::done};
    int starts = 0;
    Result<void> demo_answer;
};

std::string const meter = R"({"text":")" + token + R"(","provider":"conso_api","name":"Maison"})";

TEST_F(SetupPage, OffersAnEmptyForm) {
    open_setup();
    EXPECT_EQ(get("/api/setup").parsed(),
              parsed(R"({"needed":true,"problems":[],"file":"enedis.yaml","template":
        {"mqtt":{"url":"mqtt://localhost:1883","username":"addon","password":""}}})"));
    EXPECT_EQ(get("/api/status").parsed().at("setup").at("file"), "enedis.yaml");
}

TEST_F(SetupPage, ShowsWhatIsWrongWithABrokenConfiguration) {
    auto const outcome =
        config::load_text("mqtt: {url: broker}\nmeters: [{pdl: 1, token: hunter2}]\n", "enedis.yaml", {});
    open_setup(std::get<std::vector<config::Problem>>(outcome));
    auto const told = get("/api/setup");
    auto const body = told.parsed();
    auto const& problems = body.at("problems").as_array();
    ASSERT_EQ(problems.size(), 2U);
    EXPECT_EQ(problems[0].at("line"), 1);
    EXPECT_EQ(problems[0].at("column"), 13);
    EXPECT_EQ(problems[0].at("key"), "mqtt.url");
    EXPECT_EQ(problems[0].at("text"), "… url: broker");
    EXPECT_EQ(told.body.find("hunter2"), std::string::npos);
}

TEST_F(SetupPage, RecognisesAPaste) {
    open_setup();
    EXPECT_EQ(post("/api/consent/recognise", R"({"text":"12345678901234"})").parsed().at("pdls"),
              parsed(R"(["12345678901234"])"));
}

TEST_F(SetupPage, WritesAConfigurationThatLoadsAndStarts) {
    open_setup();
    auto const reply = post("/api/setup", answers(meter));
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.parsed(), parsed(R"({"file":"enedis.yaml"})"));
    EXPECT_EQ(starts, 1);
    auto const outcome = config::load(directory / "enedis.yaml", {});
    ASSERT_TRUE(std::holds_alternative<config::Loaded>(outcome)) << written();
    auto const& loaded = std::get<config::Loaded>(outcome).config;
    EXPECT_EQ(loaded.mqtt.url, "mqtts://broker.lan");
    EXPECT_EQ(loaded.mqtt.password.reveal(), "p\"#:\n");
    EXPECT_EQ(loaded.language, Language::en);
    ASSERT_EQ(loaded.meters.size(), 1U);
    EXPECT_EQ(loaded.meters[0].meter.name, "Maison");
    EXPECT_EQ(loaded.meters[0].token.reveal(), token);
    EXPECT_NE(written().find("# Every other key has a default"), std::string::npos);
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(directory / "enedis.yaml").permissions(),
              perms::owner_read | perms::owner_write);
}

TEST_F(SetupPage, PutsTheArchiveWhereTheServiceManagerKeepsIt) {
    environment["STATE_DIRECTORY"] = "/var/lib/enedis2mqtt";
    open_setup();
    ASSERT_EQ(post("/api/setup", answers(meter)).status, 200);
    auto const outcome = config::load(directory / "enedis.yaml", {});
    ASSERT_TRUE(std::holds_alternative<config::Loaded>(outcome)) << written();
    EXPECT_EQ(std::get<config::Loaded>(outcome).config.store.path, "/var/lib/enedis2mqtt/enedis2mqtt.db");
}

TEST_F(SetupPage, KeepsItsMetersOutOfTheWayOfTheHomeAssistantAppsOptions) {
    environment = {{"SUPERVISOR_TOKEN", "abc"}};
    open_setup();
    ASSERT_EQ(post("/api/setup", answers(meter)).status, 200);
    // Afterwards a meter is filled in on the app's page.
    environment["ENEDIS2MQTT__METERS__0__PDL"] = "10000000000011";
    environment["ENEDIS2MQTT__METERS__0__TOKEN"] = "the-token-of-the-options";
    auto const outcome = config::load(directory / "enedis.yaml", environment);
    ASSERT_TRUE(std::holds_alternative<config::Loaded>(outcome)) << written();
    auto const& meters = std::get<config::Loaded>(outcome).config.meters;
    ASSERT_EQ(meters.size(), 2U);
    EXPECT_EQ(meters[0].meter.id.text(), "10000000000011");
    EXPECT_EQ(meters[1].meter.name, "Maison");
    EXPECT_EQ(meters[1].token.reveal(), token);
}

TEST_F(SetupPage, SaysWhenItsBrokerWouldNotCount) {
    environment["ENEDIS2MQTT__MQTT__URL"] = "mqtt://core-mosquitto:1883";
    open_setup();
    auto const refused = post("/api/setup", answers(meter));
    EXPECT_EQ(refused.status, 400);
    EXPECT_NE(refused.body.find("mqtt://core-mosquitto:1883"), std::string::npos) << refused.body;
    EXPECT_TRUE(std::filesystem::is_empty(directory));
}

TEST_F(SetupPage, TriesTheBrokerThatIsSetAlreadyWithItsPasswordAndNoOther) {
    environment = {{"ENEDIS2MQTT__MQTT__URL", "mqtt://core-mosquitto:1883"},
                   {"ENEDIS2MQTT__MQTT__USERNAME", "addons"},
                   {"ENEDIS2MQTT__MQTT__PASSWORD", "of the Supervisor"}};
    open_setup();
    post("/api/setup/broker", R"({"url":"mqtt://core-mosquitto:1883","username":"addons","password":""})");
    post("/api/setup/broker", R"({"url":"mqtt://elsewhere:1883","username":"addons","password":""})");
    ASSERT_EQ(brokers.size(), 2U);
    EXPECT_EQ(brokers[0].password.reveal(), "of the Supervisor");
    EXPECT_TRUE(brokers[1].password.empty());
}

TEST_F(SetupPage, WritesTheApplicationOfEnedis) {
    open_setup();
    auto const direct = R"({"pdl":"12345678901234","provider":"enedis","measures":"both"})";
    auto const without = post("/api/setup", answers(direct));
    EXPECT_EQ(without.status, 400);
    EXPECT_NE(without.body.find("client_id"), std::string::npos);
    EXPECT_EQ(
        post("/api/setup", answers(direct, R"(,"enedis":{"client_id":"me","client_secret":"shh-shh-shh"})"))
            .status,
        200);
    EXPECT_NE(written().find("client_id: \"me\""), std::string::npos);
}

TEST_F(SetupPage, WritesNothingThatWouldNotLoad) {
    open_setup();
    for (auto const& body :
         {answers(""), answers("1"), answers(R"({"text":"old-abcdefghijklmnop"})"),
          answers(meter + "," + meter), std::string{R"({"mqtt":{"url":"broker"},"meters":[)"} + meter + "]}",
          std::string{R"({"mqtt":"x","meters":[)"} + meter + "]}", answers(meter, R"(,"language":"de")"),
          std::string{"{}"}}) {
        auto const reply = post("/api/setup", body);
        EXPECT_TRUE(reply.status == 400 || reply.status == 422) << body << reply.body;
        EXPECT_EQ(reply.body.find(token), std::string::npos);
    }
    EXPECT_TRUE(std::filesystem::is_empty(directory));
    EXPECT_EQ(starts, 0);
}

TEST_F(SetupPage, OverwritesNothing) {
    std::ofstream{directory / "enedis.yaml"} << "broken";
    open_setup();
    EXPECT_EQ(post("/api/setup", answers(meter)).status, 400);
    EXPECT_EQ(written(), "broken");
    EXPECT_EQ(starts, 0);
}

TEST_F(SetupPage, TellsHowFarOneGetsWithTheBroker) {
    open_setup();
    auto const ask = R"({"url":"mqtts://broker.lan","username":"jo","password":"secret word"})";
    EXPECT_EQ(post("/api/setup/broker", ask).parsed(), parsed(R"({"ok":true,"step":"done","error":null})"));
    ASSERT_EQ(brokers.size(), 1U);
    EXPECT_EQ(brokers[0].url, "mqtts://broker.lan");
    EXPECT_EQ(brokers[0].password.reveal(), "secret word");
    for (auto const& [step, name] :
         std::vector<std::pair<BrokerStep, char const*>>{{BrokerStep::name, "name"},
                                                         {BrokerStep::refused, "refused"},
                                                         {BrokerStep::tls, "tls"},
                                                         {BrokerStep::password, "password"},
                                                         {BrokerStep::permission, "permission"}}) {
        verdict = BrokerVerdict{step, Error{ErrorCode::broker_refused, "no, secret word"}};
        auto const reply = post("/api/setup/broker", ask);
        EXPECT_EQ(reply.parsed().at("step"), name);
        EXPECT_EQ(reply.parsed().at("ok"), false);
        EXPECT_EQ(reply.parsed().at("error").at("code"), "broker_refused");
        EXPECT_EQ(reply.body.find("secret word"), std::string::npos);
    }
    EXPECT_EQ(post("/api/setup/broker", R"({"url":1})").status, 400);
}

TEST_F(SetupPage, StartsTheDemo) {
    open_setup();
    EXPECT_EQ(post("/api/setup/demo", "{}").status, 200);
    demo_answer = Error{ErrorCode::not_configured, "no simulator here"};
    EXPECT_EQ(post("/api/setup/demo", "{}").status, 503);
    EXPECT_TRUE(std::filesystem::is_empty(directory));
}

TEST_F(SetupPage, IsClosedWhileTheServiceRuns) {
    open_setup();
    state.reset();
    EXPECT_EQ(get("/api/setup").parsed().at("needed"), false);
    EXPECT_EQ(post("/api/setup", answers(meter)).status, 400);
    EXPECT_EQ(post("/api/setup/broker", R"({"url":"mqtt://b"})").status, 400);
    EXPECT_EQ(post("/api/setup/demo", "{}").status, 400);
    EXPECT_TRUE(brokers.empty());
    EXPECT_TRUE(std::filesystem::is_empty(directory));
}

} // namespace
} // namespace enedis2mqtt::web::test
