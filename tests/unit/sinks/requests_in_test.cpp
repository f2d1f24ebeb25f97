#include "sinks/requests_in.hpp"
#include "support/household.hpp"
#include "support/json.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt::sinks {
namespace {

using test::parsed;

struct Refused {
    std::string_view name;
    std::string payload;
    ErrorCode code;
};

class BadRequest : public testing::TestWithParam<Refused> {};

TEST_P(BadRequest, IsRefusedWithItsReason) {
    auto const request = read_request(GetParam().payload);
    ASSERT_FALSE(request.meter);
    EXPECT_EQ(request.meter.error().code, GetParam().code) << request.meter.error().message;
    EXPECT_FALSE(request.meter.error().message.empty());
}

INSTANTIATE_TEST_SUITE_P(
    RequestsIn, BadRequest,
    testing::Values(
        Refused{"NotJson", "refresh please", ErrorCode::request_invalid},
        Refused{"Truncated", R"({"pdl":"1234)", ErrorCode::request_invalid},
        Refused{"Array", "[]", ErrorCode::request_invalid},
        Refused{"Text", R"("12345678901234")", ErrorCode::request_invalid},
        Refused{"NotUtf8", "{\"pdl\":\"\xff\xfe\"}", ErrorCode::request_invalid},
        Refused{"TooDeep", std::string(5000, '['), ErrorCode::request_invalid},
        Refused{"PdlAsNumber", R"({"pdl":12345678901234})", ErrorCode::request_invalid},
        Refused{"PdlTooShort", R"({"pdl":"1234"})", ErrorCode::request_invalid},
        Refused{"PdlNull", R"({"pdl":null})", ErrorCode::request_invalid},
        Refused{"StructuredTransaction", R"({"transaction":{"a":1}})", ErrorCode::request_invalid},
        Refused{"TooLarge", '"' + std::string(16 * 1024, 'a') + '"', ErrorCode::request_too_large}),
    [](auto const& row) { return std::string{row.param.name}; });

TEST(RequestsIn, AsksForAllMetersWithoutAPdl) {
    for (auto const* payload : {"", "{}", "PRESS", R"({"data":["daily"],"from":"2026-01-01"})"}) {
        auto const request = read_request(payload);
        ASSERT_TRUE(request.meter) << payload;
        EXPECT_FALSE(request.meter->has_value()) << payload;
    }
}

TEST(RequestsIn, ReadsThePdlAndTheTransaction) {
    auto const request = read_request(R"({"pdl":"12345678901234","transaction":7})");
    ASSERT_TRUE(request.meter);
    EXPECT_EQ(request.meter->value(), test::usage_point());
    EXPECT_EQ(request.transaction, boost::json::value(7));
}

TEST(RequestsIn, KeepsTheTransactionOfARefusedRequest) {
    auto const request = read_request(R"({"pdl":"1","transaction":"t-1"})");
    EXPECT_FALSE(request.meter);
    EXPECT_EQ(request.transaction, boost::json::value("t-1"));
}

TEST(RequestsIn, AnswersWithTheMetersDone) {
    EXPECT_EQ(parsed(ok_response({test::usage_point()}, "t-1")),
              parsed(R"({"status":"ok","data":{"pdls":["12345678901234"]},"transaction":"t-1"})"));
    EXPECT_EQ(parsed(ok_response({}, nullptr)), parsed(R"({"status":"ok","data":{"pdls":[]}})"));
}

TEST(RequestsIn, AnswersAnErrorInTheLanguageOfTheUser) {
    Error const error{ErrorCode::unknown_meter, "no meter …1234"};
    EXPECT_EQ(parsed(error_response(error, 7, Language::en)), parsed(R"json({
        "status":"error","data":{},"transaction":7,
        "error":{"code":"unknown_meter","message":"This PDL is not in the configuration. (no meter …1234)",
                 "advice":"Check the PDL or add it under meters.","whose":"user"}})json"));
    auto const french = parsed(error_response(error, 7, Language::fr));
    EXPECT_EQ(french.at("error").at("advice"), "Vérifiez le PDL ou ajoutez-le sous meters.");
}

} // namespace
} // namespace enedis2mqtt::sinks
