#include "sources/mesure_2026_decode.hpp"

#include "sources/excerpt.hpp"
#include "sources/fields.hpp"
#include "sources/points.hpp"

namespace enedis2mqtt::sources {
namespace {

constexpr PointFields point_fields{"v", "d", "p"};

std::string_view metier_of(Series series) {
    return series.direction == Direction::consumption ? "CONS" : "PROD";
}

std::string_view physique_of(Series series) {
    switch (series.dataset) {
    case Dataset::daily:
        return "EA";
    case Dataset::load_curve:
        return "PA";
    case Dataset::max_power:
        return "PMA";
    }
    return "";
}

/// The quantity an entry of `grandeur` measures; a name left out is taken for the one asked.
Result<bool> measures(boost::json::object const& grandeur, std::string const& path, Series series) {
    auto const metier = text_field(grandeur.if_contains("grandeurMetier"), path + ".grandeurMetier");
    if (!metier)
        return metier.error();
    auto const physique = text_field(grandeur.if_contains("grandeurPhysique"), path + ".grandeurPhysique");
    if (!physique)
        return physique.error();
    return metier->value_or(metier_of(series)) == metier_of(series) &&
           physique->value_or(physique_of(series)) == physique_of(series);
}

struct Found {
    boost::json::object const* grandeur = nullptr;
    std::string path;
};

Result<Found> find_grandeur(boost::json::array const& grandeurs, Series series) {
    Found found;
    for (std::size_t i = 0; i < grandeurs.size(); ++i) {
        auto const path = "grandeur[" + std::to_string(i) + ']';
        auto const* const object = grandeurs[i].if_object();
        if (!object)
            return misread(path, "is no object");
        auto const fits = measures(*object, path, series);
        if (!fits)
            return fits.error();
        if (*fits && found.grandeur)
            return misread(path, "is a second " + std::string{metier_of(series)} + '/' +
                                     std::string{physique_of(series)} + " in one answer");
        if (*fits)
            found = Found{object, path};
    }
    if (!found.grandeur && !grandeurs.empty())
        return misread("grandeur",
                       "has no " + std::string{metier_of(series)} + '/' + std::string{physique_of(series)});
    return found;
}

} // namespace

Result<Readings> decode_mesure_2026(boost::json::object const& mesure, Question const& question) {
    if (auto id = check_usage_point(mesure.if_contains("idPrm"), "idPrm", question.id, true); !id)
        return id.error();
    if (auto period = check_daily_period(mesure.if_contains("pas"), "pas", question.series); !period)
        return period.error();
    auto const* const grandeurs = mesure.if_contains("grandeur");
    if (!grandeurs || grandeurs->is_null())
        return readings_from({}, "grandeur", point_fields, question);
    auto const* const array = grandeurs->if_array();
    if (!array)
        return misread("grandeur", "is no array");
    auto const found = find_grandeur(*array, question.series);
    if (!found)
        return found.error();
    if (!found->grandeur)
        return readings_from({}, "grandeur", point_fields, question);
    if (auto unit =
            check_unit(found->grandeur->if_contains("unite"), found->path + ".unite", question.series);
        !unit)
        return unit.error();
    auto const path = found->path + ".points";
    auto const* const points = found->grandeur->if_contains("points");
    if (!points || points->is_null())
        return readings_from({}, path, point_fields, question);
    auto const* const list = points->if_array();
    if (!list)
        return misread(path, "is no array");
    return readings_from(*list, path, point_fields, question);
}

} // namespace enedis2mqtt::sources
