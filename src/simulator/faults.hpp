#pragma once

#include "simulator/dialect.hpp"

#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/tempo.hpp>
#include <enedis2mqtt/simulator/gateway.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace enedis2mqtt::simulator {

/// How the answer travels; everything but `whole` is the server's work.
enum class Delivery { whole, truncated, dripped, reset, never };

struct Answer {
    http::Response response;
    Delivery delivery = Delivery::whole;
};

/// The faults switched on, oldest first.
class Faults {
public:
    Result<void> add(FaultOrder const& order);
    void clear() { orders_.clear(); }
    std::vector<FaultOrder> const& orders() const { return orders_; }

    /// The name of the fault that strikes this call (counted down), or an empty text.
    std::string_view strike(Call const& call);
    /// The same for the token endpoint.
    std::string_view strike_token();
    /// The same for whoever tells Tempo's colours.
    std::string_view strike_tempo(TempoSource source);

private:
    template <class Predicate>
    std::string_view strike_if(Predicate meant);

    std::vector<FaultOrder> orders_;
};

/// What `fault` answers in place of data; nothing when it spoils the sheet or the answer only.
std::optional<Answer> answer_instead(std::string_view fault, Call const& call, Instant now);
/// The same where no dialect has a say.
std::optional<Answer> answer_instead(std::string_view fault);
/// The faults that lie in the points.
void spoil(std::string_view fault, Sheet& sheet, CivilDay today);
/// The faults that lie in the finished answer.
void spoil(std::string_view fault, Answer& answer);

} // namespace enedis2mqtt::simulator
