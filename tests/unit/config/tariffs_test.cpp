#include "config/price_table.hpp"
#include "support/paths.hpp"
#include "unit/config/loading.hpp"

#include <algorithm>

using namespace enedis2mqtt;
using namespace enedis2mqtt::config;
using namespace enedis2mqtt::config::test;
using namespace std::chrono_literals;
using std::chrono::month_day;

namespace {

CivilDay day(std::string_view iso) {
    return CivilDay::parse(iso).value();
}

/// Loads a tariff `t` of these versions on 27 November 2026.
Outcome tariff(std::string_view versions, Environment const& environment = {}, std::string_view meter = "") {
    auto const now = Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 27}};
    return load_text(one_meter + std::string{meter} + "tariffs:\n  t:\n" + std::string{versions},
                     "config.yaml", environment, now);
}

std::string only_error(Outcome const& outcome) {
    auto const errors = errors_of(outcome);
    EXPECT_EQ(errors.size(), 1U) << all_texts(errors);
    return errors.empty() ? "" : errors.front().key + ": " + errors.front().message.en;
}

Price price_of(Tariff const& tariff, std::string_view on) {
    return version_on(tariff, day(on))->periods.back().price;
}

} // namespace

TEST(Tariffs, AreReadWithEveryCondition) {
    auto const [config, warnings] = loaded(tariff(R"(    - from: 2026-03-01
      subscription: 19.20
      periods:
        - {name: weekend, price: 0.1700, days: [sat, sun, holiday]}
        - {name: hc, price: 0.1589, hours: ["00:30-07:30", "16:00-24:00"], season: {from: "04-01", to: "10-31"}}
        - {name: red, price: 0.7295, tempo: [red]}
        - {name: hp, price: 0.214215}
)"));
    EXPECT_TRUE(warnings.empty());
    TariffVersion expected{day("2026-03-01"), Money::from_millionths(19'200'000), {}};
    expected.periods = {{"weekend",
                         Price::from_millionths(170'000),
                         {},
                         DaysOfWeek{{true, false, false, false, false, false, true}, true},
                         {},
                         {}},
                        {"hc",
                         Price::from_millionths(158'900),
                         {{30min, 7h + 30min}, {16h, 24h}},
                         {},
                         Season{month_day{std::chrono::April / 1}, month_day{std::chrono::October / 31}},
                         {}},
                        {"red", Price::from_millionths(729'500), {}, {}, {}, {TempoColor::red}},
                        {"hp", Price::from_millionths(214'215), {}, {}, {}, {}}};
    EXPECT_EQ(config.tariffs.at("t").tariff, Tariff{expected});
}

TEST(Tariffs, TakeRegulatedPricesFromTheTableUntilTheNextVersion) {
    auto const [config, warnings] =
        loaded(tariff(R"(    - {from: 2025-02-01, regulated: peak_offpeak, power: 9, offpeak: ["22:38-06:38"]}
    - {from: 2026-03-01, periods: [{name: base, price: 0.2}]}
)"));
    EXPECT_TRUE(warnings.empty());
    auto const& t = config.tariffs.at("t");
    EXPECT_EQ(price_of(t.tariff, "2025-02-01"), Price::from_millionths(214'600));
    EXPECT_EQ(price_of(t.tariff, "2025-08-01"), Price::from_millionths(208'100));
    EXPECT_EQ(version_on(t.tariff, day("2026-02-28"))->subscription, Money::from_millionths(19'560'000));
    EXPECT_EQ(price_of(t.tariff, "2026-03-01"), Price::from_millionths(200'000));
    EXPECT_EQ(price_of(t.tariff, "2026-08-01"), Price::from_millionths(200'000));
    EXPECT_EQ(t.power, 9);
    EXPECT_EQ(t.offpeak.winter, (std::vector<DayHours>{{22h + 38min, 6h + 38min}}));
}

TEST(Tariffs, HaveSeasonalOffpeakHours) {
    auto const [config, warnings] = loaded(tariff(R"(    - from: 2026-08-01
      regulated: peak_offpeak
      power: 6
      offpeak: {summer: ["01:00-07:00", "13:00-15:00"], winter: ["22:00-06:00"]}
)"));
    EXPECT_TRUE(warnings.empty());
    EXPECT_EQ(config.tariffs.at("t").tariff.front().periods.size(), 3U);
}

TEST(Tariffs, ComeFromVariablesToo) {
    Environment const variables{{"ENEDIS2MQTT__TARIFFS__T__0__OFFPEAK", "22:00-06:00"},
                                {"ENEDIS2MQTT__TARIFFS__OTHER__0__FROM", "2026-08-01"},
                                {"ENEDIS2MQTT__TARIFFS__OTHER__0__PERIODS__0__NAME", "base"},
                                {"ENEDIS2MQTT__TARIFFS__OTHER__0__PERIODS__0__PRICE", "0.25"},
                                {"ENEDIS2MQTT__TARIFFS__OTHER__0__PERIODS__0__HOURS__0", "22:00-06:00"},
                                {"ENEDIS2MQTT__TARIFFS__OTHER__0__PERIODS__1__NAME", "rest"},
                                {"ENEDIS2MQTT__TARIFFS__OTHER__0__PERIODS__1__PRICE", "0.3"},
                                {"ENEDIS2MQTT__METERS__0__TARIFF", "other"}};
    auto const config =
        loaded(
            tariff(
                "    - {from: 2026-08-01, regulated: peak_offpeak, power: 6, offpeak: [\"01:00-09:00\"]}\n",
                variables))
            .config;
    EXPECT_EQ(config.tariffs.at("t").offpeak.summer, (std::vector<DayHours>{{22h, 6h}}));
    EXPECT_EQ(config.tariffs.at("other").tariff.front().periods.front().hours,
              (std::vector<DayHours>{{22h, 6h}}));
    EXPECT_EQ(config.meters[0].tariff, "other");
}

TEST(Tariffs, NameWhatIsWrong) {
    struct Case {
        char const* versions;
        char const* error;
    };
    for (auto const& [versions, error] : {
             Case{"    - {from: 2026-01-01, periods: [{name: Base, price: 0.2}]}\n",
                  "tariffs.t[0].periods[0].name: expected a name of small letters, digits and _, that begins "
                  "with a letter"},
             Case{"    - {from: 2026-01-01, periods: [{name: night_cost, price: 0.2}]}\n",
                  "tariffs.t[0].periods[0].name: this name is that of another measure"},
             Case{"    - {from: 2026-01-01, periods: [{name: base}]}\n",
                  "tariffs.t[0].periods[0].price: the key `price` is missing"},
             Case{"    - {from: 2026-01-01, periods: [{name: base, price: \"0,2\"}]}\n",
                  "tariffs.t[0].periods[0].price: expected a price in EUR a kWh, tax included, from 0 to 10 "
                  "with at most 6 decimals"},
             Case{"    - {from: 2026-01-01, periods: [{name: base, price: 0.1234567}]}\n",
                  "tariffs.t[0].periods[0].price: expected a price in EUR a kWh, tax included, from 0 to 10 "
                  "with at most 6 decimals"},
             Case{"    - {from: 2026-01-01, periods: [{name: hc, price: 0.2, hours: [\"08:00-08:00\"]}, "
                  "{name: hp, price: 0.3}]}\n",
                  "tariffs.t[0].periods[0].hours[0]: these hours end when they begin"},
             Case{"    - {from: 2026-01-01, periods: [{name: hc, price: 0.2, hours: [\"08:00-25:00\"]}, "
                  "{name: hp, price: 0.3}]}\n",
                  "tariffs.t[0].periods[0].hours[0]: expected hours HH:MM-HH:MM"},
             Case{"    - {from: 2026-01-01, periods: [{name: hc, price: 0.2, days: [sat, sunday]}, {name: "
                  "hp, price: 0.3}]}\n",
                  "tariffs.t[0].periods[0].days[1]: expected one of: mon, tue, wed, thu, fri, sat, sun, "
                  "holiday"},
             Case{"    - {from: 2026-01-01, periods: [{name: hc, price: 0.2, season: {from: \"02-30\", to: "
                  "\"03-01\"}}, {name: hp, price: 0.3}]}\n",
                  "tariffs.t[0].periods[0].season.from: expected a day of the year MM-DD"},
             Case{"    - {from: 2026-01-01, periods: [{name: hc, price: 0.2, season: {from: \"02-29\"}}, "
                  "{name: hp, price: 0.3}]}\n",
                  "tariffs.t[0].periods[0].season: `from` and `to` go together"},
             Case{"    - {from: 2026-01-01, periods: [{name: hc, price: 0.2, tempo: [green]}, {name: hp, "
                  "price: 0.3}]}\n",
                  "tariffs.t[0].periods[0].tempo[0]: expected one of: blue, white, red"},
             Case{"    - {from: 2026-01-01, periods: [{name: hc, price: 0.2, hours: [\"01:00-08:00\"]}]}\n",
                  "tariffs.t[0].periods[0]: the last period must have no condition"},
             Case{"    - {periods: [{name: base, price: 0.2}]}\n",
                  "tariffs.t[0].from: the key `from` is missing"},
             Case{"    - {from: 2026-01-01}\n", "tariffs.t[0].periods: the key `periods` is missing"},
             Case{"    - {from: 2026-01-01, regulated: base}\n",
                  "tariffs.t[0].power: the key `power` is missing"},
             Case{"    - {from: 2026-01-01, regulated: base, power: 7}\n",
                  "tariffs.t[0].power: the table has no price for this power"},
             Case{"    - {from: 2026-01-01, regulated: base, power: 6, subscription: 3}\n",
                  "tariffs.t[0].subscription: this key does not belong here"},
             Case{"    - {from: 2026-01-01, regulated: tempo, power: 9, offpeak: [\"22:00-06:00\"]}\n",
                  "tariffs.t[0].offpeak: this key does not belong here"},
             Case{"    - {from: 2026-01-01, regulated: peak_offpeak, power: 9}\n",
                  "tariffs.t[0].offpeak: the key `offpeak` is missing"},
             Case{"    - {from: 2026-01-01, regulated: peak_offpeak, power: 9, offpeak: {summer: "
                  "[\"22:00-06:00\"]}}\n",
                  "tariffs.t[0].offpeak.winter: the key `winter` is missing"},
             Case{"    - {from: 2026-01-01, regulated: base, power: 6}\n    - {from: 2026-01-01, regulated: "
                  "base, power: 9}\n",
                  "tariffs.t[1].from: each version begins after the one before"},
             Case{"    []\n", "tariffs.t: this tariff has no version"},
             Case{"    - {from: 2026-01-01, regulated: base, power: 6}\n  Other:\n    - {from: 2026-01-01, "
                  "regulated: base, power: 6}\n",
                  "tariffs.Other: expected a name of small letters, digits and _, that begins with a letter"},
         })
        EXPECT_EQ(only_error(tariff(versions)), error) << versions;
}

TEST(Tariffs, WarnOfOffpeakHoursThatAreNotEightADay) {
    auto const warnings =
        loaded(
            tariff(
                "    - {from: 2026-01-01, regulated: peak_offpeak, power: 6, offpeak: [\"22:00-05:00\"]}\n"))
            .warnings;
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_EQ(warnings[0].key, "tariffs.t[0].offpeak");
}

TEST(Tariffs, WarnOfPricesThatAreSevenMonthsOld) {
    std::string const yaml = one_meter + "tariffs: {t: [{from: 2026-01-01, regulated: base, power: 6}]}\n";
    auto const at = [&](unsigned month, unsigned of) {
        auto const now = Instant{std::chrono::sys_days{std::chrono::year{2027} / static_cast<int>(month) /
                                                       static_cast<int>(of)}} +
                         12h;
        return loaded(load_text(yaml, "config.yaml", {}, now)).warnings.size();
    };
    EXPECT_EQ(at(2, 28), 0U); // the last prices of the table are of 1 August 2026
    EXPECT_EQ(at(3, 1), 1U);
}

TEST(Tariffs, OfAMeterMustExist) {
    auto const text = "    - {from: 2026-01-01, regulated: base, power: 6}\n";
    EXPECT_EQ(only_error(tariff(text, {}, "    tariff: maison\n")),
              "meters[0].tariff: no tariff has this name");
    auto const misspelt = std::string{text} + "  maison:\n" + text;
    EXPECT_EQ(errors_of(tariff(misspelt, {}, "    tariff: masion\n"))[0].hint.en, "did you mean `maison`?");
    EXPECT_EQ(loaded(tariff(text, {}, "    tariff: t\n    billing_day: 31\n")).config.meters[0].billing_day,
              31);
    auto const warnings = loaded(tariff(text, {}, "    feed_in: t\n")).warnings;
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_EQ(warnings[0].key, "meters[0].feed_in");
}

TEST(Tariffs, TakeATableOfOnesOwn) {
    Directory const directory;
    auto const rows = [&](std::string const& text) {
        return directory.write("prices.yaml", "regulated_prices:\n" + text);
    };
    rows("  - {option: base, power: 6, from: 2026-01-01, subscription: 10, prices: {base: 0.5}}\n");
    auto const yaml =
        one_meter +
        "regulated_prices: prices.yaml\ntariffs: {t: [{from: 2026-01-01, regulated: base, power: 6}]}\n";
    auto const file = directory.path() / "config.yaml";
    auto const config = loaded(load_text(yaml, file, {})).config;
    EXPECT_EQ(price_of(config.tariffs.at("t").tariff, "2026-08-01"), Price::from_millionths(500'000));

    rows("  - {option: base, power: 6, from: 2026-01-01, subscription: 10, prices: {hc: 0.5}}\n");
    auto const errors = errors_of(load_text(yaml, file, {}));
    ASSERT_EQ(errors.size(), 2U) << all_texts(errors);
    EXPECT_EQ(errors[0].file, (directory.path() / "prices.yaml").string());
    EXPECT_EQ(errors[0].line, 2);

    rows("  - {option: base, power: 6, from: 2026-01-01, subscription: 10, prices: {base: 0.5}}\n"
         "  - {option: base, power: 6, from: 2026-01-01, subscription: 10, prices: {base: 0.6}}\n");
    EXPECT_EQ(errors_of(load_text(yaml, file, {})).size(), 1U);
}

TEST(PriceTables, TheShippedOneIsWhole) {
    auto const table = read_price_table(std::filesystem::path{enedis2mqtt::test::source_directory()} /
                                        "config/tariffs/regulated.yaml");
    EXPECT_TRUE(table.problems.empty()) << all_texts(table.problems);
    EXPECT_EQ(table.rows.size(), 170U);
    for (auto const option : all_regulated_options)
        for (auto const power : powers_of(table.rows, option)) {
            EXPECT_EQ(last_prices(table.rows, option, power), day("2026-08-01"));
            // Prices and subscriptions are of a kind: a slip of the comma would leave these bounds.
            for (auto const& row : table.rows)
                if (row.option == option && row.power == power) {
                    EXPECT_GT(row.subscription.rounded_to(0), power);
                    EXPECT_LT(row.subscription.rounded_to(0), 60);
                    for (auto const& [name, price] : row.prices) {
                        EXPECT_GT(price.millionths(), 100'000) << name;
                        EXPECT_LT(price.millionths(), name == "red_hp" ? 760'000 : 280'000) << name;
                    }
                }
        }
    EXPECT_EQ(powers_of(table.rows, RegulatedOption::base), (std::vector{3, 6, 9, 12, 15, 18, 24, 30, 36}));
}
