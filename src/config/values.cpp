#include "config/values.hpp"

#include <enedis2mqtt/config/config.hpp>

#include <algorithm>
#include <charconv>

namespace enedis2mqtt::config {
namespace {

using namespace std::chrono_literals;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}
bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
bool is_visible_ascii(char c) {
    return c > 0x20 && c < 0x7f;
}

template <class Predicate>
bool all(std::string_view text, Predicate predicate) {
    return std::all_of(text.begin(), text.end(), predicate);
}
template <class Predicate>
bool any(std::string_view text, Predicate predicate) {
    return std::any_of(text.begin(), text.end(), predicate);
}

std::optional<int> number(std::string_view digits) {
    int value = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size())
        return std::nullopt;
    return value;
}

// JWTs of the gateways start with eyJ; Enedis' ids and other tokens mix letters and digits.
bool looks_like_token(std::string_view text) {
    return text.starts_with("eyJ") ||
           (text.size() >= 20 && all(text, is_visible_ascii) && !all(text, is_digit));
}

std::string without_blanks(std::string_view text) {
    std::string kept;
    std::copy_if(text.begin(), text.end(), std::back_inserter(kept), [](char c) { return !is_blank(c); });
    return kept;
}

} // namespace

Parsed<std::string> any_text(std::string_view text) {
    return std::string{text};
}

Parsed<std::string> one_line(std::string_view text) {
    if (all(text, is_blank) || any(text, is_control))
        return Complaint{say("un texte non vide, sur une ligne, était attendu",
                             "expected a text that is not empty, on one line"),
                         {}};
    return std::string{text};
}

Parsed<std::string> topic(std::string_view text) {
    auto const forbidden = [](char c) { return c == '+' || c == '#' || is_blank(c) || is_control(c); };
    bool const ends_with_slash = text.starts_with('/') || text.ends_with('/');
    if (text.empty() || text.starts_with('$') || ends_with_slash || any(text, forbidden))
        return Complaint{
            say("un sujet MQTT sans espace, sans + ni #, et sans / au début ni à la fin, était attendu",
                "expected an MQTT topic without blanks, + or #, and without / at its start or end"),
            say("par exemple maison/enedis2mqtt", "for example home/enedis2mqtt")};
    return std::string{text};
}

Parsed<std::string> token(std::string_view text) {
    if (auto const digits = without_blanks(text); digits.size() == 14 && all(digits, is_digit))
        return Complaint{
            say("un jeton d'accès était attendu ; ces 14 chiffres sont un PDL",
                "expected an access token; these 14 digits are a PDL"),
            say("le PDL s'écrit dans `pdl` ; le jeton est le long texte reçu à la fin du consentement",
                "the PDL belongs in `pdl`; the token is the long text given at the end of the consent")};
    if (!all(text, is_visible_ascii))
        return Complaint{say("un jeton d'accès d'un seul tenant, sans espace ni accent, était attendu",
                             "expected an access token in one piece, without blanks or accents"),
                         say("copiez le jeton seul, sans le mot Bearer ni retour à la ligne",
                             "copy the token alone, without the word Bearer or line breaks")};
    return std::string{text};
}

Parsed<std::string> time_zone(std::string_view text) {
    if (TimeZone::find(text))
        return std::string{text};
    if (!TimeZone::find("Europe/Paris"))
        return Complaint{say("cette machine n'a pas de base de fuseaux horaires",
                             "this machine has no time zone database"),
                         say("installez le paquet tzdata", "install the package tzdata")};
    return Complaint{say("le nom d'un fuseau horaire était attendu", "expected the name of a time zone"),
                     say("Europe/Paris, Indian/Reunion, Indian/Mayotte, America/Guadeloupe, "
                         "America/Martinique, America/Cayenne…",
                         "Europe/Paris, Indian/Reunion, Indian/Mayotte, America/Guadeloupe, "
                         "America/Martinique, America/Cayenne…")};
}

Parsed<UsagePointId> usage_point(std::string_view text) {
    if (auto id = UsagePointId::parse(text))
        return *id;
    auto const kept = without_blanks(text);
    if (looks_like_token(kept))
        return Complaint{
            say("un PDL de 14 chiffres était attendu ; ce texte ressemble à un jeton d'accès",
                "expected a PDL of 14 digits; this text looks like an access token"),
            say("le jeton s'écrit dans `token` ; le PDL se lit sur le compteur ou sur la facture",
                "the token belongs in `token`; the PDL is on the meter's display and on the bill")};
    auto message = all(kept, is_digit)
                       ? say("un PDL de 14 chiffres était attendu ; celui-ci en a {}",
                             "expected a PDL of 14 digits; this one has {}", kept.size())
                       : say("un PDL de 14 chiffres était attendu ; ce texte n'a pas que des chiffres",
                             "expected a PDL of 14 digits; this text has other characters than digits");
    return Complaint{std::move(message),
                     say("le PDL (ou PRM) se lit sur le compteur, touche +, ou sur la facture",
                         "the PDL (or PRM) is on the meter's display, key +, and on the bill")};
}

