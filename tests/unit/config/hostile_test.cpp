#include "support/paths.hpp"
#include "unit/config/loading.hpp"

#include <fstream>
#include <iterator>
#include <random>

using namespace enedis2mqtt;
using namespace enedis2mqtt::config;
using namespace enedis2mqtt::config::test;

namespace {

/// It must come back, and every problem must be printable and within the text.
void survives(std::string const& yaml) {
    auto const lines = 1 + std::count(yaml.begin(), yaml.end(), '\n');
    for (auto const& problem : errors_of(text(yaml, {{"CONSO_API_TOKEN", "abcdefghijkl"}}))) {
        EXPECT_LE(problem.line, lines);
        EXPECT_GE(problem.line, 0);
        EXPECT_FALSE(to_text(problem, Language::fr).empty());
        EXPECT_EQ(problem.excerpt.text.find('\n'), std::string::npos);
    }
}

} // namespace

TEST(Hostile, OddDocumentsAreSurvived) {
    for (std::string const yaml : {"---",
                                   "--- ---",
                                   "...",
                                   "%YAML 1.2\n---\n",
                                   "? [a]\n: b\n",
                                   "&a [*a]",
                                   "mqtt: &m {url: *m}",
                                   "meters: &m\n  - *m\n",
                                   "{",
                                   "[",
                                   "\"",
                                   "'",
                                   "|",
                                   ">",
                                   "!",
                                   "&",
                                   "*",
                                   "@",
                                   "mqtt: !!map {}",
                                   "meters: !!seq [!!map {pdl: !!str 1}]",
                                   "<<: {mqtt: x}",
                                   "\xf0\x9f\x92\xa1: 1",
                                   "meters:\n  -\n  -\n",
                                   "mqtt: ~\nmeters: ~",
                                   "? \n: \n",
                                   "-",
                                   ": ",
                                   ",",
                                   "# the rest of a comment\n, broken",
                                   "\n\n\n"})
        survives(yaml);
    survives(std::string(20'000, '['));
    survives("mqtt: {url: " + std::string(200'000, 'x') + "}");
    survives(std::string(200'000, 'k') + ": 1");
}

TEST(Hostile, AMangledReferenceIsSurvived) {
    std::ifstream stream{enedis2mqtt::test::source_directory() + "/config/reference.yaml"};
    std::string const reference{std::istreambuf_iterator<char>{stream}, {}};
    constexpr std::string_view marks = "\n\t :-#{}[]\"'!&*|>%@`,?\\~0a\xc3";
    std::minstd_rand random{20261123};
    auto const below = [&](std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>{0, limit - 1}(random);
    };
    for (int round = 0; round < 150; ++round) {
        auto mangled = reference;
        for (int change = 0; change < 4; ++change) {
            auto const at = below(mangled.size());
            switch (below(3)) {
            case 0:
                mangled[at] = marks[below(marks.size())];
                break;
            case 1:
                mangled.erase(at, below(30));
                break;
            default:
                mangled.insert(at, 1, marks[below(marks.size())]);
            }
        }
        survives(mangled);
    }
}
