#include "unit/sources/asking.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt::sources {
namespace {

using namespace test;

/// An answer under HTTP 200 that must not be taken for data.
struct Refused {
    std::string name;
    Series series;
    std::string body;
    ErrorCode code;
    std::string says; ///< part of the message
};

std::string points(std::string const& items) {
    return R"({"meter_reading":{"usage_point_id":"12345678901234","interval_reading":[)" + items + "]}}";
}

std::string grandeur(std::string const& inner) {
    return R"({"idPrm":"12345678901234","grandeur":[)" + inner + "]}";
}

class RefusedAnswers : public testing::TestWithParam<Refused> {};

TEST_P(RefusedAnswers, NameWhatIsWrong) {
    auto const answer = decoded(GetParam().body, asking(GetParam().series, "2026-10-05", "2026-10-12"));
    ASSERT_FALSE(answer);
    EXPECT_EQ(to_string(answer.error().code), to_string(GetParam().code));
    EXPECT_NE(answer.error().message.find(GetParam().says), std::string::npos) << answer.error().message;
    EXPECT_EQ(answer.error().message.find("12345678901234"), std::string::npos);
}

constexpr auto odd = ErrorCode::not_understood;

INSTANTIATE_TEST_SUITE_P(
    Shape, RefusedAnswers,
    testing::Values(
        Refused{"NoJson", daily, "{\"meter_reading\":{\"usage", odd, "no valid JSON: {\"meter_reading\""},
        Refused{"Empty", daily, "", odd, "an empty body"},
        Refused{"AText", daily, "\"OK\"", odd, "no known shape"},
        Refused{"ANumber", daily, "12", odd, "no known shape"},
        Refused{"UnknownObject", daily, R"({"readings":[1,2]})", odd, R"({"readings":[1,2]})"},
        Refused{"EmptyObject", daily, "{}", odd, "no known shape"},
        Refused{"EmptyArray", daily, "[]", odd, "answered 200"},
        Refused{"DeepNesting", daily, std::string(5000, '['), odd, "no valid JSON"},
        Refused{"WrappedTwice", daily, R"({"meter_reading":[1]})", odd, "no known shape"},
        Refused{"NoPoints", daily, R"({"meter_reading":{"usage_point_id":"12345678901234"}})", odd,
                "meter_reading.interval_reading: is missing"},
        Refused{"PointsNoArray", daily, R"({"interval_reading":{}})", odd, "interval_reading: is no array"},
        Refused{"GrandeurNoArray", daily, R"({"idPrm":"12345678901234","grandeur":{}})", odd,
                "grandeur: is no array"},
        Refused{"GrandeurNoObject", daily, grandeur("1"), odd, "grandeur[0]: is no object"},
        Refused{"GrandeurPointsNoArray", daily, grandeur(R"({"points":1})"), odd,
                "grandeur[0].points: is no array"},
        Refused{
            "OtherDirection", daily,
            grandeur(
                R"({"grandeurMetier":"PROD","grandeurPhysique":"EA","points":[{"v":"1","d":"2026-10-05"}]})"),
            odd, "grandeur: has no CONS/EA"},
        Refused{"OtherQuantity", daily,
                grandeur(R"({"grandeurMetier":"CONS","grandeurPhysique":"PA","points":[]})"), odd,
                "has no CONS/EA"},
        Refused{"SameQuantityTwice", daily, grandeur(R"({"points":[]},{"points":[]})"), odd,
                "grandeur[1]: is a second CONS/EA"},
        Refused{"MonthlyPoints", daily, R"({"idPrm":"12345678901234","pas":"P1M","grandeur":[]})", odd,
                "pas: \"P1M\" is no day"}),
    [](auto const& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    UsagePoint, RefusedAnswers,
    testing::Values(
        Refused{"AnotherInV5", daily,
                R"({"meter_reading":{"usage_point_id":"99999999999991","interval_reading":[]}})", odd,
                "meter_reading.usage_point_id: the answer speaks of another usage point, …9991"},
        Refused{"AnotherUnwrapped", daily, R"({"usage_point_id":"99999999999991","interval_reading":[]})",
                odd, "another usage point"},
        Refused{"AnotherIn2026", daily, R"({"idPrm":"99999999999991","grandeur":[]})", odd,
                "idPrm: the answer speaks of another usage point"},
        Refused{"NoneWhenWrapped", daily, R"({"meter_reading":{"interval_reading":[]}})", odd, "is missing"},
        Refused{"NoneIn2026", daily, R"({"grandeur":[]})", odd, "idPrm: is missing"},
        Refused{"ANumber", daily, R"({"idPrm":12345678,"grandeur":[]})", odd, "idPrm: 12345678 is no text"}),
    [](auto const& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Value, RefusedAnswers,
    testing::Values(
        Refused{"Decimal", daily, points(R"({"value":"12.5","date":"2026-10-05"})"), odd,
                "meter_reading.interval_reading[0].value: \"12.5\" is no whole number"},
        Refused{"DecimalNumber", daily, points(R"({"value":12.5,"date":"2026-10-05"})"), odd,
                "no whole number"},
        Refused{"Word", daily, points(R"({"value":"NaN","date":"2026-10-05"})"), odd, "no whole number"},
        Refused{"Object", daily, points(R"({"value":{},"date":"2026-10-05"})"), odd, "no whole number"},
        Refused{"Negative", daily, points(R"({"value":"-1","date":"2026-10-06"})"), odd,
                "interval_reading[0].value: \"-1\" is negative"},
        Refused{"Huge", daily, points(R"({"value":"99999999999","date":"2026-10-05"})"), odd,
                "beyond any meter"},
        Refused{"BeyondIntegers", daily, points(R"({"value":99999999999999999999,"date":"2026-10-05"})"), odd,
                "no whole number"},
        Refused{"PointNoObject", daily, points("7"), odd, "meter_reading.interval_reading[0]: is no object"},
        Refused{"KilowattHours", daily,
                R"({"interval_reading":[{"value":"1","date":"2026-10-05"}],"reading_type":{"unit":"kWh"}})",
                odd, "reading_type.unit: \"kWh\" is not the unit of consumption/daily"},
        Refused{"CurveInWattHours", curve, R"({"interval_reading":[],"reading_type":{"unit":"Wh"}})", odd,
                "reading_type.unit"},
        Refused{"PeaksInKilo", peaks,
                grandeur(R"({"unite":"kVA","points":[{"v":"1","d":"2026-10-05 10:00:00"}]})"), odd,
                "grandeur[0].unite: \"kVA\" is not the unit"},
        Refused{"UnknownStep", curve,
                points(R"({"value":"1","date":"2026-10-05 01:00:00","interval_length":"PT7M"})"), odd,
                "interval_reading[0].interval_length: \"PT7M\" is no known step"}),
    [](auto const& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Date, RefusedAnswers,
    testing::Values(
        Refused{"Missing", daily, points(R"({"value":"1"})"), odd, "interval_reading[0].date: is missing"},
        Refused{"Placeholder", daily, grandeur(R"({"points":[{"v":"1","d":"20XX-XX-XX"}]})"), odd,
                "grandeur[0].points[0].d: \"20XX-XX-XX\" is no day"},
        Refused{"Year1", daily, points(R"({"value":"1","date":"0001-01-01"})"), odd, "is no day"},
        Refused{"Year9999", curve, points(R"({"value":"1","date":"9999-12-31 00:30:00"})"), odd,
                "is no date and time"},
        Refused{"DayForACurve", curve, points(R"({"value":"1","date":"2026-10-05"})"), odd,
                "is no date and time"},
        Refused{"Number", daily, points(R"({"value":"1","date":20261005})"), odd,
                "date: 20261005 is no text"},
        Refused{"DayTwice", daily,
                points(R"({"value":"1","date":"2026-10-06"},{"value":"2","date":"2026-10-06"})"), odd,
                "interval_reading[0].date: \"2026-10-06\" has different values; 2 of 2 points are odd"},
        Refused{"InsideTheSpringGap", curve, points(R"({"value":"1","date":"2026-03-29 02:30:00"})"), odd,
                "clock change skips"},
        Refused{"AllOutsideTheRange", daily,
                points(R"({"value":"1","date":"2025-10-05"},{"value":"1","date":"2025-10-06"})"), odd,
                "every point of the answer lies outside the days asked"}),
    [](auto const& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Nothing, RefusedAnswers,
    testing::Values(
        Refused{"NullReading", daily, R"({"meter_reading":null})", ErrorCode::no_data, "without any data"},
        Refused{"NullBody", daily, "null", ErrorCode::no_data, "without any data"},
        Refused{"NullData", daily, R"({"success":true,"data":null})", ErrorCode::no_data, "without any data"},
        Refused{"NoPointInV5", daily, points(""), ErrorCode::no_data, "no value for 2026-10-05"},
        Refused{"NoGrandeur", daily, grandeur(""), ErrorCode::no_data, "no value"},
        Refused{"NullGrandeur", daily, R"({"idPrm":"12345678901234","grandeur":null})", ErrorCode::no_data,
                "no value"},
        Refused{"NoPointIn2026", daily, grandeur(R"({"points":[]})"), ErrorCode::no_data, "no value"},
        Refused{"NullPoints", daily, grandeur(R"({"points":null})"), ErrorCode::no_data, "no value"},
        Refused{"OnlyNullValues", daily, points(R"({"value":null,"date":"2026-10-05"})"), ErrorCode::no_data,
                "no value"}),
    [](auto const& row) { return row.param.name; });

TEST(Content, IsReadWhateverItIsCalled) {
    for (auto const* type : {"application/octet-stream", "text/html", "image/png", "text/plain", ""}) {
        for (auto const* before : {"", "\n", "\xEF\xBB\xBF"}) {
            http::Response response{
                200, before + std::string{R"({"interval_reading":[{"value":"1","date":"2026-10-05"}]})"}};
            response.headers.set("Content-Type", type);
            auto const answer = decode_answer(response, asking(daily, "2026-10-05", "2026-10-06"));
            EXPECT_TRUE(answer) << type << ": " << answer.error().message;
        }
    }
}

TEST(Content, OfAnotherKindThatIsNoJsonIsAnUnexpectedPage) {
    for (auto const* type : {"text/html", "application/xhtml+xml", "image/png", "application/octet-stream"}) {
        http::Response response{200, "Site en maintenance"};
        response.headers.set("Content-Type", type);
        auto const answer = decode_answer(response, asking(daily, "2026-10-05", "2026-10-06"));
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, ErrorCode::unexpected_page) << type;
    }
}

TEST(Content, ThatIsARefusalIsOneWhateverItIsCalled) {
    http::Response response{200, R"({"error":"no_data_found"})"};
    response.headers.set("Content-Type", "text/html");
    auto const answer = decode_answer(response, asking(daily, "2026-10-05", "2026-10-06"));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::no_data);
}

TEST(RefusedContent, IsAnUnexpectedPageWithoutATypeToo) {
    auto const answer = decode_answer(http::Response{200, "\n<!DOCTYPE html><title>Maintenance</title>"},
                                      asking(daily, "2026-10-05", "2026-10-06"));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::unexpected_page);
    EXPECT_NE(answer.error().message.find("Maintenance"), std::string::npos);
}

} // namespace
} // namespace enedis2mqtt::sources
