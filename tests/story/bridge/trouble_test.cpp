#include "story/bridge/story.hpp"

namespace enedis2mqtt::test {
namespace {

using namespace std::chrono_literals;

class TroubleStory : public Story {
protected:
    void SetUp() override {
        add_meter(maison);
        begin(at("2026-11-20", 14));
        until(at("2026-11-20", 15));
        ASSERT_EQ(light(maison), "up_to_date");
        new_calls();
    }

    boost::json::object error() const { return topic(maison + "/status").at("error").as_object(); }
};

TEST_F(TroubleStory, AnOutageOfThreeDaysLeavesNoHole) {
    source_down = true;
    until(at("2026-11-23", 20));
    EXPECT_EQ(light(maison), "outdated");
    EXPECT_EQ(error().at("code"), "unreachable");
    EXPECT_EQ(error().at("whose"), "source");
    EXPECT_EQ(topic(maison + "/consumption/daily").at("date"), "2026-11-19")
        << "what is known stays published";

    source_down = false;
    until(at("2026-11-24", 12));
    EXPECT_EQ(light(maison), "up_to_date");
    EXPECT_TRUE(topic(maison + "/status").at("error").is_null());
    EXPECT_EQ(new_calls(), 3) << "the days of the outage ride on the daily calls";
    auto const month = topic(maison + "/consumption/monthly");
    EXPECT_EQ(month.at("days"), 23);
    EXPECT_TRUE(month.at("missing").as_array().empty());
}

TEST_F(TroubleStory, TheReasonKeepsTheMomentItBegan) {
    source_down = true;
    until(at("2026-11-21", 12));
    auto const since = error().at("since");
    until(at("2026-11-22", 12));
    EXPECT_EQ(error().at("since"), since);
}

TEST_F(TroubleStory, TheBrokersAbsenceDoesNotStopTheFetching) {
    broker.go_away();
    until(at("2026-11-21", 12));
    EXPECT_EQ(new_calls(), 3);
    broker.lose_retained();
    broker.come_back();
    until(at("2026-11-21", 12, 1));
    EXPECT_EQ(broker.at("enedis2mqtt/bridge/state"), "online");
    EXPECT_EQ(topic(maison + "/consumption/daily").at("date"), "2026-11-20");
    EXPECT_FALSE(broker.at("homeassistant/device/enedis2mqtt_" + maison + "/config").empty());
}

TEST_F(TroubleStory, EndingSaysOffline) {
    end();
    EXPECT_EQ(broker.at("enedis2mqtt/bridge/state"), "offline");
}

struct FaultCase {
    char const* fault;
    char const* code;
};

class AnyFault : public TroubleStory, public testing::WithParamInterface<FaultCase> {};

TEST_P(AnyFault, IsClassifiedAndChangesNothingThatIsKnown) {
    std::map<std::string, std::string> before;
    for (auto const* measure : {"hourly", "daily", "monthly", "yearly", "max_power"})
        before[measure] = broker.at("enedis2mqtt/" + maison + "/consumption/" + measure);
    fault(GetParam().fault);
    until(at("2026-11-21", 20));
    EXPECT_EQ(error().at("code"), GetParam().code);
    EXPECT_FALSE(error().at("advice").as_string().empty());
    EXPECT_EQ(light(maison), "outdated");
    for (auto const& [measure, payload] : before)
        EXPECT_EQ(broker.at("enedis2mqtt/" + maison + "/consumption/" + measure), payload) << measure;
    EXPECT_LE(new_calls(), 3 * 5) << "few calls to a source that is unwell";

    source.faults().clear();
    until(at("2026-11-23", 12));
    EXPECT_EQ(light(maison), "up_to_date") << "it mends by itself";
    EXPECT_EQ(topic(maison + "/consumption/monthly").at("days"), 22);
}

INSTANTIATE_TEST_SUITE_P(
    TroubleStory, AnyFault,
    testing::Values(FaultCase{"html_200", "unexpected_page"}, FaultCase{"html_503", "outage"},
                    FaultCase{"text_500", "outage"}, FaultCase{"http_503", "outage"},
                    FaultCase{"http_500", "outage"}, FaultCase{"empty_body", "not_understood"},
                    FaultCase{"unknown_shape", "not_understood"}, FaultCase{"redirect", "unexpected_page"},
                    FaultCase{"cloudflare_ban", "banned"}, FaultCase{"http_401", "token_invalid"},
                    FaultCase{"http_429", "quota_reached"}, FaultCase{"throttled_until", "quota_reached"},
                    FaultCase{"no_consent", "consent_missing"}, FaultCase{"other_pdl", "not_understood"},
                    FaultCase{"truncated_json", "not_understood"}),
    [](auto const& row) { return row.param.fault; });

} // namespace
} // namespace enedis2mqtt::test
