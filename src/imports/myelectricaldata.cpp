#include "imports/curve.hpp"
#include "imports/days.hpp"
#include "imports/row.hpp"
#include "imports/text.hpp"

#include <enedis2mqtt/imports/migration.hpp>

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <array>

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

Error bad(Table const& table, int row, std::string const& what) {
    return Error{ErrorCode::file_invalid,
                 "table " + table.name + ", row " + std::to_string(row) + ": " + what};
}

class Reader {
public:
    Reader(SQLite::Database& database, UsagePointId const& id, TimeZone const& zone)
        : database_(database), id_(id), zone_(zone) {}

    /// Nothing when the table holds no row of the meter.
    Result<std::optional<FileContent>> read(Table const& table) {
        FileContent content;
        auto points = read_points(table, content);
        if (!points)
            return points.error();
        if (content.rows == 0)
            return std::optional<FileContent>{};
        content.layout = table.layout;
        content.id = id_;
        content.series = table.series;
        if (auto understood = understand(std::move(*points), content); !understood)
            return Error{understood.error().code, "table " + table.name + ", " + understood.error().message};
        std::stable_sort(content.skipped.begin(), content.skipped.end(),
                         [](SkippedRow const& a, SkippedRow const& b) { return a.row < b.row; });
        return std::optional{std::move(content)};
    }

private:
    Result<std::vector<Point>> read_points(Table const& table, FileContent& content) {
        SQLite::Statement query{database_, "SELECT rowid, date, value, " +
                                               extra_column(table.series.dataset) + " FROM " + table.name +
                                               " WHERE usage_point_id = ? ORDER BY date"};
        query.bind(1, id_.text());
        std::vector<Point> points;
        while (query.executeStep()) {
            ++content.rows;
            Point point;
            point.row = query.getColumn(0).getInt();
            auto const date = query.getColumn(1).getString();
            auto const stamp = parse_stamp(date, Serials::none);
            if (!stamp)
                return bad(table, point.row, shown(date) + " is no date");
            point.stamp = *stamp;
            auto const text = query.getColumn(2).getString();
            auto const value = is_missing(text) ? std::optional<Micro>{0} : parse_micro(text, Unit::w);
            if (!value)
                return bad(table, point.row, shown(text) + " is no value");
            auto const extra = query.getColumn(3).getString();
            if (table.series.dataset == Dataset::load_curve) {
                point.step = parse_step(extra);
                if (!point.step) { // 0: the row only counts the tool's failed attempts
                    content.skipped.push_back({point.row, std::string{no_value}});
                    continue;
                }
                point.value = value;
                // The tool subtracted the step from the naive END: undo just that.
                point.stamp.local += *point.step;
            } else if (*value != 0) {
                point.value = value;
                if (auto const event = parse_stamp(extra, Serials::none))
                    point.stamp = *event;
            }
            points.push_back(point);
        }
        return points;
    }

    Result<void> understand(std::vector<Point> points, FileContent& content) {
        auto& readings = content.readings;
        auto& skipped = content.skipped;
        if (content.series.dataset == Dataset::daily) {
            auto daily = daily_of(points, zone_, skipped);
            if (!daily)
                return daily.error();
            readings.daily = std::move(*daily);
        } else if (content.series.dataset == Dataset::max_power) {
            auto maxima = maxima_of(points, zone_, skipped);
            if (!maxima)
                return maxima.error();
            readings.max_power = std::move(*maxima);
        } else {
            drop_doubled_hour(points, zone_, skipped);
            CurveRules rules;
            rules.keep_first = true;
            auto curve = curve_of(std::move(points), rules, zone_, skipped);
            if (!curve)
                return curve.error();
            readings.curve = std::move(*curve);
        }
        return {};
    }

    SQLite::Database& database_;
    UsagePointId const& id_;
    TimeZone zone_;
};

Result<std::vector<FileContent>> read_all(SQLite::Database& database, UsagePointId const& id,
                                          TimeZone const& zone) {
    Reader reader{database, id, zone};
    std::vector<FileContent> contents;
    bool known = false;
    for (auto const& table : tables()) {
        if (!database.tableExists(table.name))
            continue;
        known = true;
        auto content = reader.read(table);
        if (!content)
            return content.error();
        if (*content)
            contents.push_back(std::move(**content));
    }
    if (!known)
        return Error{ErrorCode::file_not_recognised,
                     "an SQLite file without myelectricaldata_import's tables"};
    if (contents.empty())
        return Error{ErrorCode::no_data, "the file holds nothing of meter " + id.masked()};
    return contents;
}

} // namespace

Result<std::vector<FileContent>> read_myelectricaldata(std::filesystem::path const& file,
                                                       UsagePointId const& id, TimeZone const& zone) {
    try {
        SQLite::Database database{file.string(), SQLite::OPEN_READONLY};
        return read_all(database, id, zone);
    } catch (SQLite::Exception const& failed) {
        constexpr int cannot_open = 14; // SQLITE_CANTOPEN
        constexpr int no_database = 26; // SQLITE_NOTADB
        bool const foreign = failed.getErrorCode() == cannot_open || failed.getErrorCode() == no_database;
        return Error{foreign ? ErrorCode::file_not_recognised : ErrorCode::file_invalid,
                     "the database cannot be read: " + std::string{failed.what()}};
    }
}

} // namespace enedis2mqtt::imports
