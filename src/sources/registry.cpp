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
    CallLimits (*limits)(config::Providers const& providers);
};

CallLimits configured(config::Provider const& provider) {
    CallLimits limits;
    limits.per_day = provider.daily_calls;
    limits.per_hour = provider.calls_per_hour;
    limits.per_second = provider.calls_per_second;
    return limits;
}

constexpr std::array rows{
    Row{"conso_api",
        [](config::Providers const& p, Tools tools) { return create_conso_api(p.conso_api, tools); },
        [](config::Providers const& p) { return configured(p.conso_api); }},
    Row{"my_electrical_data",
        [](config::Providers const& p, Tools tools) {
            return create_my_electrical_data(p.my_electrical_data, tools);
        },
        // Source: docs/reference/enedis-api.md section 3: "per user, UTC day".
        [](config::Providers const& p) {
            auto limits = configured(p.my_electrical_data);
            limits.day = QuotaDay::utc;
            return limits;
        }},
    Row{"enedis", [](config::Providers const& p, Tools tools) { return create_enedis(p.enedis, tools); },
        // Source: docs/reference/enedis-api.md section 3: v5 counts the hour per application, 2026 per API.
        [](config::Providers const& p) {
            auto limits = configured(p.enedis);
            limits.hour_per_api = p.enedis.generation_2026;
            return limits;
        }},
};

} // namespace

CallLimits call_limits(std::string_view name, config::Providers const& providers) {
    for (auto const& row : rows)
        if (row.name == name)
            return row.limits(providers);
    return {};
}

std::unique_ptr<Provider> create_provider(std::string_view name, config::Providers const& providers,
                                          Tools tools) {
    for (auto const& row : rows)
        if (row.name == name)
            return row.create(providers, tools);
    return nullptr;
}

} // namespace enedis2mqtt::sources
