#include "http/proxy.hpp"

#include <enedis2mqtt/base/secret.hpp>

#include <gtest/gtest.h>

#include <map>

namespace enedis2mqtt::http {
namespace {

using Variables = std::map<std::string, std::string>;

Result<ProxyRules> rules_of(Variables const& variables) {
    return ProxyRules::read([&](char const* name) -> char const* {
        auto const found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
    });
}

std::string way_to(std::string const& url, Variables const& variables) {
    auto const rules = rules_of(variables).value();
    auto const* proxy = rules.proxy_for(parse_url(url).value());
    return proxy ? proxy->host_and_port() : "direct";
}

TEST(ProxyRules, GoStraightWithoutAnyVariable) {
    EXPECT_EQ(way_to("https://source.test", {}), "direct");
}

TEST(ProxyRules, ChooseByScheme) {
    Variables const variables{{"HTTP_PROXY", "http://plain:3128"}, {"HTTPS_PROXY", "http://tls:3129/"}};
    EXPECT_EQ(way_to("http://source.test", variables), "plain:3128");
    EXPECT_EQ(way_to("https://source.test", variables), "tls:3129");
}

TEST(ProxyRules, PreferTheLowerCaseName) {
    EXPECT_EQ(way_to("https://source.test", {{"https_proxy", "http://a:1"}, {"HTTPS_PROXY", "http://b:2"}}),
              "a:1");
}

TEST(ProxyRules, TakeAProxyWithoutScheme) {
    EXPECT_EQ(way_to("https://source.test", {{"https_proxy", "cache:8080"}}), "cache:8080");
}

TEST(ProxyRules, NeverLeadToLoopbackThroughAProxy) {
    Variables const variables{{"http_proxy", "http://proxy:1"}};
    for (auto const* url : {"http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"})
        EXPECT_EQ(way_to(url, variables), "direct") << url;
}

TEST(ProxyRules, SendCredentialsAndHideThem) {
    auto const rules = rules_of({{"https_proxy", "http://me:p%40ss-word-long@proxy:1"}}).value();
    auto const* proxy = rules.proxy_for(parse_url("https://source.test").value());
    ASSERT_TRUE(proxy);
    EXPECT_EQ(proxy->authorization, "Basic bWU6cEBzcy13b3JkLWxvbmc=");
    EXPECT_EQ(redact("said p@ss-word-long").find("p@ss-word-long"), std::string::npos);
    EXPECT_EQ(redact(proxy->authorization).find("bWU6cEBzcy13b3JkLWxvbmc="), std::string::npos);
}

TEST(ProxyRules, RefuseAProxyThatIsNoHttpUrl) {
    for (auto const* proxy : {"socks5://proxy:1", "https://proxy:1", "http://", "http://proxy:99999",
                              "http://me:secret word@proxy"}) {
        auto const rules = rules_of({{"https_proxy", proxy}});
        ASSERT_TRUE(rules.has_error()) << proxy;
        EXPECT_EQ(rules.error().code, ErrorCode::bad_request);
        EXPECT_EQ(rules.error().message.find("secret"), std::string::npos);
    }
}

struct NoProxyCase {
    char const* no_proxy;
    char const* url;
    bool direct;
};

class NoProxy : public testing::TestWithParam<NoProxyCase> {};

TEST_P(NoProxy, Decides) {
    auto const& [no_proxy, url, direct] = GetParam();
    EXPECT_EQ(way_to(url, {{"http_proxy", "http://proxy:1"}, {"NO_PROXY", no_proxy}}),
              direct ? "direct" : "proxy:1");
}

INSTANTIATE_TEST_SUITE_P(Http, NoProxy,
                         testing::Values(NoProxyCase{"*", "http://source.test", true},
                                         NoProxyCase{"source.test", "http://source.test", true},
                                         NoProxyCase{"SOURCE.test", "http://Source.Test", true},
                                         NoProxyCase{"source.test", "http://api.source.test", true},
                                         NoProxyCase{".source.test", "http://api.source.test", true},
                                         NoProxyCase{"*.source.test", "http://api.source.test", true},
                                         NoProxyCase{"source.test", "http://resource.test", false},
                                         NoProxyCase{"a.test, source.test", "http://source.test", true},
                                         NoProxyCase{"source.test:8080", "http://source.test:8080", true},
                                         NoProxyCase{"source.test:8080", "http://source.test", false},
                                         NoProxyCase{"192.168.0.0/16", "http://192.168.3.4", true},
                                         NoProxyCase{"192.168.0.0/16", "http://192.169.3.4", false},
                                         NoProxyCase{"10.1.2.3", "http://10.1.2.3", true},
                                         NoProxyCase{"fd00::1", "http://[fd00::1]", true},
                                         NoProxyCase{"[fd00::1]:81", "http://[fd00::1]:80", false}));

} // namespace
} // namespace enedis2mqtt::http
