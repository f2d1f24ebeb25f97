#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace enedis2mqtt::bench {

using Seconds = std::chrono::duration<double>;

/// What a process cost from its start to its end, as the kernel counts it (wait4).
struct Cost {
    int status = 0;
    Seconds wall{};
    Seconds cpu{};        ///< user and system
    double peak_mb = 0.0; ///< resident; never less than that of the process that started it
};

/// A process measured from outside. Its output goes to a file. Killed, if need be, when this object ends.
class Child {
public:
    Child(std::vector<std::string> const& command, std::filesystem::path log);
    Child(Child const&) = delete;
    Child& operator=(Child const&) = delete;
    ~Child();

    /// Waits until the output holds `text`; throws with the output after 20 s.
    std::string wait_for(std::string const& text) const;
    std::string output() const;
    double resident_mb() const;
    /// Bytes handed to the disk so far (/proc/PID/io write_bytes).
    long written() const;
    Cost stop(); ///< SIGTERM, then finish()
    Cost finish();

private:
    long proc_figure(char const* file, std::string const& key) const;

    std::filesystem::path log_;
    std::chrono::steady_clock::time_point start_;
    pid_t pid_ = -1;
};

} // namespace enedis2mqtt::bench
