#include "unit/config/loading.hpp"

using namespace enedis2mqtt;
using namespace enedis2mqtt::config;
using namespace enedis2mqtt::config::test;

namespace {

std::string const page_meter = "meters:\n  - pdl: \"98765432109876\"\n    token: zyxwvutsrqpo\n";

/// A configuration file and the page's beside it.
class PageMeters : public testing::Test {
protected:
    Outcome load(std::string const& own, std::string const& page, Environment const& environment = {}) const {
        directory.write("enedis.yaml", own);
        directory.write("enedis.meters.yaml", page);
        return config::load(directory.path() / "enedis.yaml", environment);
    }
    std::string first_of(std::vector<Problem> const& problems) const {
        return problems.size() == 1 ? to_text(problems[0], Language::en) : "not one problem";
    }

    Directory directory;
};

} // namespace

TEST_F(PageMeters, JoinThoseOfTheConfiguration) {
    auto const [config, warnings] = loaded(load(one_meter, page_meter));
    EXPECT_TRUE(warnings.empty());
    ASSERT_EQ(config.meters.size(), 2U);
    EXPECT_FALSE(config.meters[0].from_page);
    EXPECT_TRUE(config.meters[1].from_page);
    EXPECT_EQ(config.meters[1].meter.id.text(), "98765432109876");
    EXPECT_EQ(config.meters[1].token.reveal(), "zyxwvutsrqpo");
    EXPECT_EQ(config.meters_file, directory.path() / "enedis.meters.yaml");
}

TEST_F(PageMeters, AreEnough) {
    EXPECT_EQ(loaded(load("mqtt: {}\n", page_meter)).config.meters.size(), 1U);
    EXPECT_EQ(errors_of(load("mqtt: {}\n", "meters: []\n")).size(), 1U);
}

TEST_F(PageMeters, FillAnEmptyTokenOnly) {
    auto const filled = loaded(load("meters: [{pdl: 98765432109876, name: Grange}]\n", page_meter));
    EXPECT_TRUE(filled.warnings.empty());
    ASSERT_EQ(filled.config.meters.size(), 1U);
    EXPECT_EQ(filled.config.meters[0].meter.name, "Grange");
    EXPECT_EQ(filled.config.meters[0].token.reveal(), "zyxwvutsrqpo");
    EXPECT_TRUE(filled.config.meters[0].from_page);

    auto const kept = loaded(load("meters: [{pdl: 98765432109876, token: abcdefghijkl}]\n", page_meter));
    ASSERT_EQ(kept.config.meters.size(), 1U);
    EXPECT_EQ(kept.config.meters[0].token.reveal(), "abcdefghijkl");
    EXPECT_FALSE(kept.config.meters[0].from_page);
    auto const warned = first_of(kept.warnings);
    EXPECT_TRUE(warned.starts_with((directory.path() / "enedis.meters.yaml").string() +
                                   ":2:10: warning: meters[0].pdl: this meter is in the configuration too"))
        << warned;
    EXPECT_EQ(warned.find("98765432109876"), std::string::npos);
}

TEST_F(PageMeters, OfAnotherGatewayFillNothing) {
    auto const errors =
        errors_of(load("meters: [{pdl: 98765432109876, provider: my_electrical_data}]\n", page_meter));
    EXPECT_NE(first_of(errors).find("the access token is missing"), std::string::npos) << all_texts(errors);
}

TEST_F(PageMeters, AreLocatedInTheirOwnFile) {
    auto const at = [&](std::string const& page) { return first_of(errors_of(load(one_meter, page))); };
    auto const file = (directory.path() / "enedis.meters.yaml").string();
    EXPECT_TRUE(at("meters:\n  - pdl: 123\n    token: abcdefghijkl\n").starts_with(file + ":2:10: error: "))
        << at("");
    EXPECT_TRUE(at("mqtt: {}\n").starts_with(file + ":1:1: error: mqtt: unknown key"));
    EXPECT_TRUE(at("meters: [\n").starts_with(file + ":"));
    EXPECT_TRUE(at("meters: \x01\n").starts_with(file + ":1:9: error: there is a control character"));
    EXPECT_TRUE(
        at(page_meter + "  - pdl: 98765432109876\n    token: abcdefghijkl\n")
            .starts_with(file + ":4:10: error: meters[1].pdl: this PDL is already that of meters[0]"));
    EXPECT_TRUE(
        at("meters:\n  - pdl: 98765432109876\n    provider: enedis\n").starts_with(file + ":3:15: error: "));
}

TEST_F(PageMeters, AreNotReadFromVariablesOfTheConfiguration) {
    auto const [config, warnings] =
        loaded(load(one_meter, "meters: [{pdl: 98765432109876, token: !env TOKEN}]\n",
                    {{"ENEDIS2MQTT__METERS__0__NAME", "Maison"}, {"TOKEN", "from-a-variable"}}));
    ASSERT_EQ(config.meters.size(), 2U);
    EXPECT_EQ(config.meters[0].meter.name, "Maison");
    EXPECT_EQ(config.meters[1].meter.name, "Linky 9876");
    EXPECT_EQ(config.meters[1].token.reveal(), "from-a-variable");
}

TEST_F(PageMeters, WithoutAConfigurationFileStandBesideTheStore) {
    directory.write("meters.yaml", page_meter);
    auto const config =
        loaded(config::load(std::nullopt,
                            {{"ENEDIS2MQTT__STORE__PATH", (directory.path() / "archive.db").string()}}))
            .config;
    EXPECT_EQ(config.meters_file, directory.path() / "meters.yaml");
    ASSERT_EQ(config.meters.size(), 1U);
    EXPECT_TRUE(config.meters[0].from_page);
}
