#include "sources/my_electrical_data_source.hpp"

#include "sources/answer_decode.hpp"
#include "sources/data_call.hpp"

#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/sources/consent.hpp>

#include <boost/json/parse.hpp>

#include <algorithm>
#include <map>

namespace enedis2mqtt::sources {
namespace {

constexpr auto area = "source.my_electrical_data";

std::string_view route_v2(Series series) {
    bool const consumption = series.direction == Direction::consumption;
    switch (series.dataset) {
    case Dataset::daily:
        return consumption ? "consumption/daily" : "production/daily";
    case Dataset::load_curve:
        return consumption ? "consumption/detail" : "production/detail";
    case Dataset::max_power:
        return "power";
    }
    return "";
}

std::string_view set_v1(Series series) {
    bool const consumption = series.direction == Direction::consumption;
    switch (series.dataset) {
    case Dataset::daily:
        return consumption ? "daily_consumption" : "daily_production";
    case Dataset::load_curve:
        return consumption ? "consumption_load_curve" : "production_load_curve";
    case Dataset::max_power:
        return "daily_consumption_max_power";
    }
    return "";
}

http::Request request_v2(std::string const& base, Question const& question, Secret const& token) {
    http::Request request{http::Method::get, base + "/enedis/" + std::string{route_v2(question.series)} +
                                                 '/' + question.id.text() +
                                                 "?start=" + question.days.start.iso() +
                                                 "&end=" + question.days.end.iso() + "&use_cache=true"};
    request.headers.set("Authorization", "Bearer " + token.reveal());
    request.headers.set("X-MED-Format", "2026");
    return request;
}

http::Request request_v1(std::string url, Secret const& token) {
    http::Request request{http::Method::get, std::move(url)};
    request.headers.set("Authorization", token.reveal()); // without "Bearer"
    request.headers.set("Content-Type", "application/json");
    request.headers.set("call-service", "enedis2mqtt");
    request.headers.set("version", ENEDIS2MQTT_VERSION);
    return request;
}

std::string url_v1(std::string const& base, Question const& question, bool cached) {
    return base + '/' + std::string{set_v1(question.series)} + '/' + question.id.text() + "/start/" +
           question.days.start.iso() + "/end/" + question.days.end.iso() + (cached ? "/cache/" : "/");
}

/// `consent_expiration_date`, `2028-05-01T10:00:00`.
std::optional<CivilDay> end_in(http::Response const& response) {
    boost::system::error_code broken;
    auto const body = boost::json::parse(response.body, broken);
    auto const* const object = broken || response.status != 200 ? nullptr : body.if_object();
    auto const* const date = object ? object->if_contains("consent_expiration_date") : nullptr;
    auto const* const text = date ? date->if_string() : nullptr;
    return text ? CivilDay::parse(std::string_view{text->data(), text->size()}.substr(0, 10)) : std::nullopt;
}

bool holds(Readings const& readings, CivilDay day, TimeZone const& zone) {
    auto const of_day = [day](auto const& own) { return own.day == day; };
    return readings.curve.covers(zone.interval_of(day)) ||
           std::any_of(readings.daily.begin(), readings.daily.end(), of_day) ||
           std::any_of(readings.max_power.begin(), readings.max_power.end(), of_day);
}

/// What the gateway's meters share.
struct Gateway {
    Gateway(config::MyElectricalData const& settings, Tools shared)
        : tools(shared), base_url(without_trailing_slash(settings.base_url)), version_2(settings.version_2) {}

    Tools tools;
    std::string base_url;
    bool version_2;
};

class MyElectricalDataMeter final : public MeterSource {
public:
    MyElectricalDataMeter(Gateway& gateway, config::MeterEntry const& entry)
        : gateway_(gateway), id_(entry.meter.id), zone_(TimeZone::find(entry.meter.timezone)),
          token_(entry.token) {}

    /// Version 2 leaves the doubled hour untold and writes 0 for a yesterday that is not published
    /// (docs/reference/enedis-api.md section 6.2).
    SourceLimits limits() const override {
        SourceLimits limits;
        limits.tells_doubled_hour = !gateway_.version_2;
        limits.proves_zeros = !gateway_.version_2;
        return limits;
    }

    /// Known to v1 only, once someone checked the meter; the start of its last day.
    std::optional<Instant> consent_expires() const override {
        auto const end = consent_end(gateway_.tools.notes, name_, id_);
        return end && zone_ ? std::optional{zone_->start_of(*end)} : std::nullopt;
    }

