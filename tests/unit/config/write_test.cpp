#include "unit/config/loading.hpp"

#include <enedis2mqtt/config/write.hpp>

#include <sys/stat.h>

#include <iterator>

using namespace enedis2mqtt;
using namespace enedis2mqtt::config;
using namespace enedis2mqtt::config::test;

namespace {

MeterEntry entry(char const* pdl, char const* token) {
    MeterEntry made{Meter{UsagePointId::parse(pdl).value(), "Maison"}};
    made.meter.provider = "conso_api";
    made.token = Secret{token};
    return made;
}

std::string content(std::filesystem::path const& file) {
    std::ifstream stream{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

unsigned mode(std::filesystem::path const& file) {
    struct stat status {};
    EXPECT_EQ(lstat(file.c_str(), &status), 0);
    return status.st_mode & 07777U;
}

std::size_t files_in(std::filesystem::path const& directory) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator{directory}, {}));
}

SetupAnswers answers() {
    SetupAnswers given;
    given.mqtt.url = "mqtts://broker.lan:8883";
    given.mqtt.username = "jo # not a comment";
    given.mqtt.password = Secret{"p\"\\\n: é!x"};
    given.meters.push_back(entry("00345678901234", "abcdefghijkl"));
    given.meters.front().meter.name = "Étable: \"nord\"";
    given.meters.front().meter.production = true;
    given.meters.front().meter.hourly = false;
    given.meters.front().meter.timezone = "Indian/Reunion";
    given.meters.front().history_from = CivilDay{2024, 12, 31};
    return given;
}

} // namespace

TEST(CommentedConfiguration, LoadsAndSaysTheSame) {
    for (auto const language : {Language::fr, Language::en}) {
        auto given = answers();
        given.language = language;
        auto const [config, warnings] = loaded(text(commented_configuration(given)));
        EXPECT_TRUE(warnings.empty());
        EXPECT_EQ(config.language, language);
        EXPECT_EQ(config.mqtt.url, given.mqtt.url);
        EXPECT_EQ(config.mqtt.username, given.mqtt.username);
        EXPECT_EQ(config.mqtt.password, given.mqtt.password);
        ASSERT_EQ(config.meters.size(), 1U);
        EXPECT_EQ(config.meters[0].meter, given.meters[0].meter);
        EXPECT_EQ(config.meters[0].token, given.meters[0].token);
        EXPECT_EQ(config.meters[0].history_from, given.meters[0].history_from);
    }
}

TEST(CommentedConfiguration, SpeaksTheUsersLanguage) {
    auto given = answers();
    EXPECT_NE(commented_configuration(given).find("# Langue des noms"), std::string::npos);
    given.language = Language::en;
    EXPECT_NE(commented_configuration(given).find("# Language of names"), std::string::npos);
    EXPECT_EQ(commented_configuration(given).find("Langue"), std::string::npos);
}

TEST(CommentedConfiguration, HoldsTheApplicationThatIsGiven) {
    auto given = answers();
    EXPECT_EQ(commented_configuration(given).find("client_id"), std::string::npos);
    given.enedis.client_id = "an-app";
    given.enedis.client_secret = Secret{"its-secret"};
    given.meters.front().meter.provider = "enedis";
    given.meters.front().token = {};
    given.enedis.generation_2026 = false;
    auto const config = loaded(text(commented_configuration(given))).config;
    EXPECT_EQ(config.providers.enedis.client_id, "an-app");
    EXPECT_EQ(config.providers.enedis.client_secret.reveal(), "its-secret");
    EXPECT_FALSE(config.providers.enedis.generation_2026);
}

TEST(WriteConfiguration, IsPrivateAndMakesItsDirectory) {
    Directory const directory;
    auto const file = directory.path() / "new" / "c.yaml";
    ASSERT_TRUE(write_configuration(file, "mqtt: {}\n"));
    EXPECT_EQ(content(file), "mqtt: {}\n");
    EXPECT_EQ(mode(file), 0600U);
    EXPECT_EQ(files_in(file.parent_path()), 1U);
}

TEST(WriteConfiguration, ReplacesAFileOnlyWhenAsked) {
    Directory const directory;
    auto const file = directory.write("c.yaml", "old");
    auto const refused = write_configuration(file, "new");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::request_invalid);
    EXPECT_EQ(content(file), "old");
    ASSERT_TRUE(write_configuration(file, "new", Existing::replace));
    EXPECT_EQ(content(file), "new");
    EXPECT_EQ(files_in(directory.path()), 1U);
}

