#include "app/notify.hpp"
#include "support/run_loop.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>

namespace enedis2mqtt::test {
namespace {

using namespace std::chrono_literals;
using app::ServiceManager;

/// The service manager's end of the socket.
class Manager : public testing::Test {
protected:
    ~Manager() override {
        if (socket_ >= 0)
            ::close(socket_);
        std::filesystem::remove_all(folder_);
        for (auto const* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
            ::unsetenv(name);
    }

    /// Listens at a path, or at `@…` in the abstract namespace.
    void listen(std::string const& name) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        name.copy(address.sun_path, sizeof address.sun_path - 1);
        if (name.front() == '@')
            address.sun_path[0] = '\0';
        socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        auto const length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        ASSERT_EQ(::bind(socket_, reinterpret_cast<sockaddr const*>(&address), length), 0);
    }

    /// The next word that was said; "" when there is none.
    std::string heard() const {
        std::array<char, 256> word{};
        auto const size = ::recv(socket_, word.data(), word.size(), 0);
        return size < 0 ? "" : std::string(word.data(), static_cast<std::size_t>(size));
    }

    std::string path() const { return (folder_ / "notify").string(); }

    boost::asio::io_context loop;

private:
    std::filesystem::path folder_ = [] {
        auto name = (std::filesystem::temp_directory_path() / "notify-XXXXXX").string();
        return std::filesystem::path{::mkdtemp(name.data())};
    }();
    int socket_ = -1;
};

TEST_F(Manager, HearsReadyAtOnceAndOnlyThatWithoutAWatchdog) {
    listen(path());
    run_task(loop, ServiceManager{path(), 0us}.attend());
    EXPECT_EQ(heard(), "READY=1");
    EXPECT_EQ(heard(), "");
}

TEST_F(Manager, IsReachedInTheAbstractNamespace) {
    auto const name = "@enedis2mqtt-test-" + std::to_string(::getpid());
    listen(name);
    ServiceManager{name, 0us}.stopping();
    EXPECT_EQ(heard(), "STOPPING=1");
}

TEST_F(Manager, HearsTheWatchdogTwicePerItsTimeWhileTheLoopTurns) {
    listen(path());
    ServiceManager const manager{path(), 40ms};
    auto const start = std::chrono::steady_clock::now();
    spawn_guarded(loop.get_executor(), "the service manager", manager.attend());
    std::vector<std::string> words;
    EXPECT_TRUE(run_until(loop, [&] {
        if (auto word = heard(); !word.empty())
            words.push_back(std::move(word));
        return words.size() == 4;
    }));
    EXPECT_EQ(words, (std::vector<std::string>{"READY=1", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"}));
    EXPECT_GE(std::chrono::steady_clock::now() - start, 60ms);
}

TEST_F(Manager, MayBeAway) {
    run_task(loop, ServiceManager{"", 1s}.attend());
    run_task(loop, ServiceManager{path(), 0us}.attend()); // nobody listens
    run_task(loop, ServiceManager{std::string(200, 'x'), 0us}.attend());
}

TEST_F(Manager, SpeaksThroughTheEnvironment) {
    listen(path());
    ::setenv("NOTIFY_SOCKET", path().c_str(), 1);
    ::setenv("WATCHDOG_USEC", "30000000", 1);
    auto const manager = ServiceManager::from_environment();
    EXPECT_EQ(manager.watchdog(), 30s);
    manager.stopping();
    EXPECT_EQ(heard(), "STOPPING=1");
}

TEST_F(Manager, WatchesOnlyTheProcessItNames) {
    ::setenv("WATCHDOG_USEC", "30000000", 1);
    ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
    EXPECT_EQ(ServiceManager::from_environment().watchdog(), 30s);
    ::setenv("WATCHDOG_PID", "1", 1);
    EXPECT_EQ(ServiceManager::from_environment().watchdog(), 0s);
    ::unsetenv("WATCHDOG_PID");
    ::setenv("WATCHDOG_USEC", "soon", 1);
    EXPECT_EQ(ServiceManager::from_environment().watchdog(), 0s);
}

} // namespace
} // namespace enedis2mqtt::test
