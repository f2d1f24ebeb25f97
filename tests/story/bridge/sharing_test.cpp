#include "story/bridge/story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace enedis2mqtt::test {
namespace {

using namespace std::chrono_literals;

/// Many meters of one source.
class Sharing : public Story {
protected:
    void add_meters(int count, std::string const& provider = "conso_api") {
        for (int number = 0; number < count; ++number) {
            pdls.push_back(fmt::format("200000000{:05}", number));
            add_meter(pdls.back(), provider);
        }
    }
    int up_to_date() const {
        return static_cast<int>(
            std::ranges::count_if(pdls, [&](auto const& pdl) { return light(pdl) == "up_to_date"; }));
    }
    int with_error(std::string_view code) const {
        return static_cast<int>(std::ranges::count_if(pdls, [&](auto const& pdl) {
            auto const status = topic(pdl + "/status");
            return status.at("error").is_object() && status.at("error").at("code").as_string() == code;
        }));
    }
    int sent_since(Instant since) const {
        return static_cast<int>(std::ranges::count_if(line.sent, [&](Instant one) { return one >= since; }));
    }
    std::map<Instant, int> sent_by(std::function<Instant(Instant)> const& period_of) const {
        std::map<Instant, int> counts;
        for (auto const one : line.sent)
            ++counts[period_of(one)];
        return counts;
    }
    static int most(std::map<Instant, int> const& counts) {
        return std::ranges::max_element(counts, {}, [](auto const& one) { return one.second; })->second;
    }

