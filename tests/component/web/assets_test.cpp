#include "component/web/page.hpp"
#include "web/assets.hpp"

namespace enedis2mqtt::web::test {
namespace {

using PageAssets = Page;

TEST_F(PageAssets, HoldThePageTheElementTheCardTheChartsAndTheDescription) {
    open();
    for (auto const& [path, type] : {std::pair{"/", "text/html; charset=utf-8"},
                                     std::pair{"/linky-meter.js", "text/javascript; charset=utf-8"},
                                     std::pair{"/linky-card.js", "text/javascript; charset=utf-8"},
                                     std::pair{"/assets/chart.js", "text/javascript; charset=utf-8"},
                                     std::pair{"/api/openapi.yaml", "application/yaml"}}) {
        auto const reply = get(path);
        EXPECT_EQ(reply.status, 200) << path;
        EXPECT_EQ(reply.header("Content-Type"), type) << path;
        EXPECT_FALSE(reply.body.empty()) << path;
    }
}

TEST_F(PageAssets, ComeSmallToWhoCanReadIt) {
    open();
    auto const whole = get("/assets/chart.js", {{"Accept-Encoding", "identity"}});
    EXPECT_EQ(whole.header("Content-Encoding"), "");
    auto const small = get("/assets/chart.js", {{"Accept-Encoding", "gzip, deflate, br"}});
    EXPECT_EQ(small.header("Content-Encoding"), "gzip");
    EXPECT_EQ(small.header("Vary"), "Accept-Encoding");
    EXPECT_EQ(small.body.substr(0, 2), "\x1f\x8b");
    EXPECT_LT(small.body.size() * 2, whole.body.size());
    EXPECT_EQ(get("/assets/chart.js", {{"Accept-Encoding", "gzip;q=0, br"}}).header("Content-Encoding"), "");
    EXPECT_EQ(get("/assets/chart.js", {{"Accept-Encoding", "br, gzip;q=0.5"}}).header("Content-Encoding"),
              "gzip");
}

TEST_F(PageAssets, AreNotSentAgainWhileTheyAreTheSame) {
    open();
    auto const first = get("/");
    auto const tag = first.header("ETag");
    ASSERT_FALSE(tag.empty());
    auto const again = get("/", {{"If-None-Match", tag}});
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(again.header("ETag"), tag);
    EXPECT_EQ(get("/", {{"If-None-Match", "\"other\""}}).status, 200);
}

TEST_F(PageAssets, OfferOtherPagesTheElementOnly) {
    open();
    EXPECT_EQ(get("/linky-meter.js").header("Access-Control-Allow-Origin"), "*");
    for (auto const* path : {"/", "/api/status", "/assets/chart.js"})
        EXPECT_EQ(get(path).header("Access-Control-Allow-Origin"), "") << path;
}

TEST_F(PageAssets, AreTheCardBehindTheElementInOneFile) {
    open();
    auto const card = get("/linky-card.js").body;
    EXPECT_TRUE(card.starts_with(get("/linky-meter.js").body));
    EXPECT_NE(card.find("linky-card"), std::string::npos);
}

TEST_F(PageAssets, WeighLessThan300KilobytesInAll) {
    std::size_t weight = 0;
    for (auto const& asset : assets())
        weight += asset.gzip.view().size();
    EXPECT_LE(weight, 300U * 1024);
}

TEST_F(PageAssets, HoldNoScriptAndNoStyleInThePageItself) {
    open();
    auto const page = get("/").body;
    EXPECT_EQ(page.find("<style"), std::string::npos);
    EXPECT_EQ(page.find(" style="), std::string::npos);
    EXPECT_EQ(page.find(" onclick="), std::string::npos);
    for (auto at = page.find("<script"); at != std::string::npos; at = page.find("<script", at + 1))
        EXPECT_NE(page.substr(at, page.find('>', at) - at).find("src="), std::string::npos);
}

} // namespace
} // namespace enedis2mqtt::web::test
