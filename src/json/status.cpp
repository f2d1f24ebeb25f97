#include <enedis2mqtt/base/secret.hpp>
#include <enedis2mqtt/json/status.hpp>

#include <string>

namespace enedis2mqtt {
namespace {

namespace json = boost::json;

json::value instant(std::optional<Instant> const& at, TimeZone const& zone) {
    return at ? json::value(zone.iso(*at)) : json::value{};
}

json::value day(std::optional<CivilDay> const& of) {
    return of ? json::value(of->iso()) : json::value{};
}

json::object series_json(std::map<Series, SeriesFreshness> const& series) {
    json::object all;
    for (auto const& [name, freshness] : series)
        all[measure_name(name)] = {{"up_to_date", freshness.up_to_date}, {"last", day(freshness.last)}};
    return all;
}

json::object skipped_json(std::map<Series, LastSkipped> const& skipped) {
    json::object all;
    for (auto const& [name, told] : skipped)
        all[measure_name(name)] = {{"points", told.points},
                                   {"first", redact(told.first)},
                                   {"date", day(told.day)},
                                   {"last_seen", told.seen.iso()}};
    return all;
}

json::value progress_json(std::optional<Progress> const& progress, TimeZone const& zone) {
    if (!progress)
        return nullptr;
    return {{"kind", progress->kind == Errand::import ? "import" : "history"},
            {"done", progress->done},
            {"total", progress->total},
            {"from", day(progress->from)},
            {"at", day(progress->at)},
            {"calls_left_today",
             progress->calls_left_today ? json::value(*progress->calls_left_today) : json::value{}},
            {"expected_end", instant(progress->expected_end, zone)}};
}

json::value trouble_json(std::optional<Trouble> const& trouble, TimeZone const& zone, Language language) {
    if (!trouble)
        return nullptr;
    auto error = blame_json(trouble->code, trouble->message, language, trouble->curve);
    error["since"] = zone.iso(trouble->since);
    return error;
}

std::string_view to_string(CopyState state) {
    switch (state) {
    case CopyState::in_step:
        return "in_step";
    case CopyState::behind:
        return "behind";
    case CopyState::stopped:
        return "stopped";
    }
    return "behind";
}

json::value copy_json(std::optional<CopyStatus> const& copy, TimeZone const& zone, Language language) {
    if (!copy)
        return nullptr;
    return {{"state", to_string(copy->state)},
            {"until", instant(copy->until, zone)},
            {"error", trouble_json(copy->trouble, zone, language)}};
}

} // namespace

json::object error_json(ErrorCode code, std::string const& technical, Language language,
                        std::optional<CurveConcerned> curve) {
    auto const words = advice(code, language, curve);
    auto message = std::string{words.what};
    if (!technical.empty())
        message += " (" + redact(technical) + ')';
    return {{"code", to_string(code)}, {"message", message}, {"advice", words.to_do}};
}

json::object blame_json(ErrorCode code, std::string const& technical, Language language,
                        std::optional<CurveConcerned> curve) {
    auto error = error_json(code, technical, language, curve);
    error["whose"] = to_string(advice(code, language).whose);
    return error;
}

json::object status_json(MeterStatus const& status, TimeZone const& zone, Language language) {
    return {{"state", to_string(status.light)},
            {"measures", series_json(status.series)},
            {"skipped", skipped_json(status.skipped)},
            {"last_poll", instant(status.last_poll, zone)},
            {"last_success", instant(status.last_success, zone)},
            {"next_poll", instant(status.next_poll, zone)},
            {"calls_today", status.calls_today},
            {"call_budget", status.call_budget > 0 ? json::value(status.call_budget) : json::value{}},
            {"progress", progress_json(status.progress, zone)},
            {"error", trouble_json(status.trouble, zone, language)},
            {"consent_expires", instant(status.consent_expires, zone)},
            {"home_assistant", copy_json(status.home_assistant, zone, language)}};
}

} // namespace enedis2mqtt
