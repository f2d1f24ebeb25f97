#include "support/json.hpp"

#include <enedis2mqtt/json/text.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

TEST(JsonText, WritesNumbersShortAndWithoutExponent) {
    EXPECT_EQ(to_json(12.82), "12.82");
    EXPECT_EQ(to_json(0.752), "0.752");
    EXPECT_EQ(to_json(0.001), "0.001");
    EXPECT_EQ(to_json(9.0), "9");
    EXPECT_EQ(to_json(-0.5), "-0.5");
    EXPECT_EQ(to_json(123456789.125), "123456789.125");
    EXPECT_EQ(to_json(1e21), "1000000000000000000000");
    EXPECT_EQ(to_json(-42), "-42");
    EXPECT_EQ(to_json(18446744073709551615U), "18446744073709551615");
}

TEST(JsonText, KeepsStructureOrderAndEscapes) {
    boost::json::value const value{
        {"b", {1, 2.5, nullptr, true}}, {"a", {{"é \"q\"\n", "\x01"}}}, {"c", boost::json::array{}}};
    auto const text = to_json(value);
    EXPECT_EQ(text, "{\"b\":[1,2.5,null,true],\"a\":{\"é \\\"q\\\"\\n\":\"\\u0001\"},\"c\":[]}");
    EXPECT_EQ(test::parsed(text), value);
}

} // namespace
} // namespace enedis2mqtt
