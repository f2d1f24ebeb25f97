#include "app/commands/commands.hpp"
#include "app/file_imports.hpp"

#include <enedis2mqtt/bridge/stored_records.hpp>
#include <enedis2mqtt/imports/migration.hpp>
#include <enedis2mqtt/json/records.hpp>
#include <enedis2mqtt/json/text.hpp>
#include <enedis2mqtt/store/backup.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <iterator>

namespace enedis2mqtt::app {
namespace {

/// The archive for a command that writes into it; beside the service it is that one's guest.
struct OpenArchive {
    std::unique_ptr<store::SqliteStore> store;
    bool beside_the_service = false;
};

Result<OpenArchive> open_archive(config::Config const& config) {
    auto store = store::open_store(config.store.path, store::Access::owner);
    if (store)
        return OpenArchive{std::move(*store), false};
    if (store.error().code != ErrorCode::store_locked)
        return store.error();
    store = store::open_store(config.store.path, store::Access::guest);
    if (!store)
        return store.error();
    return OpenArchive{std::move(*store), true};
}

Result<std::string> content_of(std::filesystem::path const& file) {
    std::error_code unknown;
    if (std::filesystem::is_directory(file, unknown))
        return Error{ErrorCode::file_not_recognised, file.string() + " is a folder"};
    std::ifstream stream{file, std::ios::binary};
    std::string bytes{std::istreambuf_iterator<char>{stream}, {}};
    if (!stream)
        return Error{ErrorCode::file_not_recognised, "cannot read " + file.string()};
    return bytes;
}

Result<std::vector<ImportReport>> take(StoredImports& imports, Options const& options, TimeZone const& zone,
                                       std::filesystem::path const& file) {
    auto const& id = *options.pdl;
    if (options.foreign == ForeignArchive::myelectricaldata) {
        auto const contents = imports::read_myelectricaldata(file, id, zone);
        return contents ? imports.keep(id, *contents, Provenance::migration, "myelectricaldata_import")
                        : contents.error();
    }
    auto bytes = content_of(file);
    if (!bytes)
        return bytes.error();
    if (!options.foreign)
        return imports.import_file(id, std::move(*bytes), options.direction);
    auto const contents = imports::read_jeedom(*bytes, file.filename().string(),
                                               {zone, options.direction.value_or(Direction::consumption)});
    return contents ? imports.keep(id, *contents, Provenance::migration, "jeedom") : contents.error();
}

void show(ImportReport const& report, Language language) {
    bool const fr = language == Language::fr;
    fmt::print("  {} ({}..{}, {}): {} {}, {} {}, {} {}\n", measure_name(report.series),
               report.days.start.iso(), (report.days.end - 1).iso(), report.layout, report.added,
               fr ? "ajoutée(s)" : "added", report.changed, fr ? "remplacée(s)" : "replaced",
               report.unchanged, fr ? "déjà là" : "already there");
    constexpr std::size_t most_shown = 10;
    for (std::size_t i = 0; i < std::min(report.skipped.size(), most_shown); ++i)
        fmt::print("    {} {}: {}\n", fr ? "ligne" : "row", report.skipped[i].row, report.skipped[i].reason);
    if (report.skipped.size() > most_shown)
        fmt::print("    … {} {}\n", report.skipped.size() - most_shown,
                   fr ? "autres lignes sans valeur" : "more rows left out");
}

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

} // namespace

int import_files(Options const& options) {
    auto const config = read_config(options);
    if (!config)
        return Exit::bad_usage;
    auto const* const entry = find_meter(*config, *options.pdl);
    if (entry == nullptr)
        return Exit::bad_usage;
    auto const archive = open_archive(*config);
    if (!archive)
        return fail(archive.error(), config->language);

    SystemClock clock;
    auto const zone = TimeZone::find(entry->meter.timezone).value();
    StoredImports imports{*archive->store, clock, {{entry->meter.id, zone}}};
    int status = Exit::done;
    for (auto const& file : options.files) {
        fmt::print("{}\n", file.string());
        auto const reports = take(imports, options, zone, file);
        std::fflush(stdout);
        if (!reports) {
            status = fail(reports.error(), config->language);
            continue;
        }
        for (auto const& report : *reports)
            show(report, config->language);
    }
    if (archive->beside_the_service)
        status = std::max(status, tell_service(*config));
    return status;
}

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
    StoredRecords records{**store, clock, {{entry->meter.id, zone}}};
    auto const first = (*store)->first_day(entry->meter.id);
    if (!first)
        return fail(first.error(), config->language);
    auto const today = zone.day_of(clock.now());
    RecordQuery const query{
        entry->meter.id, *options.direction, *options.measure,
        DayRange{options.from.value_or(first->value_or(today)), options.to.value_or(today)}};
    Writer writer{options.json, zone};
    auto const read = records.each(query, [&](Record const& record) { writer(record); });
    writer.end();
    if (!read)
        return fail(read.error(), config->language);
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
