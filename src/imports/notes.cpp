#include "imports/notes.hpp"

#include <enedis2mqtt/domain/plausible.hpp>

#include <algorithm>

namespace enedis2mqtt::imports {

void Notes::add(int row, RowFault fault, std::string detail, int other) {
    constexpr std::size_t most = 50'000;
    if (rows_.size() < most)
        rows_.push_back({row, fault, std::move(detail), other});
    else if (is_odd(fault))
        ++odd_beyond_;
}

Result<void> Notes::judge(std::size_t good, Language language) {
    std::stable_sort(rows_.begin(), rows_.end(), [](SkippedRow const& a, SkippedRow const& b) {
        return std::pair{a.row, a.fault} < std::pair{b.row, b.fault};
    });
    auto const same = [](SkippedRow const& a, SkippedRow const& b) {
        return a.row == b.row && a.fault == b.fault;
    };
    rows_.erase(std::unique(rows_.begin(), rows_.end(), same), rows_.end());
    auto const odd_row = [](SkippedRow const& row) { return is_odd(row.fault); };
    auto const first = std::find_if(rows_.begin(), rows_.end(), odd_row);
    auto const odd = static_cast<std::size_t>(std::count_if(first, rows_.end(), odd_row)) + odd_beyond_;
    if (!too_many_odd(odd, good))
        return {};
    bool const fr = language == Language::fr;
    if (first == rows_.end())
        return Error{ErrorCode::file_invalid,
                     std::to_string(odd) + (fr ? " lignes aberrantes" : " odd rows")};
    auto message = (fr ? "ligne " : "row ") + std::to_string(first->row) + (fr ? " : " : ": ") +
                   describe(*first, language);
    if (odd > 1)
        message += " (" + std::to_string(odd) + (fr ? " lignes aberrantes, " : " odd rows, ") +
                   std::to_string(good) + (fr ? " bonnes valeurs)" : " good values)");
    return Error{ErrorCode::file_invalid, std::move(message)};
}

std::vector<SkippedRow> Notes::take() {
    return std::move(rows_);
}

} // namespace enedis2mqtt::imports
