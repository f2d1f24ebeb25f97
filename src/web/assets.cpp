#include "web/assets.hpp"

namespace enedis2mqtt::web {
namespace {

/// `gzip;q=0` forbids it; everything else that names it allows it.
bool takes_gzip(std::string_view accepted) {
    auto const at = accepted.find("gzip");
    if (at == std::string_view::npos)
        return false;
    auto const rest = accepted.substr(at + 4, accepted.substr(at + 4).find(','));
    auto const quality = rest.find("q=0");
    return quality == std::string_view::npos ||
           rest.find_first_of("123456789", quality + 3) != std::string_view::npos;
}

http::Response answer_with(Asset const& asset, http::Headers const& asked) {
    http::Response response{200};
    response.headers.set("ETag", std::string{asset.tag});
    response.headers.set("Cache-Control", "no-cache");
    response.headers.set("Vary", "Accept-Encoding");
    // Other pages of the house use the element and the card; both are public code.
    if (asset.path.starts_with("/linky-"))
        response.headers.set("Access-Control-Allow-Origin", "*");
    if (asked["If-None-Match"].find(asset.tag) != std::string_view::npos) {
        response.status = 304;
        return response;
    }
    response.headers.set("Content-Type", std::string{asset.content_type});
    auto const gzip = takes_gzip(asked["Accept-Encoding"]);
    if (gzip)
        response.headers.set("Content-Encoding", "gzip");
    response.body = (gzip ? asset.gzip : asset.plain).view();
    return response;
}

} // namespace

void add_asset_routes(RouteTable& table) {
    for (auto const& asset : assets())
        table.add(Route{http::Method::get, std::string{asset.path}, Access::open,
                        [&asset](Call call) -> Task<http::Response> {
                            co_return answer_with(asset, call.request.headers);
                        }});
}

} // namespace enedis2mqtt::web
