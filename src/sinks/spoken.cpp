#include "sinks/spoken.hpp"

#include <enedis2mqtt/domain/advice.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace enedis2mqtt::sinks {

std::string spoken(std::string topic) {
    constexpr std::ptrdiff_t digits_of_a_pdl = 14;
    constexpr std::ptrdiff_t shown = 4;
    auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
    for (auto run = topic.begin(); run != topic.end();) {
        run = std::find_if(run, topic.end(), is_digit);
        auto const end = std::find_if_not(run, topic.end(), is_digit);
        auto const start = run - topic.begin();
        if (end - run != digits_of_a_pdl) {
            run = end;
            continue;
        }
        topic.replace(run, end - shown, "…");
        run = topic.begin() + start + shown;
    }
    return topic;
}

std::string spoken(Error const& error) {
    auto const words = advice(error.code, Language::en);
    return fmt::format("{} ({}) Up to the {}: {}", words.what, spoken(error.message), to_string(words.whose),
                       words.to_do);
}

void Complaint::say(std::string text) {
    ++times_;
    if (text == last_)
        return;
    last_ = std::move(text);
    logger_.warn("{}", last_);
}

void Complaint::over(std::string const& what) {
    if (times_ > 0)
        logger_.info("{} after {} failed attempt{}", what, times_, times_ == 1 ? "" : "s");
    else
        logger_.info("{}", what);
    last_.clear();
    times_ = 0;
}

} // namespace enedis2mqtt::sinks
