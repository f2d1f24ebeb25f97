#include "web/door.hpp"

#include "web/answers.hpp"
#include "web/visitor.hpp"

#include <enedis2mqtt/web/password.hpp>

namespace enedis2mqtt::web {
namespace {

constexpr std::string_view cookie_name = "enedis2mqtt_session";
constexpr std::size_t most_waiting = 4;
constexpr std::size_t longest_password = 1024;

Task<bool> look(Secret stored, std::string given) {
    co_return is_password(stored, given);
}

/// The cookie as Set-Cookie has it; an empty id takes it back.
std::string cookie_of(std::string const& id, Call const& call) {
    auto const age = id.empty() ? 0 : std::chrono::seconds{Sessions::longest_life}.count();
    return std::string{cookie_name} + "=" + id + "; Path=" + call.prefix +
           "/; Max-Age=" + std::to_string(age) + "; HttpOnly; SameSite=Strict" +
           (call.secure ? "; Secure" : "");
}

struct Counted {
    explicit Counted(std::size_t& of) : count(++of) {}
    Counted(Counted const&) = delete;
    Counted& operator=(Counted const&) = delete;
    ~Counted() { --count; }
    std::size_t& count;
};

} // namespace

void Door::close() {
    if (pool_)
        pool_->join();
}

bool Door::knows(http::Headers const& headers) {
    return sessions_.use(cookie(headers, cookie_name), clock_.now());
}

Task<Result<void>> Door::check(std::string address, std::string password) {
    if (auto const wait = attempts_.count(address, clock_.now()))
        co_return Error{ErrorCode::too_many_requests, "too many passwords were tried", *wait};
    if (looking_ >= most_waiting)
        co_return Error{ErrorCode::too_many_requests, "other passwords are being looked at",
                        std::chrono::seconds{1}};
    Counted const counted{looking_};
    bool right = false;
    if (is_argon2id(password_.reveal())) {
        if (!pool_)
            pool_.emplace(1U);
        auto looking = boost::asio::co_spawn(pool_->get_executor(), look(password_, std::move(password)),
                                             boost::asio::use_awaitable);
        right = co_await std::move(looking);
    } else {
        right = is_password(password_, password);
    }
    if (!right)
        co_return Error{ErrorCode::session_needed, "this is not the password"};
    attempts_.forgive(address);
    co_return Result<void>{};
}

Task<bool> Door::knows_password(http::ServerRequest const& request) {
    constexpr std::string_view scheme = "Basic ";
    auto const given = request.headers["Authorization"];
    if (!has_lock() || !given.starts_with(scheme))
        co_return false;
    auto digest = digest_of(given);
    if (digest == last_basic_)
        co_return true;
    auto const pair = from_base64(given.substr(scheme.size()));
    auto const colon = pair.find(':');
    if (colon == std::string::npos || pair.size() > longest_password)
        co_return false;
    auto checking = check(request.client_address, pair.substr(colon + 1));
    auto const checked = co_await std::move(checking);
    if (checked)
        last_basic_ = std::move(digest);
    co_return checked.has_value();
}

Task<http::Response> Door::log_in(Call call) {
    auto const body = object_in(call.request.body);
    if (!body)
        co_return error_answer(body.error(), call.language);
    auto const* const password = body->if_contains("password");
    if (password == nullptr || !password->is_string() || password->get_string().size() > longest_password)
        co_return error_answer({ErrorCode::request_invalid, "\"password\" is missing or no text"},
                               call.language);
    if (has_lock()) {
        auto checking = check(call.request.client_address, std::string{password->get_string()});
        auto const checked = co_await std::move(checking);
        if (!checked)
            co_return error_answer(checked.error(), call.language);
    }
    http::Response response{204};
    if (has_lock())
        response.headers.set("Set-Cookie", cookie_of(sessions_.open(clock_.now()), call));
    co_return response;
}

Task<http::Response> Door::log_out(Call call) {
    sessions_.close(cookie(call.request.headers, cookie_name));
    http::Response response{204};
    response.headers.set("Set-Cookie", cookie_of({}, call));
    co_return response;
}

void Door::add_routes(RouteTable& table) {
    table.add(Route{http::Method::post, "/api/session", Access::open,
                    [this](Call call) { return log_in(std::move(call)); }});
    table.add(Route{http::Method::del, "/api/session", Access::open,
                    [this](Call call) { return log_out(std::move(call)); }});
}

} // namespace enedis2mqtt::web
