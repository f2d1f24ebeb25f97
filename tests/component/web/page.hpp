#pragma once

#include "component/http/peers.hpp"
#include "support/fake_clock.hpp"
#include "support/household.hpp"
#include "support/json.hpp"
#include "support/run_loop.hpp"

#include <enedis2mqtt/web/site.hpp>

#include <gtest/gtest.h>

#include <map>

// The page on a real socket of loopback, with a service behind it that is all fakes.
namespace enedis2mqtt::web::test {

using namespace enedis2mqtt::test;
using http::test::finish;
using http::test::say;
namespace json = boost::json;

inline std::string const pdl = "12345678901234";

class FakeRequests final : public Requests {
public:
    Task<Result<std::vector<UsagePointId>>> refresh(std::optional<UsagePointId> id) override {
        refreshed.push_back(id);
        if (takes_for_ever) {
            boost::asio::steady_timer never{co_await boost::asio::this_coro::executor,
                                            boost::asio::steady_timer::time_point::max()};
            boost::system::error_code ended;
            co_await never.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ended));
            ++ended_early;
        }
        co_return refresh_answer;
    }
    Result<HistoryPlan> plan_history(HistoryRequest const& request) override {
        planned.push_back(request);
        return plan_answer;
    }
    Result<HistoryPlan> ask_history(HistoryRequest const& request) override {
        asked.push_back(request);
        return plan_answer;
    }
    Result<void> cancel_history(UsagePointId const& id) override {
        cancelled.push_back(id);
        return {};
    }
    void show() override {}

    static HistoryPlan plan() {
        HistoryPlan plan;
        plan.calls = 4;
        plan.calls_left_today = 17;
        plan.expected_end = at("2026-11-23", 9);
        plan.series = {{{Direction::consumption, Dataset::daily}, {{day("2025-01-01"), day("2026-01-01")}}}};
        return plan;
    }

    bool takes_for_ever = false;
    int ended_early = 0;
    std::vector<std::optional<UsagePointId>> refreshed;
    std::vector<HistoryRequest> planned, asked;
    std::vector<UsagePointId> cancelled;
    Result<std::vector<UsagePointId>> refresh_answer = std::vector{usage_point()};
    Result<HistoryPlan> plan_answer = plan();
};

/// Yields `rows` in each of `pieces` pieces.
class FakeRecords final : public Records {
public:
    Result<std::unique_ptr<RecordCursor>> read(RecordQuery query) override {
        queries.push_back(std::move(query));
        return std::make_unique<Cursor>(*this);
    }

    std::vector<RecordQuery> queries;
    std::vector<Record> rows;
    std::vector<CivilDay> missing;
    int pieces = 1;
    int read_pieces = 0;
    std::optional<Error> trouble;   ///< from the start
    std::optional<Error> at_end;    ///< where the end would be
    std::function<void()> at_piece; ///< before each piece is read

private:
    class Cursor final : public RecordCursor {
    public:
        explicit Cursor(FakeRecords& all) : all_(all) {}
        Result<std::optional<std::vector<Record>>> next() override {
            if (all_.at_piece)
                all_.at_piece();
            if (all_.trouble)
                return *all_.trouble;
            if (read_ == all_.pieces && all_.at_end)
                return *all_.at_end;
            if (read_++ == all_.pieces)
                return std::optional<std::vector<Record>>{};
            ++all_.read_pieces;
            return std::optional{all_.rows};
        }
        std::vector<CivilDay> const& missing() const override { return all_.missing; }

    private:
        FakeRecords& all_;
        int read_ = 0;
    };
};

class FakeImports final : public FileImports {
public:
    Result<FileReport> import_file(UsagePointId const&, std::string bytes, std::optional<Direction> direction,
                                   Language language) override {
        languages.push_back(language);
        files.push_back(std::move(bytes));
        directions.push_back(direction);
        if (meanwhile)
            meanwhile();
        return answer;
    }

    std::function<void()> meanwhile; ///< while the file is taken
    std::vector<std::string> files;
    std::vector<std::optional<Direction>> directions;
    std::vector<Language> languages;
    Result<FileReport> answer = FileReport{};
};

/// What came back, taken apart.
struct Reply {
    int status = 0;
    std::string head;
    std::string body;
    bool whole = true; ///< false: an answer in chunks broke off

