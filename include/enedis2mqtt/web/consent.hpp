#pragma once

#include <enedis2mqtt/base/clock.hpp>
#include <enedis2mqtt/config/config.hpp>
#include <enedis2mqtt/ports/consents.hpp>
#include <enedis2mqtt/web/route.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// How a consent comes to the page: sent there by Enedis, or pasted from a gateway. Loop thread only.
namespace enedis2mqtt::web {

/// What survives when the service is rebuilt: who is on the way to Enedis, and what the last way back
/// brought.
struct ConsentMemory {
    struct Last {
        std::vector<UsagePointId> pdls;
        std::optional<Error> error; ///< empty: it went well
    };
    std::map<std::string, Instant> states; ///< digest of a state -> until when it may come back
    std::optional<Last> last;
};

/// All of it outlives the routes.
struct ConsentTools {
    ConsentTools(Consents& ways, config::Config const& loaded, Clock& wall, TimeZone home,
                 ConsentMemory& kept)
        : consents(ways), config(loaded), clock(wall), zone(home), memory(kept) {}

    Consents& consents;
    config::Config const& config;
    Clock& clock;
    TimeZone zone;
    ConsentMemory& memory;
    std::function<std::optional<Instant>(UsagePointId const&)>
        expires;                                          ///< where the running service knows it
    std::function<Result<void>(config::MeterEntry)> keep; ///< writes it beside the configuration
    /// These meters are new, or may be asked for again: the service takes them up once the answer has left.
    std::function<void(std::vector<UsagePointId>)> take_up;
};

/// oauth/authorize, oauth/callback, api/consent and what is below it.
class ConsentPage {
public:
    virtual ~ConsentPage() = default;
    virtual std::vector<Route> routes() = 0;
    /// Ends when no answer is being worked on any more: between Site::detach() and the end of the tools. A
    /// question to Enedis takes half a minute at most beside the source's own deadline.
    virtual Task<void> settle() = 0;
};
std::unique_ptr<ConsentPage> create_consent_page(boost::asio::any_io_executor executor, ConsentTools tools);

/// POST api/consent/recognise alone: the set-up page needs it before there is a configuration.
Route recognise_route(std::function<Pasted(std::string_view)> recognise, Clock& clock, TimeZone zone);

} // namespace enedis2mqtt::web
