#pragma once

#include "web/behind.hpp"

#include <string>
#include <vector>

namespace enedis2mqtt::web {

/// What a container's health check asks. Failing, 503, is only what a restart may mend: the archive cannot be
/// read, or the loop of a meter has ended. A broker that is away, a source that is down, a disk that is full,
/// an archive that another process keeps locked or a set-up that waits for its user is said in the reasons
/// and leaves the answer at 200: a restart would mend nothing of it (it makes no room and lets nobody unlock;
/// on a full disk the service might not even come up again), and the process goes on by itself.
struct Health {
    bool failing = false;
    std::vector<std::string> reasons; ///< sentences in the language asked for; no PDL and no secret
};

Health health_of(Behind const& behind, Language language);

} // namespace enedis2mqtt::web
