#include "app/import_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace enedis2mqtt::app {
namespace {

constexpr std::size_t most_shown = 10;

std::string_view colon_in(Language language) {
    return language == Language::fr ? " :" : ":";
}

std::string counts_text(ImportReport const& report, bool fr) {
    return fmt::format("{} {}, {} {}, {} {}", report.added, fr ? "ajoutée(s)" : "added", report.changed,
                       fr ? "remplacée(s)" : "replaced", report.unchanged, fr ? "déjà là" : "already there");
}

std::string skipped_text(std::vector<SkippedRow> const& rows, Language language) {
    bool const fr = language == Language::fr;
    auto const odd =
        std::count_if(rows.begin(), rows.end(), [](auto const& row) { return is_odd(row.fault); });
    auto const colon = colon_in(language);
    std::string text;
    if (odd > 0)
        text += fmt::format("    {} {}\n", odd,
                            fr ? "ligne(s) aberrante(s), laissée(s) de côté" : "odd row(s), left out");
    // The odd ones first: those without a value are often many.
    auto shown = rows;
    std::stable_partition(shown.begin(), shown.end(), [](auto const& row) { return is_odd(row.fault); });
    for (std::size_t i = 0; i < std::min(shown.size(), most_shown); ++i)
        text += fmt::format("    {} {}{} {}\n", fr ? "ligne" : "row", shown[i].row, colon,
                            describe(shown[i], language));
    if (shown.size() > most_shown)
        text += fmt::format("    … {} {}\n", shown.size() - most_shown,
                            fr ? "autres lignes laissées de côté" : "more rows left out");
    return text;
}

} // namespace

std::string text_of(FileReport const& report, Language language) {
    bool const fr = language == Language::fr;
    std::string text;
    for (auto const& series : report.series) {
        text += fmt::format("  {} ({}..{}, {}): {}\n", measure_name(series.series), series.days.start.iso(),
                            (series.days.end - 1).iso(), series.layout, counts_text(series, fr));
        text += skipped_text(series.skipped, language);
    }
    for (auto const& part : report.left_out)
        text += fmt::format("  {}{} {}\n", fr ? "laissé de côté" : "left out", colon_in(language),
                            describe(part, language));
    return text;
}

std::string text_of(Series series, std::vector<IncompleteDay> const& days, Language language) {
    if (days.empty())
        return {};
    bool const fr = language == Language::fr;
    auto text = fmt::format("{} ({}){}\n", fr ? "Jours incomplets" : "Incomplete days", measure_name(series),
                            colon_in(language));
    for (std::size_t i = 0; i < std::min(days.size(), most_shown); ++i)
        text += "  " + describe(days[i], language) + "\n";
    if (days.size() > most_shown)
        text += fmt::format("  … {} {}\n", days.size() - most_shown, fr ? "autres jours" : "more days");
    return text + std::string{how_to_complete(language)} + "\n";
}

} // namespace enedis2mqtt::app
