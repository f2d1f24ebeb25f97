#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace enedis2mqtt::test {

/// A child process whose standard output and error go to a file. Killed, if need be, when this object ends.
class Process {
public:
    Process(std::vector<std::string> const& command, std::map<std::string, std::string> const& variables,
            std::filesystem::path log);
    Process(Process const&) = delete;
    Process& operator=(Process const&) = delete;
    ~Process();

    void send(int signal) const;
    /// The exit status (128 + signal when a signal ended it); nothing when `limit` passes first.
    std::optional<int> wait(std::chrono::seconds limit);
    std::string output() const;
    /// The output once it holds `text`; throws std::runtime_error with the output when `limit` passes first.
    std::string wait_for(std::string const& text, std::chrono::seconds limit) const;

private:
    pid_t pid_ = -1;
    std::filesystem::path log_;
};

} // namespace enedis2mqtt::test
