#pragma once

#include <enedis2mqtt/base/error.hpp>
#include <enedis2mqtt/base/instant.hpp>
#include <enedis2mqtt/domain/advice.hpp>

#include <optional>
#include <string>

namespace enedis2mqtt {

/// The trouble a person should know of, and since when.
struct Trouble {
    Trouble(ErrorCode what, std::string text, Instant when,
            std::optional<CurveConcerned> about = std::nullopt)
        : code(what), message(std::move(text)), since(when), curve(about) {}
    ErrorCode code;
    std::string message;
    Instant since;
    std::optional<CurveConcerned> curve; ///< where it is about one
    friend bool operator==(Trouble const&, Trouble const&) = default;
};

} // namespace enedis2mqtt
