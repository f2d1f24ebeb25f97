#include "bench/child.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace enedis2mqtt::bench {
namespace {

Seconds seconds_of(timeval const& time) {
    return std::chrono::seconds{time.tv_sec} + std::chrono::microseconds{time.tv_usec};
}

} // namespace

Child::Child(std::vector<std::string> const& command, std::filesystem::path log)
    : log_(std::move(log)), start_(std::chrono::steady_clock::now()) {
    std::vector<char*> words;
    for (auto const& word : command)
        words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    pid_ = fork();
    if (pid_ < 0)
        throw std::runtime_error{"fork failed"};
    if (pid_ == 0) {
        int const out = open(log_.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
        dup2(out, STDOUT_FILENO);
        dup2(out, STDERR_FILENO);
        execvp(words.front(), words.data());
        _exit(127);
    }
}

Child::~Child() {
    if (pid_ > 0) {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
}

std::string Child::output() const {
    std::ostringstream text;
    text << std::ifstream{log_}.rdbuf();
    return text.str();
}

std::string Child::wait_for(std::string const& text) const {
    auto const limit = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (std::chrono::steady_clock::now() < limit) {
        if (auto said = output(); said.find(text) != std::string::npos)
            return said;
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    throw std::runtime_error{"`" + text + "` was not said, but:\n" + output()};
}

long Child::proc_figure(char const* file, std::string const& key) const {
    std::ifstream lines{"/proc/" + std::to_string(pid_) + "/" + file};
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(key))
            return std::stol(line.substr(key.size()));
    throw std::runtime_error{"no " + key + " of a running process; it said:\n" + output()};
}

double Child::resident_mb() const {
    return static_cast<double>(proc_figure("status", "VmRSS:")) * 1024.0 / 1e6;
}

long Child::written() const {
    return proc_figure("io", "write_bytes:");
}

Cost Child::stop() {
    kill(pid_, SIGTERM);
    return finish();
}

Cost Child::finish() {
    int status = 0;
    rusage usage{};
    wait4(pid_, &status, 0, &usage);
    pid_ = -1;
    Cost cost;
    cost.wall = std::chrono::steady_clock::now() - start_;
    cost.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    cost.cpu = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
    cost.peak_mb = static_cast<double>(usage.ru_maxrss) * 1024.0 / 1e6;
    return cost;
}

} // namespace enedis2mqtt::bench
