#include <enedis2mqtt/domain/poll_round.hpp>

#include <algorithm>

namespace enedis2mqtt {

int calls_to_look_with(int left, int per_day, PollDemand const& demand) {
    if (demand.data_sets > per_day)
        return left;
    // Where one round takes the whole day, nobody would look before its end: an eighth of it may.
    constexpr int part_that_looks = 8;
    int const lent = std::max(0, per_day / part_that_looks - (per_day - demand.data_sets));
    return std::max(0, left - std::max(0, demand.missing - lent));
}

std::optional<std::chrono::seconds> scarce_look_every(std::chrono::seconds retry, std::optional<int> looks,
                                                      PollDemand const& demand) {
    if (!looks || retry <= std::chrono::seconds{0} || demand.waiting * (demand.span / retry) <= *looks)
        return std::nullopt;
    return *looks == 0 ? demand.span : demand.span / *looks;
}

int calls_kept_from_history(std::chrono::seconds retry, PollDemand const& demand) {
    auto const looks = retry > std::chrono::seconds{0} ? demand.span / retry : 0;
    return 2 * demand.missing + demand.waiting * static_cast<int>(looks);
}

int calls_kept_from_requests(int per_day, PollDemand const& demand) {
    return std::min(2 * demand.missing, std::max(0, per_day - 1));
}

Round round_of(std::vector<Missing> missing, Instant round_began, bool last, std::optional<int> looks,
               bool may_look, PollDemand const& demand) {
    std::ranges::stable_sort(missing, {}, &Missing::tried);
    auto const fresh = static_cast<int>(
        std::ranges::count_if(missing, [&](Missing const& one) { return one.tried < round_began; }));
    bool const suffices = last || !looks || *looks - fresh >= demand.missing;
    int count = suffices ? fresh : 0;
    if (count == 0 && may_look && (!looks || *looks > 0))
        count = 1;
    Round round;
    for (auto const& one : missing)
        (static_cast<int>(round.first.size()) < count ? round.first : round.then).push_back(one.series);
    if (round.first.empty())
        round.then.clear();
    return round;
}

} // namespace enedis2mqtt
