#include "imports/cells.hpp"
#include "imports/text.hpp"

#include <charconv>
#include <cmath>

namespace enedis2mqtt::imports {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Reads a text from its front.
class Scan {
public:
    explicit Scan(std::string_view text) : rest_(text) {}

    bool at_end() const { return rest_.empty(); }
    bool take(char c) {
        if (rest_.empty() || rest_.front() != c)
            return false;
        rest_.remove_prefix(1);
        return true;
    }
    /// Between `least` and `most` digits.
    std::optional<int> number(std::size_t least, std::size_t most) {
        int value = 0;
        std::size_t size = 0;
        for (; size < most && size < rest_.size() && rest_[size] >= '0' && rest_[size] <= '9'; ++size)
            value = value * 10 + (rest_[size] - '0');
        if (size < least)
            return std::nullopt;
        rest_.remove_prefix(size);
        return value;
    }
    void skip_digits() { static_cast<void>(number(0, rest_.size())); }

private:
    std::string_view rest_;
};

std::optional<CivilDay> civil_day(int year, int month, int day) {
    auto const date = std::chrono::year{year} / month / day;
    if (!date.ok() || year < 2000 || year > 2199)
        return std::nullopt;
    return CivilDay{std::chrono::local_days{date}};
}

std::optional<CivilDay> take_day(Scan& scan, bool iso) {
    char const mark = iso ? '-' : '/';
    auto const first = scan.number(iso ? 4 : 1, iso ? 4 : 2);
    if (!first || !scan.take(mark))
        return std::nullopt;
    auto const month = scan.number(1, 2);
    if (!month || !scan.take(mark))
        return std::nullopt;
    auto const last = scan.number(iso ? 1 : 4, iso ? 2 : 4);
    if (!last)
        return std::nullopt;
    return iso ? civil_day(*first, *month, *last) : civil_day(*last, *month, *first);
}

/// 24:00 is the end of a day.
std::optional<seconds> take_clock(Scan& scan) {
    auto const h = scan.number(1, 2);
    if (!h || !scan.take(':'))
        return std::nullopt;
    auto const m = scan.number(2, 2);
    if (!m)
        return std::nullopt;
    int s = 0;
    if (scan.take(':')) {
        auto const taken = scan.number(2, 2);
        if (!taken)
            return std::nullopt;
        s = *taken;
        if (scan.take('.'))
            scan.skip_digits();
    }
    if (*h > 24 || *m > 59 || s > 59 || (*h == 24 && (*m > 0 || s > 0)))
        return std::nullopt;
    return hours{*h} + minutes{*m} + seconds{s};
}

/// `Z`, `+02:00`, `+0200`, `+02`.
std::optional<minutes> take_offset(Scan& scan) {
    if (scan.take('Z'))
        return minutes{0};
    bool const west = scan.take('-');
    if (!west && !scan.take('+'))
        return std::nullopt;
    auto const h = scan.number(2, 2);
    if (!h)
        return std::nullopt;
    bool const colon = scan.take(':');
    auto const m = scan.at_end() && !colon ? std::optional{0} : scan.number(2, 2);
    if (!m || *h > 14 || *m > 59)
        return std::nullopt;
    auto const offset = hours{*h} + minutes{*m};
    return west ? -offset : offset;
}

std::optional<double> days_in(std::string_view cell) {
    double days = 0;
    auto const [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), days);
    if (error != std::errc{} || end != cell.data() + cell.size() || !(days >= 0 && days < 200'000))
        return std::nullopt;
    return days;
}

/// A day number is a rounded fraction: the nearest second is meant.
seconds nearest(double days) {
    return seconds{std::llround(days * 86'400)};
}

std::optional<Stamp> from_serial(std::string_view cell, Serials serials) {
    auto const days = days_in(cell);
    if (!days)
        return std::nullopt;
    constexpr std::chrono::local_days day_0{std::chrono::year{1899} / 12 / 30};
    constexpr std::chrono::local_days day_0_of_1904{std::chrono::year{1904} / 1 / 1};
    auto const at = LocalTime{serials == Serials::from_1904 ? day_0_of_1904 : day_0} + nearest(*days);
    auto const year =
        static_cast<int>(std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(at)}.year());
    if (year < 2000 || year > 2199)
        return std::nullopt;
    return Stamp{at, std::nullopt, std::floor(*days) != *days};
}

} // namespace

std::optional<Stamp> parse_stamp(std::string_view cell, Serials serials) {
    cell = trimmed(cell);
    bool const iso = cell.size() > 4 && cell[4] == '-';
    if (!iso && cell.find('/') == std::string_view::npos)
        return serials == Serials::none ? std::nullopt : from_serial(cell, serials);
    Scan scan{cell};
    auto const day = take_day(scan, iso);
    if (!day)
        return std::nullopt;
    Stamp stamp{LocalTime{day->days()}, std::nullopt, false};
    if (scan.at_end())
        return stamp;
    if (!scan.take('T') && !scan.take(' '))
        return std::nullopt;
    while (scan.take(' ')) {
    }
    auto const clock = take_clock(scan);
    if (!clock)
        return std::nullopt;
    stamp.local += *clock;
    stamp.has_time = true;
    if (scan.at_end())
        return stamp;
    stamp.offset = take_offset(scan);
    if (!stamp.offset || !scan.at_end())
        return std::nullopt;
    return stamp;
}

std::optional<seconds> parse_clock(std::string_view cell, Serials serials) {
    cell = trimmed(cell);
    if (serials != Serials::none && cell.find(':') == std::string_view::npos) {
        auto const days = days_in(cell);
        return days && *days < 1 ? std::optional{nearest(*days)} : std::nullopt;
    }
    Scan scan{cell};
    auto const clock = take_clock(scan);
    return scan.at_end() ? clock : std::nullopt;
}

std::optional<minutes> parse_step(std::string_view cell) {
    Scan scan{trimmed(cell)};
    bool const iso = scan.take('P') && scan.take('T');
    auto const count = scan.number(1, 2);
    if (!count)
        return std::nullopt;
    bool const in_hours = iso && scan.take('H');
    if ((iso && !in_hours && !scan.take('M')) || !scan.at_end())
        return std::nullopt;
    minutes const step{in_hours ? *count * 60 : *count};
    return step >= minutes{1} && step <= minutes{60} ? std::optional{step} : std::nullopt;
}

} // namespace enedis2mqtt::imports
