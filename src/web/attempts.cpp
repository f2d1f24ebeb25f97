#include "web/attempts.hpp"

#include <algorithm>

namespace enedis2mqtt::web {

std::optional<std::chrono::seconds> Attempts::count(std::string const& address, Instant now) {
    while (!attempts_.empty() && attempts_.front().when + span <= now)
        attempts_.pop_front();
    auto const is_theirs = [&](Attempt const& attempt) { return attempt.address == address; };
    auto const theirs = std::count_if(attempts_.begin(), attempts_.end(), is_theirs);
    if (static_cast<std::size_t>(theirs) >= most_of_address)
        return std::find_if(attempts_.begin(), attempts_.end(), is_theirs)->when + span - now;
    if (attempts_.size() >= most)
        return attempts_.front().when + span - now;
    attempts_.push_back({now, address});
    return std::nullopt;
}

void Attempts::forgive(std::string const& address) {
    std::erase_if(attempts_, [&](Attempt const& attempt) { return attempt.address == address; });
}

} // namespace enedis2mqtt::web
