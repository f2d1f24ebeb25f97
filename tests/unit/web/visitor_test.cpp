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

TEST(Visitor, IsAnsweredInTheLanguageItLikesBetter) {
    auto const spoken = [](char const* accepted, Language configured) {
        http::ServerRequest request;
        request.headers = with("Accept-Language", accepted);
        return language_of(request, configured);
    };
    for (auto const configured : {Language::fr, Language::en}) {
        for (auto const* french : {"fr", "fr-CA", "FR-fr,en;q=0.9", "en;q=0.3, fr;q=0.4", "de, fr;q=0.2",
                                   "fr ; q=1.0 , en;q=0.999", "en;q=0, *", "en;q=0.5,fr-FR;q=0.9,fr;q=0.1"})
            EXPECT_EQ(spoken(french, configured), Language::fr) << french;
        for (auto const* english : {"en", "en-GB,fr;q=0.9", "fr;q=0.1,*;q=0.5", "de,en;q=0.1"})
            EXPECT_EQ(spoken(english, configured), Language::en) << english;
        for (auto const* open :
             {"", "*", "de", "fr,en", "fr;q=0,en;q=0", "french", ",;,=", ";q=1", "fr;q=x,en;q=1"})
            EXPECT_EQ(spoken(open, configured), configured) << open;
    }
}

TEST(Visitor, AsksForALanguageByAParameterFirst) {
    http::ServerRequest request;
    request.headers = with("Accept-Language", "fr");
    request.query = {{"language", "en"}};
    EXPECT_EQ(language_of(request, Language::fr), Language::en);
    request.query = {{"language", "klingon"}};
    EXPECT_EQ(language_of(request, Language::en), Language::fr);
}

} // namespace
} // namespace enedis2mqtt::web
