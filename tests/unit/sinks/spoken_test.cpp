#include "sinks/spoken.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt::sinks {
namespace {

TEST(Spoken, ShowsFourDigitsOfAMeterOnly) {
    EXPECT_EQ(spoken(std::string{"enedis2mqtt/12345678901234/status"}), "enedis2mqtt/…1234/status");
    EXPECT_EQ(spoken(std::string{"homeassistant/device/enedis2mqtt_12345678901234/config"}),
              "homeassistant/device/enedis2mqtt_…1234/config");
    EXPECT_EQ(spoken(std::string{"12345678901234"}), "…1234");
    EXPECT_EQ(spoken(std::string{"enedis2mqtt/bridge/state"}), "enedis2mqtt/bridge/state");
    EXPECT_EQ(spoken(std::string{}), "");
}

TEST(Spoken, SaysWhoseFaultItIsAndWhatToDo) {
    auto const text = spoken(Error{ErrorCode::broker_denied, "not authorized: a/12345678901234/b"});
    EXPECT_NE(text.find("not authorized: a/…1234/b"), std::string::npos) << text;
    EXPECT_NE(text.find("Up to the user: "), std::string::npos) << text;
    EXPECT_NE(text.find("ACL"), std::string::npos) << text;
}

std::ptrdiff_t lines_about(std::string const& text, auto const& act) {
    testing::internal::CaptureStderr();
    act();
    auto const written = testing::internal::GetCapturedStderr();
    std::ptrdiff_t lines = 0;
    for (auto found = written.find(text); found != std::string::npos; found = written.find(text, found + 1))
        ++lines;
    return lines;
}

TEST(Complaint, IsSaidOnceUntilItChangesOrIsOver) {
    Complaint complaint{log::get("test")};
    EXPECT_EQ(lines_about("no broker",
                          [&] {
                              for (int i = 0; i < 5; ++i)
                                  complaint.say("no broker");
                          }),
              1);
    EXPECT_EQ(lines_about("wrong password", [&] { complaint.say("wrong password"); }), 1);
    EXPECT_EQ(lines_about("connected after 6 failed attempts", [&] { complaint.over("connected"); }), 1);
    EXPECT_EQ(lines_about("no broker", [&] { complaint.say("no broker"); }), 1)
        << "a new failure is said again";
}

} // namespace
} // namespace enedis2mqtt::sinks
