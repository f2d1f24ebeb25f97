#include "support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace enedis2mqtt::test {

Process::Process(std::vector<std::string> const& command, std::map<std::string, std::string> const& variables,
                 std::filesystem::path log)
    : log_(std::move(log)) {
    std::vector<char*> arguments;
    for (auto const& word : command)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    pid_ = fork();
    if (pid_ < 0)
        throw std::runtime_error{"fork failed"};
    if (pid_ == 0) {
        for (auto const& [name, value] : variables)
            setenv(name.c_str(), value.c_str(), 1);
        int const out = open(log_.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
        dup2(out, STDOUT_FILENO);
        dup2(out, STDERR_FILENO);
        execv(arguments.front(), arguments.data());
        _exit(127);
    }
}

Process::~Process() {
    if (pid_ > 0) {
        send(SIGKILL);
        wait(std::chrono::seconds{10});
    }
}

void Process::send(int signal) const {
    if (pid_ > 0)
        kill(pid_, signal);
}

std::optional<int> Process::wait(std::chrono::seconds limit) {
    // A pidfd becomes readable when the process ends: no polling of the clock.
    int const handle = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
    pollfd ended{handle, POLLIN, 0};
    int const ready = poll(&ended, 1, static_cast<int>(std::chrono::milliseconds{limit}.count()));
    close(handle);
    if (ready <= 0)
        return std::nullopt;
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string Process::output() const {
    std::ifstream file{log_};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string Process::wait_for(std::string const& text, std::chrono::seconds limit) const {
    auto const deadline = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < deadline) {
        auto said = output();
        if (said.find(text) != std::string::npos)
            return said;
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    throw std::runtime_error{"`" + text + "` was not said in time, but:\n" + output()};
}

} // namespace enedis2mqtt::test
