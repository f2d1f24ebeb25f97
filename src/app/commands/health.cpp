#include "app/commands/commands.hpp"
#include "app/service.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace enedis2mqtt::app {
namespace {

constexpr std::chrono::seconds patience{5};

/// Where this machine reaches what listens at `listen`.
std::string local_url(std::string const& listen) {
    auto const colon = listen.rfind(':');
    auto host = listen.substr(0, colon);
    if (host == "0.0.0.0")
        host = "127.0.0.1";
    else if (host == "[::]")
        host = "[::1]";
    return "http://" + host + listen.substr(colon) + "/health";
}

Task<void> ask(World const& world, std::string url, Result<http::Response>& answer) {
    http::ClientOptions options;
    options.user_agent = "enedis2mqtt/" ENEDIS2MQTT_VERSION;
    options.deadline = patience;
    auto const client = world.connect_http(std::move(options));
    if (!client) {
        answer = client.error();
        co_return;
    }
    http::Request request{http::Method::get, std::move(url)};
    auto sending = (*client)->send(std::move(request));
    answer = co_await std::move(sending);
}

int absent(Language language, std::string const& why) {
    fmt::print(stderr, "enedis2mqtt: {}{}\n",
               language == Language::fr ? "le service ne répond pas" : "the service does not answer", why);
    return Exit::failed;
}

/// Without the page only the store's lock tells that the service lives.
int by_the_lock(config::Config const& config) {
    auto const owned = store::has_owner(config.store.path);
    if (!owned)
        return fail(owned.error(), config.language);
    return *owned ? Exit::done : absent(config.language, "");
}

} // namespace

int health(Options const& options) {
    // A service that still waits for its configuration is well when its page is.
    auto const environment = config::process_environment();
    auto const outcome = config::load(options.config, environment);
    auto const* const loaded = std::get_if<config::Loaded>(&outcome);
    auto const listen = loaded == nullptr ? first_page(environment).listen : loaded->config.web.listen;
    auto const language = loaded == nullptr ? Language::fr : loaded->config.language;
    if (loaded == nullptr && listen.find(':') == std::string::npos) {
        read_config(options); // says what is wrong
        return Exit::bad_usage;
    }
    if (listen.empty())
        return by_the_lock(loaded->config);

    boost::asio::io_context loop;
    SystemClock clock;
    auto const world = real_world(loop.get_executor(), clock);
    Result<http::Response> answer = Error{ErrorCode::internal, "nobody answered"};
    run_to_the_end(loop, "the health check", ask(world, local_url(listen), answer));
    if (!answer)
        return absent(language, ": " + answer.error().message);
    fmt::print("{}\n", answer->body);
    return answer->status == 200 ? Exit::done : Exit::failed;
}

} // namespace enedis2mqtt::app
