// The end of a section of a Sheet: from rows to one series.
#include "imports/curve.hpp"
#include "imports/sheet.hpp"

#include <algorithm>

namespace enedis2mqtt::imports {
namespace {

Error not_recognised(int header_row, std::string const& what) {
    return Error{ErrorCode::file_not_recognised, "row " + std::to_string(header_row) + ": " + what};
}

bool a_day_apart(std::vector<Point> const& points) {
    if (points.size() < 2)
        return true;
    auto const between = points[1].stamp.local - points[0].stamp.local;
    return std::chrono::abs(between) >= std::chrono::hours{20};
}

std::string family_name(Family family, Columns const& columns) {
    switch (columns.stamps) {
    case Columns::Stamps::edf_blocks:
        return "EDF CSV";
    case Columns::Stamps::start:
        return family == Family::xlsx ? "Enedis XLSX" : "Enedis XLSX saved as CSV, or Conso Downloader";
    default:
        return family == Family::xlsx ? "Enedis XLSX" : "Enedis CSV";
    }
}

} // namespace

Result<void> Sheet::end_section() {
    if (preamble_.names_two_meters())
        return invalid(header_row_, "the words above name more than one meter");
    if (rows_ > 0) {
        FileContent content;
        content.layout = family_name(family_, *columns_);
        content.id = preamble_.id();
        Preamble title; // a sheet's name weighs more than what is said on it
        title.read(name_);
        content.series.direction =
            title.direction().value_or(preamble_.direction().value_or(hints_.direction_if_silent));
        content.rows = rows_;
        if (auto understood = understand(content); !understood)
            return understood.error();
        std::stable_sort(skipped_.begin(), skipped_.end(),
                         [](SkippedRow const& a, SkippedRow const& b) { return a.row < b.row; });
        content.skipped = std::move(skipped_);
        contents_.push_back(std::move(content));
    }
    preamble_ = Preamble{};
    preamble_.read(name_);
    columns_.reset();
    rows_ = 0;
    unit_.reset();
    edf_day_.reset();
    points_.clear();
    registers_.clear();
    skipped_.clear();
    return {};
}

Result<void> Sheet::understand(FileContent& content) {
    auto& readings = content.readings;
    if (columns_->are_registers()) {
        content.layout += ", daily registers";
        content.series.dataset = Dataset::daily;
        auto daily = daily_from_registers(registers_, hints_.zone, skipped_);
        if (!daily)
            return daily.error();
        readings.daily = std::move(*daily);
        return {};
    }
    // Enedis writes W over maxima that are VA.
    if (is_apparent(*unit_) || (preamble_.speaks_of_maximum() && is_power(*unit_))) {
        content.layout += ", daily maximum power";
        content.series.dataset = Dataset::max_power;
        if (preamble_.direction() == Direction::production)
            return not_recognised(header_row_, "the maximum power of a production is no measure");
        content.series.direction = Direction::consumption;
        auto maxima = maxima_of(points_, hints_.zone, skipped_);
        if (!maxima)
            return maxima.error();
        readings.max_power = std::move(*maxima);
        return {};
    }
    bool const by_day =
        columns_->stamps == Columns::Stamps::day ||
        (columns_->stamps == Columns::Stamps::end && is_energy(*unit_) && a_day_apart(points_));
    if (!by_day)
        return understand_curve(content);
    if (is_power(*unit_))
        return not_recognised(header_row_, "a power for each day is no measure");
    content.layout += ", daily energy";
    content.series.dataset = Dataset::daily;
    auto daily = daily_of(points_, hints_.zone, skipped_);
    if (!daily)
        return daily.error();
    readings.daily = std::move(*daily);
    return {};
}

Result<void> Sheet::understand_curve(FileContent& content) {
    content.layout += ", load curve";
    content.series.dataset = Dataset::load_curve;
    CurveRules rules;
    rules.edge = columns_->stamps == Columns::Stamps::start ? Edge::start : Edge::end;
    rules.energy = is_energy(*unit_);
    if (columns_->stamps == Columns::Stamps::edf_blocks) {
        // EDF repeats rows, and not always with the same value (EDF_Simulateur_Prix, issue 3).
        rules.keep_first = true;
        rules.step = std::chrono::minutes{30};
    }
    auto curve = curve_of(std::move(points_), rules, hints_.zone, skipped_);
    if (!curve)
        return curve.error();
    content.readings.curve = std::move(*curve);
    return {};
}

} // namespace enedis2mqtt::imports
