#pragma once

#include "sinks/ha_discovery.hpp"

#include <enedis2mqtt/ports/notes.hpp>

#include <optional>
#include <string>
#include <vector>

/// What Home Assistant was told in an earlier life and cannot be told otherwise while it shows the entity: an
/// energy that loses its state_class is frozen, a status with other words is an error in its log. Such an
/// entity's topic migrates first. Source: docs/reference/home-assistant-statistics.md section 6, and a real
/// 2026.11.0.
namespace enedis2mqtt::sinks {

struct Announced {
    StateClasses state_classes;
    Language language;
    friend bool operator==(Announced const&, Announced const&) = default;
};

Announced announced(DiscoveryOptions const& options);

/// Empty when nothing is noted: versions up to 0.1.0 noted nothing.
std::optional<Announced> last_announced(Notes& notes);
/// A note that cannot be written is told in the log: the next life migrates once more.
void note_announced(Notes& notes, Announced const& now);

/// The topics whose entities Home Assistant has to unload first. `former` empty: it may have been anything.
std::vector<std::string> topics_to_migrate(Meter const& meter, std::optional<Announced> const& former,
                                           DiscoveryOptions const& options);

} // namespace enedis2mqtt::sinks
