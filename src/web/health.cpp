#include "web/health.hpp"

#include "web/api_json.hpp"

#include <enedis2mqtt/base/secret.hpp>

namespace enedis2mqtt::web {
namespace {

std::string sentence(ErrorCode code, std::string const& technical, Language language,
                     std::optional<CurveConcerned> curve) {
    auto text = std::string{advice(code, language, curve).what};
    return technical.empty() ? text : text + " (" + redact(technical) + ')';
}

/// One row of the archive, read as the page reads it.
std::optional<Error> archive_trouble(Behind const& behind, Snapshot const& meter) {
    auto const today = zone_of(meter.meter, behind.options.zone).day_of(behind.clock.now());
    auto const direction = meter.meter.consumption ? Direction::consumption : Direction::production;
    RecordQuery const query{meter.meter.id, direction, Measure::daily, {today - 1, today}};
    auto const cursor = behind.tools()->records.read(query);
    if (!cursor)
        return std::nullopt;
    auto const read = (*cursor)->next();
    if (read || read.error().kind() != ErrorKind::storage)
        return std::nullopt;
    return read.error();
}

} // namespace

Health health_of(Behind const& behind, Language language) {
    Health health;
    auto const say = [&](ErrorCode code, std::string const& technical, bool failing,
                         std::optional<CurveConcerned> curve = std::nullopt) {
        health.failing = health.failing || failing;
        health.reasons.push_back(sentence(code, technical, language, curve));
    };
    if (!behind.tools()) {
        say(ErrorCode::not_configured, {}, false);
        return health;
    }
    auto const meters = behind.board->meters();
    if (!meters.empty())
        if (auto const trouble = archive_trouble(behind, *meters.front()))
            say(trouble->code, trouble->message, trouble->code != ErrorCode::store_locked);
    if (behind.tools()->every_loop_lives && !behind.tools()->every_loop_lives())
        say(ErrorCode::internal, "the loop of a meter has ended", true);
    if (auto const& trouble = behind.board->broker_trouble())
        say(trouble->code, trouble->message, false);
    for (auto const* meter : meters)
        if (auto const& trouble = meter->status.trouble)
            say(trouble->code, meter->meter.id.masked(), false, trouble->curve);
    return health;
}

} // namespace enedis2mqtt::web
