#include "sources/enedis_auth.hpp"

#include "sources/data_call.hpp"
#include "sources/error_decode.hpp"
#include "sources/text_encoding.hpp"

#include <enedis2mqtt/base/log.hpp>

#include <boost/asio/redirect_error.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <charconv>

namespace enedis2mqtt::sources {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds margin = 5min;
constexpr std::chrono::seconds usual_life = 3h + 30min; ///< when `expires_in` is not told
constexpr std::chrono::seconds longest_life = 24h;

/// `expires_in` is documented as a text and was seen as a number.
std::optional<std::chrono::seconds> life_of(boost::json::value const* expires_in) {
    if (!expires_in || expires_in->is_null())
        return usual_life;
    std::int64_t seconds = 0;
    if (auto const* text = expires_in->if_string()) {
        auto const* const last = text->data() + text->size();
        if (std::from_chars(text->data(), last, seconds).ptr != last || text->empty())
            return std::nullopt;
    } else if (expires_in->is_int64()) {
        seconds = expires_in->get_int64();
    } else {
        return std::nullopt;
    }
    return std::clamp(std::chrono::seconds{seconds}, 0s, longest_life);
}

} // namespace

struct EnedisAuth::Renewal {
    explicit Renewal(boost::asio::any_io_executor const& executor)
        : done(executor, boost::asio::steady_timer::time_point::max()) {}
    boost::asio::steady_timer done; ///< cancelled when the outcome is there
    std::optional<Result<std::string>> outcome;
};

/// While it lives its owner renews; those who wait go on when it ends, however it ends.
class EnedisAuth::Turn {
public:
    Turn(EnedisAuth& auth, std::shared_ptr<Renewal> mine) : auth_(auth), mine_(std::move(mine)) {
        auth_.renewal_ = mine_;
    }
    Turn(Turn const&) = delete;
    Turn& operator=(Turn const&) = delete;
    ~Turn() {
        auth_.renewal_.reset();
        mine_->done.cancel();
    }
    Result<std::string> share(Result<std::string> outcome) {
        // A renewal cut short tells the others nothing: one of them takes the next turn.
        if (outcome || outcome.error().code != ErrorCode::cancelled)
            mine_->outcome = outcome;
        return outcome;
    }

private:
    EnedisAuth& auth_;
    std::shared_ptr<Renewal> mine_;
};

EnedisAuth::EnedisAuth(http::Client& http, Clock const& clock, config::Enedis const& settings)
    : http_(http), clock_(clock), url_(without_trailing_slash(settings.base_url) + "/oauth2/v3/token"),
      client_id_(settings.client_id), client_secret_(settings.client_secret) {}

Task<Result<std::string>> EnedisAuth::token() {
    auto const executor = co_await boost::asio::this_coro::executor;
    while (!held_ || clock_.now() >= held_->renew_at) {
        auto const under_way = renewal_;
        if (!under_way)
            break;
        boost::system::error_code woken;
        co_await under_way->done.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
        auto const state = co_await boost::asio::this_coro::cancellation_state;
        if (state.cancelled() != boost::asio::cancellation_type::none)
            co_return Error{ErrorCode::cancelled, "stopped while waiting for a token"};
        if (under_way->outcome)
            co_return *under_way->outcome;
    }
    if (held_ && clock_.now() < held_->renew_at)
        co_return held_->text;

    if (failure_ && clock_.now() < failed_until_)
        co_return *failure_;

    Turn turn{*this, std::make_shared<Renewal>(executor)};
    auto request = token_request();
    auto exchange = http_.send(std::move(request));
    auto response = co_await std::move(exchange);
    if (!response)
        co_return turn.share(remember(response.error()));
    auto fresh = read(*response);
    log::get("source.enedis").debug("POST {}: {}", url_, response->status);
    if (!fresh)
        co_return turn.share(remember(fresh.error()));
    held_ = *fresh;
    failure_.reset();
    co_return turn.share(held_->text);
}

// The next data set, and the next meter, would meet the same answer: one call a minute says it all.
Error EnedisAuth::remember(Error error) {
    if (error.code == ErrorCode::cancelled)
        return error;
    failure_ = error;
    failed_until_ = clock_.now() + error.retry_after.value_or(std::chrono::minutes{1});
    return error;
}

void EnedisAuth::forget(std::string const& refused) {
    if (held_ && held_->text == refused)
        held_.reset();
}

http::Request EnedisAuth::token_request() const {
    http::Request request{http::Method::post, url_};
    request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    request.headers.set("Accept", "application/json");
    // In the body: credentials in the query string stopped working without notice in July 2026.
    request.body = "grant_type=client_credentials&client_id=" + url_encoded(client_id_) +
                   "&client_secret=" + url_encoded(client_secret_.reveal());
    return request;
}

Result<EnedisAuth::Held> EnedisAuth::read(http::Response const& response) const {
    if (response.status != 200)
        return decode_error(response, Dialect::enedis_token, clock_.now());
    boost::system::error_code broken;
    auto const body = boost::json::parse(response.body, broken);
    auto const* const object = broken ? nullptr : body.if_object();
    auto const* const token = object ? object->if_contains("access_token") : nullptr;
    if (!token || !token->is_string() || token->get_string().empty()) {
        auto error = decode_error(response, Dialect::enedis_token, clock_.now());
        // The body of a success may hold the token in a shape we do not know: quote nothing of it.
        if (error.code == ErrorCode::not_understood)
            error.message = "Enedis' token endpoint answered 200 without access_token";
        return error;
    }
    auto const life = life_of(object->if_contains("expires_in"));
    if (!life)
        return Error{ErrorCode::not_understood,
                     "Enedis' token endpoint answered an expires_in that is no number"};
    return Held{std::string{token->get_string().data(), token->get_string().size()},
                clock_.now() + std::max(*life - margin, 0s)};
}

} // namespace enedis2mqtt::sources
