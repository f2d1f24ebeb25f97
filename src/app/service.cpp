#include "app/service.hpp"

#include "app/broker_probe.hpp"
#include "app/commands/commands.hpp"
#include "app/uploaded_files.hpp"

#include <enedis2mqtt/config/write.hpp>
#include <enedis2mqtt/sources/consent.hpp>
#include <enedis2mqtt/web/setup.hpp>

#include <fmt/format.h>

#include <cstdio>

namespace enedis2mqtt::app {
namespace {

// While the configuration is not usable: a person is editing it.
constexpr std::chrono::seconds look_again{3};
// While it is, but the bridge cannot begin: the archive's disk is full, say.
constexpr std::chrono::seconds try_again{30};

TimeZone paris() {
    return TimeZone::find("Europe/Paris").value();
}

std::string variable(config::Environment const& environment, std::string const& name, std::string otherwise) {
    auto const found = environment.find(name);
    return found == environment.end() ? std::move(otherwise) : found->second;
}

std::string host_of(std::string const& url) {
    auto const start = url.find("://");
    auto rest = start == std::string::npos ? url : url.substr(start + 3);
    return rest.substr(0, rest.find('/'));
}

config::Problem problem_of(Error const& error, std::string file, Language language) {
    config::Problem problem;
    problem.file = std::move(file);
    auto const said = [&](Language in) {
        return std::string{advice(error.code, in).what} + ' ' + redact(error.message);
    };
    problem.message = {said(Language::fr), said(Language::en)};
    problem.hint = {std::string{advice(error.code, Language::fr).to_do},
                    std::string{advice(error.code, Language::en).to_do}};
    problem.language = language;
    return problem;
}

} // namespace

config::Web first_page(config::Environment const& environment) {
    config::Web web;
    web.listen = variable(environment, "ENEDIS2MQTT__WEB__LISTEN", web.listen);
    web.password = Secret{variable(environment, "ENEDIS2MQTT__WEB__PASSWORD", "")};
    web.trusted_proxy = variable(environment, "ENEDIS2MQTT__WEB__TRUSTED_PROXY", "");
    return web;
}

/// One bridge, and what the page sees of it.
struct Service::Life {
    Life(std::unique_ptr<Bridge> built, Service& service)
        : bridge(std::move(built)),
          records(bridge->store(), bridge->world().clock, bridge->meters(), bridge->colors()),
          imports(bridge->config().store.path, bridge->world().clock, bridge->zones()),
          consents(sources::create_consents(bridge->config().providers, bridge->world().clock,
                                            [this](std::string const& name) { return bridge->reach(name); })),
          consent_page(web::create_consent_page(bridge->world().executor, consent_tools(service))) {}

    web::ConsentTools consent_tools(Service& service) {
        web::ConsentTools tools{*consents, bridge->config(), bridge->world().clock, paris(),
                                service.consents_};
        tools.expires = [this](UsagePointId const& id) { return bridge->consent_expires(id); };
        tools.keep = [this, &service](config::MeterEntry entry) {
            return config::keep_meter(bridge->config(), std::move(entry), service.environment_);
        };
        tools.take_up = [&service](std::vector<UsagePointId> ids) {
            service.taken_up_ = std::move(ids);
            service.reload();
        };
        return tools;
    }
    web::SiteTools site_tools() {
        web::SiteTools tools{bridge->scheduler(), records};
        tools.imports = &imports;
        tools.broker_url = host_of(bridge->config().mqtt.url);
        tools.consent = {"conso_api", "my_electrical_data", "enedis"};
        tools.routes = consent_page->routes();
        tools.every_loop_lives = [this] { return bridge->scheduler().every_loop_lives(); };
        return tools;
    }

