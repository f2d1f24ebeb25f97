#include "integration/service/service.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <csignal>

namespace enedis2mqtt::test {
namespace {

using namespace std::chrono_literals;

/// Another program works on the archive of the running service, and takes its time.
struct LockedArchive : Service {
    std::string page(Process const& bridge) const {
        auto const said = bridge.wait_for("page at ", 20s);
        auto const start = said.find("http", said.find("page at "));
        return said.substr(start, said.find_first_of(" \n", start) - start);
    }
    /// A poll that needs the archive, which a person waits for.
    static Task<void> refresh(http::Client& client, std::string page, std::optional<int>& status) {
        http::Request request{http::Method::post, page + "/api/meters/" + maison + "/refresh"};
        request.headers.set("X-Requested-With", "enedis2mqtt");
        auto sending = client.send(std::move(request));
        if (auto const answer = co_await std::move(sending))
            status = answer->status;
    }
};

TEST_F(LockedArchive, DelaysNeitherHealthNorTheEnd) {
    start_source();
    configure();
    auto const bridge = start_bridge();
    bridge->wait_for("calls today", 20s);
    auto const url = page(*bridge);

    SQLite::Database other{(folder / "enedis2mqtt.db").string(), SQLite::OPEN_READWRITE, 5000};
    other.exec("BEGIN EXCLUSIVE");
    auto const client = http::create_client(loop.get_executor(), http::ClientOptions{}).value();
    std::optional<int> refreshed;
    spawn_guarded(loop.get_executor(), "a refresh", refresh(*client, url, refreshed));
    for (int times = 0; times < 20; ++times) {
        auto const asked = std::chrono::steady_clock::now();
        EXPECT_EQ(ask(url + "/health").at("status"), "ok");
        EXPECT_LT(std::chrono::steady_clock::now() - asked, 2s);
    }
    EXPECT_FALSE(refreshed) << "it waits for the archive";

    auto const told = std::chrono::steady_clock::now();
    bridge->send(SIGTERM);
    EXPECT_EQ(bridge->wait(20s), 0);
    EXPECT_LT(std::chrono::steady_clock::now() - told, 4s);
}

TEST_F(LockedArchive, IsWaitedForUntilItIsFree) {
    start_source();
    configure();
    auto const bridge = start_bridge();
    bridge->wait_for("calls today", 20s);
    auto const url = page(*bridge);

    SQLite::Database other{(folder / "enedis2mqtt.db").string(), SQLite::OPEN_READWRITE, 5000};
    other.exec("BEGIN EXCLUSIVE");
    auto const client = http::create_client(loop.get_executor(), http::ClientOptions{}).value();
    std::optional<int> refreshed;
    spawn_guarded(loop.get_executor(), "a refresh", refresh(*client, url, refreshed));
    EXPECT_FALSE(until([&] { return refreshed.has_value(); }, 3s));
    other.exec("ROLLBACK");
    EXPECT_TRUE(until([&] { return refreshed.has_value(); }, 20s));
    EXPECT_EQ(refreshed, 200);
}

} // namespace
} // namespace enedis2mqtt::test
