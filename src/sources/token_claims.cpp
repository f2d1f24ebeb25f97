#include "sources/token_claims.hpp"

#include <boost/json/parse.hpp>

#include <cstdint>

namespace enedis2mqtt::sources {
namespace {

std::optional<std::string> base64url_decoded(std::string_view text) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string out;
    std::uint32_t bits = 0;
    int held = 0;
    for (char const c : text.substr(0, text.find('='))) {
        auto const value = alphabet.find(c);
        if (value == std::string_view::npos)
            return std::nullopt;
        bits = ((bits << 6U) | static_cast<std::uint32_t>(value)) & 0xFFFFU;
        held += 6;
        if (held >= 8) {
            held -= 8;
            out += static_cast<char>((bits >> static_cast<unsigned>(held)) & 0xFFU);
        }
    }
    return out;
}

std::optional<Instant> instant_of(boost::json::value const* seconds) {
    constexpr std::int64_t year_2200 = 7'258'118'400;
    if (!seconds || !seconds->is_int64() || seconds->get_int64() < 0 || seconds->get_int64() > year_2200)
        return std::nullopt;
    return Instant{std::chrono::seconds{seconds->get_int64()}};
}

} // namespace

std::optional<TokenClaims> read_token_claims(std::string_view token) {
    auto const first_dot = token.find('.');
    auto const second_dot = token.find('.', first_dot == std::string_view::npos ? first_dot : first_dot + 1);
    if (first_dot == std::string_view::npos || second_dot == std::string_view::npos)
        return std::nullopt;
    auto const payload = base64url_decoded(token.substr(first_dot + 1, second_dot - first_dot - 1));
    if (!payload)
        return std::nullopt;
    boost::system::error_code broken;
    auto const body = boost::json::parse(*payload, broken);
    auto const* const object = broken ? nullptr : body.if_object();
    if (!object)
        return std::nullopt;

    TokenClaims claims;
    claims.expires = instant_of(object->if_contains("exp"));
    auto const add = [&](boost::json::value const& subject) {
        if (auto const* text = subject.if_string())
            claims.usage_points.emplace_back(text->data(), text->size());
    };
    if (auto const* subject = object->if_contains("sub")) {
        if (auto const* list = subject->if_array())
            for (auto const& item : *list)
                add(item);
        else
            add(*subject);
    }
    return claims;
}

} // namespace enedis2mqtt::sources
