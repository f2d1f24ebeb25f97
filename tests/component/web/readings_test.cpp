#include "component/web/page.hpp"

namespace enedis2mqtt::web::test {
namespace {

class PageReadings : public Page {
protected:
    void SetUp() override {
        open_with_meter();
        auto const start = at("2026-11-22", 23, 30);
        records.rows = {
            {{start, start + std::chrono::minutes{30}}, Power::from_watts(752), std::nullopt, "conso_api"},
            {{start, start + std::chrono::minutes{60}}, Energy::from_wh(1), std::nullopt, "a, b"}};
        records.missing = {day("2026-11-20"), day("2026-11-21")};
    }
    std::string const path = "/api/meters/" + pdl + "/readings";
};

TEST_F(PageReadings, AreRowsWithTheDaysThatLack) {
    auto const reply = get(path + "?measure=hourly&direction=consumption&from=2026-11-20&to=2026-11-23");
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.header("Content-Type"), "application/json");
    EXPECT_EQ(reply.parsed(),
              parsed(R"({"readings":[{"start":"2026-11-22T23:30:00+01:00","end":"2026-11-23T00:00:00+01:00",
        "value":0.752,"unit":"kW","source":"conso_api"},{"start":"2026-11-22T23:30:00+01:00",
        "end":"2026-11-23T00:30:00+01:00","value":0.001,"unit":"kWh","source":"a, b"}],
        "missing":["2026-11-20","2026-11-21"]})"));
    auto const& query = records.queries.back();
    EXPECT_EQ(query.measure, Measure::hourly);
    EXPECT_EQ(query.direction, Direction::consumption);
    EXPECT_EQ(query.days, (DayRange{day("2026-11-20"), day("2026-11-23")}));
}

TEST_F(PageReadings, AreAFileForSpreadsheetsWhenAskedFor) {
    auto const query = path + "?measure=daily&direction=consumption&from=2026-11-20&to=2026-11-23";
    auto const reply = get(query + "&format=csv");
    EXPECT_TRUE(reply.header("Content-Type").starts_with("text/csv"));
    EXPECT_EQ(reply.header("Content-Disposition"),
              "attachment; filename=\"linky-12345678901234-consumption-daily-2026-11-20-2026-11-23.csv\"");
    EXPECT_EQ(reply.body, "start,end,value,unit,source\r\n"
                          "2026-11-22T23:30:00+01:00,2026-11-23T00:00:00+01:00,0.752,kW,conso_api\r\n"
                          "2026-11-22T23:30:00+01:00,2026-11-23T00:30:00+01:00,0.001,kWh,\"a, b\"\r\n");
    EXPECT_EQ(get(query, {{"Accept", "text/csv"}}).body, reply.body);
}

TEST_F(PageReadings, AreOfTheLastMonthWhenNoDayIsNamed) {
    EXPECT_EQ(get(path + "?measure=daily&direction=consumption").status, 200);
    EXPECT_EQ(records.queries.front().days.start, day("2026-10-23"));
    EXPECT_EQ(records.queries.back().days.end, day("2026-11-23"));
}

TEST_F(PageReadings, AreOneAnswerWithItsLengthWhileTheyAreShort) {
    records.pieces = 100;
    auto const reply = get(path + "?measure=hourly&direction=consumption");
    EXPECT_EQ(reply.header("Content-Length"), std::to_string(reply.body.size()));
    EXPECT_EQ(reply.parsed().at("readings").as_array().size(), 200U);
    EXPECT_EQ(reply.parsed().at("missing").as_array().size(), 2U);
}

class LongPageReadings : public PageReadings {
protected:
    void SetUp() override {
        PageReadings::SetUp();
        auto const pair = records.rows;
        for (int i = 1; i < 20; ++i)
            records.rows.insert(records.rows.end(), pair.begin(), pair.end());
        records.pieces = 250;
    }
    std::string const query = path + "?measure=hourly&direction=consumption";

