#include "support/days.hpp"

#include <enedis2mqtt/bridge/comparison.hpp>
#include <enedis2mqtt/json/comparison.hpp>
#include <enedis2mqtt/json/text.hpp>
#include <enedis2mqtt/store/sqlite_store.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using test::day;
using test::paris;

std::shared_ptr<Tariff const> one_price(int price_of_10000, std::string_view from = "2026-01-01") {
    return std::make_shared<Tariff const>(
        Tariff{{day(from),
                Money::from_millionths(30'000'000),
                {{"base", Price::from_millionths(price_of_10000 * 100), {}, {}, {}, {}}}}});
}

class Comparison : public testing::Test {
protected:
    Comparison() {
        Keeping values{meter.id, {Direction::consumption, Dataset::daily}};
        values.source = "someone";
        values.readings.daily = {{day("2026-11-20"), Energy::from_wh(10'000)},
                                 {day("2026-11-21"), Energy::from_wh(20'000)}};
        EXPECT_TRUE(store->keep(values, paris()));
    }
    std::vector<ComparedOffer> compared(std::vector<TariffOffer> offers) {
        return compare_offers(*store, meter, std::move(offers), {day("2026-11-20"), day("2026-11-22")}, {},
                              paris())
            .value();
    }

    std::unique_ptr<store::SqliteStore> store = store::open_store_in_memory().value();
    Meter meter{UsagePointId::parse("12345678901234").value(), "Maison"};
};

TEST_F(Comparison, PutsTheCheapestFirst) {
    auto const found =
        compared({{"dear", {}, one_price(3000)}, {"", RegulatedOption::base, one_price(2000)}});
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].offer.option, RegulatedOption::base);
    EXPECT_EQ(found[0].cost.energy.rounded_to(4), 60'000);
    EXPECT_EQ(found[0].cost.subscription.rounded_to(4), 20'000);
    EXPECT_EQ(found[1].offer.name, "dear");
}

TEST_F(Comparison, PutsAnOfferWithoutAnyDayLast) {
    auto const found = compared({{"later", {}, one_price(1000, "2027-01-01")}, {"now", {}, one_price(2000)}});
    EXPECT_EQ(found[0].offer.name, "now");
    EXPECT_EQ(found[1].cost.known, 0);
    EXPECT_EQ(found[1].cost.missing.size(), 2u);
}

TEST_F(Comparison, IsWrittenToTheLetter) {
    auto const found = compared(
        {{"", RegulatedOption::base, one_price(2000)}, {"maison", {}, one_price(3000, "2026-11-21")}});
    EXPECT_EQ(
        to_json(offer_json(found[1].offer.name, found[1].offer.option, found[1].cost)),
        R"({"tariff":null,"option":"base","total":8,"energy":6,"subscription":2,"days":2,"missing":0})");
    EXPECT_EQ(
        to_json(offer_json(found[0].offer.name, found[0].offer.option, found[0].cost)),
        R"({"tariff":"maison","option":null,"total":7,"energy":6,"subscription":1,"days":1,"missing":1})");
    EXPECT_EQ(offer_csv_line(found[0].offer.name, found[0].offer.option, found[0].cost),
              "maison,,7,6,1,1,1\r\n");
}

} // namespace
} // namespace enedis2mqtt
