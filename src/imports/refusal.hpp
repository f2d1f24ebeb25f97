#pragma once

#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/advice.hpp>

#include <string>
#include <utility>

namespace enedis2mqtt::imports {

/// Why a file is refused, in the words of who reads it.
inline Error refusal(ErrorCode code, Language language, std::string fr, std::string en) {
    return Error{code, language == Language::fr ? std::move(fr) : std::move(en)};
}

} // namespace enedis2mqtt::imports
