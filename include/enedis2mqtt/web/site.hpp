#pragma once

#include <enedis2mqtt/base/clock.hpp>
#include <enedis2mqtt/base/secret.hpp>
#include <enedis2mqtt/config/problem.hpp>
#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/ports/file_imports.hpp>
#include <enedis2mqtt/ports/records.hpp>
#include <enedis2mqtt/ports/requests.hpp>
#include <enedis2mqtt/ports/sink.hpp>
#include <enedis2mqtt/web/route.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace enedis2mqtt::web {

/// How the page speaks, to whoever asks for no other language, and looks. The colours land in the page and
/// are checked by config.
struct Appearance {
    Language language = Language::fr;
    std::string widget_background = "#a3cc28";
    std::string widget_title = "transparent";
};

/// Why there is no service behind the page: no configuration yet (no problem), or a broken one.
struct SetupState {
    std::vector<config::Problem> problems;
    std::string file; ///< its name, without its directory
};

struct SiteOptions {
    explicit SiteOptions(TimeZone home) : zone(home) {}
    TimeZone zone; ///< of instants that are no meter's
    std::string listen = "127.0.0.1:8199";
    Secret password; ///< plain, or an argon2id hash; empty: none, then loopback clients only
    /// The address of an ingress proxy, whose requests need no password. One of loopback trusts every program
    /// and every browser of this machine.
    std::string trusted_proxy;
    std::string certificate_file;
    std::string key_file;
    std::string version;
    Instant started_at{};
    Appearance appearance;
    std::vector<Route> routes;                              ///< of the setup
    std::function<std::optional<SetupState>()> setup_state; ///< asked while nothing is attached
};

/// The running service, as far as the page needs it. What it names lives until settle() after detach().
struct SiteTools {
    SiteTools(Requests& asks, Records& archive) : requests(asks), records(archive) {}
    Requests& requests;
    Records& records;
    FileImports* imports = nullptr;
    std::string broker_url;
    std::vector<std::string> consent;       ///< the providers whose consent the page may ask for
    std::vector<Route> routes;              ///< of the consent
    std::function<bool()> every_loop_lives; ///< empty: they do
};

/// The page, its API, its events, health and metrics on one listener. It lives longer than the service behind
/// it: sessions and open pages survive when the service is rebuilt. Loop thread only.
class Site {
public:
    virtual ~Site() = default;
    virtual std::uint16_t port() const = 0;
    /// What the page tells of: for the service's dispatcher. Lives as long as the site.
    virtual Sink& board() = 0;
    /// The broker: nothing while it is connected, else why it is not.
    virtual void broker(std::optional<Error> trouble) = 0;
    /// From now on the page speaks of this service.
    virtual void attach(SiteTools tools, Appearance appearance) = 0;
    /// The service goes: nothing of its tools is asked any more, and who waits for a refresh gets
    /// not_configured. The tools live until settle() has ended.
    virtual void detach() = 0;
    /// After detach() or stop(): ends when no route is waiting for the tools any more.
    virtual Task<void> settle() = 0;
    /// Closes the listener and, as the loop goes on, every connection. The destructor stops, too.
    virtual void stop() = 0;
};

/// Listens at once. Errors: unreachable (the address is in use or not ours), tls_failed, bad_request (no
/// address and port; or beyond loopback with neither password nor trusted proxy). `clock` outlives the loop.
Result<std::unique_ptr<Site>> create_site(boost::asio::any_io_executor executor, Clock& clock,
                                          SiteOptions options);

} // namespace enedis2mqtt::web
