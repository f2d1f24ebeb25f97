#include <enedis2mqtt/base/secret.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

TEST(Secret, ShowsItsEndsOnlyWhenItIsLong) {
    EXPECT_EQ(Secret{"abcd-0123456789-wxyz"}.masked(), "abcd…wxyz");
    EXPECT_EQ(Secret{"sixteen-letters!"}.masked(), "***");
    EXPECT_EQ(Secret{""}.masked(), "***");
}

TEST(Redaction, HidesEverySecretRawAndUrlEncoded) {
    Secret const secret{"p@ss/word+of a broker"};
    EXPECT_EQ(redact("user=me&password=p@ss/word+of a broker;"), "user=me&password=p@ss…oker;");
    EXPECT_EQ(redact("q=p%40ss%2Fword%2Bof%20a%20broker"), "q=p@ss…oker");
}

TEST(Redaction, LeavesOtherTextAlone) {
    EXPECT_EQ(redact("nothing to hide"), "nothing to hide");
}

} // namespace
} // namespace enedis2mqtt
