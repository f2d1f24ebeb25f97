#include "web/meter_wish.hpp"

#include "web/fields.hpp"

#include <algorithm>

namespace enedis2mqtt::web {
namespace {

constexpr std::size_t longest_name = 64;

Error invalid(std::string message) {
    return Error{ErrorCode::request_invalid, std::move(message)};
}

/// The field, else the only meter that the paste speaks of.
Result<UsagePointId> wanted_meter(std::string const& field, Pasted const& pasted) {
    if (!field.empty())
        return UsagePointId::parse(field);
    auto const& of_token = pasted.token ? pasted.token->pdls : pasted.pdls;
    auto const& candidates = pasted.pdls.empty() ? of_token : pasted.pdls;
    if (candidates.size() != 1)
        return invalid(candidates.empty() ? "no PDL is given"
                                          : "several PDLs are given: choose one with \"pdl\"");
    return candidates.front();
}

/// A token that has no form at all: the whole text, when it is one word.
Secret bare_token(std::string_view text) {
    auto const first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return {};
    auto const word = text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
    bool const one = std::all_of(word.begin(), word.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    return one && !UsagePointId::parse(word) ? Secret{std::string{word}} : Secret{};
}

Result<Secret> token_for(UsagePointId const& id, std::string const& text, Pasted const& pasted, Instant now) {
    if (!pasted.token) {
        auto bare = bare_token(text);
        if (bare.empty())
            return invalid("no token is in the text");
        return bare;
    }
    auto const& token = *pasted.token;
    if (token.expires && *token.expires <= now)
        return Error{ErrorCode::token_invalid, "this token has ended"};
    if (!token.pdls.empty() && std::find(token.pdls.begin(), token.pdls.end(), id) == token.pdls.end())
        return Error{ErrorCode::token_invalid, "this token names other meters than " + id.masked()};
    return token.text;
}

Result<void> read_measures(std::string const& word, Meter& meter) {
    if (word.empty())
        return {};
    if (word != "consumption" && word != "production" && word != "both")
        return invalid("\"measures\" is consumption, production or both");
    meter.consumption = word != "production";
    meter.production = word != "consumption";
    return {};
}

} // namespace

Result<config::MeterEntry> meter_wish(boost::json::object const& body, Recognise const& recognise,
                                      std::vector<config::MeterEntry> const& known, Instant now) {
    auto text = text_field(body, "text", largest_paste);
    if (text && text->empty())
        text = text_field(body, "token", largest_paste);
    auto const pdl = line_field(body, "pdl");
    auto const provider = line_field(body, "provider");
    auto const name = line_field(body, "name", longest_name);
    auto const measures = line_field(body, "measures");
    for (Result<std::string> const* field :
         std::initializer_list<Result<std::string> const*>{&text, &pdl, &provider, &name, &measures})
        if (!*field)
            return field->error();
    auto const pasted = recognise(*text);
    auto const source = provider->empty() ? pasted.provider : *provider;
    if (source != "conso_api" && source != "my_electrical_data" && source != "enedis")
        return invalid(source.empty() ? "no \"provider\" is given" : "no provider is called so");
    auto const id = wanted_meter(*pdl, pasted);
    if (!id)
        return id.error();

    auto const same = std::find_if(known.begin(), known.end(),
                                   [&](config::MeterEntry const& entry) { return entry.meter.id == *id; });
    auto entry = same != known.end()
                     ? *same
                     : config::MeterEntry{Meter{*id, "Linky " + id->text().substr(id->text().size() - 4)}};
    entry.meter.provider = source;
    if (!name->empty())
        entry.meter.name = *name;
    if (auto const read = read_measures(*measures, entry.meter); !read)
        return read.error();
    entry.token = {};
    if (source == "enedis")
        return entry;
    auto token = token_for(*id, *text, pasted, now);
    if (!token)
        return token.error();
    entry.token = std::move(*token);
    return entry;
}

} // namespace enedis2mqtt::web
