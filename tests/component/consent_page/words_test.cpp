#include "support/days.hpp"
#include "web/consent_words.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt::web {
namespace {

using test::at;
using test::day;

UsagePointId id(std::string_view text) {
    return UsagePointId::parse(text).value();
}

std::string words(Pasted const& pasted, std::string_view wanted = "", Language language = Language::fr) {
    return words_of(pasted, wanted, at("2026-11-23", 8), TimeZone::find("Europe/Paris").value(), language);
}

Pasted with_token(std::vector<UsagePointId> pdls, std::string provider = "conso_api",
                  std::optional<Instant> expires = at("2029-03-12", 0)) {
    Pasted pasted;
    pasted.provider = std::move(provider);
    pasted.token.emplace();
    pasted.token->text = Secret{"abcdefghijklmnop"};
    pasted.token->pdls = std::move(pdls);
    pasted.token->expires = expires;
    return pasted;
}

TEST(ConsentWords, SayWhatATokenOpensAndUntilWhen) {
    EXPECT_EQ(words(with_token({id("12345678901234")})),
              "Jeton de Conso API, valable jusqu'au 12/03/2029. Il ouvre le compteur …1234.");
    EXPECT_EQ(words(with_token({id("12345678901234"), id("98765432109876")}), "", Language::en),
              "A token of Conso API, valid until 2029-03-12. It opens meters …1234, …9876.");
}

TEST(ConsentWords, WarnOfWhatCannotWork) {
    EXPECT_NE(words(with_token({}, "conso_api", at("2026-11-01", 0))).find("expiré depuis le 01/11/2026"),
              std::string::npos);
    auto other = with_token({id("12345678901234")});
    other.pdls = {id("98765432109876")};
    EXPECT_NE(words(other).find("ce jeton n'ouvre pas …9876"), std::string::npos);
    EXPECT_NE(
        words(with_token({}), "my_electrical_data").find("La source choisie est pourtant MyElectricalData"),
        std::string::npos);
}

TEST(ConsentWords, SayWhatIsStillMissing) {
    EXPECT_EQ(words(with_token({}, "my_electrical_data", std::nullopt)),
              "Jeton reconnu, sans doute de MyElectricalData. Donnez aussi le PDL : il ne le dit pas.");
    Pasted pdl_alone;
    pdl_alone.pdls = {id("12345678901234")};
    EXPECT_NE(words(pdl_alone).find("Il manque le jeton"), std::string::npos);
    EXPECT_EQ(words(pdl_alone, "enedis"), "PDL …1234.");
    EXPECT_EQ(words({}), "Ni PDL (14 chiffres) ni jeton n'a été reconnu dans ce texte.");
}

TEST(ConsentWords, SayWhatATrialBrought) {
    auto const zone = TimeZone::find("Europe/Paris").value();
    Trial trial{
        {Direction::production, Dataset::daily}, day("2026-11-22"), Energy::from_wh(1500), std::nullopt};
    EXPECT_TRUE(words_of(trial, id("12345678901234"), zone, Language::fr)
                    .starts_with("Le compteur …1234 répond : 1,50 kWh produits le 22/11/2026."));
    trial.energy.reset();
    EXPECT_TRUE(words_of(trial, id("12345678901234"), zone, Language::en)
                    .starts_with("Meter …1234 answers; the value of 2026-11-22 is not published yet."));
}

} // namespace
} // namespace enedis2mqtt::web
