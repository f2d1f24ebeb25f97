#pragma once

#include "support/days.hpp"

#include <enedis2mqtt/imports/enedis_export.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace enedis2mqtt::test {

using imports::FileContent;

inline constexpr Series daily{Direction::consumption, Dataset::daily};
inline constexpr Series curve{Direction::consumption, Dataset::load_curve};
inline constexpr Series peaks{Direction::consumption, Dataset::max_power};
inline constexpr Series produced{Direction::production, Dataset::daily};

inline UsagePointId meter(std::string_view id = "01234567890123") {
    return UsagePointId::parse(id).value();
}

inline imports::FileHints hints(std::string_view id = "01234567890123") {
    return imports::FileHints{meter(id), paris(), Direction::consumption};
}

inline Result<imports::FileContents> read_whole(std::string const& bytes) {
    return imports::read_enedis_export(bytes, hints());
}

inline Result<std::vector<FileContent>> series_of(Result<imports::FileContents> file) {
    if (!file)
        return file.error();
    return std::move(file->series);
}

inline Result<std::vector<FileContent>> read(std::string const& bytes) {
    return series_of(read_whole(bytes));
}

/// How the file of `bytes` answers when another meter's is wanted: a file that names its own is refused.
inline ErrorCode code_for_another_meter(std::string const& bytes) {
    auto const file = imports::read_enedis_export(bytes, hints("12345678901234"));
    return file ? ErrorCode::internal : file.error().code;
}
inline constexpr auto of_another = ErrorCode::file_of_another_meter;

/// The only series of a good file; an error becomes a failing exception.
inline FileContent only(Result<std::vector<FileContent>> read) {
    auto contents = std::move(read).value();
    if (contents.size() != 1)
        throw std::runtime_error{std::to_string(contents.size()) + " series"};
    return std::move(contents.front());
}

inline FileContent content_of(std::string const& bytes) {
    return only(read(bytes));
}

/// The instant of `2024-10-27T02:30:00+01:00`.
inline Instant utc(std::string_view iso_day, int hour, int minute = 0) {
    return Instant{day(iso_day).days().time_since_epoch()} + std::chrono::hours{hour} +
           std::chrono::minutes{minute};
}

inline Reading step(Instant start, int minutes, int watts) {
    return {{start, start + std::chrono::minutes{minutes}}, Power::from_watts(watts)};
}

inline std::vector<Reading> steps_of(FileContent const& content) {
    return content.readings.curve.readings();
}

/// `12: no value` for each row left out.
inline std::vector<std::string> skipped_of(FileContent const& content) {
    std::vector<std::string> lines;
    for (auto const& row : content.skipped)
        lines.push_back(std::to_string(row.row) + ": " + describe(row, Language::en));
    return lines;
}

inline std::vector<std::string> left_out_of(imports::FileContents const& file) {
    std::vector<std::string> lines;
    for (auto const& part : file.left_out)
        lines.push_back(describe(part, Language::en));
    return lines;
}

inline std::vector<std::string> lines(std::initializer_list<std::string> all) {
    return all;
}

} // namespace enedis2mqtt::test

namespace enedis2mqtt {

inline void PrintTo(Reading const& reading, std::ostream* out) {
    *out << '[' << test::paris().iso(reading.interval.start) << ", "
         << reading.interval.length() / std::chrono::minutes{1} << " min, " << reading.mean.watts() << " W]";
}

inline void PrintTo(DailyEnergy const& day, std::ostream* out) {
    *out << day.day.iso() << ' ' << day.energy.wh() << " Wh";
}

inline void PrintTo(MaxPower const& peak, std::ostream* out) {
    *out << peak.day.iso() << ' ' << test::paris().iso(peak.at) << ' ' << peak.power.va() << " VA";
}

} // namespace enedis2mqtt
