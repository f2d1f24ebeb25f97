#pragma once

#include <enedis2mqtt/store/sqlite_store.hpp>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace enedis2mqtt::store {

/// A directory of its own for each test, gone afterwards; any user may enter it.
class StoreOnDisk : public testing::Test {
protected:
    StoreOnDisk() {
        auto name = (std::filesystem::temp_directory_path() / "enedis2mqtt-store-XXXXXX").string();
        directory_ = ::mkdtemp(name.data());
        ::chmod(directory_.c_str(), 0755);
        path_ = directory_ / "store.db";
    }
    ~StoreOnDisk() override { std::filesystem::remove_all(directory_); }

    std::unique_ptr<SqliteStore> opened(Access access = Access::owner) {
        auto store = open_store(path_, access);
        EXPECT_TRUE(store) << store.error().message;
        return store ? std::move(*store) : nullptr;
    }
    Error refusal(Access access = Access::owner) {
        auto store = open_store(path_, access);
        EXPECT_FALSE(store);
        return store ? Error{ErrorCode::internal, "it opened"} : store.error();
    }

    static std::string bytes(std::filesystem::path const& path) {
        std::ifstream file{path, std::ios::binary};
        return {std::istreambuf_iterator<char>{file}, {}};
    }
    /// The store and its journal: any write of the database shows here.
    std::string everything_on_disk() const { return bytes(path_) + bytes(path_.string() + "-wal"); }

    std::filesystem::path directory_;
    std::filesystem::path path_;
};

inline UsagePointId const home = UsagePointId::parse("01234567890123").value();
inline UsagePointId const barn = UsagePointId::parse("98765432109876").value();
inline TimeZone const paris = TimeZone::find("Europe/Paris").value();

inline constexpr Series curve_series{Direction::consumption, Dataset::load_curve};
inline constexpr Series daily_series{Direction::consumption, Dataset::daily};
inline constexpr Series max_power_series{Direction::consumption, Dataset::max_power};

/// Steps from `start` on, one per value in watts.
inline LoadCurve curve(Instant start, std::chrono::minutes step, std::vector<int> const& watts) {
    LoadCurve result;
    for (auto const value : watts) {
        result.append({{start, start + step}, Power::from_watts(value)});
        start += step;
    }
    return result;
}

/// Every half-hour of the days, with watts that differ from one to the next.
inline LoadCurve half_hours(DayRange days, int seed = 0) {
    auto const span = paris.interval_of(days);
    std::vector<int> watts;
    for (auto at = span.start; at < span.end; at += std::chrono::minutes{30})
        watts.push_back(static_cast<int>((at.time_since_epoch().count() / 1800 * 37 + seed) % 9000));
    return curve(span.start, std::chrono::minutes{30}, watts);
}

inline Keeping keeping(LoadCurve points, std::string source = "conso_api") {
    Keeping result{home, curve_series};
    result.readings.curve = std::move(points);
    result.source = std::move(source);
    return result;
}

inline Keeping keeping(std::vector<DailyEnergy> values) {
    Keeping result{home, daily_series};
    result.readings.daily = std::move(values);
    result.source = "conso_api";
    return result;
}

inline Kept all_kept(SqliteStore& store, Keeping const& what) {
    auto done = store.keep(what, paris);
    EXPECT_TRUE(done) << done.error().message;
    return done ? *done : Kept{};
}

/// How many values are new or changed.
inline int kept(SqliteStore& store, Keeping const& what) {
    auto const all = all_kept(store, what);
    return all.added + all.changed;
}

inline LoadCurve stored_curve(SqliteStore& store, DayRange days) {
    return store.load_curve(home, Direction::consumption, paris.interval_of(days)).value();
}

} // namespace enedis2mqtt::store
