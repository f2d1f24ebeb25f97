#include "web/consent_words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace enedis2mqtt::web {
namespace {

/// Sentences in one of the two languages.
class Speech {
public:
    explicit Speech(Language language) : french_(language == Language::fr) {}

    template <class... Args>
    void say(fmt::format_string<Args const&...> fr, fmt::format_string<Args const&...> en,
             Args const&... args) {
        text_ += text_.empty() ? "" : " ";
        text_ += fmt::format(french_ ? fr : en, args...);
    }
    std::string day(CivilDay when) const {
        auto const date = when.date();
        return french_ ? fmt::format("{:02}/{:02}/{}", static_cast<unsigned>(date.day()),
                                     static_cast<unsigned>(date.month()), when.year())
                       : when.iso();
    }
    /// `…1234, …5678`
    std::string meters(std::vector<UsagePointId> const& ids) const {
        std::string list;
        for (auto const& id : ids)
            list += (list.empty() ? "" : ", ") + id.masked();
        return list;
    }
    std::string kwh(Energy energy) const {
        auto number = fmt::format("{:.2f}", energy.kwh());
        if (french_)
            std::replace(number.begin(), number.end(), '.', ',');
        return number + " kWh";
    }
    std::string text() && { return std::move(text_); }

private:
    bool french_;
    std::string text_;
};

void speak_of(Speech& speech, PastedToken const& token, std::string_view provider, Instant now,
              TimeZone const& zone) {
    auto const title = title_of_provider(provider);
    if (!token.expires)
        speech.say("Jeton reconnu, sans doute de {}.", "A token, probably of {}.", title);
    else if (*token.expires <= now)
        speech.say("Jeton de {}, expiré depuis le {} : redonnez votre accord sur sa page.",
                   "A token of {} that ended on {}: give your consent again on its page.", title,
                   speech.day(zone.day_of(*token.expires)));
    else
        speech.say("Jeton de {}, valable jusqu'au {}.", "A token of {}, valid until {}.", title,
                   speech.day(zone.day_of(*token.expires)));
    if (token.pdls.size() == 1)
        speech.say("Il ouvre le compteur {}.", "It opens meter {}.", speech.meters(token.pdls));
    else if (!token.pdls.empty())
        speech.say("Il ouvre les compteurs {}.", "It opens meters {}.", speech.meters(token.pdls));
}

} // namespace

std::string_view title_of_provider(std::string_view provider) {
    if (provider == "conso_api")
        return "Conso API";
    if (provider == "my_electrical_data")
        return "MyElectricalData";
    return "Enedis";
}

std::string words_of(Pasted const& pasted, std::string_view wanted, Instant now, TimeZone const& zone,
                     Language language) {
    Speech speech{language};
    auto const& token = pasted.token;
    if (!token && pasted.pdls.empty())
        speech.say("Ni PDL (14 chiffres) ni jeton n'a été reconnu dans ce texte.",
                   "Neither a PDL (14 digits) nor a token was recognised in this text.");
    if (token)
        speak_of(speech, *token, pasted.provider, now, zone);
    if (token && !wanted.empty() && wanted != pasted.provider)
        speech.say("La source choisie est pourtant {}.", "The chosen source is {}, though.",
                   title_of_provider(wanted));
    if (pasted.pdls.size() == 1)
        speech.say("PDL {}.", "PDL {}.", speech.meters(pasted.pdls));
    else if (!pasted.pdls.empty())
        speech.say("Plusieurs PDL : {}.", "Several PDLs: {}.", speech.meters(pasted.pdls));
    if (!token && !pasted.pdls.empty() && wanted != "enedis")
        speech.say("Il manque le jeton que la passerelle donne à la fin du consentement.",
                   "The token that the gateway gives at the end of the consent is missing.");
    if (!token)
        return std::move(speech).text();
    std::vector<UsagePointId> strangers;
    std::copy_if(pasted.pdls.begin(), pasted.pdls.end(), std::back_inserter(strangers), [&](auto const& id) {
        return !token->pdls.empty() &&
               std::find(token->pdls.begin(), token->pdls.end(), id) == token->pdls.end();
    });
    if (!strangers.empty())
        speech.say("Attention : ce jeton n'ouvre pas {}.", "Beware: this token does not open {}.",
                   speech.meters(strangers));
    if (pasted.pdls.empty() && token->pdls.empty())
        speech.say("Donnez aussi le PDL : il ne le dit pas.", "Give the PDL, too: it does not tell.");
    return std::move(speech).text();
}

std::string words_of(Trial const& trial, UsagePointId const& id, TimeZone const& zone, Language language) {
    Speech speech{language};
    if (trial.energy && trial.series.direction == Direction::consumption)
        speech.say("Le compteur {} répond : {} consommés le {}.", "Meter {} answers: {} used on {}.",
                   id.masked(), speech.kwh(*trial.energy), speech.day(trial.day));
    else if (trial.energy)
        speech.say("Le compteur {} répond : {} produits le {}.", "Meter {} answers: {} produced on {}.",
                   id.masked(), speech.kwh(*trial.energy), speech.day(trial.day));
    else
        speech.say("Le compteur {} répond ; la valeur du {} n'est pas encore publiée.",
                   "Meter {} answers; the value of {} is not published yet.", id.masked(),
                   speech.day(trial.day));
    if (trial.expires)
        speech.say("L'accord vaut jusqu'au {}.", "The consent is valid until {}.",
                   speech.day(zone.day_of(*trial.expires)));
    speech.say("Les données de la veille arrivent chaque jour à partir de 8 h.",
               "Yesterday's data arrive every day from about 08:00.");
    return std::move(speech).text();
}

} // namespace enedis2mqtt::web
