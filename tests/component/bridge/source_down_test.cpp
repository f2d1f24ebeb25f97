#include "component/bridge/call_gate_steps.hpp"

namespace enedis2mqtt {
namespace {

/// A source with three meters that was down for each of them.
struct SourceDownTest : CallGateTest {
    void SetUp() override {
        EXPECT_TRUE(call(gate, home, timeout));
        EXPECT_TRUE(call(gate, barn, timeout));
        EXPECT_TRUE(call(gate, mill, timeout));
    }
    std::optional<std::chrono::seconds> left(CountingGate& of) {
        auto const refused = call(of);
        return refused ? std::nullopt : refused.error().retry_after;
    }
    CountingGate gate = gate_of({}, 3);
};

TEST_F(SourceDownTest, AnswersEveryoneAtOnceWithWhatTheOthersMet) {
    auto const refused = call(gate, home);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::timeout);
    EXPECT_EQ(refused.error().message, timeout.message);
    EXPECT_EQ(refused.error().retry_after, 1min);
    EXPECT_TRUE(gate.refused(home));
    clock.advance(1min);
    EXPECT_TRUE(call(gate, home, timeout));
    EXPECT_FALSE(gate.refused(home)) << "it was asked";
}

TEST_F(SourceDownTest, OneMeterTriesForAll) {
    clock.advance(1min);
    start(gate, 0, 60s, timeout);
    for (int meter = 1; meter < 40; ++meter)
        start(gate, meter, 60s, timeout);
    auto const before = sent.size();
    test::run_until(loop, clock, clock.now() + 61s);
    EXPECT_EQ(sent.size(), before + 1);
    ASSERT_EQ(ended.size(), 40U);
    EXPECT_EQ(ended.back().error().retry_after, 2min);
}

TEST_F(SourceDownTest, AnAnswerEndsThePauseForAll) {
    clock.advance(1min);
    EXPECT_TRUE(call(gate, home, Error{ErrorCode::no_data, "nothing published"})) << "that is an answer, too";
    EXPECT_TRUE(call(gate, barn));
    EXPECT_TRUE(call(gate, mill));
    EXPECT_FALSE(store->pause_of("conso_api").value());
}

TEST_F(SourceDownTest, TheHealthyComeThroughWhereOneMeterFailsForReasonsOfItsOwn) {
    clock.advance(1min);
    Error const own{ErrorCode::outage, "500"};
    EXPECT_TRUE(call(gate, mill, own)) << "it was the last one to fail";
    EXPECT_TRUE(call(gate, home));
    EXPECT_TRUE(call(gate, mill, own));
    EXPECT_TRUE(call(gate, mill, own));
    EXPECT_TRUE(call(gate, mill, own));
    EXPECT_TRUE(call(gate, barn));
}

TEST_F(SourceDownTest, IsKeptAcrossRestartsButAStartTriesOnce) {
    auto next_life = gate_of({}, 3);
    EXPECT_TRUE(call(next_life, home, timeout));
    EXPECT_EQ(left(next_life), 2min);
    {
        auto and_the_next = gate_of({}, 3);
        EXPECT_TRUE(call(and_the_next, home)) << "it answers now";
    }
    EXPECT_FALSE(left(next_life));
}

TEST_F(SourceDownTest, AStartDoesNotKeepItsTryForLater) {
    EXPECT_EQ(left(gate), 1min) << "three calls were made since";
}

TEST_F(SourceDownTest, APersonsRefreshTriesOnce) {
    gate.try_once();
    EXPECT_TRUE(call(gate, home, timeout));
    EXPECT_EQ(left(gate), 2min);
    gate.try_once();
    EXPECT_TRUE(call(gate, barn));
    EXPECT_FALSE(left(gate));
}

struct SourceAsksTest : CallGateTest {};

TEST_F(SourceAsksTest, AFailureThatSaysWhenToComeAgainBindsEveryMeter) {
    auto gate = gate_of({}, 3);
    EXPECT_TRUE(call(gate, home, Error{ErrorCode::outage, "503", 2h}));
    auto const refused = call(gate, barn);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::outage);
    EXPECT_EQ(refused.error().retry_after, 2h);
    EXPECT_TRUE(gate.refused(barn));
    auto next_life = gate_of({}, 3);
    EXPECT_FALSE(call(next_life, mill)) << "a start does not try against the source's own word";
    clock.advance(2h);
    EXPECT_TRUE(call(next_life, mill));
}

TEST_F(SourceAsksTest, APauseForASourceThatIsDownIsNotShortenedByItsWord) {
    auto gate = gate_of({}, 3);
    for (auto const& meter : {home, barn, mill})
        EXPECT_TRUE(call(gate, meter, Error{ErrorCode::outage, "503", 0s}));
    auto const refused = call(gate, home);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().retry_after, 1min);
}

TEST_F(SourceDownTest, IsForgottenWhenAClockAheadOfTimeSaidIt) {
    clock.set(clock.now() - 31min);
    EXPECT_FALSE(left(gate));
}

TEST_F(SourceDownTest, OurOwnRefusalsSayNothingOfTheSource) {
    clock.advance(1min);
    EXPECT_TRUE(call(gate, home, Error{ErrorCode::cancelled, "we stop"}));
    EXPECT_TRUE(store->pause_of("conso_api").value());
    EXPECT_TRUE(call(gate, home, timeout));
    EXPECT_EQ(left(gate), 2min);
}

} // namespace
} // namespace enedis2mqtt
