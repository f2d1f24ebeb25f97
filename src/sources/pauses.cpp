#include "sources/pauses.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <iomanip>
#include <locale>
#include <sstream>

namespace enedis2mqtt::sources {
namespace {

constexpr std::chrono::seconds longest = std::chrono::hours{24};

std::optional<std::chrono::seconds> sensible(std::chrono::seconds pause) {
    if (pause.count() <= 0)
        return std::nullopt;
    return std::min(pause, longest);
}

std::optional<Instant> instant_in(std::string_view text, char const* format) {
    std::istringstream in{std::string{text}};
    in.imbue(std::locale::classic());
    std::tm parts{};
    in >> std::get_time(&parts, format);
    if (in.fail())
        return std::nullopt;
    auto const date = std::chrono::year{parts.tm_year + 1900} / (parts.tm_mon + 1) / parts.tm_mday;
    if (!date.ok())
        return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours{parts.tm_hour} +
           std::chrono::minutes{parts.tm_min} + std::chrono::seconds{parts.tm_sec};
}

std::optional<std::chrono::seconds> until(std::optional<Instant> at, Instant now) {
    return at ? sensible(*at - now) : std::nullopt;
}

} // namespace

std::optional<Instant> http_date(std::string_view text) {
    return instant_in(text, "%a, %d %b %Y %H:%M:%S");
}

std::optional<std::chrono::seconds> pause_of_header(std::string_view retry_after, Instant now) {
    if (retry_after.empty())
        return std::nullopt;
    long long seconds = 0;
    auto const [end, error] =
        std::from_chars(retry_after.data(), retry_after.data() + retry_after.size(), seconds);
    if (end != retry_after.data() + retry_after.size())
        return until(http_date(retry_after), now);
    return error == std::errc{} ? sensible(std::chrono::seconds{seconds}) : std::optional{longest};
}

std::optional<std::chrono::seconds> pause_until_access(std::string_view next_access_time, Instant now) {
    return until(instant_in(next_access_time, "%Y-%b-%d %H:%M:%S"), now);
}

std::chrono::seconds until_next_hour(Instant now) {
    return std::chrono::floor<std::chrono::hours>(now) + std::chrono::hours{1} - now;
}

std::chrono::seconds until_utc_midnight(Instant now) {
    return std::chrono::floor<std::chrono::days>(now) + std::chrono::days{1} - now;
}

} // namespace enedis2mqtt::sources
