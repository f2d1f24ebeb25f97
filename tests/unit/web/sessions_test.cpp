#include "web/sessions.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt::web {
namespace {

Instant const start{std::chrono::seconds{1'000'000}};

TEST(Sessions, AreKnownByTheirIdOnly) {
    Sessions sessions;
    auto const id = sessions.open(start);
    EXPECT_GE(id.size(), 43U);
    EXPECT_NE(id, sessions.open(start));
    EXPECT_TRUE(sessions.use(id, start));
    for (auto const& other : {std::string{}, id.substr(1), id + "A"})
        EXPECT_FALSE(sessions.use(other, start)) << other;
    sessions.close(id);
    EXPECT_FALSE(sessions.use(id, start));
}

TEST(Sessions, EndWhenTheyAreOldEvenInUse) {
    Sessions sessions;
    auto const id = sessions.open(start);
    auto now = start;
    for (; now < start + Sessions::longest_life; now += std::chrono::hours{24})
        EXPECT_TRUE(sessions.use(id, now));
    EXPECT_FALSE(sessions.use(id, now));
}

TEST(Sessions, AreBoundedAndTheLongestUnusedGoes) {
    Sessions sessions;
    auto const first = sessions.open(start);
    auto const second = sessions.open(start);
    sessions.use(first, start + std::chrono::seconds{1});
    for (std::size_t i = 2; i <= Sessions::most; ++i)
        sessions.open(start + std::chrono::seconds{2});
    EXPECT_EQ(sessions.size(), Sessions::most);
    EXPECT_TRUE(sessions.use(first, start + std::chrono::seconds{3}));
    EXPECT_FALSE(sessions.use(second, start + std::chrono::seconds{3}));
}

} // namespace
} // namespace enedis2mqtt::web
