#include <enedis2mqtt/domain/bisection.hpp>

#include <algorithm>
#include <utility>

namespace enedis2mqtt {

std::vector<DayRange> Bisection::pieces_of(std::vector<DayRange> const& asks) const {
    std::vector<DayRange> pieces;
    auto const add = [&](DayRange piece) {
        while (!piece.empty() && done_.contains(piece.start))
            ++piece.start;
        while (!piece.empty() && done_.contains(piece.end - 1))
            piece.end = piece.end - 1;
        if (!piece.empty())
            pieces.push_back(piece);
    };
    for (auto rest : asks) {
        for (auto cut = cuts_.rbegin(); cut != cuts_.rend(); ++cut)
            if (rest.start < *cut && *cut < rest.end) {
                add({*cut, rest.end});
                rest.end = *cut;
            }
        add(rest);
    }
    return pieces;
}

Bisection::Halved* Bisection::halved_around(DayRange range) {
    auto const found = std::ranges::find_if(halved_, [&](Halved const& one) {
        return one.days.start <= range.start && range.end <= one.days.end;
    });
    return found == halved_.end() ? nullptr : &*found;
}

bool Bisection::is_piece(DayRange range) const {
    return suspects_.contains(range) || std::ranges::any_of(halved_, [&](Halved const& one) {
               return one.days.start <= range.start && range.end <= one.days.end;
           });
}

std::optional<DayRange> Bisection::next(std::vector<DayRange> const& asks, bool may_halve) {
    std::optional<DayRange> best;
    auto const rank = [&](DayRange const& one) {
        auto const& known = suspects_.at(one);
        return std::pair{!known.others_answered, known.since};
    };
    for (auto const& piece : pieces_of(asks)) {
        if (is_piece(piece) && !may_halve)
            continue;
        if (!suspects_.contains(piece))
            return piece;
        if (!best || rank(piece) < rank(*best))
            best = piece;
    }
    if (best && best->days() > 1 && suspects_.at(*best).others_answered) {
        halve(*best, true);
        return next(asks, may_halve);
    }
    return best;
}

bool Bisection::is_stuck(std::vector<DayRange> const& asks) const {
    return std::ranges::all_of(pieces_of(asks), [&](DayRange const& piece) {
        auto const suspect = suspects_.find(piece);
        return suspect != suspects_.end() && !suspect->second.others_answered;
    });
}

void Bisection::answered(DayRange range) {
    if (is_piece(range))
        for (auto day = range.start; day < range.end; ++day)
            done_.insert(day);
    suspects_.erase(range);
    others_answered();
}

void Bisection::others_answered() {
    for (auto& [range, suspect] : suspects_)
        suspect.others_answered = true;
    for (auto& one : halved_)
        one.others_answered = true;
}

bool Bisection::failed(DayRange range, Failure how) {
    auto const known = suspects_.find(range);
    bool const again = known != suspects_.end();
    bool const since_then = again && known->second.others_answered;
    auto const* const around = halved_around(range);
    bool const beside_it = around != nullptr && around->others_answered;
    if (range.days() == 1) {
        if (since_then || (again && beside_it && how != Failure::unclear)) {
            suspects_.erase(known);
            done_.insert(range.start);
            return true;
        }
        suspects_[range] = {++failures_, false};
        return false;
    }
    bool const worth_a_try = how == Failure::refused && around == nullptr;
    bool const certain = how == Failure::too_much || since_then || beside_it;
    if (certain || worth_a_try)
        halve(range, certain);
    else
        suspects_[range] = {++failures_, false};
    return false;
}

void Bisection::halve(DayRange range, bool certain) {
    suspects_.erase(range);
    // Its ends too: what is left of it must not be asked for together with its neighbours.
    for (auto cut : {range.start, range.start + range.days() / 2, range.end})
        cuts_.insert(cut);
    if (halved_around(range) == nullptr)
        halved_.push_back({range, certain});
}

} // namespace enedis2mqtt