TEST(WriteConfiguration, NeverWritesThroughALink) {
    Directory const directory;
    auto const elsewhere = directory.write("elsewhere", "untouched");
    auto const link = directory.path() / "c.yaml";
    std::filesystem::create_symlink(elsewhere, link);
    EXPECT_FALSE(write_configuration(link, "new"));
    ASSERT_TRUE(write_configuration(link, "new", Existing::replace));
    EXPECT_EQ(content(elsewhere), "untouched");
    EXPECT_FALSE(std::filesystem::is_symlink(link));

    auto const dangling = directory.path() / "d.yaml";
    std::filesystem::create_symlink(directory.path() / "nowhere", dangling);
    EXPECT_FALSE(write_configuration(dangling, "new"));
    EXPECT_FALSE(std::filesystem::exists(directory.path() / "nowhere"));
}

TEST(WriteConfiguration, SaysWhichFileCannotBeWritten) {
    auto const refused = write_configuration("/proc/no/c.yaml", "x");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind(), ErrorKind::storage);
    EXPECT_NE(refused.error().message.find("/proc/no/c.yaml"), std::string::npos);
}

TEST(KeepMeter, AddsAndReplacesInThePagesFile) {
    Directory const directory;
    auto const file = directory.write("c.yaml", one_meter);
    auto const reload = [&] { return loaded(load(file, {})).config; };
    ASSERT_TRUE(keep_meter(reload(), entry("98765432109876", "zyxwvutsrqpo"), {}));
    ASSERT_TRUE(keep_meter(reload(), entry("98765432109877", "zyxwvutsrqpp"), {}));
    ASSERT_TRUE(keep_meter(reload(), entry("98765432109876", "zyxwvutsrqpq"), {}));
    auto const config = reload();
    ASSERT_EQ(config.meters.size(), 3U);
    EXPECT_EQ(config.meters[1].token.reveal(), "zyxwvutsrqpq");
    EXPECT_EQ(config.meters[2].token.reveal(), "zyxwvutsrqpp");
    EXPECT_EQ(mode(directory.path() / "c.meters.yaml"), 0600U);
    EXPECT_EQ(content(file), one_meter);
}

TEST(KeepMeter, RefusesWhatTheConfigurationWouldOverrule) {
    Directory const directory;
    auto const file = directory.write("c.yaml", one_meter);
    auto const refused =
        keep_meter(loaded(load(file, {})).config, entry("12345678901234", "zyxwvutsrqpo"), {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::request_invalid);
    EXPECT_EQ(refused.error().message.find("12345678901234"), std::string::npos);
    EXPECT_EQ(files_in(directory.path()), 1U);
}

TEST(KeepMeter, HasNoPlaceInTheDemo) {
    EXPECT_EQ(keep_meter(Config{}, entry("98765432109876", "zyxwvutsrqpo"), {}).error().code,
              ErrorCode::not_configured);
}

TEST(KeepMeter, WritesNothingThatWouldNotLoad) {
    Directory const directory;
    auto const config = loaded(load(directory.write("c.yaml", one_meter), {})).config;
    auto odd = entry("98765432109876", "zyxwvutsrqpo");
    odd.meter.name = "two\nlines";
    EXPECT_EQ(keep_meter(config, odd, {}).error().code, ErrorCode::request_invalid);
    EXPECT_EQ(keep_meter(config, entry("98765432109876", ""), {}).error().code, ErrorCode::request_invalid);
    EXPECT_EQ(files_in(directory.path()), 1U);
}

TEST(KeepMeter, LeavesAFileAloneThatItCannotRead) {
    Directory const directory;
    auto const file = directory.write("c.yaml", one_meter);
    auto const config = loaded(load(file, {})).config;
    auto const page = directory.write("c.meters.yaml", "meters: [{pdl: 1, token: hunter2}]\n");
    auto const refused = keep_meter(config, entry("98765432109876", "zyxwvutsrqpo"), {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::request_invalid);
    EXPECT_EQ(refused.error().message.find("hunter2"), std::string::npos);
    EXPECT_EQ(content(page), "meters: [{pdl: 1, token: hunter2}]\n");
}
