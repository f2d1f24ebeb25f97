#include "component/web/page.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace enedis2mqtt::web::test {
namespace {

class PageMetrics : public Page {
protected:
    void SetUp() override {
        open_with_meter();
        auto snapshot = november(meter_called("Maison"));
        snapshot.status.call_budget = 30;
        snapshot.status.calls_today = 5;
        snapshot.status.consent_expires = at("2027-03-01", 0);
        snapshot.status.progress =
            Progress{Errand::import, 2, 5, std::nullopt, std::nullopt, std::nullopt, std::nullopt};
        snapshot.status.trouble = Trouble{ErrorCode::timeout, "60 s", at("2026-11-23", 8)};
        site->board().deliver(snapshot);
    }
    bool says(std::string const& line) {
        return ("\n" + get("/metrics").body).find("\n" + line + "\n") != std::string::npos;
    }
};

TEST_F(PageMetrics, SayWhatTheBoardKnows) {
    auto const labels = std::string{"{pdl=\"12345678901234\""};
    for (auto const& line :
         {std::string{"enedis2mqtt_build_info{version=\"1.2.3\"} 1"}, std::string{"enedis2mqtt_meters 1"},
          std::string{"enedis2mqtt_broker_connected 1"}, std::string{"enedis2mqtt_service_running 1"},
          "enedis2mqtt_light" + labels + ",state=\"partial\"} 1",
          "enedis2mqtt_light" + labels + ",state=\"up_to_date\"} 0",
          "enedis2mqtt_last_reading_timestamp_seconds" + labels +
              ",direction=\"consumption\",measure=\"daily\"} " +
              std::to_string(at("2026-11-23", 0).time_since_epoch().count()),
          "enedis2mqtt_measure_up_to_date" + labels + ",direction=\"consumption\",measure=\"hourly\"} 0",
          "enedis2mqtt_trouble" + labels + ",code=\"timeout\"} 1",
          std::string{"enedis2mqtt_calls_today{provider=\"conso_api\"} 5"},
          std::string{"enedis2mqtt_calls_allowed{provider=\"conso_api\"} 30"},
          "enedis2mqtt_progress_calls_done" + labels + "} 2"})
        EXPECT_TRUE(says(line)) << line << " in\n" << get("/metrics").body;
    EXPECT_EQ(get("/metrics").header("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
}

TEST_F(PageMetrics, LeaveOutWhatHasNoValue) {
    EXPECT_EQ(get("/metrics").body.find("measure=\"hourly\"} 17"), std::string::npos);
    EXPECT_EQ(get("/metrics")
                  .body.find("last_reading_timestamp_seconds{pdl=\"12345678901234\","
                             "direction=\"consumption\",measure=\"hourly\""),
              std::string::npos);
}

TEST_F(PageMetrics, CountCallsOverMidnight) {
    auto snapshot = november(meter_called("Maison"));
    for (int const today : {5, 9, 2}) { // 9, then midnight
        snapshot.status.calls_today = today;
        site->board().deliver(snapshot);
    }
    EXPECT_TRUE(says("enedis2mqtt_calls_total{provider=\"conso_api\"} 11"));
}

TEST_F(PageMetrics, CountATroubleOnce) {
    auto snapshot = november(meter_called("Maison"));
    snapshot.status.trouble = Trouble{ErrorCode::timeout, "61 s", at("2026-11-23", 8)};
    site->board().deliver(snapshot);
    EXPECT_TRUE(says("enedis2mqtt_errors_total{pdl=\"12345678901234\",code=\"timeout\"} 1"));
    snapshot.status.trouble->since += std::chrono::hours{1};
    site->board().deliver(snapshot);
    EXPECT_TRUE(says("enedis2mqtt_errors_total{pdl=\"12345678901234\",code=\"timeout\"} 2"));
}

TEST_F(PageMetrics, SatisfyPromtool) {
    if (std::system("command -v promtool >/dev/null") != 0)
        GTEST_SKIP() << "promtool (Debian package prometheus) is not installed";
    auto const file = std::filesystem::temp_directory_path() / ("metrics-" + std::to_string(site->port()));
    std::ofstream{file} << get("/metrics").body;
    auto const verdict = std::system(("promtool check metrics < " + file.string()).c_str());
    std::filesystem::remove(file);
    EXPECT_EQ(verdict, 0);
}

} // namespace
} // namespace enedis2mqtt::web::test
