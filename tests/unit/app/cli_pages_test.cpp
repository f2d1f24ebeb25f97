#include "app/cli_pages.hpp"

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace enedis2mqtt::test {
namespace {

using namespace app;

/// A program with one of each kind of word.
class Pages : public testing::Test {
protected:
    Pages() {
        program.footer("Exit status: 0 done.");
        program.set_version_flag("--version", "linky 1");
        program.add_option("--secret", hidden_)->group("");
        auto* once = program.add_subcommand("once", "poll [all] meters: once, and 'exit'");
        once->add_option("-c,--config", config_, "the configuration file")->type_name("FILE");
        once->footer(".dotted\nback\\slash");
        auto* export_ = program.add_subcommand("export", "write rows");
        export_->add_option("--format", format_, "how")
            ->type_name("KIND")
            ->check(CLI::IsMember(std::vector<std::string>{"csv", "json"}))
            ->default_val("csv")
            ->required();
        export_->add_option("--hour", hour_, "when")->check(CLI::Range(0, 23));
        export_->add_flag("--all", all_, "everything");
        export_->add_option("OUT", files_, "where to")->required();
        program.add_subcommand("ghost", "not for people")->group("");
    }

    CommandTree tree() const { return command_tree(program); }
    CommandTree command(std::string const& name) const {
        for (auto const& command : tree().commands)
            if (command.name == name)
                return command;
        throw std::out_of_range{name};
    }
    Word word(std::string const& owner, std::string const& name) const {
        for (auto const& word : command(owner).words)
            if ((word.positional() ? word.value : word.names.back()) == name)
                return word;
        throw std::out_of_range{name};
    }

    CLI::App program{"linky: meters to topics", "linky"};

private:
    std::string hidden_, config_, format_;
    std::vector<std::string> files_;
    int hour_ = 0;
    bool all_ = false;
};

TEST_F(Pages, ReadEveryWordOfTheCommandLine) {
    EXPECT_EQ(word("once", "--config").names, (std::vector<std::string>{"-c", "--config"}));
    EXPECT_TRUE(word("once", "--config").file());
    EXPECT_EQ(word("export", "--format").value, "KIND");
    EXPECT_EQ(word("export", "--format").choices, (std::vector<std::string>{"csv", "json"}));
    EXPECT_EQ(word("export", "--format").default_value, "csv");
    EXPECT_TRUE(word("export", "--format").required);
    EXPECT_EQ(word("export", "--hour").value, "INT");
    EXPECT_EQ(word("export", "--all").value, "");
    EXPECT_TRUE(word("export", "OUT").repeated);
    EXPECT_FALSE(word("export", "--hour").repeated);
}

TEST_F(Pages, SayTheProgramsFooterOnce) {
    EXPECT_EQ(command("export").footer, "");
    EXPECT_EQ(tree().footer, "Exit status: 0 done.");
    EXPECT_EQ(command("once").footer, ".dotted\nback\\slash");
}

TEST_F(Pages, LeaveOutWhatIsHidden) {
    EXPECT_THROW(command("ghost"), std::out_of_range);
    for (auto const* kind : {"man", "bash", "zsh", "fish"})
        EXPECT_EQ(cli_page(kind, tree()).find("secret"), std::string::npos) << kind;
}

TEST_F(Pages, SayInTheManualWhatRoffWouldSwallow) {
    auto const page = man_page(tree());
    EXPECT_NE(page.find(".SH NAME\nlinky \\- meters to topics\n"), std::string::npos) << page;
    EXPECT_NE(page.find("\n\\&.dotted\nback\\eslash\n"), std::string::npos) << page;
    EXPECT_NE(page.find("\\fB\\-\\-format\\fR \\fIKIND\\fR\nhow: csv, json (default csv)\n"),
              std::string::npos)
        << page;
    EXPECT_NE(page.find("\\fBexport\\fR"), std::string::npos) << page;
    EXPECT_NE(page.find("\\fIOUT\\fR..."), std::string::npos) << page;
}

TEST_F(Pages, EscapeForTheirShells) {
    EXPECT_NE(zsh_completion(tree()).find(R"('once:poll [all] meters: once, and '\''exit'\''')"),
              std::string::npos);
    EXPECT_NE(zsh_completion(tree()).find("'--format[how]:KIND:(csv json)'"), std::string::npos);
    EXPECT_NE(fish_completion(tree()).find(R"(-d 'poll [all] meters: once, and \'exit\'')"),
              std::string::npos);
    EXPECT_NE(fish_completion(tree()).find("-s c -l config -r -F"), std::string::npos);
}

/// Asks the real bash what it would offer for `line`.
class BashCompletion : public Pages {
protected:
    std::string offers(std::string const& line) {
        auto name = (std::filesystem::temp_directory_path() / "completion-XXXXXX").string();
        auto const folder = std::filesystem::path{::mkdtemp(name.data())};
        std::ofstream{folder / "linky"} << bash_completion(tree());
        std::ofstream{folder / "a.yaml"};
        auto const ask = "cd " + folder.string() +
                         " && bash -c 'compopt() { :; }; . ./linky; rm linky; COMP_WORDS=(" + line +
                         "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _linky; echo ${COMPREPLY[*]}'";
        std::string said;
        auto* const pipe = ::popen(ask.c_str(), "r");
        for (int c = std::fgetc(pipe); c != EOF && c != '\n'; c = std::fgetc(pipe))
            said += static_cast<char>(c);
        EXPECT_EQ(::pclose(pipe), 0);
        std::filesystem::remove_all(folder);
        return said;
    }
};

TEST_F(BashCompletion, OffersCommandsThenTheirWordsThenTheirValues) {
    EXPECT_EQ(offers("linky o"), "once");
    EXPECT_EQ(offers("linky \"\""), "once export -h --help --version");
    EXPECT_EQ(offers("linky once -"), "-h --help -c --config");
    EXPECT_EQ(offers("linky once -c \"\""), "a.yaml");
    EXPECT_EQ(offers("linky export --format j"), "json");
    EXPECT_EQ(offers("linky export --hour \"\""), "");
    EXPECT_EQ(offers("linky export a"), "a.yaml");
    EXPECT_EQ(offers("linky export --a"), "--all");
}

} // namespace
} // namespace enedis2mqtt::test
