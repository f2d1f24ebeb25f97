#pragma once

#include <enedis2mqtt/ports/records.hpp>

namespace enedis2mqtt::test {

/// The rows of every piece that is left.
inline std::vector<Record> rows_of(RecordCursor& cursor) {
    std::vector<Record> all;
    for (auto piece = cursor.next().value(); piece; piece = cursor.next().value())
        all.insert(all.end(), piece->begin(), piece->end());
    return all;
}

} // namespace enedis2mqtt::test
