#include "simulator/switchboard.hpp"

#include <enedis2mqtt/base/async.hpp>
#include <enedis2mqtt/http/server.hpp>
#include <enedis2mqtt/simulator/gateway.hpp>

#include <boost/asio/redirect_error.hpp>

namespace enedis2mqtt::simulator {
namespace {

http::Fault transport_fault(Delivery delivery) {
    switch (delivery) {
    case Delivery::truncated:
        return http::Fault::truncate;
    case Delivery::dripped:
        return http::Fault::drip;
    case Delivery::reset:
    case Delivery::never: // when its wait is over, the gateway is stopping
        return http::Fault::reset;
    case Delivery::whole:
        break;
    }
    return http::Fault::none;
}

class HttpGateway final : public Gateway {
public:
    HttpGateway(Clock const& clock, GridOperator grid, std::string redirect_uri)
        : clock_(clock), switchboard_(std::move(grid), std::move(redirect_uri)) {}
    ~HttpGateway() override { stop(); }

    Result<void> listen(boost::asio::any_io_executor executor, GatewayOptions const& options) {
        for (auto const& order : options.faults)
            if (auto const added = add_fault(order); !added)
                return added.error();
        http::ServerOptions server;
        server.address = options.address;
        server.port = options.port;
        server.certificate_file = options.certificate_file;
        server.key_file = options.key_file;
        auto listening =
            http::listen(std::move(executor), std::move(server),
                         [this](http::ServerRequest request) { return serve(std::move(request)); });
        if (!listening)
            return listening.error();
        server_ = std::move(*listening);
        return {};
    }

    std::uint16_t port() const override { return server_->port(); }
    void stop() override {
        if (server_)
            server_->stop();
    }
    Result<void> add_fault(FaultOrder const& order) override { return switchboard_.faults().add(order); }
    void clear_faults() override { switchboard_.faults().clear(); }
    int calls(std::string_view pdl, std::string_view route) const override {
        return switchboard_.calls(pdl, route);
    }

private:
    Task<http::Response> serve(http::ServerRequest request) {
        auto answer = switchboard_.answer(request, clock_.now());
        answer.response.fault = transport_fault(answer.delivery);
        if (answer.delivery == Delivery::never) {
            // The server cancels it when it stops; the gateway may be gone then and is not touched below.
            boost::asio::steady_timer never{co_await boost::asio::this_coro::executor,
                                            std::chrono::steady_clock::time_point::max()};
            boost::system::error_code stopped;
            co_await never.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, stopped));
        }
        co_return std::move(answer.response);
    }

    Clock const& clock_;
    Switchboard switchboard_;
    std::unique_ptr<http::Server> server_;
};

} // namespace

Result<std::unique_ptr<Gateway>> start_gateway(boost::asio::any_io_executor executor, Clock const& clock,
                                               GatewayOptions options) {
    auto const zone = TimeZone::find("Europe/Paris");
    if (!zone)
        return Error{ErrorCode::internal, "the time zone database does not know Europe/Paris"};
    auto gateway = std::make_unique<HttpGateway>(clock, GridOperator{*zone, options.publication_hour},
                                                 options.redirect_uri);
    if (auto const listening = gateway->listen(std::move(executor), options); !listening)
        return listening.error();
    return std::unique_ptr<Gateway>{std::move(gateway)};
}

} // namespace enedis2mqtt::simulator
