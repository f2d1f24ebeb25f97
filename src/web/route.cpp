#include <enedis2mqtt/web/route.hpp>

#include <array>
#include <optional>

namespace enedis2mqtt::web {
namespace {

std::string_view next_segment(std::string_view& path) {
    auto const end = path.find('/', 1);
    auto const segment = path.substr(0, end);
    path.remove_prefix(segment.size());
    return segment;
}

/// What the `{…}` of the pattern stand for; nothing when the path is another one.
std::optional<std::vector<std::string>> captures_of(std::string_view pattern, std::string_view path) {
    std::vector<std::string> captures;
    while (!pattern.empty()) {
        if (path.empty() || path.front() != '/')
            return std::nullopt;
        auto const wanted = next_segment(pattern);
        if (wanted.ends_with("...}")) {
            captures.emplace_back(path.substr(1));
            return captures;
        }
        auto const given = next_segment(path);
        if (wanted.starts_with("/{") && given.size() > 1)
            captures.emplace_back(given.substr(1));
        else if (wanted != given)
            return std::nullopt;
    }
    if (!path.empty())
        return std::nullopt;
    return captures;
}

std::string_view name_of(http::Method method) {
    switch (method) {
    case http::Method::get:
        return "GET, HEAD";
    case http::Method::post:
        return "POST";
    case http::Method::put:
        return "PUT";
    case http::Method::del:
        return "DELETE";
    case http::Method::head:
        return "HEAD";
    case http::Method::other:
        break;
    }
    return "";
}

} // namespace

RouteTable::Match RouteTable::find(http::Method method, std::string_view path) const {
    if (method == http::Method::head)
        method = http::Method::get;
    Match match;
    for (auto const& route : routes_) {
        auto captures = captures_of(route->pattern, path);
        if (!captures)
            continue;
        if (route->method == method)
            return {route, *std::move(captures), {}};
        match.allow += match.allow.empty() ? "" : ", ";
        match.allow += name_of(route->method);
    }
    return match;
}

} // namespace enedis2mqtt::web
