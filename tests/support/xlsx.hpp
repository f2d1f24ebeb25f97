#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace enedis2mqtt::test {

/// A cell of a workbook made for a test: text (shared or inline), a number, or left out.
struct Cell {
    enum class Kind { absent, shared, in_place, number, error };
    Cell() = default;
    Cell(char const* words) : kind(Kind::shared), text(words) {}
    Cell(std::string words) : kind(Kind::shared), text(std::move(words)) {}
    Cell(double number);
    static Cell in_place(std::string words) { return {Kind::in_place, std::move(words)}; }
    static Cell error(std::string words) { return {Kind::error, std::move(words)}; }

    Kind kind = Kind::absent;
    std::string text;

private:
    Cell(Kind k, std::string t) : kind(k), text(std::move(t)) {}
};

struct SheetOfCells {
    std::string name;
    std::vector<std::vector<Cell>> rows; ///< an empty row is left out of the file
};

struct WorkbookOptions {
    bool since_1904 = false;
    std::string prefix; ///< of every element's name: "x:"
};

/// The bytes of an XLSX.
std::string workbook(std::vector<SheetOfCells> const& sheets, WorkbookOptions const& options = {});

/// The bytes of a ZIP archive of these parts, compressed.
std::string zip_of(std::vector<std::pair<std::string, std::string>> const& parts);

} // namespace enedis2mqtt::test
