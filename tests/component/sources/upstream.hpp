#pragma once

#include "support/days.hpp"
#include "support/fake_clock.hpp"
#include "support/run_loop.hpp"
#include "support/scripted_http.hpp"

#include <enedis2mqtt/sources/registry.hpp>

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace enedis2mqtt::test {

inline constexpr Series daily{Direction::consumption, Dataset::daily};
inline constexpr Series curve{Direction::consumption, Dataset::load_curve};
inline constexpr Series peaks{Direction::consumption, Dataset::max_power};
inline constexpr Series produced{Direction::production, Dataset::daily};
inline constexpr Series produced_curve{Direction::production, Dataset::load_curve};
inline constexpr Series produced_peaks{Direction::production, Dataset::max_power};

inline constexpr auto pdl = "12345678901234";

/// Counts the calls that were made or refused, refuses when told, and remembers what it hears.
class CountingLeave final : public CallGate {
public:
    Task<Result<std::unique_ptr<CallTurn>>> enter(Call call) override {
        if (refusal) {
            calls.push_back(call);
            co_return *refusal;
        }
        co_return std::unique_ptr<CallTurn>{std::make_unique<Turn>(*this, std::move(call))};
    }
    void try_once() override { ++tries; }

    std::vector<Purpose> purposes() const {
        std::vector<Purpose> all;
        for (auto const& call : calls)
            all.push_back(call.purpose);
        return all;
    }

    std::vector<Call> calls;
    std::vector<std::optional<ErrorCode>> heard; ///< nothing: data
    std::optional<Error> refusal;
    int tries = 0;

private:
    class Turn final : public CallTurn {
    public:
        Turn(CountingLeave& gate, Call call) : gate_(gate), call_(std::move(call)) {}
        Task<Result<void>> admit() override {
            gate_.calls.push_back(call_);
            co_return Result<void>{};
        }
        void heard(std::optional<Error> const& trouble) override {
            gate_.heard.push_back(trouble ? std::optional{trouble->code} : std::nullopt);
        }

    private:
        CountingLeave& gate_;
        Call call_;
    };
};

class MemoryNotes final : public Notes {
public:
    Result<std::optional<std::string>> note(std::string const& key) override {
        auto const found = notes.find(key);
        return found == notes.end() ? std::nullopt : std::optional{found->second};
    }
    Result<void> set_note(std::string const& key, std::string const& value) override {
        if (full)
            return Error{ErrorCode::store_full, "no space left"};
        notes[key] = value;
        return {};
    }
    std::map<std::string, std::string> notes;
    bool full = false;
};

/// A provider before a scripted upstream, on 23 November 2026 at 08:30 in Paris.
class Upstream : public testing::Test {
protected:
    void open(std::string_view provider_name, std::string token = "") {
        provider = sources::create_provider(provider_name, providers, {http, gate, notes, clock});
        config::MeterEntry entry{Meter{UsagePointId::parse(pdl).value(), "Maison"}};
        entry.token = Secret{std::move(token)};
        meter = provider->open(entry);
    }

    FetchRequest request(Series series, std::string_view from = "2026-11-16",
                         std::string_view to = "2026-11-23", Purpose purpose = Purpose::daily_poll) const {
        return FetchRequest{UsagePointId::parse(pdl).value(), series, {day(from), day(to)}, purpose};
    }

    Result<Readings> fetch(Series series, std::string_view from = "2026-11-16",
                           std::string_view to = "2026-11-23", Purpose purpose = Purpose::daily_poll) {
        return run_task(loop, meter->fetch(request(series, from, to, purpose)));
    }

    std::string code_of(Result<Readings> const& result) const {
        return result ? "success" : std::string{to_string(result.error().code)};
    }

    FakeClock clock{at("2026-11-23", 8, 30)};
    boost::asio::io_context loop;
    config::Providers providers;
    ScriptedHttp http;
    CountingLeave gate;
    MemoryNotes notes;
    std::unique_ptr<sources::Provider> provider;
    std::unique_ptr<MeterSource> meter;
};

inline std::string daily_2026(std::string const& points = R"({"v":"12820","d":"2026-11-22"})",
                              std::string const& metier = "CONS", std::string const& physique = "EA") {
    return R"({"idPrm":"12345678901234","grandeur":[{"grandeurMetier":")" + metier +
           R"(","grandeurPhysique":")" + physique + R"(","points":[)" + points + "]}]}";
}

inline std::string daily_v5(std::string const& points = R"({"value":"12820","date":"2026-11-22"})") {
    return R"({"meter_reading":{"usage_point_id":"12345678901234","interval_reading":[)" + points + "]}}";
}

inline std::string daily_v5_unwrapped() {
    return R"({"usage_point_id":"12345678901234","interval_reading":[{"value":"12820","date":"2026-11-22"}]})";
}

inline std::vector<DailyEnergy> yesterdays_12820() {
    return {{day("2026-11-22"), Energy::from_wh(12820)}};
}

} // namespace enedis2mqtt::test
