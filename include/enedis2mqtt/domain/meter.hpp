#pragma once

#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/tariff.hpp>

#include <compare>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace enedis2mqtt {

/// The delivery point of a meter (PDL = PRM): a text of exactly 14 digits, leading zeros kept.
class UsagePointId {
public:
    /// Accepts what people paste: blanks are dropped. request_invalid when 14 digits do not remain.
    static Result<UsagePointId> parse(std::string_view text);

    std::string const& text() const { return text_; }
    /// `…1234`: how it appears in logs above debug.
    std::string masked() const { return "…" + text_.substr(text_.size() - 4); }

    friend auto operator<=>(UsagePointId const&, UsagePointId const&) = default;

private:
    explicit UsagePointId(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

enum class Direction { consumption, production };
/// What a source can be asked for: daily energy, the load curve, the daily maximum of apparent power.
enum class Dataset { daily, load_curve, max_power };

/// What is published, exported and drawn.
enum class Measure {
    hourly,
    daily,
    monthly,
    yearly,
    max_power,
    daily_cost,
    monthly_cost,
    yearly_cost,
    billing_cost
};
/// One of the last four: it speaks of money.
bool is_cost(Measure measure);

std::string_view to_string(Direction direction);
std::string_view to_string(Dataset dataset);
std::string_view to_string(Measure measure);
/// The other way round; nothing for an unknown name.
std::optional<Direction> direction_from(std::string_view name);
std::optional<Dataset> dataset_from(std::string_view name);
std::optional<Measure> measure_from(std::string_view name);

/// One data set in one direction; production has no max_power.
struct Series {
    Direction direction = Direction::consumption;
    Dataset dataset = Dataset::daily;
    friend auto operator<=>(Series const&, Series const&) = default;
};

/// `consumption/hourly`, `consumption/daily`, …: the measure's name in topics and status (the load curve
/// is published as `hourly`).
std::string measure_name(Series series);

/// A configured meter.
struct Meter {
    Meter(UsagePointId usage_point, std::string display_name)
        : id(std::move(usage_point)), name(std::move(display_name)) {}

    UsagePointId id;
    std::string name;
    std::string provider;
    std::string timezone = "Europe/Paris";
    bool consumption = true;
    bool production = false;
    bool hourly = true; ///< false where Enedis' collection of hourly data is off
    /// What is consumed costs, what is produced earns; a direction without one has no cost.
    std::map<Direction, std::shared_ptr<Tariff const>> tariffs;
    int billing_day = 1; ///< 1 to 31: when the supplier's month begins

    /// What to fetch for it, in the order it is asked for.
    std::vector<Series> series() const;
    friend bool operator==(Meter const&, Meter const&) = default;
};

} // namespace enedis2mqtt
