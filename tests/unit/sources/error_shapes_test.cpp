#include "sources/complaint.hpp"
#include "unit/sources/asking.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt::sources {
namespace {

using namespace test;

/// Each of the eight shapes of reference 2.1, from a file.
struct Shape {
    std::string name;
    std::string file;
    int status;
    Dialect dialect;
    ErrorCode code;
};

class ErrorShapes : public testing::TestWithParam<Shape> {
protected:
    Error read(int status) const {
        http::Response const response{status, fixture("sources/errors/" + GetParam().file)};
        return decode_answer(response, asking(curve, "2026-11-16", "2026-11-23", GetParam().dialect)).error();
    }
};

TEST_P(ErrorShapes, AreAllUnderstood) {
    EXPECT_EQ(to_string(read(GetParam().status).code), to_string(GetParam().code));
}

INSTANTIATE_TEST_SUITE_P(
    Reference, ErrorShapes,
    testing::Values(Shape{"A", "a_enedis_v5.json", 400, Dialect::enedis, ErrorCode::before_activation},
                    Shape{"B", "b_enedis_2026.json", 400, Dialect::enedis, ErrorCode::direction_refused},
                    Shape{"C", "c_api_manager.json", 429, Dialect::enedis, ErrorCode::quota_reached},
                    Shape{"D", "d_api_manager_throttle.json", 429, Dialect::enedis, ErrorCode::quota_reached},
                    Shape{"E", "e_conso_api.json", 403, Dialect::conso_api, ErrorCode::consent_missing},
                    Shape{"F", "f_my_electrical_data_v1.json", 404, Dialect::my_electrical_data_v1,
                          ErrorCode::no_data},
                    Shape{"G", "g_my_electrical_data_v2.json", 200, Dialect::my_electrical_data_v2,
                          ErrorCode::daily_quota_reached},
                    Shape{"HEdge", "h_edge.html", 503, Dialect::enedis, ErrorCode::outage},
                    Shape{"HFirewall", "h_firewall.html", 404, Dialect::enedis, ErrorCode::wrong_address},
                    Shape{"HCloudflare", "h_cloudflare.html", 403, Dialect::conso_api, ErrorCode::banned}),
    [](auto const& row) { return row.param.name; });

class JsonErrorShapes : public ErrorShapes {};

TEST_P(JsonErrorShapes, AreErrorsUnder200Too) {
    EXPECT_EQ(to_string(read(200).code), to_string(GetParam().code));
}

INSTANTIATE_TEST_SUITE_P(
    Reference, JsonErrorShapes,
    testing::Values(Shape{"A", "a_enedis_v5.json", 400, Dialect::enedis, ErrorCode::before_activation},
                    Shape{"B", "b_enedis_2026.json", 400, Dialect::enedis, ErrorCode::direction_refused},
                    Shape{"C", "c_api_manager.json", 429, Dialect::enedis, ErrorCode::quota_reached},
                    Shape{"D", "d_api_manager_throttle.json", 429, Dialect::enedis, ErrorCode::quota_reached},
                    Shape{"E", "e_conso_api.json", 403, Dialect::conso_api, ErrorCode::consent_missing},
                    Shape{"F", "f_my_electrical_data_v1.json", 404, Dialect::my_electrical_data_v1,
                          ErrorCode::no_data}),
    [](auto const& row) { return row.param.name; });

TEST(Complaint, TakesTheBodysStatusUnder200) {
    auto const complaint = complaint_of(http::Response{200, R"({"status":403,"message":"no"})"});
    EXPECT_EQ(complaint.status, 403);
    EXPECT_EQ(complaint.form, BodyForm::json);
}

TEST(Complaint, ShowsThePagesTitle) {
    EXPECT_EQ(complaint_of(http::Response{503, fixture("sources/errors/h_edge.html")}).shown,
              "a web page, \"503 Service Temporarily Unavailable\"");
}

TEST(Complaint, SaysEachTextOnce) {
    EXPECT_EQ(
        complaint_of(http::Response{400, R"({"error":"a b","message":"a b","detail":{"msg":"c"}})"}).shown,
        "a b c");
}

TEST(Complaint, HearsWhatIsNestedDeep) {
    std::string body = R"("ADAM-ERR0123")";
    for (int i = 0; i < 25; ++i)
        body = R"({"error":)" + body + '}';
    EXPECT_EQ(complaint_of(http::Response{400, body}).words, "adamerr0123");
}

} // namespace
} // namespace enedis2mqtt::sources
