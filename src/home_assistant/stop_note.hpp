#pragma once

#include <enedis2mqtt/domain/snapshot.hpp>
#include <enedis2mqtt/home_assistant/session.hpp>
#include <enedis2mqtt/ports/notes.hpp>

#include <optional>
#include <string>

/// What stopped the statistics, remembered between two lives. A note that cannot be read or written counts as
/// none: the next try says the same again.
namespace enedis2mqtt::home_assistant {

/// Nothing when nothing stopped them, or when address or token are others since.
std::optional<Trouble> read_stop(Notes& notes, Access const& access);
void write_stop(Notes& notes, Access const& access, Trouble const& trouble);
void forget_stop(Notes& notes);

/// What Home Assistant said of one statistic; it holds until the version of either side changes.
class RefusalNote {
public:
    RefusalNote(Notes& notes, std::string const& statistic_id, std::string const& ours,
                std::string const& theirs);
    std::optional<Trouble> read() const;
    void write(Trouble const& trouble) const;

private:
    Notes& notes_;
    std::string key_;
    std::string versions_;
};

} // namespace enedis2mqtt::home_assistant
