#include "component/web/page.hpp"

namespace enedis2mqtt::web::test {
namespace {

using boost::asio::ip::tcp;

/// A page that listens to api/events; of HTTP/1.0, so that no chunk comes between.
class Ear {
public:
    Ear(boost::asio::io_context& loop, std::uint16_t port, std::string const& query = {})
        : loop_(loop), socket_(loop) {
        socket_.connect(tcp::endpoint{boost::asio::ip::address_v4::loopback(), port});
        boost::asio::write(
            socket_, boost::asio::buffer("GET /api/events" + query + " HTTP/1.0\r\nHost: [::1]\r\n\r\n"));
        listen();
    }
    ~Ear() {
        socket_.close();
        run_until(loop_, [this] { return over_; });
    }

    /// Whether `part` arrives; what came before it is forgotten.
    bool hears(std::string const& part) {
        run_until(
            loop_, [&] { return over_ || heard_.find(part) != std::string::npos; }, std::chrono::seconds{5});
        auto const at = heard_.find(part);
        if (at == std::string::npos)
            return false;
        heard_.erase(0, at + part.size());
        return true;
    }
    bool ends() {
        return run_until(
            loop_, [this] { return over_; }, std::chrono::seconds{5});
    }
    std::string const& rest() const { return heard_; }
    void leave() { socket_.close(); }

private:
    void listen() {
        socket_.async_read_some(boost::asio::buffer(part_), [this](auto failure, std::size_t size) {
            heard_.append(part_.data(), size);
            if (failure)
                over_ = true;
            else
                listen();
        });
    }

    boost::asio::io_context& loop_;
    tcp::socket socket_;
    std::array<char, 4096> part_{};
    std::string heard_;
    bool over_ = false;
};

class PageEvents : public Page {
protected:
    double streams() {
        auto const text = get("/metrics").body;
        auto const at = text.find("\nenedis2mqtt_event_streams ");
        return std::stod(text.substr(at + 27));
    }
};

TEST_F(PageEvents, BeginWithEachMeterAndTheBroker) {
    open_with_meter();
    Ear ear{loop, site->port()};
    EXPECT_TRUE(ear.hears("Content-Type: text/event-stream\r\n"));
    EXPECT_TRUE(ear.hears("event: meter\ndata: {\"pdl\":\"12345678901234\""));
    EXPECT_TRUE(ear.hears("\"value\":12.82"));
    EXPECT_TRUE(ear.hears("\n\nevent: broker\ndata: {\"connected\":true"));
    EXPECT_TRUE(ear.hears("\n\n"));
}

TEST_F(PageEvents, TellEachChange) {
    open_with_meter();
    Ear ear{loop, site->port()};
    ASSERT_TRUE(ear.hears("event: broker"));
    auto snapshot = november(meter_called("Maison"));
    snapshot.status.progress =
        Progress{Errand::history, 2, 5, day("2026-01-01"), std::nullopt, 17, std::nullopt};
    site->board().deliver(snapshot);
    EXPECT_TRUE(ear.hears("event: meter"));
    EXPECT_TRUE(ear.hears("\"progress\":{\"kind\":\"history\",\"done\":2,\"total\":5"));
    site->board().tell(Event{"day_complete", usage_point(), "Tout est là."});
    EXPECT_TRUE(ear.hears("event: happened\ndata: {\"event\":\"day_complete\",\"pdl\":\"12345678901234\","
                          "\"message\":\"Tout est là.\",\"at\":\"2026-11-23T08:30:00+01:00\"}\n\n"));
    site->broker(Error{ErrorCode::broker_unreachable, "gone"});
    EXPECT_TRUE(ear.hears("event: broker\ndata: {\"connected\":false"));
}

TEST_F(PageEvents, AreToldInTheLanguageOfTheirReader) {
    open_with_meter();
    site->broker(Error{ErrorCode::broker_refused, ""});
    Ear english{loop, site->port()};
    Ear french{loop, site->port(), "?language=fr"};
    EXPECT_TRUE(english.hears(std::string{advice(ErrorCode::broker_refused, Language::en).to_do}));
    EXPECT_TRUE(french.hears(std::string{advice(ErrorCode::broker_refused, Language::fr).to_do}));
}

TEST_F(PageEvents, TellTheLatestStateOnlyToASlowReader) {
    open_with_meter();
    Ear ear{loop, site->port()};
    ASSERT_TRUE(ear.hears("event: broker"));
    auto snapshot = november(meter_called("Maison"));
    for (int calls = 100; calls <= 200; ++calls) {
        snapshot.status.calls_today = calls;
        site->board().deliver(snapshot);
        site->board().tell(Event{"day_complete", usage_point(), "event " + std::to_string(calls)});
    }
    EXPECT_TRUE(ear.hears("\"calls_today\":200"));
    EXPECT_TRUE(ear.hears("event: happened"));
    EXPECT_TRUE(ear.hears("\"event 169\"")) << "the last 32";
    EXPECT_TRUE(ear.hears("\"event 200\""));
    site->broker(std::nullopt);
    EXPECT_TRUE(ear.hears("event: broker"));
    EXPECT_EQ(ear.rest().find("event: meter"), std::string::npos);
}

TEST_F(PageEvents, BeatEvery25Seconds) {
    open_with_meter();
    Ear ear{loop, site->port()};
    ASSERT_TRUE(ear.hears("event: broker"));
    for (int beat = 0; beat < 3; ++beat) {
        loop.restart();
        while (loop.poll() > 0) {
        }
        clock.advance(std::chrono::seconds{25});
        EXPECT_TRUE(ear.hears("\n\n:")) << beat;
    }
}

TEST_F(PageEvents, EndWhenTheServiceBehindThemIsRebuilt) {
    open_with_meter();
    Ear ear{loop, site->port()};
    ASSERT_TRUE(ear.hears("event: broker"));
    site->detach();
    EXPECT_TRUE(ear.ends());
}

TEST_F(PageEvents, AreForgottenWithTheirReader) {
    open_with_meter();
    {
        Ear ear{loop, site->port()};
        ASSERT_TRUE(ear.hears("event: broker"));
        EXPECT_EQ(streams(), 1);
    }
    EXPECT_TRUE(run_until(loop, [this] { return streams() == 0; }));
}

TEST_F(PageEvents, AreForSixtyFourPagesAtMost) {
    open_with_meter();
    std::vector<std::unique_ptr<Ear>> ears;
    for (int i = 0; i < 64; ++i)
        ears.push_back(std::make_unique<Ear>(loop, site->port()));
    for (auto const& ear : ears)
        ASSERT_TRUE(ear->hears("event: broker"));
    auto const refused = get("/api/events");
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.code(), "too_many_requests");
    EXPECT_EQ(refused.header("Retry-After"), "30");
}

TEST_F(PageEvents, EndWithTheSite) {
    open_with_meter();
    Ear ear{loop, site->port()};
    ASSERT_TRUE(ear.hears("event: broker"));
    site.reset();
    EXPECT_TRUE(ear.ends());
}

} // namespace
} // namespace enedis2mqtt::web::test