Parsed<std::optional<CivilDay>> optional_day(std::string_view text) {
    auto const day = CivilDay::parse(text);
    if (!day && !text.empty())
        return Complaint{say("une date AAAA-MM-JJ était attendue", "expected a date YYYY-MM-DD"),
                         say("par exemple 2024-01-01", "for example 2024-01-01")};
    return day;
}

Parsed<std::string> colour(std::string_view text) {
    auto const letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    auto const hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
    bool const name = !text.empty() && text.size() <= 32 && all(text, letter);
    bool const number = (text.size() == 4 || text.size() == 7 || text.size() == 9) && text.front() == '#' &&
                        all(text.substr(1), hex);
    if (name || number)
        return std::string{text};
    return Complaint{say("une couleur était attendue : #rgb, #rrggbb, #rrggbbaa ou un nom",
                         "expected a colour: #rgb, #rrggbb, #rrggbbaa or a name"),
                     say("par exemple \"#a3cc28\" ou transparent ; # demande des guillemets",
                         "for example \"#a3cc28\" or transparent; a # needs quotes")};
}

Parsed<std::string> web_password(std::string_view text) {
    if (Secret const password{std::string{text}}; text.starts_with("$argon2") && !is_password_hash(password))
        return Complaint{
            say("une empreinte argon2id entière était attendue", "expected a whole argon2id hash"),
            say("recopiez-la de $argon2id$ jusqu'à la fin, entre guillemets simples",
                "copy it from $argon2id$ to its end, in single quotes")};
    return std::string{text};
}

// The string form that libsodium writes: $argon2id$v=19$m=65536,t=2,p=1$<salt>$<hash>
bool is_password_hash(Secret const& password) {
    std::string_view const text = password.reveal();
    return text.starts_with("$argon2id$v=") && std::count(text.begin(), text.end(), '$') == 5 &&
           text.size() >= 64 && text.size() < 128 && all(text, is_visible_ascii);
}

Parsed<std::chrono::seconds> duration(std::string_view text) {
    constexpr auto longest = std::chrono::seconds{24h};
    auto const digits = text.substr(0, std::min(text.find_first_not_of("0123456789"), text.size()));
    auto const unit = text.substr(digits.size());
    auto const count = digits.size() <= 6 ? number(digits) : std::nullopt;
    auto const scale = unit == "s" ? 1s : unit == "m" ? 60s : unit == "h" ? 3600s : 0s;
    if (!count || scale == 0s)
        return Complaint{say("une durée telle que 90s, 30m ou 2h était attendue",
                             "expected a duration such as 90s, 30m or 2h"),
                         {}};
    auto const value = *count * std::chrono::seconds{scale};
    if (value < 1s || value > longest)
        return Complaint{say("une durée de 1s à 24h était attendue", "expected a duration from 1s to 24h"),
                         {}};
    return value;
}

Parsed<std::chrono::minutes> time_of_day(std::string_view text) {
    bool const shaped = text.size() == 5 && text[2] == ':' && all(text.substr(0, 2), is_digit) &&
                        all(text.substr(3), is_digit);
    auto const hours = shaped ? number(text.substr(0, 2)) : std::nullopt;
    auto const minutes = shaped ? number(text.substr(3)) : std::nullopt;
    if (!hours || !minutes || *hours > 23 || *minutes > 59)
        return Complaint{say("une heure HH:MM de 00:00 à 23:59 était attendue",
                             "expected a time HH:MM from 00:00 to 23:59"),
                         {}};
    return std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
}

Parsed<Window> window(std::string_view text) {
    auto const dash = std::min(text.find('-'), text.size());
    auto const start = time_of_day(text.substr(0, dash));
    auto const end = time_of_day(text.substr(std::min(dash + 1, text.size())));
    if (start.index() != 0 || end.index() != 0)
        return Complaint{say("une plage HH:MM-HH:MM était attendue", "expected a window HH:MM-HH:MM"),
                         say("par exemple \"08:00-10:00\"", "for example \"08:00-10:00\"")};
    Window const both{std::get<0>(start), std::get<0>(end)};
    if (both.first >= both.second)
        return Complaint{say("la plage doit commencer avant de finir, dans la même journée",
                             "the window must start before it ends, within one day"),
                         {}};
    return both;
}

Parsed<bool> boolean(std::string_view text) {
    if (text == "true" || text == "false")
        return text == "true";
    return Complaint{say("true ou false était attendu", "expected true or false"), {}};
}

Parsed<int> integer(std::string_view text, int least, int most) {
    auto const value = number(text);
    if (!value || *value < least || *value > most)
        return Complaint{say("un nombre entier de {} à {} était attendu",
                             "expected a whole number from {} to {}", least, most),
                         {}};
    return *value;
}

} // namespace enedis2mqtt::config
