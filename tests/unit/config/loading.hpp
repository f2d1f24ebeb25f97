#pragma once

#include <enedis2mqtt/config/load.hpp>

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace enedis2mqtt::config::test {

inline Outcome text(std::string_view yaml, Environment const& environment = {}) {
    return load_text(yaml, "config.yaml", environment);
}

/// The smallest meter that loads.
inline std::string const one_meter = "meters:\n  - pdl: \"12345678901234\"\n    token: abcdefghijkl\n";

inline std::vector<Problem> errors_of(Outcome const& outcome) {
    auto const* problems = std::get_if<std::vector<Problem>>(&outcome);
    return problems != nullptr ? *problems : std::vector<Problem>{};
}

inline std::string all_texts(std::vector<Problem> const& problems) {
    std::string all;
    for (auto const& problem : problems)
        all += to_text(problem, Language::fr) + '\n' + to_text(problem, Language::en) + '\n';
    return all;
}

/// The loaded configuration; a test that meets problems instead shows them.
inline Loaded loaded(Outcome outcome) {
    EXPECT_TRUE(std::holds_alternative<Loaded>(outcome)) << all_texts(errors_of(outcome));
    return std::holds_alternative<Loaded>(outcome) ? std::get<Loaded>(std::move(outcome)) : Loaded{};
}

/// A directory of its own for each test, removed afterwards.
class Directory {
public:
    Directory() {
        auto name = (std::filesystem::temp_directory_path() / "enedis2mqtt-config-XXXXXX").string();
        path_ = mkdtemp(name.data());
    }
    ~Directory() { std::filesystem::remove_all(path_); }
    Directory(Directory const&) = delete;
    Directory& operator=(Directory const&) = delete;

    std::filesystem::path const& path() const { return path_; }
    std::filesystem::path write(std::string const& name, std::string_view content) const {
        std::ofstream{path_ / name, std::ios::binary} << content;
        return path_ / name;
    }

private:
    std::filesystem::path path_;
};

} // namespace enedis2mqtt::config::test
