#pragma once

#include "support/mosquitto.hpp"
#include "support/process.hpp"
#include "support/run_loop.hpp"

#include <enedis2mqtt/http/client.hpp>
#include <enedis2mqtt/mqtt/client.hpp>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

namespace enedis2mqtt::test {

inline std::string const maison = "10000000000011";

/// The real program as a person runs it, beside a real Mosquitto and its own simulated source, each a
/// process.
class Service : public testing::Test {
protected:
    Service();
    ~Service() override;

    /// `more` goes to the command line of `simulate`.
    void start_source(std::vector<std::string> more = {});
    /// One Conso API meter; `yaml` is added at the end.
    void configure(std::string const& yaml = {});
    std::unique_ptr<Process> command(std::vector<std::string> arguments,
                                     std::map<std::string, std::string> const& variables = {});
    std::unique_ptr<Process> start_bridge(std::map<std::string, std::string> const& variables = {}) {
        return command({"run", "-c", config_file.string()}, variables);
    }

    /// Watches every topic from now on; what was retained before is seen too.
    void watch();
    /// Turns the loop until `done`; the watcher's view goes with it.
    template <class Predicate>
    bool until(Predicate done, std::chrono::seconds limit = std::chrono::seconds{30}) {
        return run_until(loop, done, limit);
    }
    boost::json::object topic(std::string const& path);
    std::string state(std::string const& pdl);

    boost::json::value ask_source(http::Method method, std::string const& path, std::string body = {});
    boost::json::value ask(std::string const& url);
    int source_calls(std::string const& route);

    std::filesystem::path folder;
    std::filesystem::path config_file;
    std::unique_ptr<Mosquitto> broker = std::make_unique<Mosquitto>();
    std::string source_url;
    std::unique_ptr<Process> source;
    boost::asio::io_context loop;
    std::map<std::string, std::string> seen; ///< by topic, the last payload
    int connections = 0;                     ///< of the watcher

private:
    std::unique_ptr<mqtt::Client> watcher_;
    std::unique_ptr<http::Client> http_;
};

} // namespace enedis2mqtt::test
