#include <enedis2mqtt/domain/advice.hpp>

#include <gtest/gtest.h>

#include <string>

namespace enedis2mqtt {
namespace {

TEST(Advice, EveryErrorSaysWhatHappenedAndWhatToDoInBothLanguages) {
    for (auto code : all_error_codes()) {
        auto const fr = advice(code, Language::fr);
        auto const en = advice(code, Language::en);
        EXPECT_FALSE(fr.what.empty() || fr.to_do.empty() || en.what.empty() || en.to_do.empty())
            << to_string(code);
        EXPECT_NE(fr.what, en.what) << to_string(code);
        EXPECT_EQ(fr.whose, en.whose) << to_string(code);
    }
}

TEST(Advice, ConsentIsTheUsersAndAnOutageIsTheSources) {
    EXPECT_EQ(advice(ErrorCode::consent_missing, Language::fr).whose, Whose::user);
    EXPECT_EQ(advice(ErrorCode::outage, Language::fr).whose, Whose::source);
    EXPECT_EQ(advice(ErrorCode::not_understood, Language::fr).whose, Whose::bridge);
}

TEST(Advice, OfACurveSpeaksOfItsDirectionAndEndsNoOther) {
    for (auto language : {Language::fr, Language::en})
        for (auto direction : {Direction::consumption, Direction::production})
            for (bool has_other : {false, true}) {
                auto const said =
                    advice(ErrorCode::curve_not_collected, language, CurveConcerned{direction, has_other});
                std::string const all = std::string{said.what} + ' ' + std::string{said.to_do};
                bool const french = language == Language::fr;
                auto const own = direction == Direction::production
                                     ? (french ? "production horaire" : "hourly production")
                                     : (french ? "consommation horaire" : "hourly consumption");
                EXPECT_NE(all.find(own), all.npos) << all;
                EXPECT_EQ(all.find("hourly: false") != all.npos, !has_other) << all;
                EXPECT_EQ(said.whose, Whose::user);
            }
}

} // namespace
} // namespace enedis2mqtt
