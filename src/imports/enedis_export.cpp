#include "imports/csv_rows.hpp"
#include "imports/file_bytes.hpp"
#include "imports/sheet.hpp"
#include "imports/text.hpp"
#include "imports/xlsx_rows.hpp"

#include <enedis2mqtt/imports/enedis_export.hpp>

#include <deque>

namespace enedis2mqtt::imports {
namespace {

using Contents = std::vector<FileContent>;

Error no_known_header() {
    return Error{ErrorCode::file_not_recognised,
                 "no header row of a known export (Horodate, Début, Date, with a value and its unit)"};
}

Error no_rows() {
    return Error{ErrorCode::file_invalid, "a header with no rows under it"};
}

/// A file speaks of one meter, which may be named on one sheet or above one section only.
Result<Contents> of_one_meter(Contents contents, std::optional<UsagePointId> id) {
    for (auto const& content : contents) {
        if (content.id && id && *content.id != *id)
            return Error{ErrorCode::file_invalid,
                         "the file names two meters, " + id->masked() + " and " + content.id->masked()};
        if (content.id)
            id = content.id;
    }
    for (auto& content : contents)
        content.id = id;
    return contents;
}

Result<Contents> read_csv(std::string_view bytes, FileHints const& hints) {
    auto const text = to_utf8(bytes);
    for (char const separator : {';', '\t', ','}) {
        Sheet sheet{Family::csv, {}, Serials::none, hints};
        auto read = visit_csv(text, separator, [&](Row const& row) { return sheet.take(row); });
        if (!sheet.recognised())
            continue;
        if (read)
            read = sheet.finish();
        if (!read)
            return read.error();
        if (sheet.contents().empty())
            return no_rows();
        return of_one_meter(std::move(sheet.contents()), std::nullopt);
    }
    return no_known_header();
}

Result<Contents> read_xlsx(std::string_view bytes, FileHints const& hints) {
    std::deque<Sheet> sheets;
    auto const read = visit_xlsx(bytes, [&](std::string_view name, Serials serials) -> RowVisitor {
        auto& sheet = sheets.emplace_back(Family::xlsx, name, serials, hints);
        return [&sheet](Row const& row) { return sheet.take(row); };
    });
    if (!read)
        return read.error();
    Contents contents;
    std::optional<UsagePointId> id;
    bool recognised = false;
    for (auto& sheet : sheets) {
        recognised = recognised || sheet.recognised();
        if (!id)
            id = sheet.id();
        if (auto finished = sheet.finish(); !finished)
            return finished.error();
        for (auto& content : sheet.contents())
            contents.push_back(std::move(content));
    }
    if (contents.empty())
        return recognised ? no_rows() : no_known_header();
    return of_one_meter(std::move(contents), std::move(id));
}

} // namespace

Result<Contents> read_enedis_export(std::string_view bytes, FileHints const& hints) {
    if (auto fit = check_bytes(bytes); !fit)
        return fit.error();
    return is_zip(bytes) ? read_xlsx(bytes, hints) : read_csv(bytes, hints);
}

} // namespace enedis2mqtt::imports
