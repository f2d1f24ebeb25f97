#include "support/xlsx.hpp"

#include <zip.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace enedis2mqtt::test {
namespace {

std::string escaped(std::string const& text) {
    std::string out;
    for (char const c : text)
        out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string(1, c);
    return out;
}

class Maker {
public:
    explicit Maker(WorkbookOptions const& options) : options_(options) {}

    std::string sheet(SheetOfCells const& sheet) {
        std::string rows;
        for (std::size_t r = 0; r < sheet.rows.size(); ++r) {
            if (sheet.rows[r].empty())
                continue;
            std::string cells;
            for (std::size_t c = 0; c < sheet.rows[r].size(); ++c)
                cells += cell(sheet.rows[r][c],
                              std::string(1, static_cast<char>('A' + c)) + std::to_string(r + 1));
            rows += element("row", " r=\"" + std::to_string(r + 1) + '"', cells);
        }
        return document("worksheet", element("sheetData", "", rows));
    }

    std::string shared_strings() const {
        std::string items;
        for (auto const& text : shared_)
            items += element("si", "", element("t", "", escaped(text)));
        return document("sst", items);
    }

    std::string element(std::string const& name, std::string const& attributes,
                        std::string const& inner) const {
        auto const full = options_.prefix + name;
        return '<' + full + attributes + '>' + inner + "</" + full + '>';
    }

    std::string document(std::string const& name, std::string const& inner) const {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + element(name, "", inner);
    }

private:
    std::string cell(Cell const& cell, std::string const& reference) {
        auto const at = " r=\"" + reference + '"';
        switch (cell.kind) {
        case Cell::Kind::absent:
            return {};
        case Cell::Kind::number:
            return element("c", at + " s=\"1\"", element("v", "", cell.text));
        case Cell::Kind::error:
            return element("c", at + " t=\"e\"", element("v", "", cell.text));
        case Cell::Kind::in_place:
            return element("c", at + " t=\"inlineStr\"",
                           element("is", "", element("t", "", escaped(cell.text))));
        case Cell::Kind::shared:
            break;
        }
        auto found = std::find(shared_.begin(), shared_.end(), cell.text);
        if (found == shared_.end())
            found = shared_.insert(shared_.end(), cell.text);
        return element("c", at + " t=\"s\"", element("v", "", std::to_string(found - shared_.begin())));
    }

    WorkbookOptions const& options_;
    std::vector<std::string> shared_;
};

} // namespace

Cell::Cell(double number) : kind(Kind::number) {
    std::ostringstream out;
    out.precision(17);
    out << number;
    text = out.str();
}

std::string workbook(std::vector<SheetOfCells> const& sheets, WorkbookOptions const& options) {
    Maker maker{options};
    std::vector<std::pair<std::string, std::string>> parts;
    std::string list;
    std::string links;
    for (std::size_t i = 0; i < sheets.size(); ++i) {
        auto const number = std::to_string(i + 1);
        parts.emplace_back("xl/worksheets/sheet" + number + ".xml", maker.sheet(sheets[i]));
        list += maker.element("sheet", " name=\"" + sheets[i].name + "\" r:id=\"rId" + number + '"', "");
        links += "<Relationship Id=\"rId" + number + "\" Target=\"worksheets/sheet" + number + ".xml\"/>";
    }
    auto const date_system = options.since_1904 ? " date1904=\"1\"" : "";
    parts.emplace_back("xl/workbook.xml",
                       maker.document("workbook", maker.element("workbookPr", date_system, "") +
                                                      maker.element("sheets", "", list)));
    parts.emplace_back("xl/_rels/workbook.xml.rels",
                       "<?xml version=\"1.0\"?><Relationships>" + links + "</Relationships>");
    parts.emplace_back("xl/sharedStrings.xml", maker.shared_strings());
    return zip_of(parts);
}

std::string zip_of(std::vector<std::pair<std::string, std::string>> const& parts) {
    zip_error_t error;
    zip_error_init(&error);
    auto* const target = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_source_keep(target);
    auto* const archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    if (!archive)
        throw std::runtime_error{"no archive"};
    for (auto const& [name, text] : parts)
        zip_file_add(archive, name.c_str(), zip_source_buffer(archive, text.data(), text.size(), 0), 0);
    if (zip_close(archive) != 0)
        throw std::runtime_error{"the archive does not close"};
    std::string bytes;
    zip_source_open(target);
    zip_source_seek(target, 0, SEEK_END);
    bytes.resize(static_cast<std::size_t>(zip_source_tell(target)));
    zip_source_seek(target, 0, SEEK_SET);
    zip_source_read(target, bytes.data(), bytes.size());
    zip_source_close(target);
    zip_source_free(target);
    return bytes;
}

} // namespace enedis2mqtt::test
