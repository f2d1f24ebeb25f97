#pragma once

#include <enedis2mqtt/domain/advice.hpp>
#include <enedis2mqtt/http/server.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// What the page answers, as a table. Loop thread only.
namespace enedis2mqtt::web {

/// What a route sees of a request that was let through.
struct Call {
    explicit Call(http::ServerRequest asked) : request(std::move(asked)) {}
    http::ServerRequest request;
    std::vector<std::string> captures; ///< what stands in the place of each `{…}` of the pattern
    Language language = Language::fr;  ///< what the visitor likes better, else the configured one
    /// Where the browser sees the page's root: `` or `/api/ingress/xyz`. Only a trusted proxy names one.
    std::string prefix;
    bool secure = false;  ///< the browser speaks TLS, with us or with a trusted proxy
    bool trusted = false; ///< it comes from the trusted proxy, which has asked for a password itself
    bool authenticated = false;
};

enum class Access {
    open,   ///< for everyone: page, login, health, and the way back from a consent (a cookie that is
            ///< SameSite=Strict does not come along from another site)
    session ///< where a password is set, a session is needed
};

/// What a route takes as a body; another Content-Type gets 415.
enum class Takes { json, file };

using RouteHandler = std::function<Task<http::Response>(Call)>;

struct Route {
    /// `pattern`: path segments, `{name}` for any one of them, `{name...}` for the rest.
    Route(http::Method how, std::string where, Access who, RouteHandler what)
        : method(how), pattern(std::move(where)), access(who), handler(std::move(what)) {}
    http::Method method;
    std::string pattern;
    Access access;
    RouteHandler handler;
    Takes takes = Takes::json;
    std::size_t largest_body = 64UL * 1024;
};

/// Routes in the order they were added; the first that fits answers. A GET route answers HEAD, too.
class RouteTable {
public:
    struct Match {
        /// Null: no route for this method, or no such path. It outlives its place in the table, so that a
        /// table may change while a handler waits.
        std::shared_ptr<Route const> route;
        std::vector<std::string> captures;
        std::string allow; ///< the methods of the path; empty: no such path
    };

    void add(Route route) { routes_.push_back(std::make_shared<Route const>(std::move(route))); }
    Match find(http::Method method, std::string_view path) const;
    std::vector<std::shared_ptr<Route const>> const& all() const { return routes_; }

private:
    std::vector<std::shared_ptr<Route const>> routes_;
};

} // namespace enedis2mqtt::web
