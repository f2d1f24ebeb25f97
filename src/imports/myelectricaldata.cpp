#include "imports/curve.hpp"
#include "imports/days.hpp"
#include "imports/refusal.hpp"
#include "imports/text.hpp"

#include <enedis2mqtt/imports/migration.hpp>

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/ranges.h>

#include <array>
#include <set>

namespace enedis2mqtt::imports {
namespace {

struct Table {
    std::string name;
    std::string layout;
    Series series;
};

std::array<Table, 5> const& tables() {
    using enum Direction;
    static std::array<Table, 5> const all{
        Table{"consumption_daily", "MyElectricalData, daily energy", {consumption, Dataset::daily}},
        Table{"consumption_detail", "MyElectricalData, load curve", {consumption, Dataset::load_curve}},
        Table{"consumption_daily_max_power",
              "MyElectricalData, daily maximum power",
              {consumption, Dataset::max_power}},
        Table{"production_daily", "MyElectricalData, daily energy", {production, Dataset::daily}},
        Table{"production_detail", "MyElectricalData, load curve", {production, Dataset::load_curve}},
    };
    return all;
}

/// The columns beside rowid, date and value that tell about a row of the data set.
std::string extra_column(Dataset dataset) {
    switch (dataset) {
    case Dataset::load_curve:
        return "interval";
    case Dataset::max_power:
        return "event_date";
    default:
        return "NULL";
    }
}

class Reader {
public:
    Reader(SQLite::Database& database, FileHints const& hints)
        : database_(database), hints_(hints), id_(hints.id), zone_(hints.zone) {}

    /// Adds the table's series, if it has one with a value, to `file`.
    Result<void> read(Table const& table, FileContents& file) {
        Notes notes;
        FileContent content;
        auto points = read_points(table, notes);
        understand(std::move(points), table.series, content.readings, notes);
        if (auto fine = notes.judge(count_of(content.readings), hints_.language); !fine)
            return Error{fine.error().code, "table " + table.name + ", " + fine.error().message};
        if (content.readings.empty())
            return {};
        content.layout = table.layout;
        content.series = table.series;
        content.skipped = notes.take();
        file.series.push_back(std::move(content));
        return {};
    }

    /// The meters that the table speaks of, some of them.
    void name_meters(Table const& table, std::set<std::string>& masked) {
        SQLite::Statement query{database_, "SELECT DISTINCT usage_point_id FROM " + table.name + " LIMIT 4"};
        while (query.executeStep())
            if (auto const id = UsagePointId::parse(query.getColumn(0).getString()); id && *id != id_)
                masked.insert(id->masked());
    }

private:
    std::vector<Point> read_points(Table const& table, Notes& notes) {
        SQLite::Statement query{database_, "SELECT rowid, date, value, " +
                                               extra_column(table.series.dataset) + " FROM " + table.name +
                                               " WHERE usage_point_id = ? ORDER BY date"};
        query.bind(1, id_.text());
        std::vector<Point> points;
        while (query.executeStep()) {
            Row const row{query.getColumn(0).getInt(), query.getColumn(1).getString(),
                          query.getColumn(2).getString(), query.getColumn(3).getString()};
            if (auto const point = point_of(row, table.series.dataset, notes))
                points.push_back(*point);
        }
        return points;
    }

    struct Row {
        int id;
        std::string date;
        std::string value;
        std::string extra;
    };

    /// Nothing for a row without a value, or an odd one.
    static std::optional<Point> point_of(Row const& row, Dataset dataset, Notes& notes) {
        auto const left_out = [&](RowFault fault, std::string detail = {}) {
            notes.add(row.id, fault, std::move(detail));
            return std::optional<Point>{};
        };
        auto const stamp = parse_stamp(row.date, Serials::none);
        if (!stamp)
            return left_out(RowFault::no_stamp, shown(row.date));
        auto const value = is_missing(row.value) ? std::optional<Micro>{0} : parse_micro(row.value, Unit::w);
        if (!value)
            return left_out(RowFault::no_number, shown(row.value));
        Point point;
        point.row = row.id;
        point.stamp = *stamp;
        point.value = value;
        if (dataset == Dataset::load_curve) {
            point.step = parse_step(row.extra);
            if (!point.step) // 0: the row only counts the tool's failed attempts
                return left_out(RowFault::no_value);
            // The tool subtracted the step from the naive END: undo just that.
            point.stamp.local += *point.step;
        } else if (*value == 0) {
            return left_out(RowFault::no_value);
        } else if (auto const event = parse_stamp(row.extra, Serials::none)) {
            point.stamp = *event;
        }
        return point;
    }

    void understand(std::vector<Point> points, Series series, Readings& readings, Notes& notes) const {
        if (series.dataset == Dataset::daily) {
            readings.daily = daily_of(points, zone_, notes);
        } else if (series.dataset == Dataset::max_power) {
            readings.max_power = maxima_of(points, zone_, notes);
        } else {
            drop_doubled_hour(points, zone_, notes);
            CurveRules rules;
            rules.keep_first = true;
            readings.curve = curve_of(std::move(points), rules, zone_, notes);
        }
    }

    SQLite::Database& database_;
    FileHints const& hints_;
    UsagePointId const& id_;
    TimeZone zone_;
};

Result<FileContents> read_all(SQLite::Database& database, FileHints const& hints) {
    Reader reader{database, hints};
    FileContents file;
    std::set<std::string> others;
    bool known = false;
    for (auto const& table : tables()) {
        if (!database.tableExists(table.name))
            continue;
        known = true;
        reader.name_meters(table, others);
        if (auto read = reader.read(table, file); !read)
            return read.error();
    }
    auto const meter = hints.id.masked();
    if (!known)
        return refusal(ErrorCode::file_not_recognised, hints.language,
                       "un fichier SQLite sans les tables de myelectricaldata_import",
                       "an SQLite file without myelectricaldata_import's tables");
    if (file.series.empty() && others.empty())
        return refusal(ErrorCode::file_without_values, hints.language,
                       "le fichier ne contient aucune valeur du compteur " + meter,
                       "the file holds no value of meter " + meter);
    if (file.series.empty())
        return refusal(ErrorCode::file_of_another_meter, hints.language,
                       fmt::format("le fichier parle de {}, et non de {}", fmt::join(others, ", "), meter),
                       fmt::format("the file speaks of {}, not of {}", fmt::join(others, ", "), meter));
    return file;
}

} // namespace

Result<FileContents> read_myelectricaldata(std::filesystem::path const& file, FileHints const& hints) {
    try {
        SQLite::Database database{file.string(), SQLite::OPEN_READONLY};
        return read_all(database, hints);
    } catch (SQLite::Exception const& failed) {
        constexpr int cannot_open = 14; // SQLITE_CANTOPEN
        constexpr int no_database = 26; // SQLITE_NOTADB
        bool const foreign = failed.getErrorCode() == cannot_open || failed.getErrorCode() == no_database;
        return refusal(foreign ? ErrorCode::file_not_recognised : ErrorCode::file_invalid, hints.language,
                       "la base ne peut être lue : " + std::string{failed.what()},
                       "the database cannot be read: " + std::string{failed.what()});
    }
}

} // namespace enedis2mqtt::imports
