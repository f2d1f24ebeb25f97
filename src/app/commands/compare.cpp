#include "app/commands/commands.hpp"

#include <enedis2mqtt/bridge/comparison.hpp>
#include <enedis2mqtt/config/offers.hpp>
#include <enedis2mqtt/json/comparison.hpp>
#include <enedis2mqtt/json/text.hpp>

#include <fmt/format.h>

#include <cstdio>

namespace enedis2mqtt::app {
namespace {

std::vector<TariffOffer> offers_for(config::Config const& config, config::MeterEntry const& entry) {
    std::vector<TariffOffer> offers;
    for (auto& regulated : config::regulated_offers(config, entry))
        offers.push_back({"", regulated.option, std::make_shared<Tariff const>(std::move(regulated.tariff)),
                          regulated.usual_hours});
    for (auto const& [name, named] : config.tariffs)
        offers.push_back({name, std::nullopt, std::make_shared<Tariff const>(named.tariff), false});
    return offers;
}

std::string title_of(TariffOffer const& offer, int power, Language language) {
    if (!offer.option)
        return offer.name;
    auto title = fmt::format("{} {} kVA", to_string(*offer.option), power);
    if (offer.usual_hours)
        title += language == Language::fr ? ", heures creuses 22:00-06:00" : ", off-peak 22:00-06:00";
    return title;
}

void print_text(std::vector<ComparedOffer> const& compared, int power, Language language) {
    bool const fr = language == Language::fr;
    for (auto const& [offer, cost] : compared) {
        constexpr double cents = 100.0;
        auto const euros = [](Money money) { return static_cast<double>(money.rounded_to(2)) / cents; };
        fmt::print("{:>10.2f} EUR  {:<44} {} {:.2f}, {} {:.2f}, {} {}", euros(cost.total()),
                   title_of(offer, power, language), fr ? "énergie" : "energy", euros(cost.energy),
                   fr ? "abonnement" : "subscription", euros(cost.subscription), cost.known,
                   fr ? "jours" : "days");
        if (!cost.missing.empty())
            fmt::print(", {} {}", cost.missing.size(), fr ? "jours manquent" : "days missing");
        fmt::print("\n");
    }
}

void print_json(std::vector<ComparedOffer> const& compared) {
    std::string_view before = "[";
    for (auto const& one : compared) {
        fmt::print("{}\n  {}", before, to_json(offer_json(one.offer.name, one.offer.option, one.cost)));
        before = ",";
    }
    fmt::print("\n]\n");
}

void print_csv(std::vector<ComparedOffer> const& compared) {
    fmt::print("tariff,option,total,energy,subscription,days,missing\r\n");
    for (auto const& one : compared)
        fmt::print("{}", offer_csv_line(one.offer.name, one.offer.option, one.cost));
}

} // namespace

int compare(Options const& options) {
    auto const config = read_config(options);
    if (!config)
        return Exit::bad_usage;
    auto const* const entry = find_meter(*config, *options.pdl);
    if (entry == nullptr)
        return Exit::bad_usage;
    auto const offers = offers_for(*config, *entry);
    if (offers.empty())
        return fail(Error{ErrorCode::request_invalid,
                          "nothing to compare: the meter has no tariff and no subscribed_power"},
                    config->language);
    auto const store = store::open_store(config->store.path, store::Access::reader);
    if (!store)
        return fail(store.error(), config->language);
    SystemClock clock;
    auto const zone = TimeZone::find(entry->meter.timezone).value();
    auto const first = (*store)->first_day(entry->meter.id);
    if (!first)
        return fail(first.error(), config->language);
    auto const today = zone.day_of(clock.now());
    DayRange const days{options.from.value_or(first->value_or(today)), options.to.value_or(today)};
    if (days.empty())
        return fail(Error{ErrorCode::request_invalid, "--from is not before --to"}, config->language);
    auto const told = (*store)->told_colors();
    if (!told)
        return fail(told.error(), config->language);
    auto const compared = compare_offers(**store, entry->meter, offers, days, agreed_colors(*told), zone);
    if (!compared)
        return fail(compared.error(), config->language);
    switch (options.format.value_or(Format::text)) {
    case Format::json:
        print_json(*compared);
        break;
    case Format::csv:
        print_csv(*compared);
        break;
    case Format::text:
        print_text(*compared, config::power_of(*config, *entry), config->language);
    }
    return std::fflush(stdout) == 0 ? Exit::done : Exit::failed;
}

} // namespace enedis2mqtt::app
