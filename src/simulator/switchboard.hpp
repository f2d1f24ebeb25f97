#pragma once

#include "simulator/consent_desk.hpp"
#include "simulator/dialect.hpp"
#include "simulator/faults.hpp"
#include "simulator/grid_operator.hpp"

#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace enedis2mqtt::simulator {

/// Everything the gateway does short of sockets and waiting: a request and the time in, an answer out.
class Switchboard {
public:
    explicit Switchboard(GridOperator grid, std::string redirect_uri = {})
        : grid_(std::move(grid)), consents_(std::move(redirect_uri)) {}

    Answer answer(http::ServerRequest const& request, Instant now);

    Faults& faults() { return faults_; }
    int calls(std::string_view pdl, std::string_view route) const;

private:
    Understood understand(http::ServerRequest const& request, Instant now) const;
    Answer answer_token(http::ServerRequest const& request, Instant now);
    Answer answer_colors(TempoSource source, http::ServerRequest const& request, Instant now);
    Answer answer_call(Call const& call, Instant now);

    // The switches, below /simulator/ (control.cpp).
    http::Response control(http::ServerRequest const& request, Instant now);
    http::Response control_faults(http::ServerRequest const& request);
    http::Response control_application(http::ServerRequest const& request);
    http::Response expected(UsagePointId const& pdl, http::ServerRequest const& request, Instant now) const;

    GridOperator grid_;
    Faults faults_;
    Tokens tokens_;
    ConsentDesk consents_;
    std::map<std::pair<std::string, std::string>, int> calls_; ///< by PDL and route
};

} // namespace enedis2mqtt::simulator
