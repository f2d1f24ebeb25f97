#pragma once

#include "component/web/page.hpp"

#include <enedis2mqtt/web/consent.hpp>

#include <boost/asio/redirect_error.hpp>

namespace enedis2mqtt::web::test {

inline UsagePointId meter_id(std::string_view text) {
    return UsagePointId::parse(text).value();
}

/// Recognises what sources::recognise would, as far as these tests paste it: `jwt-…` names the meter of the
/// tests, `old-…` has ended, and 14 digits are a meter.
class FakeConsents final : public Consents {
public:
    Pasted recognise(std::string_view text) const override {
        Pasted pasted;
        for (std::string rest{text}; !rest.empty();) {
            auto const word = rest.substr(0, rest.find(' '));
            rest.erase(0, word.size() + 1);
            if (auto const id = UsagePointId::parse(word))
                pasted.pdls.push_back(*id);
            if (!word.starts_with("jwt-") && !word.starts_with("old-"))
                continue;
            pasted.provider = "conso_api";
            pasted.token.emplace();
            pasted.token->text = Secret{word};
            pasted.token->pdls = {meter_id(pdl)};
            pasted.token->expires = at(word.starts_with("old-") ? "2026-11-01" : "2029-03-12", 0);
        }
        return pasted;
    }
    Result<std::string> authorize_url(std::string_view state) const override {
        if (not_ready)
            return *not_ready;
        return "https://enedis.example/authorize?state=" + std::string{state};
    }
    Task<Result<std::vector<ConsentedMeter>>> returned(Query query) override {
        queries.push_back(query);
        co_return return_answer;
    }
    Task<Result<Trial>> test(Meter meter, Secret token) override {
        tested.push_back(meter);
        tokens.push_back(token.reveal());
        if (hold) {
            boost::system::error_code woken;
            co_await hold->async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
        }
        co_return trial;
    }

    std::optional<Error> not_ready;
    std::vector<Query> queries;
    Result<std::vector<ConsentedMeter>> return_answer = std::vector<ConsentedMeter>{};
    std::vector<Meter> tested;
    std::vector<std::string> tokens;
    std::optional<boost::asio::steady_timer> hold; ///< cancelled: the test goes on
    Result<Trial> trial = Trial{{Direction::consumption, Dataset::daily},
                                day("2026-11-22"),
                                Energy::from_wh(12820),
                                at("2029-03-12", 0)};
};

inline std::string const token = "jwt-abcdefghijklmnopqrstuvwxyz";

class ConsentPages : public Page {
protected:
    void open_page(SiteOptions with = options()) {
        open(std::move(with));
        config::MeterEntry own{Meter{meter_id("98765432109876"), "Grange"}};
        own.meter.provider = "conso_api";
        own.token = Secret{"jwt-of-the-configuration"};
        loaded.meters.push_back(own);
        ConsentTools tools{consents, loaded, clock, paris(), memory};
        tools.expires = [](UsagePointId const&) { return std::optional{at("2028-01-02", 0)}; };
        tools.keep = [this](config::MeterEntry entry) {
            kept.push_back(std::move(entry));
            return keep_answer;
        };
        tools.take_up = [this](std::vector<UsagePointId> ids) { taken_up.push_back(std::move(ids)); };
        consent = create_consent_page(loop.get_executor(), std::move(tools));
        attach(consent->routes());
    }

    static std::string cookie_of(Reply const& reply) {
        auto const cookie = reply.header("Set-Cookie");
        return cookie.substr(0, cookie.find(';'));
    }
    /// On the way to Enedis: the state and the cookie that the browser has now.
    std::pair<std::string, std::string> leave() {
        auto const reply = get("/oauth/authorize");
        EXPECT_EQ(reply.status, 302);
        auto const url = reply.header("Location");
        return {url.substr(url.find("state=") + 6), cookie_of(reply)};
    }
    Reply come_back(std::string const& query, std::string const& cookie) {
        return get("/oauth/callback?" + query, {{"Cookie", cookie}, {"Sec-Fetch-Site", "cross-site"}});
    }
    json::value last() { return get("/api/consent").parsed().at("last"); }

    FakeConsents consents;
    config::Config loaded;
    ConsentMemory memory;
    std::vector<config::MeterEntry> kept;
    Result<void> keep_answer;
    std::vector<std::vector<UsagePointId>> taken_up;
    std::unique_ptr<ConsentPage> consent;
};

} // namespace enedis2mqtt::web::test
