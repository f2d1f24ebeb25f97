#include "sources/tempo_decode.hpp"
#include "support/days.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt::sources {
namespace {

using enum TempoColor;
using test::day;
using Told = std::vector<ToldColor>;

TEST(TempoDecode, ReadsDaysOfCouleurTempo) {
    auto const told = decode_couleur_tempo(
        R"([{"dateJour":"2026-11-23","codeJour":1,"periode":"2026-2027","libCouleur":"Bleu"},
            {"dateJour":"2026-11-24","codeJour":3,"periode":"2026-2027","libCouleur":"Rouge"},
            {"dateJour":"2026-11-25","codeJour":0,"periode":"2026-2027","libCouleur":"Inconnu"}])");
    EXPECT_EQ(told.value(), (Told{{day("2026-11-23"), TempoSource::couleur_tempo, blue},
                                  {day("2026-11-24"), TempoSource::couleur_tempo, red}}));
    EXPECT_EQ(decode_couleur_tempo(R"({"dateJour":"2026-11-23","codeJour":2})").value(),
              (Told{{day("2026-11-23"), TempoSource::couleur_tempo, white}}));
}

TEST(TempoDecode, ReadsDaysOfRteThatAreFinal) {
    auto const told = decode_rte_tempo(
        R"({"values":{"2026-11-23":"BLUE","2026-11-23-fallback":"false",
                      "2026-11-24":"RED","2026-11-24-fallback":"true",
                      "2026-11-25":"White","2026-11-25-fallback":false,
                      "2026-11-26":"RED"}})");
    EXPECT_EQ(told.value(), (Told{{day("2026-11-23"), TempoSource::rte, blue},
                                  {day("2026-11-25"), TempoSource::rte, white}}));
    EXPECT_EQ(decode_rte_tempo(R"({"values":{}})").value(), Told{});
}

TEST(TempoDecode, RefusesWhatIsNoCalendar) {
    for (auto const* body :
         {"", "<html>", "null", "3", R"({"title":"An error occurred"})", R"([1])",
          R"([{"dateJour":"2026-11-23"}])", R"([{"dateJour":"2026-13-23","codeJour":1}])",
          R"([{"dateJour":"2026-11-23","codeJour":4}])", R"([{"dateJour":"2026-11-23","codeJour":-1}])",
          R"([{"dateJour":"2026-11-23","codeJour":"1"}])"})
        EXPECT_EQ(decode_couleur_tempo(body).error().code, ErrorCode::not_understood) << body;
    for (auto const* body : {"", "<html>", "[]", R"({})", R"({"values":[]})",
                             R"({"values":{"2026-11-23":"GREEN","2026-11-23-fallback":"false"}})"})
        EXPECT_EQ(decode_rte_tempo(body).error().code, ErrorCode::not_understood) << body;
}

TEST(TempoDecode, RefusesMoreDaysThanSeasonsHave) {
    std::string body = "[";
    for (int i = 0; i < 2000; ++i)
        body += R"({"dateJour":"2026-11-23","codeJour":1},)";
    body.back() = ']';
    EXPECT_EQ(decode_couleur_tempo(body).error().code, ErrorCode::not_understood);
}

} // namespace
} // namespace enedis2mqtt::sources