    /// Turns the loop until nobody's answer goes on.
    void until_held_up() {
        for (int before = -1; before != records.read_pieces;) {
            before = records.read_pieces;
            loop.restart();
            loop.run_for(std::chrono::milliseconds{50});
        }
    }
    /// A client that asks and takes nothing: its answer is held up once its buffers are full.
    boost::asio::ip::tcp::socket slow_client() {
        boost::asio::ip::tcp::socket socket{loop};
        socket.open(boost::asio::ip::tcp::v4());
        socket.set_option(boost::asio::socket_base::receive_buffer_size{4096});
        socket.connect({boost::asio::ip::address_v4::loopback(), site->port()});
        boost::asio::write(socket,
                           boost::asio::buffer("GET " + query + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
        return socket;
    }
};

TEST_F(LongPageReadings, AreSentInChunksAsTheyAreRead) {
    auto const reply = get(query);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.header("Transfer-Encoding"), "chunked");
    EXPECT_EQ(reply.header("Content-Length"), "");
    EXPECT_EQ(reply.header("Content-Type"), "application/json");
    EXPECT_TRUE(reply.whole);
    EXPECT_EQ(reply.parsed().at("readings").as_array().size(), 10'000U);
    EXPECT_EQ(reply.parsed().at("missing").as_array().size(), 2U);
    EXPECT_EQ(std::ranges::count(get(query + "&format=csv").body, '\n'), 10'001);
}

TEST_F(LongPageReadings, AreReadNoFasterThanTheyAreTaken) {
    records.pieces = 100'000;
    auto const client = slow_client();
    until_held_up();
    EXPECT_GT(records.read_pieces, 0);
    EXPECT_LT(records.read_pieces, 10'000);
}

TEST_F(LongPageReadings, LetOthersBeServedBetweenTwoPieces) {
    bool served = false;
    int pieces_before = 0;
    records.at_piece = [&] {
        if (records.read_pieces == 10)
            boost::asio::post(loop, [&] {
                served = true;
                pieces_before = records.read_pieces;
            });
    };
    get(query);
    EXPECT_TRUE(served);
    EXPECT_LE(pieces_before, 12);
}

TEST_F(LongPageReadings, AreEightAtATimeAndTheNextIsAskedToComeAgain) {
    records.pieces = 100'000;
    std::vector<boost::asio::ip::tcp::socket> clients;
    for (int i = 0; i < 8; ++i)
        clients.push_back(slow_client());
    until_held_up();
    auto const reply = get(query);
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.code(), "too_many_requests");
    EXPECT_EQ(reply.header("Retry-After"), "5");
    records.pieces = 1;
    EXPECT_EQ(get(query).status, 200) << "a short answer takes nobody's place";
    records.pieces = 100'000;
    clients.pop_back();
    until_held_up();
    clients.push_back(slow_client());
    until_held_up();
    EXPECT_EQ(get(query).status, 503) << "the place was free, and is taken again";
}

TEST_F(LongPageReadings, BreakOffWhenTheArchiveFailsHalfWay) {
    records.at_end = Error{ErrorCode::store_corrupt, "malformed"};
    auto const reply = get(query);
    EXPECT_EQ(reply.status, 200);
    EXPECT_FALSE(reply.whole);
}

TEST_F(LongPageReadings, BreakOffWhenTheServiceGoes) {
    records.at_piece = [&] {
        if (records.read_pieces == 200)
            site->detach();
    };
    auto const reply = get(query);
    EXPECT_FALSE(reply.whole);
    EXPECT_EQ(records.read_pieces, 201) << "nothing is read of an archive that may be closed";
}

TEST_F(PageReadings, RefuseAQuestionThatIsNone) {
    for (auto const* query :
         {"", "?measure=daily", "?direction=consumption", "?measure=weekly&direction=consumption",
          "?measure=daily&direction=up", "?measure=daily&direction=consumption&from=x",
          "?measure=daily&direction=consumption&to=2026-13-01",
          "?measure=daily&direction=consumption&from=2026-11-23&to=2026-11-23",
          "?measure=daily&direction=consumption&from=1900-01-01&to=2026-11-23"}) {
        auto const reply = get(path + query);
        EXPECT_EQ(reply.status, 400) << query;
        EXPECT_EQ(reply.code(), "request_invalid") << query;
    }
}

TEST_F(PageReadings, SayThatTheArchiveCannotBeRead) {
    records.trouble = Error{ErrorCode::store_corrupt, "malformed"};
    auto const reply = get(path + "?measure=daily&direction=consumption");
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.code(), "store_corrupt");
}

} // namespace
} // namespace enedis2mqtt::web::test
