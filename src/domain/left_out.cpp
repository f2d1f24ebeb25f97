#include <enedis2mqtt/domain/left_out.hpp>

#include <fmt/format.h>

namespace enedis2mqtt {
namespace {

/// {0}: the detail, {1}: the other row or number, {2}: the rows.
struct Words {
    std::string_view fr;
    std::string_view en;

    std::string_view in(Language language) const { return language == Language::fr ? fr : en; }
};

constexpr Words words_of(RowFault fault) {
    using enum RowFault;
    switch (fault) {
    case no_value:
        return {"pas de valeur", "no value"};
    case repeats:
        return {"répète la ligne {1}", "says again what row {1} says"};
    case first_stays:
        return {"une autre valeur pour {0} que la ligne {1}, qui reste",
                "another value for {0} than row {1}, which stays"};
    case corrected:
        return {"Enedis l'a corrigée à la ligne {1}", "Enedis corrected it in row {1}"};
    case lower_maximum:
        return {"le maximum de ce jour est à la ligne {1}", "row {1} has the maximum of this day"};
    case skipped_hour:
        return {"une heure locale que le changement d'heure saute",
                "a local time that the clock change skips"};
    case doubled_hour:
        return {"l'heure qui existe deux fois n'a été gardée qu'une fois : ce peut être l'une ou l'autre",
                "the hour that exists twice was kept once: it may be either"};
    case off_grid:
        return {"pas à la demi-heure", "not on the half-hour"};
    case not_daily_register:
        return {"pas un relevé quotidien des index", "no daily reading of the registers"};
    case not_midnight:
        return {"des index qui ne sont pas ceux de minuit", "registers that were not read at midnight"};
    case no_midnight_before:
        return {"le minuit précédent n'est pas dans le fichier", "the midnight before it is not in the file"};
    case other_registers:
        return {"ses index ne sont pas ceux du minuit précédent",
                "its registers are not those of the midnight before"};
    case register_fell:
        return {"ses index sont inférieurs à ceux du minuit précédent : un autre compteur",
                "its registers are below those of the midnight before: another meter"};
    case no_stamp:
        return {"{0} n'est pas une date", "{0} is no date and time"};
    case no_number:
        return {"{0} n'est pas un nombre positif", "{0} is no number from 0 up"};
    case no_step:
        return {"{0} n'est pas un pas d'une heure au plus", "{0} is no step up to an hour"};
    case no_clock:
        return {"{0} n'est pas une heure", "{0} is no time of day"};
    case no_length:
        return {"son pas n'est pas compris entre 1 et 60 minutes",
                "its step does not last between 1 and 60 minutes"};
    case no_day_above:
        return {"une heure sans jour au-dessus", "a time of day and no day above it"};
    case value_without_day:
        return {"une valeur sans date", "a value and no date"};
    case cut_short:
        return {"la ligne s'arrête avant sa valeur", "the line ends before its value"};
    case too_wide:
        return {"{0} cellules sous un en-tête de {1}", "{0} cells under a header of {1}"};
    case implausible:
        return {"{0}, plus que 72 kW ne peuvent donner", "{0}, more than 72 kW can give"};
    case contradicts:
        return {"une autre valeur pour {0} que la ligne {1}", "another value for {0} than row {1}"};
    case overlaps:
        return {"son pas empiète sur celui qui finit à {0}", "its step overlaps the one that ends at {0}"};
    }
    return {};
}

constexpr Words words_of(PartFault fault) {
    using enum PartFault;
    switch (fault) {
    case no_unit:
        return {"l'unité des valeurs n'est pas dite", "the unit of its values is not said"};
    case power_of_days:
        return {"une puissance par jour n'est pas une mesure", "a power for each day is no measure"};
    case production_maximum:
        return {"la puissance maximale d'une production n'est pas une mesure",
                "the maximum power of a production is no measure"};
    case no_registers:
        return {"les index de ce sens n'y sont pas (EAI T pour la production, EAS T pour la consommation)",
                "no registers of its direction (EAI T for production, EAS T for consumption)"};
    case open_edge:
        return {"on ne sait si ses heures sont le début ou la fin du pas",
                "its times may begin or end their steps"};
    case two_meters:
        return {"le texte au-dessus nomme plusieurs compteurs", "the words above name more than one meter"};
    case other_quantity:
        return {"{2} ligne(s) en {0} : ni puissance active, ni énergie active",
                "{2} row(s) of {0}: neither active power nor active energy"};
    case no_days:
        return {"des index, mais jamais ceux de deux minuits de suite : un jour en est la différence",
                "registers, but never of two midnights in a row: a day is their difference"};
    case no_values:
        return {"aucune valeur dans ses {2} ligne(s)", "no value in its {2} row(s)"};
    case no_rows:
        return {"un en-tête sans aucune ligne", "a header with no rows under it"};
    case other_meter:
        return {"{2} ligne(s) du compteur {0}", "{2} row(s) of meter {0}"};
    }
    return {};
}

} // namespace

std::string describe(SkippedRow const& row, Language language) {
    return fmt::format(fmt::runtime(words_of(row.fault).in(language)), row.detail, row.other);
}

std::string describe(SkippedPart const& part, Language language) {
    bool const fr = language == Language::fr;
    auto const where = part.sheet.empty() ? fmt::format("{} {}", fr ? "ligne" : "row", part.row)
                                          : fmt::format("{} {}", fr ? "feuille" : "sheet", part.sheet);
    return where + (fr ? " : " : ": ") +
           fmt::format(fmt::runtime(words_of(part.fault).in(language)), part.detail, 0, part.rows);
}

std::string describe(IncompleteDay const& day, Language language) {
    return fmt::format(fmt::runtime(language == Language::fr ? "{} : il manque {}" : "{} lacks {}"),
                       day.day.iso(), day.missing);
}

std::string_view how_to_complete(Language language) {
    return language == Language::fr
               ? "Un téléchargement qui chevauche ces jours les complète : importez-le aussi. Les classeurs "
                 "hebdomadaires d'Enedis s'arrêtent à 23:30 du dernier jour : commencez le suivant ce "
                 "jour-là, et non le lendemain."
               : "A download that overlaps these days completes them: import it as well. Enedis' weekly "
                 "workbooks end at 23:30 of their last day: begin the next one on that day, not on the day "
                 "after.";
}

} // namespace enedis2mqtt
