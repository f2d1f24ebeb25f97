#pragma once

#include <enedis2mqtt/home_assistant/session.hpp>

#include <boost/asio/post.hpp>
#include <boost/json.hpp>

#include <cmath>
#include <cstdio>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace enedis2mqtt::test {

/// Home Assistant's WebSocket API and recorder in memory, as far as statistics need them. What it
/// acknowledges is queued, and stored at the next barrier; a kill loses the queue. It outlives its
/// connections. Source: docs/reference/home-assistant-statistics.md sections 1, 2 and 7.
class FakeHomeAssistant {
public:
    using Row = std::map<std::string, std::int64_t>; ///< millionths by column
    struct Kept {
        boost::json::object metadata;
        std::map<std::int64_t, Row> rows; ///< by the start, in seconds
    };

    std::string version = "2026.11.0";
    bool old_form = false; ///< as before 2025.11
    std::string token = "good";
    bool admin = true;
    std::optional<Error> away;
    int status = 101;
    std::map<std::string, std::string> refusals; ///< code by the type of a command
    int slow_barriers = 0;                       ///< that many answer `timeout` first
    std::optional<int> dies_at;                  ///< the message, counted from now, that kills it
    std::map<std::string, Kept> kept;            ///< by the statistic's id
    int connections = 0;
    std::vector<std::string> types; ///< of every command heard
    std::size_t rows_heard = 0;

    home_assistant::Dial dial() {
        return [this](std::string url, http::WebSocketOptions) { return open(std::move(url)); };
    }
    std::string dialled;

    std::vector<std::int64_t> starts(std::string const& id) const {
        std::vector<std::int64_t> all;
        if (auto const found = kept.find(id); found != kept.end())
            for (auto const& [start, row] : found->second.rows)
                all.push_back(start);
        return all;
    }

private:
    class Socket final : public http::WebSocket {
    public:
        explicit Socket(FakeHomeAssistant& home) : home_(home) {
            answers_.push_back(R"({"type":"auth_required","ha_version":")" + home.version + "\"}");
        }
        Task<Result<void>> send(std::string text) override {
            co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
            if (closed_)
                co_return Error{ErrorCode::unreachable, "closed"};
            if (home_.dies_at && (*home_.dies_at)-- == 0) {
                home_.dies_at.reset();
                home_.queue_.clear();
                closed_ = true;
                co_return Result<void>{};
            }
            auto const message = boost::json::parse(text).as_object();
            auto const answer = identified_ ? home_.answer(message) : identify(message);
            answers_.push_back(boost::json::serialize(answer));
            co_return Result<void>{};
        }
        Task<Result<std::string>> receive() override {
            co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
            if (answers_.empty() || closed_)
                co_return Error{ErrorCode::unreachable, "closed the connection (1000)"};
            auto text = std::move(answers_.front());
            answers_.pop_front();
            co_return text;
        }
        Task<void> close() override {
            closed_ = true;
            co_return;
        }

    private:
        boost::json::object identify(boost::json::object const& message) {
            identified_ =
                message.at("type") == "auth" && message.at("access_token").as_string() == home_.token.c_str();
            if (identified_)
                return {{"type", "auth_ok"}, {"ha_version", home_.version}};
            return {{"type", "auth_invalid"}, {"message", "Invalid access token or password"}};
        }

