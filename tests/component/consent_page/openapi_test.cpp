#include "component/consent_page/consent_page.hpp"

#include <enedis2mqtt/web/setup.hpp>

#include <yaml-cpp/yaml.h>

#include <set>

namespace enedis2mqtt::web::test {
namespace {

using ConsentOpenApi = ConsentPages;

TEST_F(ConsentOpenApi, DocumentsTheseRoutesAndNoOthers) {
    open_page();
    config::Environment const environment;
    SetupTools tools{clock, paris(), environment};
    auto routes = setup_routes(std::move(tools));
    for (auto& route : consent->routes())
        routes.push_back(std::move(route));

    std::set<std::string> made, described;
    for (auto const& route : routes)
        made.insert((route.method == http::Method::get ? "get " : "post ") + route.pattern +
                    (route.access == Access::open ? " open" : ""));
    auto const description = YAML::Load(get("/api/openapi.yaml").body);
    for (auto const& path : description["paths"])
        for (auto const& operation : path.second) {
            if (!operation.second.IsMap() || !operation.second["tags"])
                continue;
            auto const tag = operation.second["tags"][0].as<std::string>();
            if (tag == "consent" || tag == "setup")
                described.insert(operation.first.as<std::string>() + ' ' + path.first.as<std::string>() +
                                 (operation.second["security"] ? " open" : ""));
        }
    EXPECT_EQ(made, described);
}

} // namespace
} // namespace enedis2mqtt::web::test
