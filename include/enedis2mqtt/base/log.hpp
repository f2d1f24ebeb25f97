#pragma once

#include <fmt/core.h>

#include <string>
#include <string_view>

namespace enedis2mqtt::log {

enum class Level { trace, debug, info, warn, error };
enum class Format { text, json };

/// Everything below `level` is dropped. Lines go to standard error. Call once, before the first line.
void configure(Level level, Format format);
bool enabled(Level level);
/// Writes one line; secrets are redacted here, at the last moment. Thread-safe.
void write(Level level, std::string_view area, std::string_view message);

/// The logger of one area, e.g. `source.enedis`. Cheap to make; texts are built only when they are shown.
class Logger {
public:
    explicit Logger(std::string area) : area_(std::move(area)) {}

    template <class... Args>
    void trace(fmt::format_string<Args...> text, Args&&... args) const {
        line(Level::trace, text, std::forward<Args>(args)...);
    }
    template <class... Args>
    void debug(fmt::format_string<Args...> text, Args&&... args) const {
        line(Level::debug, text, std::forward<Args>(args)...);
    }
    template <class... Args>
    void info(fmt::format_string<Args...> text, Args&&... args) const {
        line(Level::info, text, std::forward<Args>(args)...);
    }
    template <class... Args>
    void warn(fmt::format_string<Args...> text, Args&&... args) const {
        line(Level::warn, text, std::forward<Args>(args)...);
    }
    template <class... Args>
    void error(fmt::format_string<Args...> text, Args&&... args) const {
        line(Level::error, text, std::forward<Args>(args)...);
    }

private:
    template <class... Args>
    void line(Level level, fmt::format_string<Args...> text, Args&&... args) const {
        if (enabled(level))
            write(level, area_, fmt::format(text, std::forward<Args>(args)...));
    }

    std::string area_;
};

inline Logger get(std::string area) {
    return Logger{std::move(area)};
}

} // namespace enedis2mqtt::log
