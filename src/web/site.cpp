#include "web/answers.hpp"
#include "web/routes.hpp"
#include "web/visitor.hpp"

#include <enedis2mqtt/base/log.hpp>

namespace enedis2mqtt::web {
namespace {

using http::Method;
using http::Response;
using http::ServerRequest;

constexpr std::size_t usual_body = 64UL * 1024;
constexpr std::size_t most_connections_of_client = 128;

bool changes_something(Method method) {
    return method != Method::get && method != Method::head;
}

bool is_wanted_type(Takes takes, http::Headers const& headers, bool has_body) {
    auto const type = headers["Content-Type"];
    if (takes == Takes::file || (!has_body && type.empty()))
        return true;
    return type.starts_with("application/json");
}

void harden(http::Headers& headers) {
    auto const otherwise = [&](char const* name, char const* value) {
        if (headers[name].empty())
            headers.set(name, value);
    };
    otherwise("Cache-Control", "no-store");
    headers.set(
        "Content-Security-Policy",
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'self'");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("X-Frame-Options", "SAMEORIGIN");
}

/// Everything that answers; it lives until the last connection has ended.
class Desk {
public:
    Desk(boost::asio::any_io_executor executor, Clock& clock, SiteOptions options, std::string address)
        : behind(executor, clock, std::move(options)), door_(clock, behind.options.password),
          address_(std::move(address)) {
        build_table();
    }

    Behind behind;

    void build_table() {
        RouteTable table;
        add_routes(table, behind, door_);
        if (behind.tools())
            for (auto const& route : behind.tools()->routes)
                table.add(route);
        for (auto const& route : behind.options.routes)
            table.add(route);
        table_ = std::move(table);
    }

    void close() { door_.close(); }

    std::size_t body_limit(ServerRequest const& head) {
        auto const match = table_.find(head.method, path_of(head));
        if (!match.route)
            return usual_body;
        return match.route->largest_body > usual_body && !introduce(head).authenticated
                   ? usual_body
                   : match.route->largest_body;
    }

    Response refusal(int status) {
        auto const code = status == 400 ? ErrorCode::request_invalid : ErrorCode::request_too_large;
        auto response = error_answer(status, {code, {}}, behind.language());
        harden(response.headers);
        return response;
    }

    Task<Response> answer(ServerRequest request) {
        auto answering = route(std::move(request));
        auto response = co_await std::move(answering);
        harden(response.headers);
        co_return response;
    }

private:
    bool is_trusted(ServerRequest const& request) const {
        auto const& proxy = behind.options.trusted_proxy;
        return !proxy.empty() && request.client_address == proxy;
    }

    /// Without the prefix, where a proxy passes it on.
    std::string_view path_of(ServerRequest const& request) const {
        std::string_view path = request.path;
        if (!is_trusted(request))
            return path;
        auto const prefix = ingress_prefix(request.headers);
        if (!prefix.empty() && path.starts_with(prefix + '/'))
            path.remove_prefix(prefix.size());
        return path;
    }

    Call introduce(ServerRequest asked) {
        Call call{std::move(asked)};
        auto const& request = call.request;
        call.language = language_of(request, behind.language());
        call.trusted = is_trusted(request);
        if (call.trusted)
            call.prefix = ingress_prefix(request.headers);
        call.secure = request.secure || (call.trusted && request.headers["X-Forwarded-Proto"] == "https");
        call.authenticated = call.trusted || (door_.has_lock() ? door_.knows(request.headers)
                                                               : is_loopback(request.client_address));
        return call;
    }

    /// Why the request is not let through to its route.
    std::optional<Response> objection(Call const& call, Route const& route) const {
        auto const& request = call.request;
        auto const refused = [&](int status, ErrorCode code, char const* why) {
            return error_answer(status, {code, why}, call.language);
        };
        auto const is_asked_by_name = route.pattern != "/health" && !door_.has_lock() && !call.trusted;
        if (is_asked_by_name && !is_own_host(request.headers["Host"], address_))
            return refused(403, ErrorCode::request_foreign, "the Host header names another machine");
        if (changes_something(request.method) && !is_from_our_page(request.headers))
            return refused(403, ErrorCode::request_foreign,
                           "no X-Requested-With: enedis2mqtt, or another site");
        if (route.access == Access::session && !call.authenticated)
            return refused(401, ErrorCode::session_needed, "no session");
        if (changes_something(request.method) &&
            !is_wanted_type(route.takes, request.headers, !request.body.empty()))
            return refused(415, ErrorCode::request_invalid, "the Content-Type is not application/json");
        if (request.body.size() > route.largest_body)
            return refused(413, ErrorCode::request_too_large, "the body is too large");
        return std::nullopt;
    }

    Task<Response> route(ServerRequest request) {
        static auto const logger = log::get("web");
        auto call = introduce(std::move(request));
        auto const match = table_.find(call.request.method, path_of(call.request));
        if (!match.route) {
            auto response =
                error_answer(match.allow.empty() ? 404 : 405,
                             {match.allow.empty() ? ErrorCode::not_found : ErrorCode::request_invalid,
                              "no such address or method"},
                             call.language);
            if (!match.allow.empty())
                response.headers.set("Allow", match.allow);
            co_return response;
        }
        if (auto refused = objection(call, *match.route))
            co_return *std::move(refused);
        call.captures = match.captures;
        auto const language = call.language;
        try {
            auto handling = match.route->handler(std::move(call));
            co_return co_await std::move(handling);
        } catch (std::exception const&) {
            auto const text = failure_text(std::current_exception());
            if (text.empty())
                throw; // cancelled
            logger.error("{}: {}", match.route->pattern, text);
        }
        co_return error_answer({ErrorCode::internal, {}}, language);
    }

    Door door_;
    std::string address_;
    RouteTable table_;
};

Task<Response> serve(std::shared_ptr<Desk> desk, ServerRequest request) {
    auto answering = desk->answer(std::move(request));
    co_return co_await std::move(answering);
}

class ServedSite final : public Site {
public:
    ServedSite(std::shared_ptr<Desk> desk, std::unique_ptr<http::Server> server)
        : desk_(std::move(desk)), server_(std::move(server)) {}
    ~ServedSite() override {
        ServedSite::stop();
        desk_->close();
    }

    std::uint16_t port() const override { return server_->port(); }
    Sink& board() override { return *desk_->behind.board; }
    void broker(std::optional<Error> trouble) override { desk_->behind.board->broker(std::move(trouble)); }
    void attach(SiteTools tools, Appearance appearance) override {
        desk_->behind.come(std::move(tools));
        desk_->behind.appearance = std::move(appearance);
        change();
    }
    void detach() override {
        desk_->behind.go();
        change();
    }
    Task<void> settle() override { return desk_->behind.settle(); }
    void stop() override {
        server_->stop();
        desk_->behind.go();
    }

private:
    void change() {
        desk_->build_table();
        desk_->behind.board->service_changed();
    }

    std::shared_ptr<Desk> desk_;
    std::unique_ptr<http::Server> server_;
};

} // namespace

Result<std::unique_ptr<Site>> create_site(boost::asio::any_io_executor executor, Clock& clock,
                                          SiteOptions options) {
    auto const listen = parse_listen(options.listen);
    if (!listen)
        return listen.error();
    if (!is_loopback(listen->address) && options.password.empty() && options.trusted_proxy.empty())
        return Error{ErrorCode::bad_request,
                     "web.listen '" + options.listen +
                         "' is beyond loopback and needs web.password or web.trusted_proxy"};
    http::ServerOptions server;
    server.address = listen->address;
    server.port = listen->port;
    server.certificate_file = options.certificate_file;
    server.key_file = options.key_file;
    server.most_connections_of_client = most_connections_of_client;
    auto desk = std::make_shared<Desk>(executor, clock, std::move(options), listen->address);
    server.body_limit = [desk](ServerRequest const& head) { return desk->body_limit(head); };
    server.refusal = [desk](int status) { return desk->refusal(status); };
    auto listener = http::listen(executor, std::move(server),
                                 [desk](ServerRequest request) { return serve(desk, std::move(request)); });
    if (!listener)
        return listener.error();
    return std::make_unique<ServedSite>(std::move(desk), std::move(*listener));
}

} // namespace enedis2mqtt::web
