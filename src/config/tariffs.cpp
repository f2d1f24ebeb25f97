#include "config/tariffs.hpp"

#include "config/nearest.hpp"
#include "config/price_table.hpp"
#include "config/tariff_values.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace enedis2mqtt::config {
namespace {

constexpr int highest_power = 250; // kVA

/// A version as it is written: its own periods, or those of a regulated option.
struct WrittenVersion {
    std::string key;
    TariffVersion own;
    std::optional<RegulatedOption> regulated;
    int power = 0;
    OffpeakHours offpeak;
};

std::chrono::minutes length_of(std::vector<DayHours> const& hours) {
    std::chrono::minutes length{0};
    for (auto const& one : hours)
        length += one.from < one.to ? one.to - one.from : one.to - one.from + std::chrono::hours{24};
    return length;
}

void require(Section const& section, std::string_view name, Words hint = {}) {
    auto& reader = section.reader();
    if (!reader.given(section.key(name)) && reader.sound(section.path()))
        reader.error(section.key(name), say("la clé `{}` manque", "the key `{}` is missing", name),
                     std::move(hint));
}

void refuse(Section const& section, std::string_view name, Words hint) {
    if (section.reader().given(section.key(name)))
        section.reader().error(section.key(name),
                               say("cette clé ne va pas ici", "this key does not belong here"),
                               std::move(hint));
}

void read_offpeak(Section& section, OffpeakHours& offpeak) {
    constexpr std::chrono::hours by_law{8};
    auto& reader = section.reader();
    auto const check = [&](std::string const& key, std::vector<DayHours> const& hours) {
        if (!hours.empty() && reader.sound(key) && length_of(hours) != by_law)
            reader.warning(key,
                           say("les heures creuses font {} minutes par jour ; Enedis en donne 8 heures",
                               "the off-peak hours are {} minutes a day; Enedis gives 8 hours",
                               length_of(hours).count()),
                           say("elles se lisent sur la facture", "they are on the bill"));
    };
    if (section.is_section("offpeak")) {
        auto seasons = section.section("offpeak");
        for (auto const& [name, hours] :
             {std::pair{"summer", &offpeak.summer}, {"winter", &offpeak.winter}}) {
            seasons.values(name, *hours, day_hours);
            require(seasons, name);
            check(seasons.key(name), *hours);
        }
    } else {
        section.values("offpeak", offpeak.summer, day_hours);
        offpeak.winter = offpeak.summer;
        check(section.key("offpeak"), offpeak.summer);
    }
}

TariffPeriod read_period(Section& section) {
    TariffPeriod period;
    section.value("name", period.name, period_name);
    section.value("price", period.price, price);
    require(section, "name");
    require(section, "price", say("en EUR par kWh, TTC", "in EUR a kWh, tax included"));
    section.values("hours", period.hours, day_hours);
    std::vector<std::size_t> days;
    section.values("days", days, day_of_week);
    if (!days.empty()) {
        period.days.emplace();
        for (auto const day : days)
            (day < period.days->weekdays.size() ? period.days->weekdays[day] : period.days->holiday) = true;
    }
    auto season = section.section("season");
    std::optional<std::chrono::month_day> from;
    std::optional<std::chrono::month_day> to;
    season.value("from", from, month_day);
    season.value("to", to, month_day);
    auto& reader = section.reader();
    if (reader.given(season.path()) && (!from || !to) && reader.sound(season.key("from")) &&
        reader.sound(season.key("to")))
        reader.error(season.path(), say("`from` et `to` vont ensemble", "`from` and `to` go together"));
    if (from && to)
        period.season = Season{*from, *to};
    section.values("tempo", period.colors, tempo_color);
    return period;
}

bool has_condition(TariffPeriod const& period) {
    return !period.hours.empty() || period.days || period.season || !period.colors.empty();
}

void read_periods(Section& section, std::vector<TariffPeriod>& periods) {
    for (auto& one : section.list("periods"))
        periods.push_back(read_period(one));
    auto& reader = section.reader();
    auto const key = section.key("periods");
    if (!periods.empty() && reader.sound(key) && has_condition(periods.back()))
        reader.error(
            fmt::format("{}[{}]", key, periods.size() - 1),
            say("la dernière période ne doit pas avoir de condition",
                "the last period must have no condition"),
            say("elle vaut pour tout ce que les autres laissent", "it holds for all that the others leave"));
}

WrittenVersion read_version(Section& section) {
    WrittenVersion version;
    version.key = section.path();
    section.value("from", version.own.from, civil_day);
    require(section, "from", say("le jour où ces prix commencent", "the day on which these prices begin"));
    section.choice<std::optional<RegulatedOption>>("regulated", version.regulated,
                                                   {{"base", RegulatedOption::base},
                                                    {"peak_offpeak", RegulatedOption::peak_offpeak},
                                                    {"tempo", RegulatedOption::tempo}});
    section.integer("power", version.power, 1, highest_power);
    section.value("subscription", version.own.subscription, monthly_amount);
    read_offpeak(section, version.offpeak);
    read_periods(section, version.own.periods);
    auto& reader = section.reader();
    bool const by_law = reader.given(section.key("regulated"));
    if (by_law) {
        auto const hint = say("avec `regulated`, les prix et l'abonnement viennent de la table",
                              "with `regulated` prices and subscription come from the table");
        refuse(section, "periods", hint);
        refuse(section, "subscription", hint);
        require(section, "power", say("la puissance souscrite, en kVA", "the subscribed power, in kVA"));
        if (version.regulated == RegulatedOption::peak_offpeak)
            require(section, "offpeak",
                    say("par exemple [\"22:38-06:38\"]", "for example [\"22:38-06:38\"]"));
        else
            refuse(section, "offpeak", say("seul peak_offpeak en a", "only peak_offpeak has them"));
    } else {
        if (version.own.periods.empty())
            require(section, "periods",
                    say("`periods: [{{name: base, price: 0.2001}}]`, ou `regulated: base`",
                        "`periods: [{{name: base, price: 0.2001}}]`, or `regulated: base`"));
        refuse(section, "offpeak",
               say("les heures sont celles des périodes", "the hours are those of the periods"));
    }
    return version;
}

void check_order(Reader& reader, std::vector<WrittenVersion> const& versions) {
    for (std::size_t i = 1; i < versions.size(); ++i) {
        auto const key = versions[i].key + ".from";
        if (reader.sound(key) && reader.given(key) && versions[i].own.from <= versions[i - 1].own.from)
            reader.error(key, say("chaque version commence après la précédente",
                                  "each version begins after the one before"));
    }
}

class PricesInForce {
public:
    PricesInForce(Reader& reader, RegulatedTable const& table, CivilDay today)
        : reader_(reader), table_(table), today_(today) {}

