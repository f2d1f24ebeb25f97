#pragma once

#include <enedis2mqtt/base/clock.hpp>
#include <enedis2mqtt/config/config.hpp>
#include <enedis2mqtt/http/client.hpp>

#include <memory>
#include <optional>
#include <string>

namespace enedis2mqtt::sources {

/// The application's access token (OAuth 2 client credentials), shared by all its meters and renewed five
/// minutes before it ends. Those who ask during a renewal wait for that one. Loop thread only.
/// Source: docs/reference/enedis-api.md section 1.2.
class EnedisAuth {
public:
    EnedisAuth(http::Client& http, Clock const& clock, config::Enedis const& settings);

    /// credentials_invalid when Enedis refuses the application; the transport's errors; not_understood.
    Task<Result<std::string>> token();
    /// Enedis refused that token: the next token() asks for another, unless that happened already.
    void forget(std::string const& refused);

private:
    struct Held {
        std::string text;
        Instant renew_at;
    };
    struct Renewal;
    class Turn;

    http::Request token_request() const;
    Result<Held> read(http::Response const& response) const;
    Error remember(Error error);

    http::Client& http_;
    Clock const& clock_;
    std::string url_;
    std::string client_id_;
    Secret client_secret_;
    std::optional<Held> held_;
    std::shared_ptr<Renewal> renewal_; ///< the one under way
    std::optional<Error> failure_;     ///< of the last renewal, answered to everyone …
    Instant failed_until_{};           ///< … until then
};

} // namespace enedis2mqtt::sources
