#include <enedis2mqtt/domain/advice.hpp>

#include <gtest/gtest.h>

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

} // namespace
} // namespace enedis2mqtt
