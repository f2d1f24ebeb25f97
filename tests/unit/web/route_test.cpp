#include <enedis2mqtt/web/route.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt::web {
namespace {

using http::Method;

RouteTable table_of(std::vector<std::pair<Method, std::string>> const& routes) {
    RouteTable table;
    for (auto const& [method, pattern] : routes)
        table.add(Route{method, pattern, Access::open, {}});
    return table;
}

TEST(RouteTable, FindsTheRouteAndWhatStandsInItsPlaces) {
    auto const table = table_of({{Method::get, "/"},
                                 {Method::get, "/a/{id}"},
                                 {Method::get, "/a/{id}/b/{n}"},
                                 {Method::get, "/c/{rest...}"}});
    EXPECT_EQ(table.find(Method::get, "/").route, table.all()[0]);
    EXPECT_EQ(table.find(Method::get, "/a/42").captures, std::vector<std::string>{"42"});
    EXPECT_EQ(table.find(Method::get, "/a/42/b/7").captures, (std::vector<std::string>{"42", "7"}));
    EXPECT_EQ(table.find(Method::get, "/c/x/y").captures, std::vector<std::string>{"x/y"});
    for (auto const* path : {"", "a", "/a", "/a/", "/a/42/", "/a//b/7", "/A/42", "//"})
        EXPECT_FALSE(table.find(Method::get, path).route) << path;
}

TEST(RouteTable, AnswersHeadAsGet) {
    EXPECT_TRUE(table_of({{Method::get, "/"}}).find(Method::head, "/").route);
    EXPECT_FALSE(table_of({{Method::post, "/"}}).find(Method::head, "/").route);
}

TEST(RouteTable, NamesTheMethodsOfAPathThatHasOthers) {
    auto const table = table_of({{Method::post, "/x"}, {Method::del, "/x"}, {Method::get, "/y"}});
    EXPECT_EQ(table.find(Method::get, "/x").allow, "POST, DELETE");
    EXPECT_EQ(table.find(Method::other, "/y").allow, "GET, HEAD");
    EXPECT_EQ(table.find(Method::get, "/z").allow, "");
}

TEST(RouteTable, TakesTheFirstThatFits) {
    auto const table = table_of({{Method::get, "/x"}, {Method::get, "/{any}"}});
    EXPECT_EQ(table.find(Method::get, "/x").route, table.all()[0]);
    EXPECT_EQ(table.find(Method::get, "/y").route, table.all()[1]);
}

} // namespace
} // namespace enedis2mqtt::web
