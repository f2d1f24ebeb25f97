#include "web/attempts.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt::web {
namespace {

Instant const start{std::chrono::seconds{1'000'000}};

TEST(Attempts, AreFiveOfAnAddressInAQuarterOfAnHour) {
    Attempts attempts;
    for (int i = 0; i < 5; ++i)
        EXPECT_FALSE(attempts.count("10.0.0.1", start + std::chrono::seconds{i}));
    EXPECT_EQ(attempts.count("10.0.0.1", start + std::chrono::seconds{10}), std::chrono::seconds{890});
    EXPECT_FALSE(attempts.count("10.0.0.2", start + std::chrono::seconds{10}));
    EXPECT_FALSE(attempts.count("10.0.0.1", start + Attempts::span));
}

TEST(Attempts, AreSixtyFromEverywhere) {
    Attempts attempts;
    for (int i = 0; i < 60; ++i)
        EXPECT_FALSE(attempts.count("10.0.0." + std::to_string(i), start));
    EXPECT_EQ(attempts.count("10.0.1.1", start), Attempts::span);
}

TEST(Attempts, OfWhoWasRightAreForgotten) {
    Attempts attempts;
    for (int i = 0; i < 4; ++i)
        attempts.count("10.0.0.1", start);
    attempts.forgive("10.0.0.1");
    for (int i = 0; i < 5; ++i)
        EXPECT_FALSE(attempts.count("10.0.0.1", start));
}

} // namespace
} // namespace enedis2mqtt::web