    Task<Result<Readings>> fetch(FetchRequest request) override {
        bool const may_learn = request.purpose == Purpose::check && !gateway_.version_2 && !learned_;
        auto reading = read(std::move(request));
        auto readings = co_await std::move(reading);
        if (readings && may_learn) {
            auto learning = learn_the_end();
            co_await std::move(learning);
        }
        co_return readings;
    }

private:
    Task<Result<Readings>> read(FetchRequest request) {
        auto const dialect =
            gateway_.version_2 ? Dialect::my_electrical_data_v2 : Dialect::my_electrical_data_v1;
        auto const question = question_for(request, zone_, dialect, gateway_.tools.clock.now());
        if (!question)
            co_return question.error();
        auto call = ask(*question, request.purpose, true);
        auto readings = co_await std::move(call);
        if (gateway_.version_2 || !cache_is_stale(readings, *question))
            co_return readings;

        past_the_cache_[question->series] = question->yesterday();
        auto second_call = ask(*question, request.purpose, false);
        auto second = co_await std::move(second_call);
        if (second)
            co_return second;
        co_return readings;
    }

    /// One call beside a check; the gateway asks for one a day at most. Without an answer nothing is lost.
    Task<void> learn_the_end() {
        learned_ = true;
        Call wish{Purpose::check, "valid_access", id_};
        auto entering = gateway_.tools.gate.enter(std::move(wish));
        auto const turn = co_await std::move(entering);
        if (!turn)
            co_return;
        auto request = request_v1(gateway_.base_url + "/valid_access/" + id_.text(), token_);
        auto call = data_call(gateway_.tools, area, id_, **turn, std::move(request));
        auto const response = told(**turn, co_await std::move(call));
        auto const end = response ? end_in(*response) : std::nullopt;
        if (!end)
            co_return;
        if (auto const noted = gateway_.tools.notes.set_note(consent_note(name_, id_), end->iso()); !noted)
            log::get(area).warn("the end of a consent is not remembered: {}", noted.error().message);
    }

    /// v1's cache may hide a yesterday that is there: worth one look past it a day, from 10:00 on.
    bool cache_is_stale(Result<Readings> const& readings, Question const& question) const {
        using namespace std::chrono_literals;
        auto const yesterday = question.yesterday();
        auto const passed = past_the_cache_.find(question.series);
        bool const absent = readings ? !holds(*readings, yesterday, question.zone)
                                     : readings.error().code == ErrorCode::no_data;
        return absent && question.days.contains(yesterday) &&
               question.zone.local_of(question.now) >= LocalTime{(yesterday + 1).days()} + 10h &&
               (passed == past_the_cache_.end() || passed->second != yesterday);
    }

    Task<Result<Readings>> ask(Question question, Purpose purpose, bool cached) const {
        Call wish{purpose, measure_name(question.series), question.id};
        auto entering = gateway_.tools.gate.enter(std::move(wish));
        auto const turn = co_await std::move(entering);
        if (!turn)
            co_return turn.error();
        auto request = gateway_.version_2 ? request_v2(gateway_.base_url, question, token_)
                                          : request_v1(url_v1(gateway_.base_url, question, cached), token_);
        auto call = data_call(gateway_.tools, area, question.id, **turn, std::move(request));
        auto const response = co_await std::move(call);
        co_return told(**turn, response ? decode_answer(*response, question) : response.error());
    }

    static constexpr auto name_ = "my_electrical_data";

    Gateway& gateway_;
    UsagePointId id_;
    std::optional<TimeZone> zone_;
    Secret token_;
    bool learned_ = false;
    std::map<Series, CivilDay> past_the_cache_; ///< the last yesterday asked for without the cache
};

class MyElectricalDataProvider final : public Provider {
public:
    MyElectricalDataProvider(config::MyElectricalData const& settings, Tools tools)
        : gateway_(settings, tools) {}
    std::string name() const override { return "my_electrical_data"; }
    std::unique_ptr<MeterSource> open(config::MeterEntry const& entry) override {
        return std::make_unique<MyElectricalDataMeter>(gateway_, entry);
    }

private:
    Gateway gateway_;
};

} // namespace

std::unique_ptr<Provider> create_my_electrical_data(config::MyElectricalData const& settings, Tools tools) {
    return std::make_unique<MyElectricalDataProvider>(settings, tools);
}

} // namespace enedis2mqtt::sources
