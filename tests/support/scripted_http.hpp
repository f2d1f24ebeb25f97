#pragma once

#include <enedis2mqtt/http/client.hpp>

#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace enedis2mqtt::test {

inline http::Response json_response(int status, std::string body) {
    http::Response response{status, std::move(body)};
    response.headers.set("Content-Type", "application/json");
    return response;
}

inline http::Response page(int status, std::string body) {
    http::Response response{status, std::move(body)};
    response.headers.set("Content-Type", "text/html; charset=utf-8");
    return response;
}

/// The other side of HTTP as a script: each request must be the next one expected and gets its answer.
/// A request that is not, and a script not used up at the end, fail the test.
class ScriptedHttp final : public http::Client {
public:
    class Exchange {
    public:
        Exchange(http::Method method, std::string url) : method_(method), url_(std::move(url)) {}
        Exchange& with_header(std::string name, std::string value) {
            headers_.emplace_back(std::move(name), std::move(value));
            return *this;
        }
        Exchange& with_body(std::string body) {
            body_ = std::move(body);
            return *this;
        }
        void answer(http::Response response) { answer_ = std::move(response); }
        void answer(int status, std::string json) { answer_ = json_response(status, std::move(json)); }
        void fail(Error error) { answer_ = std::move(error); }

    private:
        friend class ScriptedHttp;

        void check(http::Request const& request) const {
            EXPECT_EQ(request.method, method_);
            if (url_ != any) {
                EXPECT_EQ(request.url, url_);
            }
            for (auto const& [name, value] : headers_)
                EXPECT_EQ(request.headers[name], value) << name;
            if (body_) {
                EXPECT_EQ(request.body, *body_);
            }
        }

        http::Method method_;
        std::string url_;
        std::vector<std::pair<std::string, std::string>> headers_;
        std::optional<std::string> body_;
        Result<http::Response> answer_ = http::Response{200};
    };

    ScriptedHttp() = default;
    ScriptedHttp(ScriptedHttp const&) = delete;
    ScriptedHttp& operator=(ScriptedHttp const&) = delete;
    ~ScriptedHttp() override {
        for (auto const& left : script_)
            ADD_FAILURE() << "never asked: " << left.url_;
    }

    /// Whatever address a source has.
    Exchange& expect_any() { return script_.emplace_back(http::Method::get, any); }
    Exchange& expect_get(std::string url) { return script_.emplace_back(http::Method::get, std::move(url)); }
    Exchange& expect_post(std::string url) {
        return script_.emplace_back(http::Method::post, std::move(url));
    }

    Task<Result<http::Response>> send(http::Request request, http::Leave leave) override {
        if (leave) {
            auto asking = leave();
            if (auto const given = co_await std::move(asking); !given)
                co_return given.error();
        }
        sent.push_back(request);
        // As on a network, others run before the answer is there.
        co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
        if (script_.empty()) {
            ADD_FAILURE() << "not in the script: " << request.url;
            co_return Error{ErrorCode::unreachable, "not in the script"};
        }
        auto const exchange = std::move(script_.front());
        script_.pop_front();
        exchange.check(request);
        co_return exchange.answer_;
    }

    std::vector<http::Request> sent;

private:
    static constexpr auto any = "*";

    std::deque<Exchange> script_;
};

} // namespace enedis2mqtt::test
