#pragma once

#include <enedis2mqtt/base/clock.hpp>
#include <enedis2mqtt/ports/reading_store.hpp>
#include <enedis2mqtt/ports/records.hpp>

#include <vector>

namespace enedis2mqtt {

/// Records straight from the archive; a piece is a day of the curve, a week of anything else. A sum's source
/// names everyone it comes from, says `(curve)` of days summed from their curve and counts its days when some
/// lack: `conso_api (28 of 30 days)`. What it borrows outlives it and its cursors.
class StoredRecords final : public Records {
public:
    /// `meters`: the configured ones.
    StoredRecords(ReadingStore& store, Clock& clock, std::vector<Meter> meters, TempoCalendar const& colors)
        : store_(store), clock_(clock), meters_(std::move(meters)), colors_(colors) {}

    Result<std::unique_ptr<RecordCursor>> read(RecordQuery query) override;

private:
    ReadingStore& store_;
    Clock& clock_;
    std::vector<Meter> meters_;
    TempoCalendar const& colors_;
};

} // namespace enedis2mqtt
