#include "home_assistant/protocol.hpp"

#include <enedis2mqtt/home_assistant/session.hpp>

#include <algorithm>

namespace enedis2mqtt::home_assistant {
namespace {

namespace json = boost::json;

// 320 KB a message; Home Assistant reads up to 4 MiB, and the size makes no difference to it.
constexpr std::size_t rows_per_message = 5000;
// Twelve times 10 s: what a small machine took to store two years, tenfold.
constexpr int patience_with_barrier = 12;
// Of one answer: two years of hours are 1.2 MB.
constexpr auto years_per_question = std::chrono::days{5 * 366};
// Nothing else is subscribed to; whoever talks on is no Home Assistant.
constexpr int most_messages_between = 100;
constexpr int forbidden = 403;
constexpr int switching_protocols = 101;

/// What the way there has to say, in the words of the statistics' status.
Error away(Error const& error) {
    if (error.code == ErrorCode::cancelled || error.code == ErrorCode::internal)
        return error;
    return Error{ErrorCode::home_assistant_unreachable, error.message};
}

class WebSocketSession final : public Session {
public:
    WebSocketSession(std::unique_ptr<http::WebSocket> socket) : socket_(std::move(socket)) {}

    std::string const& version() const override { return version_; }
    std::string const& currency() const override { return currency_; }

    Task<Result<void>> begin(Secret token) {
        auto greeting = hear();
        auto greeted = co_await std::move(greeting);
        if (!greeted)
            co_return greeted.error();
        if (text_at(*greeted, "type") != "auth_required")
            co_return Error{ErrorCode::home_assistant_unreachable, "the greeting is not Home Assistant's"};
        auto identifying = socket_->send(auth_message(token));
        if (auto const sent = co_await std::move(identifying); !sent)
            co_return away(sent.error());
        auto hearing = hear();
        auto verdict = co_await std::move(hearing);
        if (!verdict)
            co_return verdict.error();
        if (text_at(*verdict, "type") != "auth_ok")
            co_return Error{ErrorCode::home_assistant_token_invalid, text_at(*verdict, "message")};
        co_return Result<void>{};
    }

    /// Who we are, and who answers: as an app the greeting is the Supervisor's.
    Task<Result<void>> learn() {
        auto asking = ask(command_message(++last_id_, "auth/current_user"));
        auto const user = co_await std::move(asking);
        if (!user)
            co_return user.error();
        auto const* const admin = user->is_object() ? user->get_object().if_contains("is_admin") : nullptr;
        if (admin == nullptr || !admin->is_bool() || !admin->get_bool())
            co_return Error{ErrorCode::home_assistant_not_admin,
                            "the token is that of " + text_at(*user, "name")};
        auto asking_on = ask(command_message(++last_id_, "get_config"));
        auto const config = co_await std::move(asking_on);
        if (!config)
            co_return config.error();
        version_ = text_at(*config, "version");
        currency_ = text_at(*config, "currency");
        new_form_ = speaks_new_form(version_);
        co_return Result<void>{};
    }

    Task<Result<std::vector<KnownStatistic>>> known(std::vector<std::string> ids) override {
        auto asking = ask(metadata_message(++last_id_, ids));
        auto const result = co_await std::move(asking);
        if (!result)
            co_return result.error();
        co_return metadata_in(*result);
    }

    Task<Result<std::vector<StatisticRow>>> rows(Statistic statistic, Interval within) override {
        std::vector<StatisticRow> all;
        while (!within.empty()) {
            Interval const piece{within.start,
                                 std::min<Instant>(within.start + years_per_question, within.end)};
            auto asking = ask(rows_message(++last_id_, statistic, piece));
            auto const result = co_await std::move(asking);
            if (!result)
                co_return result.error();
            // It also counts a row in which the piece begins.
            for (auto const& row : rows_in(*result, statistic))
                if (piece.contains(row.start))
                    all.push_back(row);
            within.start = piece.end;
        }
        std::ranges::sort(all, {}, &StatisticRow::start);
        co_return std::move(all);
    }

