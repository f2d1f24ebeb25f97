#include <enedis2mqtt/sources/consent.hpp>

#include <gtest/gtest.h>

#include <chrono>

using namespace enedis2mqtt;

namespace {

// {"sub":["12345678901234","00345678901234"],"iat":1790000000,"exp":2082758400}
constexpr auto two_meters =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
    "eyJzdWIiOlsiMTIzNDU2Nzg5MDEyMzQiLCIwMDM0NTY3ODkwMTIzNCJdLCJpYXQiOjE3OTAwMDAwMDAsImV4cCI6"
    "MjA4Mjc1ODQwMH0.c2lnbmF0dXJl";
// {"sub":"12345678901234"}
constexpr auto text_sub = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwMTIzNCJ9.c2lnbmF0dXJl";
constexpr auto opaque = "q8Zr2-Lw_0aVbN4tYx7mKd31pQeHs9Uf";

std::vector<std::string> texts(std::vector<UsagePointId> const& ids) {
    std::vector<std::string> all;
    for (auto const& id : ids)
        all.push_back(id.text());
    return all;
}

using Texts = std::vector<std::string>;

struct Case {
    char const* name;
    std::string text;
    Texts pdls;
};

class PastedMeters : public testing::TestWithParam<Case> {};

} // namespace

TEST_P(PastedMeters, AreFound) {
    auto const pasted = sources::recognise(GetParam().text);
    EXPECT_EQ(texts(pasted.pdls), GetParam().pdls);
    EXPECT_FALSE(pasted.token);
    EXPECT_EQ(pasted.provider, "");
}

INSTANTIATE_TEST_SUITE_P(
    InAnyText, PastedMeters,
    testing::Values(
        Case{"Alone", "12345678901234", {"12345678901234"}},
        Case{"WithLeadingZeros", " 00345678901234\n", {"00345678901234"}},
        Case{"InGroups", "12 345 678 901 234", {"12345678901234"}},
        Case{"InGroupsOfABill", "PDL : 123 456 789 012 34 (Linky)", {"12345678901234"}},
        Case{"WithNoBreakSpaces",
             "12\xc2\xa0"
             "345\xe2\x80\xaf"
             "678\xc2\xa0"
             "901\xc2\xa0"
             "234",
             {"12345678901234"}},
        Case{"InASentence", "Mon PRM est 12345678901234, merci.", {"12345678901234"}},
        Case{"BehindItsName", "PRM12345678901234", {"12345678901234"}},
        Case{"InAFilesName", "Enedis_Conso_Heure_20240101-20240131_12345678901234.csv", {"12345678901234"}},
        Case{"Several", "12345678901234;98765432109876,12345678901234", {"12345678901234", "98765432109876"}},
        Case{
            "SeveralInGroups", "12 345 678 901 234 98 765 432 109 876", {"12345678901234", "98765432109876"}},
        Case{"OnTwoLines", "12345678901234\n98765432109876", {"12345678901234", "98765432109876"}},
        Case{"BesideOtherNumbers", "12345678901234 2026 11 23", {"12345678901234"}},
        Case{"NotThirteenDigits", "1234567890123", {}}, Case{"NotFifteenDigits", "123456789012345", {}},
        Case{"NotAcrossLines", "1234567\n8901234", {}}, Case{"NotInAWord", "ref12345678901234x", {}},
        Case{"NotADecimalNumber", "12345678901234.5", {}}, Case{"NotAPhoneNumber", "01 23 45 67 89", {}},
        Case{"NotACompany", "SIRET : 123 456 789 01234", {}},
        Case{"NotPartOfAnIdentifier", "a-12345678901234-c", {}}, Case{"NotAnything", "", {}},
        Case{"NotRubbish", "\xff\xfe\x80 12345 \x01 éàü ==== ...", {}}),
    [](auto const& row) { return std::string{row.param.name}; });

