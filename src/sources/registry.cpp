#include "sources/conso_api_source.hpp"
#include "sources/enedis_source.hpp"
#include "sources/my_electrical_data_source.hpp"

#include <enedis2mqtt/sources/registry.hpp>

#include <array>

namespace enedis2mqtt::sources {
namespace {

struct Row {
    std::string_view name;
    std::unique_ptr<Provider> (*create)(config::Providers const& providers, Tools tools);
};

constexpr std::array rows{
    Row{"conso_api",
        [](config::Providers const& p, Tools tools) { return create_conso_api(p.conso_api, tools); }},
    Row{"my_electrical_data",
        [](config::Providers const& p, Tools tools) {
            return create_my_electrical_data(p.my_electrical_data, tools);
        }},
    Row{"enedis", [](config::Providers const& p, Tools tools) { return create_enedis(p.enedis, tools); }},
};

} // namespace

std::unique_ptr<Provider> create_provider(std::string_view name, config::Providers const& providers,
                                          Tools tools) {
    for (auto const& row : rows)
        if (row.name == name)
            return row.create(providers, tools);
    return nullptr;
}

} // namespace enedis2mqtt::sources
