#include "simulator/tempo.hpp"
#include "support/days.hpp"
#include "unit/simulator/asking.hpp"

#include <gtest/gtest.h>

using namespace enedis2mqtt;
using namespace enedis2mqtt::simulator;
using enedis2mqtt::test::at;
using enedis2mqtt::test::day;
using enedis2mqtt::test::paris;

namespace {

http::ServerRequest asked(std::string path, std::vector<std::pair<std::string, std::string>> query = {}) {
    http::ServerRequest request;
    request.path = std::move(path);
    request.query = std::move(query);
    return request;
}

boost::json::value body_under(ColorFault fault, TempoSource source, http::ServerRequest const& request) {
    return boost::json::parse(answer_tempo(source, request, fault, at("2026-11-23", 12), paris()).body);
}

} // namespace

TEST(SimulatedTempo, KeepsToTheRulesOfASeason) {
    std::map<TempoColor, int> counts;
    auto const season = tempo_season(day("2026-11-23"));
    for (auto one = season.start; one < season.end; one = one + 1) {
        auto const color = simulated_color(one);
        ++counts[color];
        std::chrono::weekday const weekday{one.days()};
        if (color != TempoColor::blue) {
            EXPECT_NE(weekday, std::chrono::Sunday) << one.iso();
        }
        if (color == TempoColor::red) {
            EXPECT_NE(weekday, std::chrono::Saturday) << one.iso();
            EXPECT_TRUE(one.month() >= 11 || one.month() <= 3) << one.iso();
        }
    }
    EXPECT_EQ(counts[TempoColor::red], 22);
    EXPECT_EQ(counts[TempoColor::white], 43);
    EXPECT_EQ(counts[TempoColor::blue], 300);
}

TEST(SimulatedTempo, TellsColorsAsTheSourcesDo) {
    auto const days = body_under(
        ColorFault::none, TempoSource::couleur_tempo,
        asked("/couleur_tempo/joursTempo", {{"dateJour[]", "2026-11-23"}, {"dateJour[]", "2026-11-25"}}));
    EXPECT_EQ(days.as_array().at(0).at("dateJour"), "2026-11-23");
    EXPECT_EQ(days.as_array().at(0).at("codeJour"), 1 + static_cast<int>(simulated_color(day("2026-11-23"))));
    EXPECT_EQ(days.as_array().at(1).at("codeJour"), 0) << "the day after tomorrow";
    auto const season =
        body_under(ColorFault::none, TempoSource::rte, asked("/rte/tempo", {{"season", "2026-2027"}}));
    EXPECT_EQ(season.at("values").as_object().size(), 2u * 365);
    EXPECT_EQ(season.at("values").at("2026-11-24-fallback"), "false");
    EXPECT_EQ(season.at("values").at("2026-11-25-fallback"), "true");
}

TEST(SimulatedTempo, HasFaultsOfItsOwn) {
    auto const request = asked("/rte/tempoLight");
    auto const sound = body_under(ColorFault::none, TempoSource::rte, request);
    EXPECT_NE(body_under(ColorFault::unknown, TempoSource::rte, request), sound);
    EXPECT_NE(body_under(ColorFault::other, TempoSource::rte, request), sound);
    EXPECT_EQ(
        answer_tempo(TempoSource::rte, asked("/rte/else"), ColorFault::none, at("2026-11-23", 12), paris())
            .status,
        404);
}
