#include "app/options.hpp"

#include "app/cli_pages.hpp"
#include "app/commands/commands.hpp"

#include <enedis2mqtt/simulator/gateway.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace enedis2mqtt::app {
namespace {

constexpr auto footer =
    "Without a command: run. Without -c the settings come from ENEDIS2MQTT__… variables.\n"
    "Exit status: 0 done; 1 failed; 2 bad usage or configuration; 3 not yet complete (once: yesterday; "
    "history:\n"
    "today's calls are used up).";

constexpr auto once_footer =
    "It leaves with bridge/state at offline, as every clean end does: Home Assistant then shows the\n"
    "entities as unavailable until the next time. It suits discovery: off, or those who read the topics\n"
    "whatever the state; for Home Assistant use run.\n"
    "Exit status: 0 done; 1 failed; 2 bad usage or configuration; 3 yesterday is not complete yet.";

std::string simulator_footer() {
    std::string text = "Any PDL of 14 digits is an ordinary consumption meter, save those ending in:\n";
    for (auto const& [ending, what] : simulator::special_meters())
        text += fmt::format("  {:<6} {}\n", ending, what);
    text += "Faults (also POST /simulator/faults while it runs):\n";
    for (auto const& [name, what] : simulator::fault_kinds())
        text += fmt::format("  {:<16} {}\n", name, what);
    return text;
}

/// An option whose text becomes a value of the domain; anything else is a mistake that names what is wanted.
template <class Value, class Read>
CLI::Option* add_value(CLI::App& command, std::string const& name, std::optional<Value>& value, Read read,
                       std::string const& what, std::string const& type) {
    return command
        .add_option_function<std::string>(
            name,
            [&value, read, name](std::string const& text) {
                if (auto const understood = read(text))
                    value = *understood;
                else
                    throw CLI::ValidationError(name, "cannot be " + text);
            },
            what)
        ->type_name(type);
}

class CommandLine {
public:
    explicit CommandLine(Options& options) : options_(options) {
        app_.set_version_flag("--version", "enedis2mqtt " ENEDIS2MQTT_VERSION);
        app_.footer(footer);
        app_.require_subcommand(0, 1);
        add_config(app_);
        app_.add_option_function<std::string>(
                "--generate", [this](std::string const& kind) { page_ = cli_page(kind, command_tree(app_)); },
                "print the man page or a shell's completion, made from these commands")
            ->check(CLI::IsMember({"man", "bash", "zsh", "fish"}))
            ->group("");
        add_service();
        add_archive();
        add_simulator();
    }

    std::variant<Options, int> parse(int argc, char const* const* argv) {
        options_.command = run;
        try {
            app_.parse(argc, argv);
        } catch (CLI::ParseError const& answer) {
            return app_.exit(answer) == 0 ? Exit::done : Exit::bad_usage;
        }
        if (!page_.empty()) {
            fmt::print("{}", page_);
            return Exit::done;
        }
        return options_;
    }

private:
    CLI::App& add(std::string const& name, std::string const& what, Command command) {
        auto* const added = app_.add_subcommand(name, what);
        added->callback([this, command] { options_.command = command; });
        return *added;
    }
    CLI::App& add_with_config(std::string const& name, std::string const& what, Command command) {
        auto& added = add(name, what, command);
        add_config(added);
        return added;
    }
    void add_config(CLI::App& command) {
        command
            .add_option("-c,--config", options_.config,
                        "the configuration file (YAML); without it enedis2mqtt.yaml, if there is one here")
            ->envname("ENEDIS2MQTT_CONFIG")
            ->type_name("FILE");
    }
    CLI::Option* add_pdl(CLI::App& command) {
        auto const read = [](std::string const& text) {
            auto const id = UsagePointId::parse(text);
            return id ? std::optional{*id} : std::nullopt;
        };
        return add_value(command, "--pdl", options_.pdl, read, "the meter: its 14 digits", "PDL");
    }
    CLI::Option* add_day(CLI::App& command, std::string const& name, std::optional<CivilDay>& day,
                         std::string const& what) {
        return add_value(command, name, day, CivilDay::parse, what, "YYYY-MM-DD");
    }
    CLI::Option* add_direction(CLI::App& command, std::string const& what) {
        return add_value(command, "--direction", options_.direction, direction_from, what, "DIRECTION")
            ->check(CLI::IsMember({"consumption", "production"}));
    }

    void add_service() {
        add_with_config("run", "run the service (default)", run)
            .add_flag("--home-assistant-app", options_.home_assistant_app,
                      "settings come from Home Assistant's Supervisor (the app's options, its broker)");
        add_with_config("check", "check the configuration and the archive; says what to do", check)
            .add_flag("--online", options_.online,
                      "check the broker, the source, the token and each data set too");
        add_with_config("once", "poll every meter once, publish, and exit (for cron)", once)
            .footer(once_footer);
        add_with_config("health", "ask the running service how it is (for containers)", health);
    }

