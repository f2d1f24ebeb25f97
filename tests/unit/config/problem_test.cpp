#include <enedis2mqtt/config/problem.hpp>

#include <gtest/gtest.h>

using namespace enedis2mqtt;
using namespace enedis2mqtt::config;

namespace {

Problem retry_problem() {
    Problem problem;
    problem.file = "config.yaml";
    problem.line = 14;
    problem.column = 12;
    problem.key = "schedule.retry";
    problem.message = {"une durée était attendue", "expected a duration"};
    problem.hint = {"par exemple 30m", "for example 30m"};
    problem.excerpt = {"    retry: six", 11, 3};
    return problem;
}

} // namespace

TEST(Problem, ShowsItsPositionLineCaretsAndHint) {
    EXPECT_EQ(to_text(retry_problem(), Language::en),
              "config.yaml:14:12: error: schedule.retry: expected a duration\n"
              "   14 |     retry: six\n"
              "      |            ^^^  for example 30m");
}

TEST(Problem, SpeaksItsOwnLanguage) {
    auto problem = retry_problem();
    EXPECT_TRUE(
        to_text(problem).starts_with("config.yaml:14:12: erreur: schedule.retry: une durée était attendue"));
    problem.language = Language::en;
    problem.severity = Problem::Severity::warning;
    EXPECT_TRUE(
        to_text(problem).starts_with("config.yaml:14:12: warning: schedule.retry: expected a duration"));
}

TEST(Problem, OfAWholeFileHasNoPosition) {
    Problem problem;
    problem.file = "config.yaml";
    problem.message = {"ce fichier n'existe pas", "there is no such file"};
    EXPECT_EQ(to_text(problem, Language::en), "config.yaml: error: there is no such file");
    problem.hint = {"créez-le", "make it"};
    EXPECT_EQ(to_text(problem, Language::en), "config.yaml: error: there is no such file\n      | make it");
}
