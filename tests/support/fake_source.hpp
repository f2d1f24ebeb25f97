#pragma once

#include "support/days.hpp"

#include <enedis2mqtt/ports/meter_source.hpp>

#include <functional>
#include <vector>

namespace enedis2mqtt::test {

/// A source whose answers a test decides; remembers what it was asked. By default every day has its data.
class FakeSource final : public MeterSource {
public:
    using Answer = std::function<Result<Readings>(FetchRequest const&)>;

    explicit FakeSource(CallGate& gate) : gate_(gate) {}

    Task<Result<Readings>> fetch(FetchRequest request) override {
        Call wish{request.purpose, measure_name(request.series), request.id};
        auto entering = gate_.enter(std::move(wish));
        auto const turn = co_await std::move(entering);
        if (!turn)
            co_return turn.error();
        auto admitting = (*turn)->admit();
        if (auto const leave = co_await std::move(admitting); !leave)
            co_return leave.error();
        asked.push_back(request);
        co_return told(**turn, answer(request));
    }
    SourceLimits limits() const override { return accepts; }

    static Readings whole(FetchRequest const& request) {
        using namespace std::chrono_literals;
        Readings readings;
        for (auto day = request.days.start; day < request.days.end; ++day) {
            auto const interval = paris().interval_of(day);
            switch (request.series.dataset) {
            case Dataset::daily:
                readings.daily.push_back({day, Energy::from_wh(12'000)});
                break;
            case Dataset::max_power:
                readings.max_power.push_back({day, interval.start + 19h, ApparentPower::from_va(6210)});
                break;
            case Dataset::load_curve:
                for (auto start = interval.start; start < interval.end; start += 30min)
                    readings.curve.append({{start, start + 30min}, Power::from_watts(500)});
            }
        }
        return readings;
    }

    int calls(Series series) const {
        int count = 0;
        for (auto const& request : asked)
            count += request.series == series ? 1 : 0;
        return count;
    }

    Answer answer = [](FetchRequest const& request) -> Result<Readings> { return whole(request); };
    SourceLimits accepts;
    std::vector<FetchRequest> asked;

private:
    CallGate& gate_;
};

} // namespace enedis2mqtt::test