    std::unique_ptr<Bridge> bridge;
    StoredRecords records;
    UploadedFiles imports;
    std::unique_ptr<Consents> consents;
    std::unique_ptr<web::ConsentPage> consent_page;
};

Service::Service(World world, std::optional<std::filesystem::path> file, config::Environment environment)
    : world_(std::move(world)), file_(std::move(file)), environment_(std::move(environment)),
      changed_(world_.executor) {}

void Service::stop() {
    stopping_ = true;
    changed_.raise();
}

void Service::reload() {
    reload_ = true;
    changed_.raise();
}

void Service::learn(config::Environment variables) {
    environment_.merge(std::move(variables));
    reload();
}

/// Prints them, unless that is what was said last.
void Service::complain(std::vector<config::Problem> const& problems) {
    std::vector<std::string> texts;
    for (auto const& problem : problems)
        texts.push_back(config::to_text(problem));
    if (texts != told_)
        for (auto const& text : texts)
            fmt::print(stderr, "{}\n", text);
    told_ = std::move(texts);
}

std::optional<config::Config> Service::load() {
    auto outcome = config::load(file_, environment_, world_.clock.now());
    if (auto* const problems = std::get_if<std::vector<config::Problem>>(&outcome)) {
        complain(*problems);
        problems_ = std::move(*problems);
        return std::nullopt;
    }
    auto& loaded = std::get<config::Loaded>(outcome);
    problems_.clear();
    complain(loaded.warnings);
    log::configure(loaded.config.log.level, loaded.config.log.format);
    return std::move(loaded.config);
}

Result<void> Service::open_page(config::Web const& web, Language language) {
    auto const door = web.listen + '\n' + web.password.reveal() + '\n' + web.trusted_proxy;
    if (door == door_)
        return {};
    site_.reset();
    door_ = door;
    if (web.listen.empty())
        return {};
    web::SiteOptions options{paris()};
    options.listen = web.listen;
    options.password = web.password;
    options.trusted_proxy = web.trusted_proxy;
    options.version = ENEDIS2MQTT_VERSION;
    options.started_at = world_.clock.now();
    options.appearance.language = language;
    options.setup_state = [this] { return setup_state(); };
    web::SetupTools tools{world_.clock, paris(), environment_};
    tools.file = file_.value_or(config::usual_file);
    tools.state = [this] { return setup_state(); };
    tools.recognise = [](std::string_view text) { return sources::recognise(text); };
    tools.try_broker = [this](config::Mqtt mqtt) {
        return probe_broker(world_, std::move(mqtt), config::HomeAssistant{}.discovery_prefix);
    };
    tools.start = [this] {
        leaving_demo_ = true;
        reload();
    };
    tools.start_demo = [this] { return start_demo(); };
    options.routes = web::setup_routes(std::move(tools));
    auto site = web::create_site(world_.executor, world_.clock, std::move(options));
    if (!site)
        return site.error();
    site_ = std::move(*site);
    page_ = "http://" + web.listen.substr(0, web.listen.rfind(':') + 1) + std::to_string(site_->port());
    return {};
}

std::optional<web::SetupState> Service::setup_state() const {
    // Whoever looks at the demo may still set up the real thing.
    if (configured_ && !demo_)
        return std::nullopt;
    auto const file = file_.value_or(config::usual_file);
    std::error_code unknown;
    // No file yet and no meter in a variable is no mistake: it is the first start.
    auto const variable = environment_.lower_bound("ENEDIS2MQTT__METERS__");
    bool const by_variables =
        variable != environment_.end() && variable->first.starts_with("ENEDIS2MQTT__METERS__");
    web::SetupState state;
    if (by_variables || std::filesystem::exists(file, unknown))
        state.problems = problems_;
    state.file = file.filename().string();
    return state;
}

Result<void> Service::start_demo() {
    if (demo_)
        return {};
    auto demo = Demo::start(world_, page_, first_page(environment_));
    if (!demo)
        return demo.error();
    demo_ = std::move(*demo);
    reload();
    return {};
}

Task<void> Service::wait(std::chrono::seconds longest) {
    using namespace boost::asio::experimental::awaitable_operators;
    auto rest = world_.clock.sleep_until(world_.clock.now() + longest);
    auto call = changed_.wait();
    co_await (std::move(rest) || std::move(call));
}

Task<int> Service::run() {
    for (bool first = true; !stopping_; first = false) {
        reload_ = false;
        if (std::exchange(leaving_demo_, false))
            demo_.reset();
        auto config = demo_ ? std::optional{demo_->config()} : load();
        if (config) {
            auto const language = config->language;
            auto living = live(std::move(*config));
            auto const lived = co_await std::move(living);
            if (lived)
                continue;
            configured_ = false;
            if (first || !site_)
                co_return fail(lived.error(), language);
            problems_ = {problem_of(lived.error(), file_.value_or("enedis2mqtt"), language)};
            complain(problems_);
            co_await wait(try_again);
            continue;
        }
        configured_ = false;
        bool const opening = !site_;
        if (auto opened = open_page(first_page(environment_),
                                    problems_.empty() ? Language::fr : problems_.front().language);
            !opened) {
            log::get("app").error("the page cannot be shown: {}", opened.error().message);
            co_return Exit::bad_usage;
        }
        if (!site_)
            co_return Exit::bad_usage;
        if (opening)
            log::get("app").warn("no usable configuration yet: {} helps", page_);
        co_await wait(look_again);
    }
    co_return Exit::done;
}

/// Ends well when the configuration is to be read again, or when it is told to stop.
Task<Result<void>> Service::live(config::Config config) {
    auto const language = config.language;
    if (auto opened = open_page(config.web, language); !opened)
        co_return opened.error();
    Audience audience;
    if (site_) {
        audience.board = &site_->board();
        audience.broker_changed = [this](std::optional<Error> trouble) { site_->broker(std::move(trouble)); };
    }
    audience.page_url = config::page_address(config.web);
    if (audience.page_url.empty()) // as the app, the page is in Home Assistant
        audience.page_url = variable(environment_, "ENEDIS2MQTT_APP_PAGE", "");
    web::Appearance const appearance{language, config.web.widget.background, config.web.widget.title};
    auto const meters = config.meters.size();
    auto bridge = Bridge::build(std::move(config), demo_ ? demo_->world() : world_, store::Access::owner,
                                std::move(audience));
    if (!bridge)
        co_return bridge.error();
    (*bridge)->store().never_wait();
    Life life{std::move(*bridge), *this};
    log::get("app").info("enedis2mqtt " ENEDIS2MQTT_VERSION ", {} meter(s){}", meters,
                         site_ ? ", page at " + page_ : "");
    if (site_)
        site_->attach(life.site_tools(), appearance);
    configured_ = true;
    life.bridge->start();
    for (auto const& id : std::exchange(taken_up_, {}))
        spawn_guarded(world_.executor, "taking up " + id.masked(),
                      [](Scheduler& scheduler, UsagePointId one) -> Task<void> {
                          std::optional<UsagePointId> asked{std::move(one)};
                          auto refreshing = scheduler.refresh(std::move(asked));
                          static_cast<void>(co_await std::move(refreshing));
                      }(life.bridge->scheduler(), id));
    while (!stopping_ && !reload_)
        co_await changed_.wait();
    if (site_)
        site_->detach();
    if (site_ && stopping_)
        site_->stop();
    if (site_)
        co_await site_->settle();
    co_await life.consent_page->settle();
    co_await life.bridge->stop();
    co_return Result<void>{};
}

} // namespace enedis2mqtt::app
