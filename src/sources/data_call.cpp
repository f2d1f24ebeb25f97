#include "sources/data_call.hpp"

#include <enedis2mqtt/base/log.hpp>

namespace enedis2mqtt::sources {
namespace {

std::string masked(std::string text, UsagePointId const& id) {
    for (auto at = text.find(id.text()); at != std::string::npos; at = text.find(id.text(), at))
        text.replace(at, id.text().size(), id.masked());
    return text;
}

} // namespace

Task<Result<http::Response>> data_call(Tools tools, std::string area, UsagePointId id, CallTurn& turn,
                                       http::Request request) {
    auto const logger = log::get(std::move(area));
    auto const shown_url = masked(request.url, id);
    request.headers.set("Accept", "application/json");
    http::Leave leave = [&turn] { return turn.admit(); };
    auto exchange = tools.http.send(std::move(request), std::move(leave));
    auto response = co_await std::move(exchange);
    if (!response) {
        logger.debug("GET {}: {}", shown_url, response.error().message);
        co_return response;
    }
    logger.debug("GET {}: {}, {} bytes", shown_url, response->status, response->body.size());
    logger.trace("{}", masked(response->body, id));
    co_return response;
}

std::string without_trailing_slash(std::string_view base_url) {
    auto const last = base_url.find_last_not_of('/');
    return std::string{base_url.substr(0, last == std::string_view::npos ? 0 : last + 1)};
}

} // namespace enedis2mqtt::sources