TEST(PastedToken, OfConsoApiTellsItsMetersAndItsEnd) {
    auto const pasted = sources::recognise(two_meters);
    ASSERT_TRUE(pasted.token);
    EXPECT_EQ(pasted.provider, "conso_api");
    EXPECT_EQ(pasted.token->text.reveal(), two_meters);
    EXPECT_EQ(texts(pasted.token->pdls), (Texts{"12345678901234", "00345678901234"}));
    EXPECT_EQ(pasted.token->expires, Instant{std::chrono::seconds{2082758400}});
    EXPECT_TRUE(pasted.pdls.empty());
}

TEST(PastedToken, MayNameOneMeterAsText) {
    auto const pasted = sources::recognise(text_sub);
    ASSERT_TRUE(pasted.token);
    EXPECT_EQ(texts(pasted.token->pdls), Texts{"12345678901234"});
    EXPECT_EQ(pasted.token->expires, std::nullopt);
}

TEST(PastedToken, IsFoundAmongOtherWords) {
    std::string const jwt = two_meters;
    for (auto const& text :
         {"Bearer " + jwt, "Authorization: Bearer " + jwt + "\r\n", "\"" + jwt + "\",", "token=" + jwt,
          R"({"prm":"12345678901234","token":")" + jwt + "\"}", "<b>" + jwt + "</b>",
          "Votre token :\n" + jwt + "\nPour le PRM 12345678901234."}) {
        auto const pasted = sources::recognise(text);
        ASSERT_TRUE(pasted.token) << text;
        EXPECT_EQ(pasted.token->text.reveal(), jwt) << text;
    }
}

TEST(PastedToken, IsPutTogetherWhereLinesBrokeIt) {
    std::string const jwt = two_meters;
    auto const pasted = sources::recognise("12345678901234\n" + jwt.substr(0, 60) + "\r\n" +
                                           jwt.substr(60, 40) + "\n  " + jwt.substr(100));
    ASSERT_TRUE(pasted.token);
    EXPECT_EQ(pasted.token->text.reveal(), jwt);
    EXPECT_EQ(texts(pasted.pdls), Texts{"12345678901234"});
}

TEST(PastedToken, LeavesTheMetersBesideIt) {
    auto const pasted = sources::recognise("PDL 98 765 432 109 876\n" + std::string{two_meters});
    EXPECT_TRUE(pasted.token);
    EXPECT_EQ(texts(pasted.pdls), Texts{"98765432109876"});
}

TEST(PastedToken, WithoutAFormIsOfMyElectricalData) {
    auto const pasted = sources::recognise("client_secret: " + std::string{opaque} + " 12345678901234");
    ASSERT_TRUE(pasted.token);
    EXPECT_EQ(pasted.provider, "my_electrical_data");
    EXPECT_EQ(pasted.token->text.reveal(), opaque);
    EXPECT_TRUE(pasted.token->pdls.empty());
    EXPECT_EQ(texts(pasted.pdls), Texts{"12345678901234"});
    EXPECT_EQ(sources::recognise("token=abcDEF0123456789abcDEF0123456789==").token->text.reveal(),
              "abcDEF0123456789abcDEF0123456789==");
}

TEST(PastedToken, IsNotAnAddressNorAWord) {
    for (auto const* text : {"https://conso.boris.sh/token", "https://www.v2.myelectricaldata.fr/api/pdl/1",
                             "anticonstitutionnellement", "eyJ", "eyJhbGciOiJIUzI1NiJ9.x.y", "a.b.c"})
        EXPECT_FALSE(sources::recognise(text).token) << text;
}

TEST(PastedToken, IsLookedForInRubbishOfAnySizeInNoTime) {
    std::string rubbish;
    while (rubbish.size() < 64UL * 1024)
        rubbish += "eyJ eyJhbGciOiJIUzI1NiJ9.e30 1 23 456 ";
    auto const start = std::chrono::steady_clock::now();
    sources::recognise(rubbish);
    sources::recognise(std::string(64UL * 1024, '7'));
    sources::recognise(std::string(64UL * 1024, 'a') + "1");
    std::string digits;
    while (digits.size() < 64UL * 1024)
        digits += "1 ";
    sources::recognise(digits);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{2});
}