    void add_archive() {
        auto& history = add_with_config(
            "history", "fetch what lies further back, beside the running service or without it",
            app::history);
        add_pdl(history)->required();
        add_day(history, "--from", options_.from, "the first day");
        add_day(history, "--to", options_.to, "the day after the last one; today when not given");
        history
            .add_option_function<std::vector<std::string>>(
                "--data",
                [this](std::vector<std::string> const& names) {
                    for (auto const& name : names)
                        options_.datasets.push_back(*dataset_from(name));
                },
                "which data sets; all of them when not given")
            ->delimiter(',')
            ->check(CLI::IsMember({"daily", "max_power", "load_curve"}));
        history.add_flag("--plan", options_.only_plan,
                         "say how many calls it takes and until when; fetch nothing");
        history.add_flag("--cancel", options_.cancel, "end what was asked for; what came stays");

        auto& files =
            add_with_config("import", "take files downloaded from Enedis into the archive", import_files);
        add_pdl(files)->required();
        add_direction(files, "for files that do not say which of the two they hold");
        files
            .add_option_function<std::string>(
                "--from",
                [this](std::string const& tool) {
                    options_.foreign = tool == "jeedom"           ? ForeignArchive::jeedom
                                       : tool == "ha-linky"       ? ForeignArchive::ha_linky
                                       : tool == "home_assistant" ? ForeignArchive::home_assistant
                                                                  : ForeignArchive::myelectricaldata;
                },
                "the files are another tool's archive; or Home Assistant's statistics, ha-linky's or our own")
            ->check(CLI::IsMember({"myelectricaldata", "jeedom", "ha-linky", "home_assistant"}));
        files.add_option("FILE", options_.files,
                         "CSV or XLSX as Enedis gives them; none of Home Assistant's");
        files.parse_complete_callback([this] {
            bool const from_files = options_.foreign != ForeignArchive::ha_linky &&
                                    options_.foreign != ForeignArchive::home_assistant;
            if (from_files && options_.files.empty())
                throw CLI::RequiredError{"FILE"};
            if (!from_files && !options_.files.empty())
                throw CLI::ValidationError{"FILE", "Home Assistant's statistics are in no file"};
        });

        auto& rows = add_with_config("export", "print what the archive holds as CSV or JSON", export_rows);
        add_pdl(rows)->required();
        add_value(rows, "--measure", options_.measure, measure_from, "which measure", "MEASURE")
            ->check(CLI::IsMember({"hourly", "daily", "monthly", "yearly", "max_power", "daily_cost",
                                   "monthly_cost", "yearly_cost"}))
            ->required();
        add_direction(rows, "which direction")->required();
        add_day(rows, "--from", options_.from, "the first day");
        add_day(rows, "--to", options_.to, "the day after the last one");
        rows.add_option_function<std::string>(
                "--format",
                [this](std::string const& format) {
                    options_.format = format == "json" ? Format::json : Format::csv;
                },
                "how to write them")
            ->check(CLI::IsMember({"csv", "json"}))
            ->default_str("csv");

        auto& offers = add_with_config(
            "compare", "what the same consumption would have cost with other tariffs, cheapest first",
            compare);
        add_pdl(offers)->required();
        add_day(offers, "--from", options_.from, "the first day; that of the archive when not given");
        add_day(offers, "--to", options_.to, "the day after the last one; today when not given");
        offers
            .add_option_function<std::string>(
                "--format",
                [this](std::string const& format) {
                    options_.format = format == "json"  ? Format::json
                                      : format == "csv" ? Format::csv
                                                        : Format::text;
                },
                "how to write them")
            ->check(CLI::IsMember({"text", "csv", "json"}))
            ->default_str("text");

        add_with_config("backup", "copy the whole archive into one file, also while the service runs", backup)
            .add_option("OUT", options_.files, "the file to write; it must not exist")
            ->required()
            ->expected(1);
        add_with_config("restore", "put a backup in the archive's place, also while the service runs",
                        restore)
            .add_option("IN", options_.files, "a file that backup wrote")
            ->required()
            ->expected(1);
    }

    void add_simulator() {
        auto& command = add(
            "simulate", "a simulated source that speaks every dialect, for the demo and the tests", simulate);
        command.add_option("--listen", options_.listen, "where to listen; port 0 takes any free one")
            ->type_name("HOST:PORT")
            ->capture_default_str();
        auto* const certificate =
            command
                .add_option("--certificate", options_.certificate_file, "PEM certificate chain: speak TLS")
                ->type_name("FILE");
        command.add_option("--key", options_.key_file, "PEM private key of the certificate")
            ->type_name("FILE")
            ->needs(certificate);
        command
            .add_option("--publication-hour", options_.publication_hour,
                        "local hour from which yesterday's data exist")
            ->check(CLI::Range(0, 23))
            ->capture_default_str();
        command
            .add_option("--redirect-uri", options_.redirect_uri,
                        "where the consent page sends people back to, as registered at Enedis")
            ->type_name("URL");
        command.add_option("--fault", options_.faults, "start with this fault; may be repeated")
            ->type_name("NAME");
        command.footer(simulator_footer());
    }

    Options& options_;
    CLI::App app_{"enedis2mqtt: the data of Linky meters, from Enedis to MQTT and Home Assistant",
                  "enedis2mqtt"};
    std::string page_;
};

} // namespace

std::variant<Options, int> parse(int argc, char const* const* argv) {
    Options options;
    return CommandLine{options}.parse(argc, argv);
}

} // namespace enedis2mqtt::app
