#include "simulator/conso_token.hpp"

#include <enedis2mqtt/simulator/gateway.hpp>

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace enedis2mqtt::simulator {
namespace {

namespace json = boost::json;

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string base64url(std::string_view bytes) {
    std::string out;
    std::uint32_t bits = 0;
    int count = 0;
    auto const put = [&] { out += alphabet[(bits >> static_cast<unsigned>(count)) & 63U]; };
    for (char const byte : bytes) {
        bits = bits << 8U | static_cast<unsigned char>(byte);
        count += 8;
        while (count >= 6) {
            count -= 6;
            put();
        }
    }
    if (count > 0) {
        bits <<= static_cast<unsigned>(6 - count);
        count = 0;
        put();
    }
    return out;
}

/// Nothing when a character is foreign to the alphabet.
std::optional<std::string> from_base64url(std::string_view text) {
    std::string out;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (char const c : text) {
        auto const value = alphabet.find(c);
        if (value == std::string_view::npos)
            return std::nullopt;
        bits = bits << 6U | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>(bits >> count & 0xffU);
        }
    }
    return out;
}

bool names(json::object const& payload, std::string_view pdl) {
    auto const* sub = payload.if_contains("sub");
    if (sub == nullptr || !sub->is_array() || sub->get_array().empty())
        return true;
    return std::any_of(sub->get_array().begin(), sub->get_array().end(), [&](json::value const& value) {
        return value.is_string() && value.get_string() == pdl;
    });
}

bool expired(json::object const& payload, Instant now) {
    auto const* end = payload.if_contains("exp");
    return end != nullptr && end->is_int64() && end->get_int64() <= now.time_since_epoch().count();
}

} // namespace

bool opens(std::string_view token, std::string_view pdl, Instant now) {
    auto const first = token.find('.');
    auto const second = token.find('.', first == std::string_view::npos ? first : first + 1);
    if (second == std::string_view::npos)
        return false;
    std::array const parts{token.substr(0, first), token.substr(first + 1, second - first - 1),
                           token.substr(second + 1)};
    for (auto const part : parts)
        if (part.empty() || !from_base64url(part))
            return false;
    boost::system::error_code unreadable;
    auto const payload = json::parse(*from_base64url(parts[1]), unreadable);
    return unreadable || !payload.is_object() ||
           (names(payload.get_object(), pdl) && !expired(payload.get_object(), now));
}

std::string conso_api_token(std::vector<UsagePointId> const& pdls, Instant expires) {
    constexpr std::chrono::seconds validity = std::chrono::days{1094};
    json::array sub;
    for (auto const& pdl : pdls)
        sub.emplace_back(pdl.text());
    json::object const header{{"alg", "HS256"}, {"typ", "JWT"}};
    json::object const payload{{"sub", std::move(sub)},
                               {"iat", (expires - validity).time_since_epoch().count()},
                               {"exp", expires.time_since_epoch().count()}};
    return base64url(json::serialize(header)) + '.' + base64url(json::serialize(payload)) + '.' +
           base64url("a signature of thirty-two octets");
}

} // namespace enedis2mqtt::simulator
