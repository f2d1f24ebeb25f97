#include "web/sessions.hpp"

#include <enedis2mqtt/web/password.hpp>

#include <algorithm>

namespace enedis2mqtt::web {

void Sessions::forget_ended(Instant now) {
    std::erase_if(sessions_, [now](auto const& entry) {
        return now >= entry.second.used + longest_idle || now >= entry.second.begun + longest_life;
    });
}

std::string Sessions::open(Instant now) {
    forget_ended(now);
    if (sessions_.size() >= most)
        sessions_.erase(std::min_element(sessions_.begin(), sessions_.end(),
                                         [](auto& a, auto& b) { return a.second.used < b.second.used; }));
    auto id = random_id();
    sessions_[digest_of(id)] = {now, now};
    return id;
}

bool Sessions::use(std::string_view id, Instant now) {
    forget_ended(now);
    auto const found = sessions_.find(digest_of(id));
    if (id.empty() || found == sessions_.end())
        return false;
    found->second.used = now;
    return true;
}

void Sessions::close(std::string_view id) {
    sessions_.erase(digest_of(id));
}

} // namespace enedis2mqtt::web
