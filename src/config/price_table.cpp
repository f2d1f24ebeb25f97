#include "config/price_table.hpp"

#include "config/document.hpp"
#include "config/tariff_values.hpp"
#include "config/yaml_reader.hpp"

#include <set>
#include <tuple>

namespace enedis2mqtt::config {
namespace {

constexpr std::size_t largest_table = 1024UL * 1024;
constexpr int highest_power = 250;

void read_rows(Section root, RegulatedTable& rows) {
    std::set<std::tuple<RegulatedOption, int, CivilDay>> known;
    for (auto& section : root.list("regulated_prices")) {
        auto& reader = section.reader();
        RegulatedPrices row;
        section.choice<RegulatedOption>("option", row.option,
                                        {{"base", RegulatedOption::base},
                                         {"peak_offpeak", RegulatedOption::peak_offpeak},
                                         {"tempo", RegulatedOption::tempo}});
        section.integer("power", row.power, 1, highest_power);
        section.value("from", row.from, civil_day);
        section.value("subscription", row.subscription, monthly_amount);
        auto prices = section.section("prices");
        for (auto const& name : period_names(row.option)) {
            prices.value(name, row.prices[name], price);
            if (!reader.given(prices.key(name)))
                reader.error(prices.key(name), say("le prix `{}` manque", "the price `{}` is missing", name));
        }
        for (auto const* key : {"option", "power", "from", "subscription"})
            if (!reader.given(section.key(key)))
                reader.error(section.key(key), say("la clé `{}` manque", "the key `{}` is missing", key));
        std::string ignored;
        section.text("sources", ignored);
        section.text("weak", ignored);
        if (!known.emplace(row.option, row.power, row.from).second)
            reader.error(section.path(), say("cette option a déjà des prix pour cette puissance et ce jour",
                                             "this option already has prices for this power and day"));
        rows.push_back(std::move(row));
    }
    if (rows.empty())
        root.reader().error("regulated_prices", say("la table n'a pas une ligne", "the table has no row"));
}

} // namespace

PriceTable read_price_table(std::filesystem::path const& file) {
    PriceTable table;
    auto text = read_file(file, largest_table);
    if (auto* complaint = std::get_if<Complaint>(&text)) {
        Problem problem;
        problem.file = file.string();
        problem.message = std::move(complaint->message);
        table.problems.push_back(std::move(problem));
        return table;
    }
    SourceText const source{std::get<std::string>(std::move(text))};
    Environment const none;
    auto defect = with_document(source, [&](YAML::Node const& document) {
        Reader reader{source, file, none};
        read_rows(reader.root(document), table.rows);
        reader.check_leftovers();
        table.problems = reader.errors();
    });
    if (defect) {
        defect->file = file.string();
        table.problems.push_back(std::move(*defect));
    }
    return table;
}

std::filesystem::path shipped_price_table() {
    std::error_code failed;
    auto const program = std::filesystem::read_symlink("/proc/self/exe", failed).parent_path();
    // <prefix>/bin beside <prefix>/share, the build tree, and the tests in it.
    for (auto const* beside : {"../share/enedis2mqtt", "share/enedis2mqtt"})
        if (auto const file = (program / beside / "tariffs" / "regulated.yaml").lexically_normal();
            std::filesystem::exists(file, failed))
            return file;
    return {};
}

} // namespace enedis2mqtt::config
