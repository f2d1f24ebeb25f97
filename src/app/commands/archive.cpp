#include "app/commands/commands.hpp"

#include <enedis2mqtt/bridge/stored_records.hpp>
#include <enedis2mqtt/json/records.hpp>
#include <enedis2mqtt/json/text.hpp>
#include <enedis2mqtt/store/backup.hpp>

#include <fmt/format.h>

#include <cstdio>

namespace enedis2mqtt::app {
namespace {

/// Two spellings of the same rows.
class Writer {
public:
    Writer(bool json, TimeZone const& zone) : json_(json), zone_(zone) {
        fmt::print("{}", json_ ? "[" : csv_header());
    }
    void operator()(Record const& record) {
        if (json_)
            fmt::print("{}\n  {}", std::exchange(first_, false) ? "" : ",",
                       to_json(record_json(record, zone_)));
        else
            fmt::print("{}", csv_line(record, zone_));
    }
    void end() const {
        if (json_)
            fmt::print("\n]\n");
    }

private:
    bool json_;
    TimeZone zone_;
    bool first_ = true;
};

Result<void> write(Records& records, RecordQuery const& query, bool json, TimeZone const& zone) {
    auto const cursor = records.read(query);
    if (!cursor)
        return cursor.error();
    Writer writer{json, zone};
    auto rows = (*cursor)->next();
    for (; rows && *rows; rows = (*cursor)->next())
        for (auto const& row : **rows)
            writer(row);
    writer.end();
    if (!rows)
        return rows.error();
    return {};
}

} // namespace

int export_rows(Options const& options) {
    auto const config = read_config(options);
    if (!config)
        return Exit::bad_usage;
    auto const* const entry = find_meter(*config, *options.pdl);
    if (entry == nullptr)
        return Exit::bad_usage;
    if (options.from && options.to && DayRange{*options.from, *options.to}.empty())
        return fail(Error{ErrorCode::request_invalid, "--from is not before --to"}, config->language);
    auto const store = store::open_store(config->store.path, store::Access::reader);
    if (!store)
        return fail(store.error(), config->language);

    SystemClock clock;
    auto const zone = TimeZone::find(entry->meter.timezone).value();
    auto const told = (*store)->told_colors();
    if (!told)
        return fail(told.error(), config->language);
    auto const colors = agreed_colors(*told);
    StoredRecords records{**store, clock, {entry->meter}, colors};
    auto const first = (*store)->first_day(entry->meter.id);
    if (!first)
        return fail(first.error(), config->language);
    auto const today = zone.day_of(clock.now());
    RecordQuery const query{
        entry->meter.id, *options.direction, *options.measure,
        DayRange{options.from.value_or(first->value_or(today)), options.to.value_or(today)}};
    auto const written = write(records, query, options.format == Format::json, zone);
    if (!written)
        return fail(written.error(), config->language);
    return std::fflush(stdout) == 0 ? Exit::done : Exit::failed;
}

int backup(Options const& options) {
    auto const config = read_config(options);
    if (!config)
        return Exit::bad_usage;
    if (auto done = store::back_up(config->store.path, options.files.front()); !done)
        return fail(done.error(), config->language);
    fmt::print("{}\n", options.files.front().string());
    return Exit::done;
}

int restore(Options const& options) {
    auto const config = read_config(options);
    if (!config)
        return Exit::bad_usage;
    auto const restored = store::restore(config->store.path, options.files.front());
    if (!restored)
        return fail(restored.error(), config->language);
    if (!restored->proven)
        fmt::print(
            stderr, "{}\n",
            config->language == Language::fr
                ? "attention : cette sauvegarde d'une version plus ancienne ne porte pas d'empreinte ; "
                  "sa structure est saine, ses valeurs n'ont pas pu être vérifiées"
                : "warning: this backup of an older version carries no digest; its structure is sound, "
                  "its values could not be checked");
    if (!restored->previous.empty())
        fmt::print("{}: {}\n", config->language == Language::fr ? "l'archive d'avant" : "the archive before",
                   restored->previous.string());
    return restored->service_runs ? tell_service(*config) : Exit::done;
}

} // namespace enedis2mqtt::app
