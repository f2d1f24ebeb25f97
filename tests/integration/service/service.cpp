#include "integration/service/service.hpp"

#include "support/paths.hpp"

#include <enedis2mqtt/mqtt/paho_client.hpp>

#include <csignal>
#include <cstdlib>
#include <fstream>

namespace enedis2mqtt::test {

using namespace std::chrono_literals;

Service::Service() {
    auto pattern = (std::filesystem::temp_directory_path() / "enedis2mqtt-service-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    config_file = folder / "bridge.yaml";
    http_ = std::move(http::create_client(loop.get_executor(), http::ClientOptions{}).value());
}

Service::~Service() {
    watcher_.reset();
    source.reset();
    std::filesystem::remove_all(folder);
}

void Service::start_source(std::vector<std::string> more) {
    std::vector<std::string> arguments{"simulate", "--listen", "127.0.0.1:0", "--publication-hour", "0"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    source = command(arguments);
    auto const said = source->wait_for(" speaks at ", 10s);
    auto const start = said.find("http");
    source_url = said.substr(start, said.find('\n', start) - start);
}

void Service::configure(std::string const& yaml) {
    std::ofstream{config_file}
        << "mqtt: {url: '" << broker->url() << "'}\n"
        << "language: en\n"
        << "meters:\n"
        << "  - {pdl: '" << maison << "', name: Maison, token: "
        << "eyJhbGciOiJIUzI1NiJ9."
        << "eyJzdWIiOlsiMTAwMDAwMDAwMDAwMTEiXSwiaWF0IjoxNzkwMDAwMDAwLCJleHAiOjIwODI3NTg0MDB9.ZGVtbw}\n"
        << yaml;
    if (yaml.find("web:") == std::string::npos)
        std::ofstream{config_file, std::ios::app} << "web: {listen: '127.0.0.1:0'}\n";
    if (yaml.find("providers:") == std::string::npos)
        std::ofstream{config_file, std::ios::app} << "providers: {conso_api: {base_url: '" << source_url
                                                  << "'}}\n";
}

std::unique_ptr<Process> Service::command(std::vector<std::string> arguments,
                                          std::map<std::string, std::string> const& variables) {
    static int count = 0;
    arguments.insert(arguments.begin(), bridge_program());
    auto log = folder / (std::to_string(++count) + ".log");
    return std::make_unique<Process>(arguments, variables, std::move(log));
}

void Service::watch() {
    mqtt::Options options;
    options.url = broker->url();
    options.client_id = "watcher";
    watcher_ = std::move(mqtt::create_paho_client(loop.get_executor(), options).value());
    mqtt::Events events;
    events.connected = [this] {
        ++connections;
        spawn_guarded(loop.get_executor(), "subscribe", [](mqtt::Client& client) -> Task<void> {
            static_cast<void>(co_await client.subscribe("#"));
        }(*watcher_));
    };
    events.disconnected = [](Error const&) {};
    events.message = [this](mqtt::Message const& message) { seen[message.topic] = message.payload; };
    mqtt::Message will{"watcher", "", false};
    watcher_->start(std::move(will), std::move(events));
    ASSERT_TRUE(until([&] { return connections > 0; }));
}

boost::json::object Service::topic(std::string const& path) {
    auto const name = "enedis2mqtt/" + path;
    if (!until([&] { return !seen[name].empty(); })) {
        ADD_FAILURE() << name << " was not seen";
        return {};
    }
    return boost::json::parse(seen[name]).as_object();
}

std::string Service::state(std::string const& pdl) {
    auto const& payload = seen["enedis2mqtt/" + pdl + "/status"];
    return payload.empty() ? "" : std::string{boost::json::parse(payload).at("state").as_string()};
}

boost::json::value Service::ask_source(http::Method method, std::string const& path, std::string body) {
    http::Request request{method, source_url + path};
    request.body = std::move(body);
    auto const answer = run_task(loop, http_->send(std::move(request))).value();
    return answer.body.empty() ? boost::json::value{} : boost::json::parse(answer.body);
}

boost::json::value Service::ask(std::string const& url) {
    http::Request request{http::Method::get, url};
    return boost::json::parse(run_task(loop, http_->send(std::move(request))).value().body);
}

int Service::source_calls(std::string const& route) {
    auto const calls = ask_source(http::Method::get, "/simulator/calls");
    for (auto const& row : calls.as_array())
        if (row.at("route").as_string() == route)
            return row.at("calls").to_number<int>();
    return 0;
}

} // namespace enedis2mqtt::test
