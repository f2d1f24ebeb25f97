#include "support/days.hpp"

#include <enedis2mqtt/store/sqlite_store.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt::store {
namespace {

using test::day;
using Days = std::vector<StatisticDay>;

TEST(StoreConfirmedStatistics, ReplaceEverythingFromADayOn) {
    auto const store = std::move(open_store_in_memory().value());
    EXPECT_EQ(store->confirmed("enedis2mqtt:1_consumption").value(), Days{});
    StatisticDay const first{day("2026-11-20"), 1U << 23, 0xFFFF'FFFF'FFFF'FFFF};
    StatisticDay const second{day("2026-11-21"), 0xFFFFFF, 2};
    StatisticDay const third{day("2026-11-22"), 0xFFFFFF, 3};
    ASSERT_TRUE(store->confirm("enedis2mqtt:1_consumption", {}, {first, second}));
    ASSERT_TRUE(store->confirm("enedis2mqtt:1_production", {}, {second}));
    EXPECT_EQ(store->confirmed("enedis2mqtt:1_consumption").value(), (Days{first, second}));
    ASSERT_TRUE(store->confirm("enedis2mqtt:1_consumption", second.day, {third}));
    EXPECT_EQ(store->confirmed("enedis2mqtt:1_consumption").value(), (Days{first, third}));
    ASSERT_TRUE(store->confirm("enedis2mqtt:1_consumption", {}, {}));
    EXPECT_EQ(store->confirmed("enedis2mqtt:1_consumption").value(), Days{});
    EXPECT_EQ(store->confirmed("enedis2mqtt:1_production").value(), Days{second});
}

} // namespace
} // namespace enedis2mqtt::store
