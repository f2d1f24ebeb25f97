#include "component/sources/upstream.hpp"
#include "sources/enedis_auth.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

namespace enedis2mqtt::test {
namespace {

using namespace std::chrono_literals;

constexpr auto url = "https://gw.ext.prod.api.enedis.fr/oauth2/v3/token";

class EnedisAuthentication : public testing::Test {
protected:
    static config::Enedis settings() {
        config::Enedis enedis;
        enedis.client_id = "an app";
        enedis.client_secret = Secret{"s&cret=+é/"};
        return enedis;
    }

    Result<std::string> token() { return run_task(loop, auth.token()); }

    void expect_token(std::string const& text, std::string const& expires_in) {
        http.expect_post(url).answer(200,
                                     R"({"access_token":")" + text + R"(","expires_in":)" + expires_in + '}');
    }

    FakeClock clock{at("2026-11-23", 8, 30)};
    boost::asio::io_context loop;
    ScriptedHttp http;
    sources::EnedisAuth auth{http, clock, settings()};
};

TEST_F(EnedisAuthentication, SendsTheCredentialsInTheBodyEncoded) {
    http.expect_post(url)
        .with_header("Content-Type", "application/x-www-form-urlencoded")
        .with_header("Accept", "application/json")
        .with_body("grant_type=client_credentials&client_id=an%20app&client_secret=s%26cret%3D%2B%C3%A9%2F")
        .answer(200, R"({"access_token":"T1","token_type":"Bearer","expires_in":12600})");
    EXPECT_EQ(token().value(), "T1");
}

TEST_F(EnedisAuthentication, KeepsATokenUntilFiveMinutesBeforeItsEnd) {
    expect_token("T1", "12600");
    EXPECT_EQ(token().value(), "T1");
    clock.advance(12600s - 5min - 1s);
    EXPECT_EQ(token().value(), "T1");
    expect_token("T2", "12600");
    clock.advance(1s);
    EXPECT_EQ(token().value(), "T2");
}

TEST_F(EnedisAuthentication, ReadsALifeWrittenAsText) {
    expect_token("T1", R"("600")");
    EXPECT_EQ(token().value(), "T1");
    clock.advance(4min);
    EXPECT_EQ(token().value(), "T1");
    expect_token("T2", R"("600")");
    clock.advance(1min);
    EXPECT_EQ(token().value(), "T2");
}

TEST_F(EnedisAuthentication, TakesTheUsualLifeWhenNoneIsTold) {
    expect_token("T1", "null");
    EXPECT_EQ(token().value(), "T1");
    clock.advance(3h);
    EXPECT_EQ(token().value(), "T1");
}

TEST_F(EnedisAuthentication, HandsOutATokenThatEndsAtOnce) {
    expect_token("T1", "-5");
    EXPECT_EQ(token().value(), "T1");
    expect_token("T2", "10");
    EXPECT_EQ(token().value(), "T2");
}

TEST_F(EnedisAuthentication, ForgetsOnlyTheTokenThatWasRefused) {
    expect_token("T1", "12600");
    EXPECT_EQ(token().value(), "T1");
    auth.forget("T0");
    EXPECT_EQ(token().value(), "T1");
    auth.forget("T1");
    expect_token("T2", "12600");
    EXPECT_EQ(token().value(), "T2");
}

TEST_F(EnedisAuthentication, RenewsOnceForAllWhoAsk) {
    expect_token("T1", "12600");
    std::vector<std::string> got;
    auto const ask = [&]() -> Task<void> {
        auto asking = auth.token();
        auto const result = co_await std::move(asking);
        got.push_back(result ? *result : result.error().message);
    };
    for (int i = 0; i < 3; ++i)
        spawn_guarded(loop.get_executor(), "test", ask());
    loop.run();
    EXPECT_EQ(got, std::vector<std::string>(3, "T1"));
}

TEST_F(EnedisAuthentication, SharesARefusalToo) {
    http.expect_post(url).answer(503, "");
    std::vector<ErrorCode> got;
    auto const ask = [&]() -> Task<void> {
        auto asking = auth.token();
        auto const result = co_await std::move(asking);
        got.push_back(result.error().code);
    };
    spawn_guarded(loop.get_executor(), "test", ask());
    spawn_guarded(loop.get_executor(), "test", ask());
    loop.run();
    EXPECT_EQ(got, std::vector<ErrorCode>(2, ErrorCode::outage));
}

TEST_F(EnedisAuthentication, LetsAnotherRenewWhenARenewalIsCutShort) {
    http.expect_post(url).fail(Error{ErrorCode::cancelled, "stopped"});
    expect_token("T2", "12600");
    std::vector<std::string> got;
    auto const ask = [&]() -> Task<void> {
        auto asking = auth.token();
        auto const result = co_await std::move(asking);
        got.push_back(result ? *result : result.error().message);
    };
    spawn_guarded(loop.get_executor(), "test", ask());
    spawn_guarded(loop.get_executor(), "test", ask());
    loop.run();
    EXPECT_EQ(got, (std::vector<std::string>{"stopped", "T2"}));
}

TEST_F(EnedisAuthentication, StopsWaitingWhenCancelled) {
    expect_token("T1", "12600");
    std::vector<std::string> got;
    auto const ask = [&]() -> Task<void> {
        auto asking = auth.token();
        auto const result = co_await std::move(asking);
        got.push_back(result ? *result : std::string{to_string(result.error().code)});
    };
    boost::asio::cancellation_signal stop;
    spawn_guarded(loop.get_executor(), "test", ask());
    boost::asio::co_spawn(loop, ask(),
                          boost::asio::bind_cancellation_slot(
                              stop.slot(), [](std::exception_ptr failure) { EXPECT_FALSE(failure); }));
    loop.poll_one();
    loop.poll_one();
    stop.emit(boost::asio::cancellation_type::terminal);
    loop.run();
    EXPECT_EQ(got, (std::vector<std::string>{"T1", "cancelled"}));
}

struct OddToken {
    std::string name;
    int status;
    std::string body;
    ErrorCode code;
};

class OddTokens : public EnedisAuthentication, public testing::WithParamInterface<OddToken> {};

TEST_P(OddTokens, AreErrors) {
    http.expect_post(url).answer(GetParam().status, GetParam().body);
    auto const result = token();
    ASSERT_FALSE(result);
    EXPECT_EQ(to_string(result.error().code), to_string(GetParam().code)) << result.error().message;
    EXPECT_EQ(result.error().message.find("TOKEN"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Answers, OddTokens,
    testing::Values(OddToken{"NoJson", 200, "access_token=TOKEN", ErrorCode::not_understood},
                    OddToken{"NoToken", 200, R"({"token":"TOKEN"})", ErrorCode::not_understood},
                    OddToken{"EmptyToken", 200, R"({"access_token":""})", ErrorCode::not_understood},
                    OddToken{"NumberForAToken", 200, R"({"access_token":1})", ErrorCode::not_understood},
                    OddToken{"LifeInWords", 200, R"({"access_token":"TOKEN","expires_in":"soon"})",
                             ErrorCode::not_understood},
                    OddToken{"ErrorUnder200", 200, R"({"error":"invalid_client"})",
                             ErrorCode::credentials_invalid},
                    OddToken{"Refused", 400, R"({"error":"invalid_client"})", ErrorCode::credentials_invalid},
                    OddToken{"Throttled", 429, R"({"fault":{"code":900807}})", ErrorCode::quota_reached},
                    OddToken{"Down", 500, "", ErrorCode::outage}),
    [](auto const& row) { return row.param.name; });

} // namespace
} // namespace enedis2mqtt::test
