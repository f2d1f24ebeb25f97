#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace enedis2mqtt::config {

/// The candidate a person most likely meant: the fewest letters to add, drop, change or swap. Nothing when
/// more than a third of the word would change.
std::optional<std::string> nearest(std::string_view word, std::span<std::string const> candidates);

} // namespace enedis2mqtt::config
