#pragma once

#include <enedis2mqtt/base/clock.hpp>
#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/meter.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// A simulated source: a deterministic household per PDL, served on one port in every dialect, told apart
/// by path, with the sources' real refusals and faults that can be switched on.
///   /api/{type}                                       Conso API, old and new types; Bearer JWT
///   /{set}/{pdl}/start/{day}/end/{day}[/cache]        MyElectricalData v1, also /valid_access/{pdl}, /ping
///   [/api]/enedis/…/{pdl}?start&end                   MyElectricalData v2; X-MED-Format: 2026; START stamps
///   /mesure_synchrone_auto/v2/{set}                   Enedis Data Connect 2026
///   /metering_data_{…}/v5/{set}                       Enedis Data Connect v5
///   POST /oauth2/v3/token                             tokens for both; client_secret `wrong` is refused
///   /dataconnect/{v1|v2}/oauth2/authorize             Enedis' consent page: a form, or at once with
///                                                     `accept=1|0` and `pdl`; sends back to the redirect_uri
///   POST /subscribed_services/v1                      the meters of a v2 consent; empty the first time
///   /couleur_tempo/joursTempo                         Tempo's colours as api-couleur-tempo.fr tells them
///   /rte/tempo?season, /rte/tempoLight                the same as RTE's open data
///   /simulator/…                                      the switches:
///     POST {"fault","count","dataset","pdl"}, DELETE, GET /simulator/faults
///     GET /simulator/expected/{pdl}?from&to           what is published as of now (`to` excluded)
///     GET /simulator/token/{pdl}                      a Conso API token
///     POST {"redirect_uri"}, GET /simulator/application
///     GET /simulator/meters, /simulator/calls
/// Local time is Europe/Paris. Any 14-digit PDL is an ordinary consumption meter, save special_meters().
namespace enedis2mqtt::simulator {

/// A PDL that ends so behaves so.
struct SpecialMeter {
    std::string_view ending;
    std::string_view what;
};
std::vector<SpecialMeter> special_meters();

/// Every fault that can be switched on, with what it does.
struct FaultKind {
    std::string_view name;
    std::string_view what;
};
std::span<FaultKind const> fault_kinds();

/// A fault switched on. Faults strike calls for measures only, save data sets `token`, `couleur_tempo`,
/// `rte`.
struct FaultOrder {
    std::string fault;
    std::optional<int> count; ///< calls it strikes; empty: until cleared
    std::string
        dataset; ///< daily, load_curve (or curve), max_power, token, couleur_tempo, rte; "" for all measures
    std::string pdl; ///< "" for all
};

struct GatewayOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;       ///< 0: any free one
    std::string certificate_file; ///< PEM; with key_file it speaks TLS only
    std::string key_file;
    std::chrono::minutes publication_hour = std::chrono::hours{8}; ///< local time from which yesterday exists
    std::vector<FaultOrder> faults;
    /// Where the consent page sends people back to, as registered at Enedis for a real application.
    std::string redirect_uri = "http://127.0.0.1:8199/oauth/callback";
};

/// Loop thread only. Its destruction stops it.
class Gateway {
public:
    virtual ~Gateway() = default;
    virtual std::uint16_t port() const = 0;
    virtual void stop() = 0;
    /// Errors: request_invalid (no such fault or data set, a PDL that is none, a count below 1).
    virtual Result<void> add_fault(FaultOrder const& order) = 0;
    virtual void clear_faults() = 0;
    /// Calls answered so far, refused and faulty ones too, of that PDL and route (the path without PDL and
    /// dates, e.g. `/api/consommation_quotidienne`); "" counts all. Calls that never came to measures (token,
    /// ping, refused credentials) are counted without PDL, by their whole path.
    virtual int calls(std::string_view pdl = {}, std::string_view route = {}) const = 0;
};

/// Listens at once. `clock` must outlive it. Errors: those of http::listen and of add_fault.
Result<std::unique_ptr<Gateway>> start_gateway(boost::asio::any_io_executor executor, Clock const& clock,
                                               GatewayOptions options);

/// A token as Conso API hands out: `sub` holds the PDLs. Its signature is not one.
std::string conso_api_token(std::vector<UsagePointId> const& pdls, Instant expires);

} // namespace enedis2mqtt::simulator