    std::vector<std::string> pdls;
};

TEST_F(Sharing, AStallDoesNotMakeTheQueueBurstThroughTheRate) {
    config.providers.conso_api.daily_calls = 0;
    add_meters(40);
    line.takes = 12s;
    begin(at("2026-11-23", 14));
    until(clock.now() + 1s);
    line.takes = 0s;
    until(clock.now() + 2min);
    EXPECT_EQ(up_to_date(), 40);
    EXPECT_EQ(line.sent.size(), 120U);
    EXPECT_EQ(most(sent_by([](Instant one) { return one; })), 5);
}

TEST_F(Sharing, ABanPageStopsEveryoneAtTheFirstCall) {
    add_meters(40);
    fault("cloudflare_ban");
    begin(at("2026-11-23", 14));
    until(clock.now() + 11h);
    EXPECT_EQ(line.sent.size(), 1U);
    EXPECT_EQ(with_error("banned"), 40);
    source.faults().clear();
    until(at("2026-11-24", 12));
    EXPECT_GT(line.sent.size(), 1U) << "it is asked again after the twelve hours";
}

/// Sixty meters on the morning after a day on which all was well.
class Hanging : public Sharing {
protected:
    void SetUp() override {
        config.providers.conso_api.daily_calls = 0;
        add_meters(60);
        begin(at("2026-11-20", 14));
        until(at("2026-11-20", 20));
        ASSERT_EQ(up_to_date(), 60);
        line.sent.clear();
        line.takes = 1h;
    }
};

TEST_F(Hanging, ARoundTakesThreeDeadlines) {
    end();
    begin(at("2026-11-21", 11));
    until(clock.now() + 3min);
    EXPECT_EQ(line.sent.size(), 3U);
    EXPECT_EQ(with_error("timeout"), 60);
    for (auto const& pdl : pdls)
        EXPECT_FALSE(topic(pdl + "/status").at("next_poll").is_null());
}

TEST_F(Hanging, AMorningTakesFewCallsAndEverythingCatchesUpWhenItIsOver) {
    until(at("2026-11-21", 11));
    EXPECT_LE(line.sent.size(), 16U);
    line.takes = 0s;
    until(at("2026-11-21", 11, 32));
    EXPECT_EQ(up_to_date(), 60) << "the longest pause is half an hour";
    EXPECT_EQ(with_error("timeout"), 0);
}

TEST_F(Hanging, NobodyMissesTheDayWhenItEndsBeforeTheLastPoll) {
    until(at("2026-11-21", 18, 25));
    line.takes = 0s;
    until(at("2026-11-21", 19, 5));
    EXPECT_EQ(up_to_date(), 60);
}

TEST_F(Hanging, AnOutageOfTheWholeMorningIsMetByFewToo) {
    line.takes = 0s;
    fault("http_503");
    until(at("2026-11-21", 11));
    EXPECT_LE(line.sent.size(), 40U) << "a meter in trouble asks for its other data sets, too";
    source.faults().clear();
    until(at("2026-11-21", 15, 32));
    EXPECT_EQ(up_to_date(), 60);
}

TEST_F(Hanging, ARestartTriesOnce) {
    until(at("2026-11-21", 11));
    restart();
    auto const now = clock.now();
    until(now + 61s);
    EXPECT_EQ(sent_since(now), 1);
    EXPECT_EQ(with_error("timeout"), 60);
}

TEST_F(Hanging, AStopWhileSixtyWaitIsNoTroubleOfAnyone) {
    end();
    begin(at("2026-11-21", 11));
    until(clock.now() + 10s);
    end();
    EXPECT_EQ(with_error("internal"), 0);
    EXPECT_EQ(broker.at("enedis2mqtt/bridge/state"), "offline");
}

TEST_F(Hanging, ARefreshOfAllTriesOnceAndSaysWhy) {
    until(at("2026-11-21", 11));
    until(clock.now() + 2min); // past a try that may be under way
    auto const now = clock.now();
    broker.deliver("enedis2mqtt/bridge/request/refresh", fmt::format(R"({{"pdl":"{}"}})", pdls.front()));
    until(now + 62s);
    EXPECT_LE(sent_since(now), 2) << "one of them may be due by itself";
    EXPECT_GE(sent_since(now), 1);
    auto const answers = broker.payloads("enedis2mqtt/bridge/response/refresh");
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(boost::json::parse(answers.front()).at("error").at("code"), "timeout");
}

TEST_F(Sharing, EachProviderKeepsToItsBudgetInItsOwnDays) {
    struct Case {
        std::string provider;
        std::function<Instant(Instant)> day_of;
    };
    auto const paris_day = [](Instant one) { return paris().start_of(paris().day_of(one)); };
    auto const utc_day = [](Instant one) -> Instant { return std::chrono::floor<std::chrono::days>(one); };
    for (auto const& [provider, day_of] : {Case{"conso_api", paris_day}, Case{"my_electrical_data", utc_day}})
        for (std::string const change : {"2026-03-29", "2026-10-25"}) {
            end();
            std::filesystem::remove(config.store.path);
            config.meters.clear();
            pdls.clear();
            line.sent.clear();
            config.providers.conso_api.daily_calls = 10;
            config.providers.my_electrical_data.daily_calls = 10;
            add_meters(2, provider);
            begin(paris().start_of(day(change) - 2) + 14h);
            for (auto const& pdl : pdls) {
                HistoryRequest wish{UsagePointId::parse(pdl).value(), day("2025-06-01")};
                wish.datasets = {Dataset::load_curve};
                ASSERT_TRUE(bridge->scheduler().ask_history(wish));
            }
            until(paris().start_of(day(change) + 3));
            auto const counts = sent_by(day_of);
            EXPECT_LE(most(counts), 10) << provider << ' ' << change;
            EXPECT_GE(counts.size(), 5U) << provider << ' ' << change;
        }
}

TEST_F(Sharing, WaitingForTheHoursCallsIsNoError) {
    config.providers.conso_api.calls_per_hour = 2;
    add_meters(1);
    begin(at("2026-11-23", 14, 20));
    until(at("2026-11-23", 14, 30));
    EXPECT_EQ(line.sent.size(), 2U);
    EXPECT_TRUE(topic(pdls.front() + "/status").at("error").is_null());
    until(at("2026-11-23", 15, 30));
    EXPECT_EQ(light(pdls.front()), "up_to_date");
}

TEST_F(Sharing, ABudgetThatCostsTheDayItsDataIsTold) {
    config.providers.conso_api.daily_calls = 2;
    add_meters(1);
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 20));
    auto const status = topic(pdls.front() + "/status");
    EXPECT_EQ(status.at("calls_today"), 2);
    EXPECT_EQ(status.at("call_budget"), 2);
    EXPECT_EQ(with_error("budget_spent"), 1);
    EXPECT_EQ(status.at("error").at("whose"), "bridge");
}

} // namespace
} // namespace enedis2mqtt::test
