#pragma once

#include <enedis2mqtt/web/route.hpp>

#include <span>
#include <string_view>

namespace enedis2mqtt::web {

/// A stretch of the program's own read-only memory.
struct Bytes {
    char const* begin;
    char const* end;
    std::string_view view() const { return {begin, static_cast<std::size_t>(end - begin)}; }
};

/// A file of the page as the build put it into the program (embed.cmake).
struct Asset {
    std::string_view path;
    std::string_view content_type;
    std::string_view tag; ///< of its content, weak: the same for both forms
    Bytes plain;
    Bytes gzip;
};

std::span<Asset const> assets();

/// GET routes for all of them, open to everyone: no file system is read, and nothing in them is private.
void add_asset_routes(RouteTable& table);

} // namespace enedis2mqtt::web
