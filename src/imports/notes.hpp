#pragma once

#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/left_out.hpp>
#include <enedis2mqtt/domain/reading.hpp>

#include <vector>

namespace enedis2mqtt::imports {

/// The rows of one table that gave no reading. The first 50,000 are kept, the others counted.
class Notes {
public:
    /// Several cells of a row with the same fault are one.
    void add(int row, RowFault fault, std::string detail = {}, int other = 0);
    /// file_invalid, naming the first odd row, when too many are odd beside `good` readings (product.md, "A
    /// meter's life" 6).
    Result<void> judge(std::size_t good, Language language);
    /// In row order.
    std::vector<SkippedRow> take();

private:
    std::vector<SkippedRow> rows_;
    std::size_t odd_beyond_ = 0;
};

inline std::size_t count_of(Readings const& readings) {
    return readings.curve.size() + readings.daily.size() + readings.max_power.size();
}

} // namespace enedis2mqtt::imports
