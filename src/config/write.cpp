#include "config/page_meters.hpp"
#include "config/private_file.hpp"

#include <enedis2mqtt/config/write.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace enedis2mqtt::config {
namespace {

/// In double quotes, so that no text is taken for a number, a comment or a tag.
std::string in_quotes(std::string_view text) {
    std::string out{'"'};
    for (char const c : text) {
        if (c == '"' || c == '\\')
            out += {'\\', c};
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            out += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
        else
            out += c;
    }
    return out + '"';
}

class Lines {
public:
    explicit Lines(Language language) : language_(language) {}

    void line(std::string_view text = {}) { (text_ += text) += '\n'; }
    void comment(std::string_view fr, std::string_view en, std::string_view margin = {}) {
        line(fmt::format("{}# {}", margin, language_ == Language::fr ? fr : en));
    }
    std::string text() && { return std::move(text_); }

private:
    Language language_;
    std::string text_;
};

void write_meter(Lines& out, MeterEntry const& entry) {
    auto const& meter = entry.meter;
    out.line("  - pdl: " + in_quotes(meter.id.text()));
    out.line("    name: " + in_quotes(meter.name));
    out.line("    provider: " + meter.provider);
    if (!entry.token.empty())
        out.line("    token: " + in_quotes(entry.token.reveal()));
    out.line(fmt::format("    measures: {}", !meter.production    ? "consumption"
                                             : !meter.consumption ? "production"
                                                                  : "both"));
    if (!meter.hourly)
        out.line("    hourly: false");
    if (meter.timezone != "Europe/Paris")
        out.line("    timezone: " + meter.timezone);
    if (entry.history_from)
        out.line("    history_from: " + entry.history_from->iso());
}

void write_mqtt(Lines& out, Mqtt const& mqtt) {
    out.line("mqtt:");
    out.comment("mqtt:// (en clair), mqtts:// (chiffré), ws:// ou wss://.",
                "mqtt:// (plain), mqtts:// (encrypted), ws:// or wss://.", "  ");
    out.line("  url: " + in_quotes(mqtt.url));
    if (!mqtt.username.empty())
        out.line("  username: " + in_quotes(mqtt.username));
    if (!mqtt.password.empty()) {
        out.comment("Peut aussi s'écrire `!env NOM` ou `!file CHEMIN`.",
                    "May also be written `!env NAME` or `!file PATH`.", "  ");
        out.line("  password: " + in_quotes(mqtt.password.reveal()));
    }
    if (!mqtt.ca_file.empty()) {
        out.comment("L'autorité privée qui a signé le certificat du broker.",
                    "The private authority that signed the broker's certificate.", "  ");
        out.line("  ca_file: " + in_quotes(mqtt.ca_file));
    }
}

void write_enedis(Lines& out, Enedis const& enedis) {
    out.line("providers:");
    out.comment("L'application déclarée sur le portail Data Hub d'Enedis.",
                "The application registered on Enedis' Data Hub portal.", "  ");
    out.line("  enedis:");
    out.line("    client_id: " + in_quotes(enedis.client_id));
    out.line("    client_secret: " + in_quotes(enedis.client_secret.reveal()));
    if (!enedis.redirect_uri.empty())
        out.line("    redirect_uri: " + in_quotes(enedis.redirect_uri));
    if (!enedis.generation_2026)
        out.line("    api: v5");
    out.line();
}

} // namespace

std::string commented_configuration(SetupAnswers const& answers) {
    Lines out{answers.language};
    out.comment("enedis2mqtt. Écrit par la page de mise en route ; à modifier librement.",
                "enedis2mqtt. Written by the set-up page; change it freely.");
    out.comment("Toutes les autres clés ont une valeur par défaut : voir reference.yaml.",
                "Every other key has a default: see reference.yaml.");
    out.line();
    out.comment("Langue des noms, de la page et des conseils : fr ou en.",
                "Language of names, page and advice: fr or en.");
    out.line(fmt::format("language: {}", answers.language == Language::fr ? "fr" : "en"));
    out.line();
    write_mqtt(out, answers.mqtt);
    out.line();
    auto const& meters = answers.meters;
    if (!answers.enedis.client_id.empty())
        write_enedis(out, answers.enedis);
    out.comment("Le PDL (14 chiffres) reste entre guillemets ; le jeton vient de la passerelle.",
                "The PDL (14 digits) stays in quotes; the token comes from the gateway.");
    out.comment("measures : consumption, production ou both.", "measures: consumption, production or both.");
    out.line(meters.empty() ? "meters: []" : "meters:");
    for (auto const& entry : meters)
        write_meter(out, entry);
    if (!answers.archive.empty()) {
        out.line();
        out.comment("L'archive : chaque relevé, pour toujours.", "The archive: every reading, for ever.");
        out.line("store:");
        out.line("  path: " + in_quotes(answers.archive.string()));
    }
    return std::move(out).text();
}