    /// Adds the versions that one written version, which the next one ends, comes to.
    void add(NamedTariff& to, WrittenVersion const& version, std::optional<CivilDay> until) {
        if (!version.regulated) {
            to.tariff.push_back(version.own);
            return;
        }
        if (version.power == 0)
            return;
        auto const option = *version.regulated;
        auto const powers = powers_of(table_, option);
        if (std::ranges::find(powers, version.power) == powers.end()) {
            reader_.error(
                version.key + ".power",
                say("la table n'a pas de prix pour cette puissance", "the table has no price for this power"),
                say("elle a {} kVA", "it has {} kVA", fmt::format("{}", fmt::join(powers, ", "))));
            return;
        }
        std::ranges::move(
            regulated_tariff(table_, option, version.power, version.offpeak, version.own.from, until),
            std::back_inserter(to.tariff));
        to.power = version.power;
        if (!version.offpeak.summer.empty())
            to.offpeak = version.offpeak;
        warn_of_old_prices(version, until);
    }

private:
    void warn_of_old_prices(WrittenVersion const& version, std::optional<CivilDay> until) {
        constexpr std::chrono::months prices_last{7};
        auto const last = last_prices(table_, *version.regulated, version.power).value();
        auto const stale_on = CivilDay{std::chrono::local_days{last.date() + prices_last}};
        if (today_ >= stale_on && version.own.from <= today_ && (!until || today_ < *until))
            reader_.warning(version.key + ".regulated",
                            say("les prix connus datent du {} (price_stale)",
                                "the prices known are of {} (price_stale)", last.iso()),
                            say("mettez à jour, ou donnez votre table : `regulated_prices: CHEMIN`",
                                "update, or give your own table: `regulated_prices: PATH`"));
    }

    Reader& reader_;
    RegulatedTable const& table_;
    CivilDay today_;
};

RegulatedTable table_for(Reader& reader, Config const& config) {
    if (config.regulated_prices.empty()) {
        reader.error("tariffs",
                     say("la table des prix réglementés manque", "the table of regulated prices is missing"),
                     say("elle s'installe dans share/enedis2mqtt/tariffs ; sinon, `regulated_prices: CHEMIN`",
                         "it is installed in share/enedis2mqtt/tariffs; else `regulated_prices: PATH`"));
        return {};
    }
    auto table = read_price_table(config.regulated_prices);
    bool const sound = table.problems.empty();
    reader.add(std::move(table.problems));
    return sound ? std::move(table.rows) : RegulatedTable{};
}

} // namespace

