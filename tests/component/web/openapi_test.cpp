#include "component/web/page.hpp"
#include "web/routes.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace enedis2mqtt::web::test {
namespace {

struct Operation {
    std::string method;
    std::string path;
    std::string tag;
};

class OpenApi : public Page {
protected:
    std::vector<Operation> documented() {
        std::vector<Operation> all;
        auto const description = YAML::Load(get("/api/openapi.yaml").body);
        for (auto const& path : description["paths"])
            for (auto const* method : {"get", "post", "put", "delete"})
                if (auto const operation = path.second[method])
                    all.push_back(
                        {method, path.first.as<std::string>(), operation["tags"][0].as<std::string>()});
        return all;
    }

    static std::string filled(std::string path) {
        for (auto const& [name, value] : {std::pair{std::string{"{pdl}"}, pdl}, {"{file}", "chart.js"}})
            if (auto const at = path.find(name); at != std::string::npos)
                path.replace(at, name.size(), value);
        return path;
    }

    static std::string method_name(http::Method method) {
        return method == http::Method::get ? "get" : method == http::Method::del ? "delete" : "post";
    }
};

/// Those of consent and set-up are compared where they are made.
bool is_ours(Operation const& operation) {
    return operation.tag != "consent" && operation.tag != "setup";
}

TEST_F(OpenApi, DocumentsNothingThatIsNotThere) {
    open_with_meter();
    auto const operations = documented();
    EXPECT_GT(operations.size(), 20U);
    for (auto const& operation : operations) {
        if (!is_ours(operation) || operation.path == "/api/events")
            continue;
        auto method = operation.method;
        std::transform(method.begin(), method.end(), method.begin(),
                       [](unsigned char c) { return std::toupper(c); });
        auto const reply = send(method, filled(operation.path),
                                {{"X-Requested-With", "enedis2mqtt"}, {"Content-Type", "application/json"}});
        EXPECT_TRUE(reply.status != 404 && reply.status != 405 && reply.status != 500 && reply.status != 0)
            << method << ' ' << operation.path << ": " << reply.status;
    }
}

TEST_F(OpenApi, DocumentsEveryRoute) {
    open_with_meter();
    auto const operations = documented();
    Behind behind{loop.get_executor(), clock, options()};
    Door door{clock, Secret{}};
    RouteTable table;
    add_routes(table, behind, door);
    ASSERT_GT(table.all().size(), 15U);
    for (auto const& route : table.all()) {
        auto const path = route->pattern.starts_with("/assets/") ? "/assets/{file}" : route->pattern;
        EXPECT_TRUE(std::any_of(operations.begin(), operations.end(),
                                [&](Operation const& operation) {
                                    return operation.path == path &&
                                           operation.method == method_name(route->method);
                                }))
            << method_name(route->method) << ' ' << path;
    }
}

TEST_F(OpenApi, SaysWhichRoutesNeedNoSession) {
    open();
    auto const description = YAML::Load(get("/api/openapi.yaml").body);
    Behind behind{loop.get_executor(), clock, options()};
    Door door{clock, Secret{}};
    RouteTable table;
    add_routes(table, behind, door);
    for (auto const& route : table.all()) {
        auto const path = route->pattern.starts_with("/assets/") ? "/assets/{file}" : route->pattern;
        auto const security = description["paths"][path][method_name(route->method)]["security"];
        EXPECT_EQ(security.IsDefined(), route->access == Access::open) << path;
    }
}

} // namespace
} // namespace enedis2mqtt::web::test