    Task<Result<void>> import(Statistic statistic, std::span<StatisticRow const> rows) override {
        do {
            auto const piece = rows.first(std::min(rows.size(), rows_per_message));
            auto asking = ask(import_message(++last_id_, statistic, piece, new_form_));
            if (auto const done = co_await std::move(asking); !done)
                co_return done.error();
            rows = rows.subspan(piece.size());
        } while (!rows.empty());
        co_return Result<void>{};
    }

    Task<Result<void>> settle(Statistic statistic) override {
        for (int tries = 0; tries < patience_with_barrier; ++tries) {
            auto asking = ask(barrier_message(++last_id_, statistic, new_form_));
            auto const done = co_await std::move(asking);
            if (done)
                co_return Result<void>{};
            if (done.error().code != ErrorCode::timeout)
                co_return done.error();
        }
        co_return Error{ErrorCode::home_assistant_unreachable, "it stores what it was sent too slowly"};
    }

    Task<Result<void>> clear(std::string id) override {
        auto asking = ask(clear_message(++last_id_, id));
        // Late is done as well: what is queued is done in its order.
        if (auto const done = co_await std::move(asking); !done && done.error().code != ErrorCode::timeout)
            co_return done.error();
        co_return Result<void>{};
    }

    Task<void> close() override { return socket_->close(); }

private:
    Task<Result<json::value>> hear() {
        auto receiving = socket_->receive();
        auto const text = co_await std::move(receiving);
        if (!text)
            co_return away(text.error());
        auto message = parse_message(*text);
        if (!message)
            co_return Error{ErrorCode::home_assistant_unreachable, message.error().message};
        co_return json::value(std::move(*message)); // braces would make an array of it
    }

    /// The result of the command in `message`, whose id is the last one.
    Task<Result<json::value>> ask(std::string message) {
        auto sending = socket_->send(std::move(message));
        if (auto const sent = co_await std::move(sending); !sent)
            co_return away(sent.error());
        for (int heard = 0; heard < most_messages_between; ++heard) {
            auto hearing = hear();
            auto const answer = co_await std::move(hearing);
            if (!answer)
                co_return answer.error();
            auto const& members = answer->get_object();
            auto const* const id = members.if_contains("id");
            if (id != nullptr && id->is_int64() && id->get_int64() == last_id_ &&
                text_at(*answer, "type") == "result")
                co_return result_of(members);
        }
        co_return Error{ErrorCode::home_assistant_unreachable, "it does not answer what it was asked"};
    }

    std::unique_ptr<http::WebSocket> socket_;
    std::string version_;
    std::string currency_;
    bool new_form_ = true;
    int last_id_ = 0;
};

} // namespace

Task<Result<std::unique_ptr<Session>>> open_session(Dial dial, Access access, std::string user_agent) {
    http::WebSocketOptions options;
    options.user_agent = std::move(user_agent);
    options.ca_file = access.ca_file;
    auto dialing = dial(access.url + "/api/websocket", std::move(options));
    auto opening = co_await std::move(dialing);
    if (!opening)
        co_return away(opening.error());
    if (opening->status == forbidden)
        co_return Error{ErrorCode::home_assistant_blocked, access.url + " answered HTTP 403"};
    if (opening->status != switching_protocols || !opening->socket)
        co_return Error{ErrorCode::home_assistant_unreachable,
                        access.url + " answered HTTP " + std::to_string(opening->status)};
    auto session = std::make_unique<WebSocketSession>(std::move(opening->socket));
    auto beginning = session->begin(access.token);
    if (auto const begun = co_await std::move(beginning); !begun)
        co_return begun.error();
    auto learning = session->learn();
    if (auto const learnt = co_await std::move(learning); !learnt)
        co_return learnt.error();
    co_return std::move(session);
}

} // namespace enedis2mqtt::home_assistant