        FakeHomeAssistant& home_;
        std::deque<std::string> answers_;
        bool identified_ = false;
        bool closed_ = false;
    };

    Task<Result<http::WebSocketOpening>> open(std::string url) {
        dialled = std::move(url);
        ++connections;
        if (away)
            co_return *away;
        http::WebSocketOpening opening;
        opening.status = status;
        if (status == 101)
            opening.socket = std::make_unique<Socket>(*this);
        co_return std::move(opening);
    }

    static boost::json::object refused(boost::json::object const& message, std::string const& code,
                                       std::string const& text) {
        return {{"id", message.at("id")},
                {"type", "result"},
                {"success", false},
                {"error", {{"code", code}, {"message", text}}}};
    }

    boost::json::object answer(boost::json::object const& message) {
        std::string const type{message.at("type").as_string()};
        types.push_back(type);
        if (auto const refusal = refusals.find(type); refusal != refusals.end())
            return refused(message, refusal->second, "refused");
        boost::json::value result;
        if (type == "auth/current_user") {
            result = {{"id", "1"}, {"name", "Marie"}, {"is_admin", admin}};
        } else if (type == "get_config") {
            result = {{"version", version}, {"currency", "EUR"}, {"time_zone", "Europe/Paris"}};
        } else if (type == "recorder/get_statistics_metadata") {
            result = metadata(message.at("statistic_ids").as_array());
        } else if (type == "recorder/import_statistics") {
            auto const& given = message.at("metadata").as_object();
            if (given.contains("mean_type") == old_form || given.contains("has_mean") != old_form)
                return refused(message, "invalid_format", "the form of another version");
            rows_heard += message.at("stats").as_array().size();
            queue_.push_back(message);
        } else if (type == "recorder/clear_statistics") {
            queue_.push_back(message);
        } else if (type == "recorder/update_statistics_metadata") {
            if (message.contains("unit_class") == old_form)
                return refused(message, "invalid_format", "the form of another version");
            if (slow_barriers > 0 && slow_barriers-- > 0)
                return refused(message, "timeout", "update_statistics_metadata timed out");
            store();
        } else if (type == "recorder/statistics_during_period") {
            result = rows(message);
        } else {
            return refused(message, "unknown_command", "Unknown command.");
        }
        return {{"id", message.at("id")}, {"type", "result"}, {"success", true}, {"result", result}};
    }

    void store() {
        for (auto const& message : queue_) {
            if (message.at("type") == "recorder/clear_statistics") {
                for (auto const& id : message.at("statistic_ids").as_array())
                    kept.erase(std::string{id.as_string()});
                continue;
            }
            auto& one = kept[std::string{message.at("metadata").at("statistic_id").as_string()}];
            one.metadata = message.at("metadata").as_object();
            for (auto const& row : message.at("stats").as_array()) {
                Row values;
                for (auto const& [column, value] : row.as_object())
                    if (value.is_number())
                        values[std::string{column}] = std::llround(value.to_number<double>() * 1e6);
                one.rows[seconds(row.at("start"))] = values;
            }
        }
        queue_.clear();
    }

    /// 2026-09-01T00:00:00Z
    static std::int64_t seconds(boost::json::value const& text) {
        int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
        std::sscanf(text.as_string().c_str(), "%d-%d-%dT%d:%d:%dZ", &year, &month, &day, &hour, &minute,
                    &second);
        auto const date = std::chrono::year{year} / month / day;
        return (std::chrono::sys_days{date}.time_since_epoch() / std::chrono::seconds{1}) + hour * 3600 +
               minute * 60 + second;
    }

    boost::json::array metadata(boost::json::array const& ids) const {
        boost::json::array all;
        for (auto const& id : ids)
            if (auto const found = kept.find(std::string{id.as_string()}); found != kept.end())
                all.push_back(
                    {{"statistic_id", id},
                     {"name", found->second.metadata.at("name")},
                     {"statistics_unit_of_measurement", found->second.metadata.at("unit_of_measurement")}});
        return all;
    }

    boost::json::object rows(boost::json::object const& message) const {
        std::string const id{message.at("statistic_ids").as_array().at(0).as_string()};
        auto const found = kept.find(id);
        if (found == kept.end())
            return {};
        boost::json::array all;
        for (auto const& [start, row] : found->second.rows) {
            if (start < seconds(message.at("start_time")) || start >= seconds(message.at("end_time")))
                continue;
            boost::json::object one{{"start", start * 1000}, {"end", (start + 3600) * 1000}};
            for (auto const& column : message.at("types").as_array())
                one[column.as_string()] = static_cast<double>(row.at(std::string{column.as_string()})) / 1e6;
            all.push_back(std::move(one));
        }
        boost::json::object by_id;
        if (!all.empty())
            by_id[id] = std::move(all);
        return by_id;
    }

    std::vector<boost::json::object> queue_;
};

} // namespace enedis2mqtt::test
