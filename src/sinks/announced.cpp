#include "sinks/announced.hpp"

#include "sinks/ha_entities.hpp"

#include <enedis2mqtt/base/log.hpp>

#include <array>

namespace enedis2mqtt::sinks {
namespace {

constexpr auto key = "discovery.announced";
// By the number of the enumerator.
constexpr std::array<std::string_view, 3> classes{"none", "yearly", "all"};

std::string to_text(Announced const& one) {
    return std::string{classes.at(static_cast<std::size_t>(one.state_classes))} +
           (one.language == Language::fr ? " fr" : " en");
}

} // namespace

Announced announced(DiscoveryOptions const& options) {
    return {options.state_classes, options.language};
}

std::optional<Announced> last_announced(Notes& notes) {
    auto const noted = notes.note(key);
    if (noted && *noted)
        for (auto const state_classes : {StateClasses::none, StateClasses::yearly, StateClasses::all})
            for (auto const language : {Language::fr, Language::en})
                if (Announced const one{state_classes, language}; **noted == to_text(one))
                    return one;
    return std::nullopt;
}

void note_announced(Notes& notes, Announced const& now) {
    if (auto const noted = notes.set_note(key, to_text(now)); !noted)
        log::get("mqtt").warn("what Home Assistant was told cannot be noted: {}", noted.error().message);
}

std::vector<std::string> topics_to_migrate(Meter const& meter, std::optional<Announced> const& former,
                                           DiscoveryOptions const& options) {
    if (former == announced(options))
        return {};
    auto then = options;
    then.state_classes = former ? former->state_classes : StateClasses::all;
    auto const had = entities_of(meter, false, TopicTree{""}, then);
    auto const has = entities_of(meter, false, TopicTree{""}, options);
    bool const other_words = !former || former->language != options.language;
    std::vector<Entity> touched;
    for (std::size_t i = 0; i < had.size(); ++i)
        if ((had[i].config.contains("state_class") && !has[i].config.contains("state_class")) ||
            (had[i].config.contains("options") && other_words))
            touched.push_back(had[i]);
    return topics_of_entities(meter, touched, options);
}

} // namespace enedis2mqtt::sinks
