#include "app/commands/commands.hpp"
#include "app/file_imports.hpp"
#include "app/import_text.hpp"

#include <enedis2mqtt/imports/migration.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

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

Result<std::string> content_of(std::filesystem::path const& file, Language language) {
    bool const fr = language == Language::fr;
    std::error_code unknown;
    if (std::filesystem::is_directory(file, unknown))
        return Error{ErrorCode::file_not_recognised,
                     file.string() + (fr ? " est un dossier" : " is a folder")};
    std::ifstream stream{file, std::ios::binary};
    std::string bytes{std::istreambuf_iterator<char>{stream}, {}};
    if (!stream)
        return Error{ErrorCode::file_not_recognised,
                     (fr ? "impossible de lire " : "cannot read ") + file.string()};
    return bytes;
}

Result<FileReport> take(StoredImports& imports, Options const& options, TimeZone const& zone,
                        Language language, std::filesystem::path const& file) {
    auto const& id = *options.pdl;
    imports::FileHints const hints{id, zone, options.direction.value_or(Direction::consumption), language};
    if (options.foreign == ForeignArchive::myelectricaldata) {
        auto contents = imports::read_myelectricaldata(file, hints);
        return contents
                   ? imports.keep(id, std::move(*contents), Provenance::migration, "myelectricaldata_import")
                   : contents.error();
    }
    auto bytes = content_of(file, language);
    if (!bytes)
        return bytes.error();
    if (!options.foreign)
        return imports.import_file(id, std::move(*bytes), options.direction, language);
    auto contents = imports::read_jeedom(*bytes, file.filename().string(), hints);
    return contents ? imports.keep(id, std::move(*contents), Provenance::migration, "jeedom")
                    : contents.error();
}

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

    if (options.foreign == ForeignArchive::ha_linky || options.foreign == ForeignArchive::home_assistant) {
        auto const status =
            import_energy(*config, *entry, options.foreign == ForeignArchive::ha_linky, *archive->store);
        return archive->beside_the_service ? std::max(status, tell_service(*config)) : status;
    }
    SystemClock clock;
    auto const zone = TimeZone::find(entry->meter.timezone).value();
    StoredImports imports{*archive->store, clock, {{entry->meter.id, zone}}};
    int status = Exit::done;
    std::map<Direction, std::set<CivilDay>> incomplete;
    for (auto const& file : options.files) {
        fmt::print("{}\n", file.string());
        auto const report = take(imports, options, zone, config->language, file);
        std::fflush(stdout);
        if (!report) {
            status = fail(report.error(), config->language);
            continue;
        }
        fmt::print("{}", text_of(*report, config->language));
        for (auto const& series : report->series)
            for (auto const& day : series.incomplete)
                incomplete[series.series.direction].insert(day.day);
    }
    // A later file may have completed the days of an earlier one.
    for (auto const& [direction, days] : incomplete) {
        auto const left = imports.incomplete(*options.pdl, direction, {days.begin(), days.end()});
        if (!left)
            return fail(left.error(), config->language);
        fmt::print("{}", text_of({direction, Dataset::load_curve}, *left, config->language));
    }
    if (archive->beside_the_service)
        status = std::max(status, tell_service(*config));
    return status;
}

} // namespace enedis2mqtt::app
