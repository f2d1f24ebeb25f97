#pragma once

#include "config/source_text.hpp"

#include <yaml-cpp/yaml.h>

#include <functional>
#include <optional>

namespace enedis2mqtt::config {

/// Hands the one document of `source` to `read` (a null node for an empty text); what keeps the text from
/// being one is the Problem, without file and language.
std::optional<Problem> with_document(SourceText const& source,
                                     std::function<void(YAML::Node const& document)> const& read);

} // namespace enedis2mqtt::config
