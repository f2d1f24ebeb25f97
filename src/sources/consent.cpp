#include "sources/consent_exchange.hpp"
#include "sources/data_call.hpp"
#include "sources/text_encoding.hpp"

#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/sources/consent.hpp>

#include <algorithm>
#include <charconv>

namespace enedis2mqtt::sources {
namespace {

std::string_view parameter(Consents::Query const& query, std::string_view name) {
    auto const found =
        std::find_if(query.begin(), query.end(), [&](auto const& each) { return each.first == name; });
    return found == query.end() ? std::string_view{} : std::string_view{found->second};
}

/// What anyone may have put into an address, fit for a message: short, and letters, digits and plain marks
/// only.
std::string plain(std::string_view text) {
    constexpr std::size_t longest = 160;
    std::string out;
    for (char const c : text.substr(0, longest))
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '<' || c == '>' ? ' ' : c;
    return out;
}

/// v1 joins several meters by a comma or a semicolon.
Result<std::vector<UsagePointId>> meters_in(std::string_view list) {
    std::vector<UsagePointId> meters;
    while (!list.empty()) {
        auto const end = std::min(list.find_first_of(",;"), list.size());
        if (auto const part = list.substr(0, end); part.find_first_not_of(" \t") != std::string_view::npos) {
            auto const id = UsagePointId::parse(part);
            if (!id)
                return Error{ErrorCode::not_understood,
                             "Enedis' page sent back a meter that is no 14 digits"};
            if (std::find(meters.begin(), meters.end(), *id) == meters.end())
                meters.push_back(*id);
        }
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return meters;
}

std::vector<ConsentedMeter> granted_in_the_old_way(std::vector<UsagePointId> const& ids, CivilDay today) {
    std::vector<ConsentedMeter> meters;
    for (auto const& id : ids) {
        ConsentedMeter meter{id};
        meter.ends = today + 3 * 365; // what authorize_url asks for; the page does not tell
        meters.push_back(std::move(meter));
    }
    return meters;
}

class SourceConsents final : public Consents {
public:
    SourceConsents(config::Providers providers, Clock& clock, Reach reach)
        : providers_(std::move(providers)), clock_(clock), reach_(std::move(reach)) {}

    Pasted recognise(std::string_view text) const override { return sources::recognise(text); }

    Result<std::string> authorize_url(std::string_view state) const override {
        auto const& enedis = providers_.enedis;
        if (enedis.client_id.empty() || enedis.client_secret.empty())
            return Error{ErrorCode::credentials_invalid,
                         "providers.enedis.client_id or client_secret is empty"};
        if (enedis.redirect_uri.empty())
            return Error{ErrorCode::request_invalid,
                         "providers.enedis.redirect_uri is empty: Enedis could not send anyone back"};
        return sources::authorize_url(enedis, state);
    }

    Task<Result<std::vector<ConsentedMeter>>> returned(Query query) override {
        auto const back = read_return(query);
        if (!back)
            co_return back.error();
        auto const tools = reach_("enedis");
        if (!tools)
            co_return tools.error();
        std::vector<ConsentedMeter> meters;
        if (back->authorisation) {
            auto exchange = exchange_authorisation(*tools, clock_, providers_.enedis, *back->authorisation);
            auto told = co_await std::move(exchange);
            if (!told)
                co_return told.error();
            meters = std::move(*told);
        } else {
            meters = granted_in_the_old_way(back->pdls, today("Europe/Paris").value_or(CivilDay{}));
        }
        for (auto const& meter : meters)
            remember("enedis", meter.id, meter.ends, tools->notes);
        co_return meters;
    }

    Task<Result<Trial>> test(Meter meter, Secret token) override {
        auto const tools = reach_(meter.provider);
        if (!tools)
            co_return tools.error();
        auto const provider = create_provider(meter.provider, providers_, *tools);
        auto const now = today(meter.timezone);
        if (!provider || !now)
            co_return Error{ErrorCode::request_invalid, "no provider '" + plain(meter.provider) +
                                                            "', or no time zone '" + plain(meter.timezone) +
                                                            "'"};
        config::MeterEntry entry{meter};
        entry.token = std::move(token);
        auto const source = provider->open(entry);
        Trial trial{{meter.consumption ? Direction::consumption : Direction::production, Dataset::daily},
                    *now - 1,
                    std::nullopt,
                    std::nullopt};
        FetchRequest request{meter.id, trial.series, {*now - 1, *now}, Purpose::check};
        auto fetching = source->fetch(std::move(request));
        auto const readings = co_await std::move(fetching);
        // No data, or not that far back: the way is open all the same.
        if (!readings && readings.error().kind() != ErrorKind::no_data &&
            readings.error().kind() != ErrorKind::out_of_range)
            co_return readings.error();
        if (readings && !readings->daily.empty())
            trial.energy = readings->daily.back().energy;
        trial.expires = source->consent_expires();
        co_return trial;
    }

private:
    std::optional<CivilDay> today(std::string_view zone_name) const {
        auto const zone = TimeZone::find(zone_name);
        return zone ? std::optional{zone->day_of(clock_.now())} : std::nullopt;
    }

    static void remember(std::string_view provider, UsagePointId const& id, std::optional<CivilDay> ends,
                         Notes& notes) {
        if (!ends)
            return;
        if (auto const noted = notes.set_note(consent_note(provider, id), ends->iso()); !noted)
            log::get("source.enedis")
                .warn("the end of a consent is not remembered: {}", noted.error().message);
    }

    config::Providers providers_;
    Clock& clock_;
    Reach reach_;
};

} // namespace

std::string authorize_url(config::Enedis const& settings, std::string_view state) {
    return without_trailing_slash(settings.authorize_url) + "/dataconnect/" +
           (settings.generation_2026 ? "v2" : "v1") +
           "/oauth2/authorize?client_id=" + url_encoded(settings.client_id) +
           "&response_type=code&state=" + url_encoded(state) + "&duration=P3Y";
}

Result<Returned> read_return(Consents::Query const& query) {
    if (auto const error = parameter(query, "error"); !error.empty()) {
        auto const description = parameter(query, "error_description");
        return Error{ErrorCode::consent_missing,
                     "Enedis' page refused: " + plain(error) +
                         (description.empty() ? "" : " (" + plain(description) + ")")};
    }
    Returned back;
    if (auto const number = parameter(query, "autorisation_id"); !number.empty()) {
        std::int64_t id = 0;
        auto const* const end = number.data() + number.size();
        if (std::from_chars(number.data(), end, id).ptr != end || id <= 0)
            return Error{ErrorCode::not_understood,
                         "Enedis' page sent back an autorisation_id that is no number: " + plain(number)};
        back.authorisation = id;
        return back;
    }
    auto meters = meters_in(parameter(query, "usage_point_id"));
    if (!meters)
        return meters.error();
    if (meters->empty())
        return Error{ErrorCode::not_understood,
                     "Enedis' page sent back neither autorisation_id nor usage_point_id nor error"};
    back.pdls = std::move(*meters);
    return back;
}

std::string consent_note(std::string_view provider, UsagePointId const& id) {
    return "consent." + std::string{provider} + '.' + id.text();
}

std::optional<CivilDay> consent_end(Notes& notes, std::string_view provider, UsagePointId const& id) {
    auto const noted = notes.note(consent_note(provider, id));
    return noted && *noted ? CivilDay::parse(**noted) : std::nullopt;
}

std::unique_ptr<Consents> create_consents(config::Providers providers, Clock& clock, Reach reach) {
    return std::make_unique<SourceConsents>(std::move(providers), clock, std::move(reach));
}

} // namespace enedis2mqtt::sources
