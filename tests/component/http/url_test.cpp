#include "http/url.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt::http {
namespace {

TEST(Url, IsTakenApart) {
    auto const url = parse_url("https://Conso.Example/api/daily?start=2026-11-22&end=2026-11-23#top").value();
    EXPECT_TRUE(url.tls);
    EXPECT_EQ(url.host, "conso.example");
    EXPECT_EQ(url.port, 443);
    EXPECT_EQ(url.target, "/api/daily?start=2026-11-22&end=2026-11-23");
    EXPECT_EQ(url.authority(), "conso.example");
    EXPECT_EQ(url.host_and_port(), "conso.example:443");
    EXPECT_EQ(url.origin(), "https://conso.example:443");
}

TEST(Url, NamesAPortThatIsNotTheSchemesOwn) {
    EXPECT_EQ(parse_url("http://localhost:8080").value().authority(), "localhost:8080");
    EXPECT_EQ(parse_url("https://localhost:80").value().authority(), "localhost:80");
}

TEST(Url, WithoutAPathAsksForTheRoot) {
    EXPECT_EQ(parse_url("http://localhost").value().target, "/");
    EXPECT_EQ(parse_url("http://localhost?a=b").value().target, "/?a=b");
}

TEST(Url, KeepsAnAddressOfVersion6InBrackets) {
    auto const url = parse_url("http://[::1]:8080/x").value();
    EXPECT_EQ(url.host, "::1");
    EXPECT_EQ(url.authority(), "[::1]:8080");
}

class UrlRefusal : public testing::TestWithParam<char const*> {};

TEST_P(UrlRefusal, IsABadRequest) {
    auto const url = parse_url(GetParam());
    ASSERT_TRUE(url.has_error());
    EXPECT_EQ(url.error().code, ErrorCode::bad_request);
}

INSTANTIATE_TEST_SUITE_P(Http, UrlRefusal,
                         testing::Values("", "localhost", "/path", "ftp://host/", "http://", "http:///path",
                                         "http://host:0/", "http://host:99999/", "http://host/a b",
                                         "http://user:password@host/"));

TEST(Url, ARefusalShowsNeitherCredentialsNorPathNorQuery) {
    for (auto const* text :
         {"ftp://me:hunter2@host/12345678901234?token=abc", "ftp://host?12345678901234", "ho st?abc"}) {
        auto const message = parse_url(text).error().message;
        EXPECT_EQ(message.find("hunter2"), std::string::npos) << message;
        EXPECT_EQ(message.find("12345678901234"), std::string::npos) << message;
        EXPECT_EQ(message.find("abc"), std::string::npos) << message;
        EXPECT_NE(message.find("ho"), std::string::npos) << message;
    }
}

TEST(RequestTarget, IsDecoded) {
    auto const target =
        parse_request_target("/a%20b/c%2Fd?name=Mai%73on+bleue&flag&empty=&name=x%26y").value();
    EXPECT_EQ(target.path, "/a b/c/d");
    using Pairs = std::vector<std::pair<std::string, std::string>>;
    EXPECT_EQ(target.query, (Pairs{{"name", "Maison bleue"}, {"flag", ""}, {"empty", ""}, {"name", "x&y"}}));
}

TEST(RequestTarget, OfAProxysClientIsAbsolute) {
    EXPECT_EQ(parse_request_target("http://source.test:80/x?y=1").value().path, "/x");
}

TEST(RequestTarget, ThatIsNoneIsRefused) {
    EXPECT_FALSE(parse_request_target("*"));
    EXPECT_FALSE(parse_request_target("/%zz"));
    EXPECT_FALSE(parse_request_target("relative"));
}

} // namespace
} // namespace enedis2mqtt::http
