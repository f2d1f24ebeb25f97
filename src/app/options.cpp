#include "app/options.hpp"

#include <enedis2mqtt/simulator/gateway.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace enedis2mqtt::app {
namespace {

constexpr auto footer =
    "Without a command: run. Without -c the settings come from ENEDIS2MQTT__… variables.\n"
    "Exit status: 0 done; 1 failed; 2 bad usage or configuration; 3 (once) yesterday is not complete yet.";

std::string simulator_footer() {
    std::string text = "Any PDL of 14 digits is an ordinary consumption meter, save those ending in:\n";
    for (auto const& [ending, what] : simulator::special_meters())
        text += fmt::format("  {:<6} {}\n", ending, what);
    text += "Faults (also POST /simulator/faults while it runs):\n";
    for (auto const& [name, what] : simulator::fault_kinds())
        text += fmt::format("  {:<16} {}\n", name, what);
    return text;
}

void add_config(CLI::App& command, Options& options) {
    command.add_option("-c,--config", options.config, "the configuration file (YAML)")->type_name("FILE");
}

} // namespace

std::variant<Options, int> parse(int argc, char const* const* argv) {
    Options options;
    CLI::App app{"enedis2mqtt: the data of Linky meters, from Enedis to MQTT and Home Assistant",
                 "enedis2mqtt"};
    app.set_version_flag("--version", "enedis2mqtt " ENEDIS2MQTT_VERSION);
    app.footer(footer);
    app.require_subcommand(0, 1);
    add_config(app, options);

    auto* run = app.add_subcommand("run", "run the service (default)");
    add_config(*run, options);

    auto* check = app.add_subcommand("check", "check the configuration and the archive; says what to do");
    add_config(*check, options);
    check->add_flag("--online", options.online,
                    "check the broker, the source, the token and each data set too");

    auto* once = app.add_subcommand("once", "poll every meter once, publish, and exit (for cron)");
    add_config(*once, options);

    auto* simulate = app.add_subcommand(
        "simulate", "a simulated source that speaks every dialect, for the demo and the tests");
    simulate->add_option("--listen", options.listen, "where to listen; port 0 takes any free one")
        ->type_name("HOST:PORT")
        ->capture_default_str();
    auto* certificate =
        simulate->add_option("--certificate", options.certificate_file, "PEM certificate chain: speak TLS")
            ->type_name("FILE");
    simulate->add_option("--key", options.key_file, "PEM private key of the certificate")
        ->type_name("FILE")
        ->needs(certificate);
    simulate
        ->add_option("--publication-hour", options.publication_hour,
                     "local hour from which yesterday's data exist")
        ->check(CLI::Range(0, 23))
        ->capture_default_str();
    simulate->add_option("--fault", options.faults, "start with this fault; may be repeated")
        ->type_name("NAME");
    simulate->footer(simulator_footer());

    try {
        app.parse(argc, argv);
    } catch (CLI::ParseError const& answer) {
        return app.exit(answer) == 0 ? Exit::done : Exit::bad_usage;
    }
    if (check->parsed())
        options.command = Command::check;
    else if (once->parsed())
        options.command = Command::once;
    else if (simulate->parsed())
        options.command = Command::simulate;
    return options;
}

} // namespace enedis2mqtt::app