    std::string header(std::string const& name) const {
        auto const start = head.find("\r\n" + name + ": ");
        if (start == std::string::npos)
            return {};
        auto const value = start + name.size() + 4;
        return head.substr(value, head.find("\r\n", value) - value);
    }
    json::value parsed() const { return enedis2mqtt::test::parsed(body); }
    std::string code() const { return std::string{parsed().at("error").at("code").as_string()}; }
};

/// The content of chunks; `whole` is set when the last one is there.
inline std::string content_of(std::string_view chunks, bool& whole) {
    std::string content;
    for (whole = false; !chunks.empty() && !whole;) {
        auto const size = std::stoul(std::string{chunks.substr(0, chunks.find("\r\n"))}, nullptr, 16);
        chunks.remove_prefix(chunks.find("\r\n") + 2);
        content += chunks.substr(0, size);
        whole = size == 0;
        chunks.remove_prefix(std::min(size + 2, chunks.size()));
    }
    return content;
}

inline Reply reply_of(std::string const& heard) {
    Reply reply;
    auto const end = heard.find("\r\n\r\n");
    if (end == std::string::npos)
        return reply;
    reply.head = heard.substr(0, end + 2);
    reply.body = heard.substr(end + 4);
    reply.status = std::stoi(reply.head.substr(9, 3));
    if (reply.header("Transfer-Encoding") == "chunked")
        reply.body = content_of(reply.body, reply.whole);
    return reply;
}

using Fields = std::vector<std::pair<std::string, std::string>>;

class Page : public testing::Test {
protected:
    ~Page() override {
        site.reset();
        loop.restart();
        loop.run_for(std::chrono::milliseconds{200}); // the last connections end
    }

    static SiteOptions options() {
        SiteOptions options{paris()};
        options.listen = "127.0.0.1:0";
        options.version = "1.2.3";
        options.started_at = at("2026-11-23", 7);
        options.appearance.language = Language::en;
        return options;
    }

    void open(SiteOptions with = options()) {
        site = create_site(loop.get_executor(), clock, std::move(with)).value();
    }
    /// A page with the meter of the contract's examples behind it.
    void open_with_meter(SiteOptions with = options()) {
        open(std::move(with));
        site->board().announce({meter_called("Maison")});
        site->board().deliver(november(meter_called("Maison")));
        site->broker(std::nullopt);
        attach();
    }
    void attach(std::vector<Route> routes = {}) {
        SiteTools tools{requests, records};
        tools.imports = &imports;
        tools.broker_url = "mqtts://user:secret@broker.lan:8883/x";
        tools.consent = {"conso_api"};
        tools.routes = std::move(routes);
        tools.every_loop_lives = [this] { return loops_live; };
        Appearance look;
        look.language = Language::en;
        site->attach(std::move(tools), look);
    }

    Reply send(std::string const& method, std::string const& target, Fields fields = {},
               std::string body = {}) {
        auto text = method + " " + target + " HTTP/1.1\r\nConnection: close\r\n";
        if (std::none_of(fields.begin(), fields.end(),
                         [](auto const& field) { return field.first == "Host"; }))
            fields.emplace_back("Host", "127.0.0.1");
        if (!body.empty())
            fields.emplace_back("Content-Length", std::to_string(body.size()));
        for (auto const& [name, value] : fields)
            text += name + ": " + value + "\r\n";
        return reply_of(finish(loop, say(site->port(), text + "\r\n" + body)));
    }
    Reply get(std::string const& target, Fields fields = {}) {
        return send("GET", target, std::move(fields));
    }
    /// As the page itself does.
    Reply post(std::string const& target, std::string body = {}, Fields fields = {}) {
        fields.emplace_back("X-Requested-With", "enedis2mqtt");
        if (!body.empty())
            fields.emplace_back("Content-Type", "application/json");
        return send("POST", target, std::move(fields), std::move(body));
    }
    Reply del(std::string const& target, Fields fields = {}) {
        fields.emplace_back("X-Requested-With", "enedis2mqtt");
        return send("DELETE", target, std::move(fields));
    }

    FakeClock clock{at("2026-11-23", 8, 30)};
    FakeRequests requests;
    FakeRecords records;
    FakeImports imports;
    bool loops_live = true;
    boost::asio::io_context loop{1};
    std::unique_ptr<Site> site;
};

} // namespace enedis2mqtt::web::test
