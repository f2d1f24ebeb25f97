#include <enedis2mqtt/domain/meter.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

TEST(UsagePointId, KeepsLeadingZerosAndDropsBlanks) {
    EXPECT_EQ(UsagePointId::parse(" 0123 4567 8901 23\n").value().text(), "01234567890123");
}

TEST(UsagePointId, RefusesAnythingButFourteenDigits) {
    for (auto text : {"", "1234567890123", "123456789012345", "1234567890123a", "-2345678901234"})
        EXPECT_FALSE(UsagePointId::parse(text)) << text;
}

TEST(UsagePointId, ShowsItsLastFourDigitsInLogs) {
    EXPECT_EQ(UsagePointId::parse("12345678901234").value().masked(), "…1234");
}

TEST(Meter, AsksForWhatItIsConfiguredFor) {
    Meter meter{UsagePointId::parse("12345678901234").value(), "Maison"};
    EXPECT_EQ(meter.series(), (std::vector<Series>{{Direction::consumption, Dataset::daily},
                                                   {Direction::consumption, Dataset::load_curve},
                                                   {Direction::consumption, Dataset::max_power}}));
    meter.production = true;
    meter.hourly = false;
    EXPECT_EQ(meter.series(), (std::vector<Series>{{Direction::consumption, Dataset::daily},
                                                   {Direction::consumption, Dataset::max_power},
                                                   {Direction::production, Dataset::daily}}));
}

TEST(Series, AreNamedAsTheTopicsAre) {
    EXPECT_EQ(measure_name({Direction::consumption, Dataset::load_curve}), "consumption/hourly");
    EXPECT_EQ(measure_name({Direction::production, Dataset::daily}), "production/daily");
}

} // namespace
} // namespace enedis2mqtt
