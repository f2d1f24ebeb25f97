#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/base/secret.hpp>

#include <boost/json/serialize.hpp>
#include <boost/json/string_view.hpp>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>

namespace enedis2mqtt::log {
namespace {

std::atomic<Level> threshold{Level::info};
std::atomic<Format> form{Format::text};

spdlog::level::level_enum to_spdlog(Level level) {
    switch (level) {
    case Level::trace:
        return spdlog::level::trace;
    case Level::debug:
        return spdlog::level::debug;
    case Level::info:
        return spdlog::level::info;
    case Level::warn:
        return spdlog::level::warn;
    case Level::error:
        return spdlog::level::err;
    }
    return spdlog::level::err;
}

spdlog::logger& writer() {
    static auto const logger = [] {
        auto made =
            std::make_shared<spdlog::logger>("", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
        made->set_level(spdlog::level::trace);
        made->flush_on(spdlog::level::trace);
        made->set_pattern("%Y-%m-%dT%H:%M:%S%z %^%-5l%$ %v");
        return made;
    }();
    return *logger;
}

} // namespace

void configure(Level level, Format format) {
    threshold = level;
    form = format;
    if (format == Format::json)
        writer().set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S%z","level":"%l",%v})");
}

bool enabled(Level level) {
    return level >= threshold.load(std::memory_order_relaxed);
}

void write(Level level, std::string_view area, std::string_view message) {
    auto const clean = redact(message);
    if (form.load(std::memory_order_relaxed) == Format::json)
        writer().log(to_spdlog(level), R"("area":{},"message":{})", boost::json::serialize(area),
                     boost::json::serialize(clean));
    else
        writer().log(to_spdlog(level), "{}: {}", area, clean);
}

} // namespace enedis2mqtt::log
