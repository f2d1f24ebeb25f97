#include "config/nearest.hpp"
#include "config/values.hpp"

#include <gtest/gtest.h>

using namespace enedis2mqtt;
using namespace enedis2mqtt::config;
using namespace std::chrono_literals;

namespace {

template <class T>
bool accepts(Parsed<T> const& parsed) {
    return std::holds_alternative<T>(parsed);
}

} // namespace

TEST(Values, ReadDurations) {
    EXPECT_EQ(std::get<0>(duration("90s")), 90s);
    EXPECT_EQ(std::get<0>(duration("30m")), 30min);
    EXPECT_EQ(std::get<0>(duration("2h")), 2h);
    EXPECT_EQ(std::get<0>(duration("24h")), 24h);
    for (auto const* wrong :
         {"", "s", "90", "0s", "25h", "-1m", "1d", "1 m", "1.5h", "30min", "9999999999999s", "1m30s"})
        EXPECT_FALSE(accepts(duration(wrong))) << wrong;
}

TEST(Values, ReadWindowsAndTimes) {
    EXPECT_EQ(std::get<0>(window("08:00-10:30")), (Window{8h, 10h + 30min}));
    EXPECT_EQ(std::get<0>(time_of_day("23:59")), 23h + 59min);
    for (auto const* wrong : {"", "8:00", "24:00", "12:60", "12:00 ", "aa:bb", "-1:00", "12:0x"})
        EXPECT_FALSE(accepts(time_of_day(wrong))) << wrong;
    for (auto const* wrong : {"", "08:00", "08:00-", "-10:00", "10:00-10:00", "10:00-09:00",
                              "08:00-10:00-12:00", "08:00 - 10:00"})
        EXPECT_FALSE(accepts(window(wrong))) << wrong;
}

TEST(Values, ReadBrokerAddresses) {
    for (auto const* right : {"mqtt://localhost:1883", "mqtts://broker.lan", "ws://192.168.1.2:9001/mqtt",
                              "wss://[::1]:8084", "mqtt://h/"})
        EXPECT_TRUE(accepts(broker_url(right))) << right;
    for (auto const* wrong : {"", "localhost", "localhost:1883", "tcp://localhost", "mqtt://", "mqtt://:1883",
                              "mqtt://h:", "mqtt://h:x", "mqtt://h:70000", "mqtt://h:0", "mqtt://h/path",
                              "mqtt://u:p@h", "mqtt://h h", "mqtt://[::1", "mqtt://[abc]", "MQTT://h"})
        EXPECT_FALSE(accepts(broker_url(wrong))) << wrong;
}

TEST(Values, AcceptPlainHttpToLoopbackOnly) {
    for (auto const* right : {"https://conso.boris.sh", "https://h:8443/api", "http://127.0.0.1:8080",
                              "http://127.8.9.10", "http://[::1]:80/x", "http://localhost"})
        EXPECT_TRUE(accepts(source_url(right))) << right;
    for (auto const* wrong : {"", "conso.boris.sh", "ftp://h", "http://conso.boris.sh", "http://127.evil.com",
                              "http://127.0.0.1.evil.com", "http://localhost.evil.com", "http://192.168.1.2",
                              "http://[::2]", "http://0.0.0.0", "https://", "https://h?x=1", "https://h#x",
                              "https://u:p@h", "http://127.0.0.1@evil.com"})
        EXPECT_FALSE(accepts(source_url(wrong))) << wrong;
    EXPECT_EQ(std::get<0>(source_url("https://h/api//")), "https://h/api");
}

TEST(Values, ReadListenAddresses) {
    for (auto const* right : {"", "127.0.0.1:8199", "0.0.0.0:80", "[::]:8199", "localhost:0"})
        EXPECT_TRUE(accepts(listen_address(right))) << right;
    for (auto const* wrong :
         {"8199", ":8199", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "::1:8199", "h:80x"})
        EXPECT_FALSE(accepts(listen_address(wrong))) << wrong;
    EXPECT_TRUE(is_loopback("127.1.2.3"));
    EXPECT_TRUE(is_loopback("::1"));
    EXPECT_FALSE(is_loopback("0.0.0.0"));
    EXPECT_FALSE(is_loopback("::"));
}

TEST(Values, ReadTopics) {
    for (auto const* right : {"enedis2mqtt", "home/linky", "a//b", "été"})
        EXPECT_TRUE(accepts(topic(right))) << right;
    for (auto const* wrong : {"", "/a", "a/", "a+b", "a/#", "a b", "$SYS/x"})
        EXPECT_FALSE(accepts(topic(wrong))) << wrong;
}

TEST(Values, ReadTruthAndNumbers) {
    EXPECT_TRUE(std::get<0>(boolean("true")));
    EXPECT_FALSE(std::get<0>(boolean("false")));
    for (auto const* wrong : {"yes", "no", "on", "True", "1", ""})
        EXPECT_FALSE(accepts(boolean(wrong))) << wrong;
    EXPECT_EQ(std::get<0>(integer("0", 0, 10)), 0);
    for (auto const* wrong : {"11", "-1", "1.0", "0x1", "", "99999999999", "+1", " 1"})
        EXPECT_FALSE(accepts(integer(wrong, 0, 10))) << wrong;
}

TEST(Values, RefuseTokensThatDoNotFitAHeader) {
    EXPECT_TRUE(accepts(token("eyJhbGciOiJIUzI1NiJ9.e30.abc-_=")));
    EXPECT_TRUE(accepts(token("")));
    for (auto const* wrong : {"a b", "a\nb", "a\r", "é", "12345678901234", "12 345 678 901 234"})
        EXPECT_FALSE(accepts(token(wrong))) << wrong;
}

TEST(Nearest, FindsTheWordThatWasMeant) {
    std::vector<std::string> const words{"username", "url", "password", "base_topic"};
    EXPECT_EQ(nearest("usrname", words), "username");
    EXPECT_EQ(nearest("ulr", words), "url");
    EXPECT_EQ(nearest("Password", words), "password");
    EXPECT_EQ(nearest("base-topic", words), "base_topic");
    EXPECT_EQ(nearest("tariff", words), std::nullopt);
    EXPECT_EQ(nearest("", words), std::nullopt);
    EXPECT_EQ(nearest(std::string(100'000, 'x'), words), std::nullopt);
}
