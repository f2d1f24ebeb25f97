#include "app/options.hpp"
#include "app/service.hpp"
#include "story/bridge/story.hpp"

#include <fstream>

namespace enedis2mqtt::test {
namespace {

using namespace std::chrono_literals;

/// A source that lets everyone wait.
class SlowHttp final : public http::Client {
public:
    SlowHttp(std::unique_ptr<http::Client> source, Clock& clock)
        : source_(std::move(source)), clock_(clock) {}
    Task<Result<http::Response>> send(http::Request request, http::Leave leave) override {
        co_await clock_.sleep_until(clock_.now() + 20s);
        auto sending = source_->send(std::move(request), std::move(leave));
        co_return co_await std::move(sending);
    }

private:
    std::unique_ptr<http::Client> source_;
    Clock& clock_;
};

/// The service with its bridges that come and go; its page is closed.
class ServiceStory : public Story {
protected:
    ServiceStory() : file_(folder() / "bridge.yaml") { write("web: {listen: ''}\n"); }
    ~ServiceStory() override { stop(); }

    void write(std::string const& more) {
        std::ofstream{file_} << "mqtt: {url: 'mqtt://broker'}\n"
                             << "store: {path: '" << store << "'}\n"
                             << "meters: [{pdl: '" << maison << "', token: '"
                             << simulator::conso_api_token({UsagePointId::parse(maison).value()},
                                                           at("2029-01-01", 0))
                             << "'}]\n"
                             << more;
    }
    void start(Instant when, bool slow = false) {
        clock.set(when);
        loop = std::make_unique<boost::asio::io_context>();
        auto outside = world();
        if (slow)
            outside.connect_http = [this, connect = outside.connect_http](
                                       http::ClientOptions options) -> Result<std::unique_ptr<http::Client>> {
                return std::unique_ptr<http::Client>{
                    std::make_unique<SlowHttp>(std::move(*connect(std::move(options))), clock)};
            };
        service = std::make_unique<app::Service>(outside, file_, config::Environment{});
        boost::asio::co_spawn(*loop, service->run(), [this](std::exception_ptr failure, int status) {
            EXPECT_FALSE(failure) << failure_text(failure);
            exit_status = status;
        });
        until(when);
    }
    void stop() {
        if (!service)
            return;
        service->stop();
        until(clock.now());
        service.reset();
        loop.reset();
    }

    std::string store = (folder() / "service.db").string();
    std::unique_ptr<app::Service> service;
    std::optional<int> exit_status;

private:
    std::filesystem::path file_;
};

TEST_F(ServiceStory, ABirthMessageHeardJustBeforeARebuildTouchesNoBridgeThatIsGone) {
    start(at("2026-11-24", 12));
    ASSERT_EQ(light(maison), "up_to_date");
    broker.deliver("homeassistant/status", "online");
    until(clock.now());
    service->reload();
    until(clock.now());
    EXPECT_EQ(broker.at("enedis2mqtt/bridge/state"), "online") << "the next life needed no time";
    broker.published.clear();
    until(clock.now() + 10s);
    EXPECT_TRUE(broker.published.empty()) << "the birth was heard by the bridge that is gone";
    EXPECT_EQ(light(maison), "up_to_date");
}

TEST_F(ServiceStory, ARefreshUnderWayEndsWithItsBridge) {
    start(at("2026-11-24", 12), true);
    until(clock.now() + 10min);
    ASSERT_EQ(light(maison), "up_to_date");
    broker.deliver("enedis2mqtt/bridge/request/refresh", R"({"transaction":1})");
    until(clock.now() + 5s);
    service->reload();
    until(clock.now());
    EXPECT_EQ(broker.at("enedis2mqtt/bridge/state"), "online");
    until(clock.now() + 1h);
    EXPECT_EQ(light(maison), "up_to_date");
}

TEST_F(ServiceStory, AConfigurationIsTakenUpWithoutLosingWhatIsKnown) {
    start(at("2026-11-24", 12));
    int const calls = new_calls();
    EXPECT_GT(calls, 0);
    write("web: {listen: ''}\nlanguage: en\nhome_assistant: {discovery: off}\n");
    service->reload();
    until(clock.now() + 1min);
    EXPECT_EQ(broker.at("homeassistant/device/enedis2mqtt_" + maison + "/config"), "");
    EXPECT_EQ(light(maison), "up_to_date");
    EXPECT_EQ(new_calls(), 0);
}

TEST_F(ServiceStory, AnArchiveThatCannotBeOpenedEndsItAtTheStart) {
    store = "/proc/nowhere/service.db";
    write("web: {listen: '127.0.0.1:0'}\n");
    start(at("2026-11-24", 12));
    EXPECT_EQ(exit_status, app::Exit::failed);
}

TEST_F(ServiceStory, AnArchiveThatCannotBeOpenedLaterIsTriedAgainBesideThePage) {
    write("web: {listen: '127.0.0.1:0'}\n");
    start(at("2026-11-24", 12));
    auto const good = std::exchange(store, "/proc/nowhere/service.db");
    write("web: {listen: '127.0.0.1:0'}\n");
    service->reload();
    until(clock.now() + 10s);
    EXPECT_FALSE(exit_status);
    EXPECT_EQ(broker.at("enedis2mqtt/bridge/state"), "offline");
    store = good;
    write("web: {listen: '127.0.0.1:0'}\n");
    until(clock.now() + 1min);
    EXPECT_EQ(broker.at("enedis2mqtt/bridge/state"), "online");
}

TEST_F(ServiceStory, StopsWhenToldTo) {
    start(at("2026-11-24", 12));
    service->stop();
    until(clock.now());
    EXPECT_EQ(exit_status, app::Exit::done);
    EXPECT_EQ(broker.at("enedis2mqtt/bridge/state"), "offline");
}

} // namespace
} // namespace enedis2mqtt::test
