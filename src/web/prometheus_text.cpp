#include "web/prometheus_text.hpp"

#include "web/api_json.hpp"

#include <fmt/format.h>

namespace enedis2mqtt::web {
namespace {

std::string escaped(std::string_view text) {
    std::string out;
    for (char const c : text) {
        if (c == '\\' || c == '"')
            out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out;
}

using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// One metric: its two comment lines at the first sample, so that a metric without samples is not there.
class Metric {
public:
    Metric(std::string& out, std::string_view name, std::string_view type, std::string_view help)
        : out_(out), name_("enedis2mqtt_" + std::string{name}),
          head_(fmt::format("# HELP {} {}\n# TYPE {} {}\n", name_, help, name_, type)) {}

    void sample(Labels labels, std::int64_t value) {
        out_ += std::exchange(head_, {}) + name_;
        char separator = '{';
        for (auto const& [label, text] : labels) {
            out_ += fmt::format("{}{}=\"{}\"", separator, label, escaped(text));
            separator = ',';
        }
        out_ += fmt::format("{} {}\n", labels.size() > 0 ? "}" : "", value);
    }
    void sample(Labels labels, std::optional<Instant> const& at) {
        if (at)
            sample(labels, at->time_since_epoch().count());
    }

private:
    std::string& out_;
    std::string name_;
    std::string head_;
};

struct Named {
    std::string direction;
    std::string measure;
};

/// `consumption/hourly` as two labels.
Named named(Series series) {
    auto const name = measure_name(series);
    auto const slash = name.find('/');
    return {name.substr(0, slash), name.substr(slash + 1)};
}

void series_metrics(std::string& out, std::vector<Snapshot const*> const& meters, TimeZone const& home) {
    Metric last{out, "last_reading_timestamp_seconds", "gauge", "End of the last complete day of a measure."};
    for (auto const* meter : meters)
        for (auto const& [series, freshness] : meter->status.series)
            if (auto const [direction, measure] = named(series); freshness.last)
                last.sample({{"pdl", meter->meter.id.text()}, {"direction", direction}, {"measure", measure}},
                            zone_of(meter->meter, home).start_of(*freshness.last + 1));
    Metric fresh{out, "measure_up_to_date", "gauge", "Whether yesterday is complete."};
    for (auto const* meter : meters)
        for (auto const& [series, freshness] : meter->status.series) {
            auto const [direction, measure] = named(series);
            fresh.sample({{"pdl", meter->meter.id.text()}, {"direction", direction}, {"measure", measure}},
                         freshness.up_to_date ? 1 : 0);
        }
}

void meter_metrics(std::string& out, std::vector<Snapshot const*> const& meters) {
    Metric light{out, "light", "gauge", "The light of a meter: 1 for the state it is in."};
    for (auto const* meter : meters)
        for (auto const state : {Light::up_to_date, Light::partial, Light::outdated})
            light.sample({{"pdl", meter->meter.id.text()}, {"state", to_string(state)}},
                         meter->status.light == state ? 1 : 0);

    struct Moment {
        std::string_view name, help;
        std::optional<Instant> MeterStatus::*at;
    };
    constexpr Moment moments[]{
        {"last_poll_timestamp_seconds", "When the source was last asked.", &MeterStatus::last_poll},
        {"last_success_timestamp_seconds", "When the source last gave data.", &MeterStatus::last_success},
        {"next_poll_timestamp_seconds", "When the source is asked next.", &MeterStatus::next_poll},
        {"consent_expires_timestamp_seconds", "When the consent ends.", &MeterStatus::consent_expires}};
    for (auto const& moment : moments) {
        Metric metric{out, moment.name, "gauge", moment.help};
        for (auto const* meter : meters)
            metric.sample({{"pdl", meter->meter.id.text()}}, meter->status.*moment.at);
    }

    Metric trouble{out, "trouble", "gauge", "What is wrong with a meter now, by its code."};
    for (auto const* meter : meters)
        if (auto const& found = meter->status.trouble)
            trouble.sample({{"pdl", meter->meter.id.text()}, {"code", to_string(found->code)}}, 1);
    Metric done{out, "progress_calls_done", "gauge", "Calls made of an import or history under way."};
    for (auto const* meter : meters)
        if (auto const& progress = meter->status.progress)
            done.sample({{"pdl", meter->meter.id.text()}}, progress->done);
    Metric total{out, "progress_calls", "gauge", "Calls that an import or history under way takes."};
    for (auto const* meter : meters)
        if (auto const& progress = meter->status.progress)
            total.sample({{"pdl", meter->meter.id.text()}}, progress->total);
}

/// A budget is its source's: the meters of one provider share it.
void call_metrics(std::string& out, Board const& board) {
    std::map<std::string, MeterStatus const*> providers;
    for (auto const* meter : board.meters()) {
        auto& status = providers.try_emplace(meter->meter.provider, &meter->status).first->second;
        if (status->calls_today < meter->status.calls_today)
            status = &meter->status;
    }
    Metric calls{out, "calls_total", "counter", "Calls made to a source since the process began."};
    for (auto const& [provider, count] : board.counts().calls)
        calls.sample({{"provider", provider}}, static_cast<std::int64_t>(count));
    Metric today{out, "calls_today", "gauge", "Calls made to a source today."};
    for (auto const& [provider, status] : providers)
        today.sample({{"provider", provider}}, status->calls_today);
    Metric budget{out, "calls_allowed", "gauge", "Calls that a source allows each day."};
    for (auto const& [provider, status] : providers)
        if (status->call_budget > 0)
            budget.sample({{"provider", provider}}, status->call_budget);
    Metric errors{out, "errors_total", "counter",
                  "Troubles that began since the process began, by their code."};
    for (auto const& [what, count] : board.counts().troubles)
        errors.sample({{"pdl", what.first.text()}, {"code", what.second}}, static_cast<std::int64_t>(count));
}

} // namespace

std::string prometheus_text(Board const& board, Vitals const& vitals) {
    std::string out;
    auto const plain = [&](std::string_view name, std::string_view help, std::int64_t value) {
        Metric{out, name, "gauge", help}.sample({}, value);
    };
    Metric{out, "build_info", "gauge", "The version that runs."}.sample({{"version", vitals.version}}, 1);
    plain("start_time_seconds", "When the service began.", vitals.started_at.time_since_epoch().count());
    plain("service_running", "Whether a service runs behind the page.", vitals.service_runs ? 1 : 0);
    auto const meters = board.meters();
    plain("meters", "Meters in the configuration.", static_cast<std::int64_t>(meters.size()));
    plain("broker_connected", "Whether the MQTT broker is connected.",
          is_connected(board.broker_trouble()) ? 1 : 0);
    plain("sessions", "Who has logged in to the page.", static_cast<std::int64_t>(vitals.sessions));
    plain("event_streams", "Pages that listen to events.", static_cast<std::int64_t>(board.listeners()));
    series_metrics(out, meters, vitals.zone);
    meter_metrics(out, meters);
    call_metrics(out, board);
    return out;
}

} // namespace enedis2mqtt::web
