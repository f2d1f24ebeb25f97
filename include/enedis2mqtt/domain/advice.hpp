#pragma once

#include <enedis2mqtt/base/error.hpp>

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

/// Never empty, for every code and both languages.
Advice advice(ErrorCode code, Language language);

} // namespace enedis2mqtt
