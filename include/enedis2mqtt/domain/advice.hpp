#pragma once

#include <enedis2mqtt/base/error.hpp>
#include <enedis2mqtt/domain/meter.hpp>

#include <optional>
#include <string_view>

namespace enedis2mqtt {

enum class Language { fr, en };
/// Who can mend it.
enum class Whose { user, source, bridge, home_assistant };

std::string_view to_string(Whose whose);

struct Advice {
    Whose whose;
    std::string_view what;  ///< what happened, in one sentence for people
    std::string_view to_do; ///< what to do about it, in one or two sentences
};

/// The load curve that an error speaks of.
struct CurveConcerned {
    Direction direction;
    bool has_other = false; ///< `hourly: false` would end the other direction's curve, too
    friend bool operator==(CurveConcerned const&, CurveConcerned const&) = default;
};

/// Never empty, for every code and both languages. `curve`: where the code is about one.
Advice advice(ErrorCode code, Language language, std::optional<CurveConcerned> curve = std::nullopt);

} // namespace enedis2mqtt
