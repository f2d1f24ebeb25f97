#include "sources/complaint.hpp"
#include "sources/excerpt.hpp"
#include "sources/token_claims.hpp"
#include "support/days.hpp"

#include <enedis2mqtt/base/secret.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt::sources {
namespace {

TEST(Squeeze, MakesSpellingsOfOneTextEqual) {
    EXPECT_EQ(squeeze("ADAM_DC_0008"), squeeze("adam-dc-0008"));
    EXPECT_EQ(squeeze("SLA dépassé."), "sladepasse");
    EXPECT_EQ(squeeze("Réessayez plus tard ! ÇÀÉÈÊËÎÏÔÛÜ"), "reessayezplustardcaeeeeiiouu");
}

TEST(Excerpt, IsShortAndOnOneLine) {
    EXPECT_EQ(excerpt("a\r\n\tb\x01\x7F c"), "a b c");
    EXPECT_EQ(excerpt(std::string(1000, 'x')).substr(0, 3), "xxx");
    EXPECT_LE(excerpt(std::string(1000, 'x')).size(), 204U);
    EXPECT_LE(excerpt(std::string(400, ' ') + "é").size(), 204U);
}

TEST(Excerpt, KeepsAccentsAndDropsBrokenBytes) {
    EXPECT_EQ(excerpt("Réessayez"), "Réessayez");
    EXPECT_EQ(excerpt("a\xFF\xC3z\xE2\x82"), "az");
}

TEST(Excerpt, HidesUsagePointsAndTokens) {
    EXPECT_EQ(excerpt("prm 12345678901234."), "prm …1234.");
    EXPECT_EQ(excerpt("id=12345678901234&x"), "id=…1234&x");
    EXPECT_EQ(excerpt("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOltdfQ.abc"), "Bearer ***");
    Secret const token{"court-secret-é/7"};
    EXPECT_EQ(excerpt("token court-secret-é/7 refused").find("secret"), std::string::npos);
}

TEST(Excerpt, LeavesOrdinaryWordsAlone) {
    EXPECT_EQ(excerpt("no_measure_found_for_this_usage_point 2026-10-05 ADAM-ERR0123"),
              "no_measure_found_for_this_usage_point 2026-10-05 ADAM-ERR0123");
}

TEST(TokenClaims, TellTheEndAndTheMeters) {
    // {"sub":["12345678901234","00345678901234"],"iat":1700000000,"exp":1794524400}
    auto const claims = read_token_claims(
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOlsiMTIzNDU2Nzg5MDEyMzQiLCIwMDM0NTY3ODkwMTIzNCJdLCJpYXQiOjE3M"
        "DAwMDAwMDAsImV4cCI6MTc5NDUyNDQwMH0.c2lnbmF0dXJl");
    ASSERT_TRUE(claims);
    EXPECT_EQ(claims->usage_points, (std::vector<std::string>{"12345678901234", "00345678901234"}));
    EXPECT_EQ(claims->expires, Instant{std::chrono::seconds{1794524400}});
}

TEST(TokenClaims, AreNothingForOtherTexts) {
    for (auto const* text : {"", "abc", "a.b", "a.!!.c", "a.YWJj.c", "..."})
        EXPECT_FALSE(read_token_claims(text)) << text;
}

TEST(TokenClaims, IgnoreAnEndThatMakesNoSense) {
    // {"sub":"12345678901234","exp":99999999999999}
    auto const claims =
        read_token_claims("e30.eyJzdWIiOiIxMjM0NTY3ODkwMTIzNCIsImV4cCI6OTk5OTk5OTk5OTk5OTl9.x");
    ASSERT_TRUE(claims);
    EXPECT_EQ(claims->usage_points.size(), 1U);
    EXPECT_FALSE(claims->expires);
}

} // namespace
} // namespace enedis2mqtt::sources