Result<void> write_configuration(std::filesystem::path const& file, std::string const& text,
                                 Existing existing) {
    std::error_code failed; // told by the write that follows
    if (auto const directory = file.parent_path(); !directory.empty())
        std::filesystem::create_directories(directory, failed);
    return write_private_file(file, text, existing == Existing::replace ? Replacing::yes : Replacing::no);
}

namespace {

std::string meters_text(std::vector<MeterEntry> const& meters, Language language) {
    Lines out{language};
    out.comment("Les compteurs ajoutés par la page d'enedis2mqtt, qui réécrit ce fichier : ses commentaires",
                "The meters added by enedis2mqtt's page, which writes this file anew: its comments");
    out.comment("ne sont pas gardés. La configuration l'emporte sur lui.",
                "are not kept. The configuration wins over it.");
    out.line(meters.empty() ? "meters: []" : "meters:");
    for (auto const& entry : meters)
        write_meter(out, entry);
    return std::move(out).text();
}

} // namespace

Result<void> write_meters_file(std::filesystem::path const& file, std::vector<MeterEntry> const& meters,
                               Language language) {
    return write_private_file(file, meters_text(meters, language), Replacing::yes);
}

namespace {

auto same_meter(MeterEntry const& entry) {
    return [&entry](MeterEntry const& other) { return other.meter.id == entry.meter.id; };
}

bool is_of_the_configuration(Config const& config, MeterEntry const& entry) {
    auto const own = std::find_if(config.meters.begin(), config.meters.end(), same_meter(entry));
    return own != config.meters.end() && !own->from_page;
}

} // namespace

Result<void> may_keep_meter(Config const& config, MeterEntry const& entry) {
    auto const own = std::find_if(config.meters.begin(), config.meters.end(), same_meter(entry));
    bool const both_direct =
        own != config.meters.end() && own->meter.provider == "enedis" && entry.meter.provider == "enedis";
    if (is_of_the_configuration(config, entry) && !both_direct)
        return Error{ErrorCode::request_invalid, "meter " + entry.meter.id.masked() +
                                                     " stands in the configuration file, which wins over the "
                                                     "page: change its token there"};
    return {};
}

Result<void> keep_meter(Config const& config, MeterEntry entry, Environment const& environment) {
    if (auto const possible = may_keep_meter(config, entry); !possible)
        return possible;
    if (is_of_the_configuration(config, entry))
        return {};
    if (config.meters_file.empty())
        return Error{ErrorCode::not_configured,
                     "there is no place to keep a meter: this configuration is no file's"};
    auto alone = config;
    alone.meters.clear();
    constexpr CivilDay any_day{2199, 12, 31};
    auto const& file = config.meters_file;
    auto page = read_page_file(file, file, alone, environment, any_day);
    if (!page.errors.empty())
        return Error{ErrorCode::request_invalid, to_text(page.errors.front(), Language::en)};
    auto const place = std::find_if(page.added.begin(), page.added.end(), same_meter(entry));
    if (place != page.added.end())
        *place = std::move(entry);
    else
        page.added.push_back(std::move(entry));
    // What would not load is not written: the next start would meet it.
    auto const text = meters_text(page.added, config.language);
    if (auto const again = read_page_text(text, file, alone, environment, any_day); !again.errors.empty())
        return Error{ErrorCode::request_invalid, to_text(again.errors.front(), Language::en)};
    return write_private_file(file, text, Replacing::yes);
}

} // namespace enedis2mqtt::config
