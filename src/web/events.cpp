#include "web/events.hpp"

#include "web/answers.hpp"
#include "web/api_json.hpp"

#include <enedis2mqtt/json/text.hpp>

#include <boost/asio/redirect_error.hpp>

#include <algorithm>
#include <deque>

namespace enedis2mqtt::web {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using asio::steady_timer;

constexpr std::size_t most_streams = 64;
constexpr std::size_t most_waiting = 32;
constexpr std::chrono::seconds heartbeat{25};

std::string said(std::string_view event, json::value const& data) {
    return "event: " + std::string{event} + "\ndata: " + to_json(data) + "\n\n";
}

class EventStream final : public http::BodyStream, Board::Listener {
public:
    EventStream(asio::any_io_executor executor, Behind const& behind, Language language)
        : board_(behind.board), clock_(behind.clock), zone_(behind.options.zone), language_(language),
          broker_url_(behind.tools() ? behind.tools()->broker_url : ""), wake_(executor),
          beat_(clock_.now() + heartbeat) {
        for (auto const* meter : board_->meters())
            changed_.push_back(meter->meter.id);
        board_->add(*this);
    }
    EventStream(EventStream const&) = delete;
    EventStream& operator=(EventStream const&) = delete;
    ~EventStream() override { board_->remove(*this); }

    Task<Result<std::optional<std::string>>> next() override {
        for (;;) {
            wake_.expires_at(steady_timer::time_point::max());
            if (over_)
                co_return std::optional<std::string>{};
            if (auto text = pending(); !text.empty())
                co_return std::optional{std::move(text)};
            co_await rest();
        }
    }

private:
    void changed(UsagePointId const& id) override {
        if (std::find(changed_.begin(), changed_.end(), id) == changed_.end())
            changed_.push_back(id);
        wake();
    }
    void happened(Event const& event, Instant at) override {
        if (happened_.size() == most_waiting)
            happened_.pop_front();
        auto const* const meter = board_->find(event.id);
        happened_.push_back(event_json(event, at, meter ? zone_of(meter->meter, zone_) : zone_));
        wake();
    }
    void broker_changed() override {
        broker_changed_ = true;
        wake();
    }
    void service_changed() override {
        over_ = true;
        wake();
    }

    /// The next wait ends at once, too, if none is under way: one coroutine hands over to another in between.
    void wake() { wake_.expires_at(steady_timer::time_point::min()); }

    std::string pending() {
        if (std::exchange(fresh_, false))
            return "retry: 3000\n\n"; // the head alone would wait in a proxy's buffer
        while (!changed_.empty()) {
            auto const id = std::move(changed_.front());
            changed_.pop_front();
            if (auto const* const snapshot = board_->find(id))
                return said("meter", meter_json(*snapshot, zone_, language_));
        }
        if (!happened_.empty()) {
            auto const event = std::move(happened_.front());
            happened_.pop_front();
            return said("happened", event);
        }
        if (std::exchange(broker_changed_, false))
            return said("broker", broker_json(board_->broker_trouble(), broker_url_, language_));
        if (clock_.now() >= beat_) {
            beat_ = clock_.now() + heartbeat;
            return ": still here\n\n";
        }
        return {};
    }

    /// Until something changes or the heart beats.
    Task<void> rest() {
        using namespace asio::experimental::awaitable_operators;
        boost::system::error_code woken;
        auto change = wake_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
        auto beat = clock_.sleep_until(beat_);
        co_await (std::move(change) || std::move(beat));
    }

    std::shared_ptr<Board> board_;
    Clock& clock_;
    TimeZone zone_;
    Language language_;
    std::string broker_url_;
    steady_timer wake_;
    Instant beat_;
    std::deque<UsagePointId> changed_; ///< each once
    std::deque<json::object> happened_;
    bool broker_changed_ = true;
    bool fresh_ = true;
    bool over_ = false;
};

Task<http::Response> open_stream(Behind& behind, Call call) {
    if (behind.board->listeners() >= most_streams)
        co_return error_answer(
            503, {ErrorCode::too_many_requests, "64 pages listen already", std::chrono::seconds{30}},
            call.language);
    http::Response response{200};
    response.headers.set("Content-Type", "text/event-stream");
    response.headers.set("X-Accel-Buffering", "no"); // nginx would hold events back
    if (call.request.method != http::Method::head)
        response.stream =
            std::make_shared<EventStream>(co_await asio::this_coro::executor, behind, call.language);
    co_return response;
}

} // namespace

void add_event_routes(RouteTable& table, Behind& behind) {
    table.add(Route{http::Method::get, "/api/events", Access::session,
                    [&behind](Call call) { return open_stream(behind, std::move(call)); }});
}

} // namespace enedis2mqtt::web
