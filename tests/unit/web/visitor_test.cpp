#include "web/visitor.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt::web {
namespace {

http::Headers with(std::string name, std::string value) {
    http::Headers headers;
    headers.set(std::move(name), std::move(value));
    return headers;
}

TEST(Visitor, ListensAtAnAddressAndAPort) {
    EXPECT_EQ(parse_listen("127.0.0.1:8199")->address, "127.0.0.1");
    EXPECT_EQ(parse_listen("[::]:80")->address, "::");
    EXPECT_EQ(parse_listen("[::1]:65535")->port, 65535);
    for (auto const* text :
         {"", ":80", "localhost", "localhost:", "localhost:65536", "localhost:-1", "localhost:80x"})
        EXPECT_TRUE(parse_listen(text).has_error()) << text;
}

TEST(Visitor, IsAtHomeOnLoopback) {
    for (auto const* address : {"127.0.0.1", "127.8.9.10", "::1", "localhost"})
        EXPECT_TRUE(is_loopback(address)) << address;
    for (auto const* address : {"0.0.0.0", "::", "10.0.0.1", "bridge", ""})
        EXPECT_FALSE(is_loopback(address)) << address;
}

TEST(Visitor, BringsItsCookie) {
    EXPECT_EQ(cookie(with("cookie", "a=1; session=xyz; b=2"), "session"), "xyz");
    EXPECT_EQ(cookie(with("Cookie", "session=xyz"), "session"), "xyz");
    EXPECT_EQ(cookie(with("Cookie", "mysession=xyz; session2=x; session"), "session"), "");
    EXPECT_EQ(cookie(with("Cookie", ";;; ;"), "session"), "");
}

TEST(Visitor, ComesByAPlainPathOfTheProxyOnly) {
    EXPECT_EQ(ingress_prefix(with("X-Ingress-Path", "/api/hassio_ingress/a-b_c/")),
              "/api/hassio_ingress/a-b_c");
    for (auto const* path : {"", "/", "x", "//evil.example", "/a;b", "/a b", "/a\"b", "https://evil.example"})
        EXPECT_EQ(ingress_prefix(with("X-Ingress-Path", path)), "") << path;
}

TEST(Visitor, KnowsThePageByTheNameItListensOn) {
    EXPECT_TRUE(is_own_host("linky.home:8199", "linky.home"));
    EXPECT_TRUE(is_own_host("", "127.0.0.1"));
    EXPECT_FALSE(is_own_host("linky.home:8199", "127.0.0.1"));
    EXPECT_FALSE(is_own_host("localhost.evil.example", "127.0.0.1"));
    EXPECT_FALSE(is_own_host("evillocalhost", "127.0.0.1"));
}

TEST(Visitor, FromAnotherSiteCanNotPretend) {
    auto headers = with("X-Requested-With", "enedis2mqtt");
    EXPECT_TRUE(is_from_our_page(headers));
    headers.set("Sec-Fetch-Site", "cross-site");
    EXPECT_FALSE(is_from_our_page(headers));
    EXPECT_FALSE(is_from_our_page(with("Sec-Fetch-Site", "same-origin")));
    EXPECT_FALSE(is_from_our_page(with("X-Requested-With", "XMLHttpRequest")));
}

} // namespace
} // namespace enedis2mqtt::web
