#include "sources/question.hpp"

#include <algorithm>

namespace enedis2mqtt::sources {

std::string_view title_of(Dialect dialect) {
    switch (dialect) {
    case Dialect::enedis:
        return "Enedis";
    case Dialect::enedis_token:
        return "Enedis' token endpoint";
    case Dialect::conso_api:
        return "Conso API";
    case Dialect::my_electrical_data_v1:
    case Dialect::my_electrical_data_v2:
        return "MyElectricalData";
    }
    return "the source";
}

Result<Question> question_for(FetchRequest const& request, std::optional<TimeZone> const& zone,
                              Dialect dialect, Instant now) {
    if (!zone)
        return Error{ErrorCode::internal, "this machine's zone database does not know the meter's timezone"};
    if (request.series.direction == Direction::production && request.series.dataset == Dataset::max_power)
        return Error{ErrorCode::bad_request, "there is no maximum power of a production"};
    // Enedis counts its days in Paris, where an overseas meter's today may be tomorrow.
    auto const paris = TimeZone::find("Europe/Paris").value_or(*zone);
    DayRange const days{request.days.start,
                        std::min({request.days.end, zone->day_of(now), paris.day_of(now)})};
    if (days.empty())
        return Error{ErrorCode::bad_request, "no day before today in the range from " +
                                                 request.days.start.iso() + " to " + request.days.end.iso() +
                                                 " (excluded)"};
    return Question{request.id, request.series, days, *zone, dialect, now};
}

} // namespace enedis2mqtt::sources
