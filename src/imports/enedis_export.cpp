#include "imports/csv_rows.hpp"
#include "imports/file_bytes.hpp"
#include "imports/sheet.hpp"
#include "imports/text.hpp"
#include "imports/xlsx_rows.hpp"

#include <enedis2mqtt/imports/enedis_export.hpp>

#include <algorithm>
#include <deque>

namespace enedis2mqtt::imports {
namespace {

Error no_known_header(Language language) {
    return refusal(
        ErrorCode::file_not_recognised, language,
        "aucune ligne d'en-tête d'un export connu (Horodate, Début, Date, avec une valeur et son unité)",
        "no header row of a known export (Horodate, Début, Date, with a value and its unit)");
}

ErrorCode code_of(PartFault fault) {
    switch (fault) {
    case PartFault::no_days:
    case PartFault::no_values:
    case PartFault::no_rows:
        return ErrorCode::file_without_values;
    case PartFault::other_meter:
        return ErrorCode::file_of_another_meter;
    default:
        return ErrorCode::file_not_recognised;
    }
}

/// Why a file without a reading gave none.
Error nothing_in(std::vector<SkippedPart> const& parts, Language language) {
    auto const weightiest = std::min_element(parts.begin(), parts.end(),
                                             [](auto const& a, auto const& b) { return a.fault < b.fault; });
    if (weightiest == parts.end())
        return no_known_header(language);
    auto message = describe(*weightiest, language);
    if (parts.size() > 1)
        message += language == Language::fr ? " (et " + std::to_string(parts.size() - 1) + " de plus)"
                                            : " (and " + std::to_string(parts.size() - 1) + " more)";
    return Error{code_of(weightiest->fault), std::move(message)};
}

std::string masked(std::vector<UsagePointId> const& meters) {
    std::string text;
    for (auto const& id : meters)
        text += (text.empty() ? "" : ", ") + id.masked();
    return text;
}

/// Collects what the tables of one file hold of one meter.
class File {
public:
    explicit File(FileHints const& hints) : hints_(hints) {}

    void add(Sheet& sheet) {
        name(sheet.meters());
        for (auto& table : sheet.tables()) {
            name(table.meters_above());
            tables_.push_back(std::move(table));
        }
    }

    Result<FileContents> understand() {
        FileContents file;
        for (auto& table : tables_) {
            // A meter may be named on one sheet or above one section only.
            auto const& meters = table.meters_above().empty() ? named_ : table.meters_above();
            bool const ours =
                meters.empty() || std::find(meters.begin(), meters.end(), hints_.id) != meters.end();
            if (!ours)
                file.left_out.push_back(table.part(PartFault::other_meter, masked(meters)));
            else if (meters.size() > 1)
                file.left_out.push_back(table.part(PartFault::two_meters));
            else if (auto understood = table.understand(file); !understood)
                return understood.error();
        }
        if (file.series.empty())
            return nothing_in(file.left_out, hints_.language);
        return file;
    }

private:
    void name(std::vector<UsagePointId> const& meters) {
        for (auto const& id : meters)
            if (std::find(named_.begin(), named_.end(), id) == named_.end())
                named_.push_back(id);
    }

    FileHints const& hints_;
    std::vector<UsagePointId> named_;
    std::vector<Table> tables_;
};

Result<FileContents> read_csv(std::string_view bytes, FileHints const& hints) {
    auto const text = to_utf8(bytes);
    for (char const separator : {';', '\t', ','}) {
        Sheet sheet{{Family::csv, {}, Serials::none, 0}, hints};
        auto const read = visit_csv(text, separator, hints.language,
                                    [&](Row const& row) -> Result<bool> { return sheet.take(row); });
        if (sheet.tables().empty())
            continue;
        if (!read)
            return read.error();
        File file{hints};
        file.add(sheet);
        return file.understand();
    }
    return no_known_header(hints.language);
}

Result<FileContents> read_xlsx(std::string_view bytes, FileHints const& hints) {
    std::deque<Sheet> sheets;
    auto const read =
        visit_xlsx(bytes, hints.language, [&](std::string_view name, Serials serials) -> RowVisitor {
            auto& sheet = sheets.emplace_back(Place{Family::xlsx, std::string{name}, serials, 0}, hints);
            return [&sheet](Row const& row) -> Result<bool> { return sheet.take(row); };
        });
    if (!read)
        return read.error();
    File file{hints};
    for (auto& sheet : sheets)
        file.add(sheet);
    return file.understand();
}

} // namespace

Result<FileContents> read_enedis_export(std::string_view bytes, FileHints const& hints) {
    if (auto fit = check_bytes(bytes, hints.language); !fit)
        return fit.error();
    return is_zip(bytes) ? read_xlsx(bytes, hints) : read_csv(bytes, hints);
}

} // namespace enedis2mqtt::imports