void read_tariffs(Section root, Config& config, CivilDay today) {
    auto& reader = root.reader();
    std::string own_table;
    root.file("regulated_prices", own_table);
    config.regulated_prices = own_table.empty() ? shipped_price_table() : std::filesystem::path{own_table};
    std::map<std::string, std::vector<WrittenVersion>> written;
    auto section = root.section("tariffs");
    bool needs_table = false;
    for (auto const& name : section.names()) {
        auto& versions = written[name];
        for (auto& one : section.list(name))
            versions.push_back(read_version(one));
        auto const key = section.key(name);
        auto named = tariff_name(name);
        if (auto* complaint = std::get_if<Complaint>(&named))
            reader.error(key, std::move(complaint->message), std::move(complaint->hint));
        if (versions.empty() && reader.sound(key))
            reader.error(key, say("ce tarif n'a pas une version", "this tariff has no version"),
                         say("`- {{from: 2026-02-01, regulated: base, power: 6}}`",
                             "`- {{from: 2026-02-01, regulated: base, power: 6}}`"));
        check_order(reader, versions);
        needs_table = needs_table || std::ranges::any_of(
                                         versions, [](auto const& one) { return one.regulated.has_value(); });
    }
    auto const table = needs_table ? table_for(reader, config) : RegulatedTable{};
    PricesInForce prices{reader, table, today};
    for (auto const& [name, versions] : written) {
        auto& tariff = config.tariffs[name];
        for (std::size_t i = 0; i < versions.size(); ++i)
            if (!versions[i].regulated || !table.empty())
                prices.add(tariff, versions[i],
                           i + 1 < versions.size() ? std::optional{versions[i + 1].own.from} : std::nullopt);
    }
}

void give_tariffs(Config& config) {
    std::map<std::string, std::shared_ptr<Tariff const>> shared;
    for (auto const& [name, named] : config.tariffs)
        shared[name] = std::make_shared<Tariff const>(named.tariff);
    for (auto& entry : config.meters) {
        auto& meter = entry.meter;
        meter.billing_day = entry.billing_day;
        if (auto const tariff = shared.find(entry.tariff); tariff != shared.end() && meter.consumption)
            meter.tariffs[Direction::consumption] = tariff->second;
        if (auto const tariff = shared.find(entry.feed_in); tariff != shared.end() && meter.production)
            meter.tariffs[Direction::production] = tariff->second;
    }
}

bool follows_tempo(Config const& config) {
    if (config.tempo.enabled != TempoWish::automatic)
        return config.tempo.enabled == TempoWish::on;
    return std::ranges::any_of(config.meters, [](auto const& entry) {
        return std::ranges::any_of(entry.meter.tariffs,
                                   [](auto const& tariff) { return needs_tempo(*tariff.second); });
    });
}

void check_meter_tariffs(Reader& reader, std::string const& key, MeterEntry const& entry,
                         std::map<std::string, NamedTariff> const& tariffs) {
    struct Use {
        char const* key;
        std::string const& name;
        bool serves;
        Words of_no_use;
    };
    for (auto const& use :
         {Use{"tariff", entry.tariff, entry.meter.consumption,
              say("ce compteur ne lit pas la consommation", "this meter does not read consumption")},
          Use{"feed_in", entry.feed_in, entry.meter.production,
              say("ce compteur ne lit pas la production", "this meter does not read production")}}) {
        auto const place = key + '.' + use.key;
        if (use.name.empty() || !reader.sound(place))
            continue;
        if (tariffs.contains(use.name)) {
            if (!use.serves && reader.sound(key + ".measures"))
                reader.warning(place, use.of_no_use, say("voyez `measures`", "see `measures`"));
            continue;
        }
        std::vector<std::string> names;
        for (auto const& [name, tariff] : tariffs)
            names.push_back(name);
        auto const meant = nearest(use.name, names);
        reader.error(place, say("aucun tarif n'a ce nom", "no tariff has this name"),
                     meant ? say("vouliez-vous dire `{}` ?", "did you mean `{}`?", *meant)
                           : say("les tarifs s'écrivent dans `tariffs`", "tariffs are written in `tariffs`"));
    }
}

} // namespace enedis2mqtt::config
