#pragma once

#include "sources/answer_decode.hpp"
#include "support/days.hpp"
#include "support/fixture.hpp"

#include <string>

namespace enedis2mqtt::test {

inline constexpr Series daily{Direction::consumption, Dataset::daily};
inline constexpr Series curve{Direction::consumption, Dataset::load_curve};
inline constexpr Series peaks{Direction::consumption, Dataset::max_power};
inline constexpr Series produced{Direction::production, Dataset::daily};
inline constexpr Series produced_curve{Direction::production, Dataset::load_curve};

/// A question asked on 23 November 2026 at 10:30 in Paris.
inline sources::Question asking(Series series, std::string_view from, std::string_view to,
                                sources::Dialect dialect = sources::Dialect::enedis) {
    return sources::Question{UsagePointId::parse("12345678901234").value(),
                             series,
                             {day(from), day(to)},
                             paris(),
                             dialect,
                             at("2026-11-23", 10, 30)};
}

inline Result<Readings> decoded(std::string body, sources::Question const& question) {
    http::Response response{200, std::move(body)};
    response.headers.set("Content-Type", "application/json");
    return sources::decode_answer(response, question);
}

/// The readings of a fixture; an error becomes a failing exception.
inline Readings readings_of(std::string const& file, sources::Question const& question) {
    return decoded(fixture("sources/" + file), question).value();
}

} // namespace enedis2mqtt::test
