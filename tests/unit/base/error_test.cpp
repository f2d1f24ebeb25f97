#include <enedis2mqtt/base/result.hpp>

#include <gtest/gtest.h>

#include <set>

namespace enedis2mqtt {
namespace {

TEST(ErrorCode, NamesAreUniqueAndFitForTopics) {
    std::set<std::string_view> names;
    for (auto code : all_error_codes()) {
        auto const name = to_string(code);
        EXPECT_TRUE(names.insert(name).second) << name;
        EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string_view::npos) << name;
    }
    EXPECT_EQ(names.size(), all_error_codes().size());
}

TEST(ErrorCode, KindsNameTheNextMove) {
    EXPECT_EQ(kind_of(ErrorCode::consent_missing), ErrorKind::unauthorized);
    EXPECT_EQ(kind_of(ErrorCode::before_activation), ErrorKind::out_of_range);
    EXPECT_EQ(kind_of(ErrorCode::no_data), ErrorKind::no_data);
    EXPECT_EQ(kind_of(ErrorCode::banned), ErrorKind::throttled);
    EXPECT_EQ(kind_of(ErrorCode::store_full), ErrorKind::storage);
}

TEST(Result, ValueOfAnErrorSaysWhatHappened) {
    Result<int> const failed = Error{ErrorCode::timeout, "no answer"};
    try {
        static_cast<void>(failed.value());
        FAIL() << "an error has no value";
    } catch (std::exception const& said) {
        EXPECT_STREQ(said.what(), "timeout: no answer");
    }
}

} // namespace
} // namespace enedis2mqtt
