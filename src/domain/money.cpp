#include <enedis2mqtt/domain/money.hpp>

namespace enedis2mqtt {

std::int64_t Money::rounded_to(int decimals) const {
    Wide last = units_per_euro;
    for (int i = 0; i < decimals; ++i)
        last /= 10;
    return static_cast<std::int64_t>(half_up(units_, last));
}

} // namespace enedis2mqtt
