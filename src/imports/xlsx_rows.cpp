#include "imports/xlsx_rows.hpp"

#include "imports/text.hpp"
#include "imports/zip_archive.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <charconv>
#include <deque>
#include <map>
#include <vector>

namespace enedis2mqtt::imports {
namespace {

constexpr std::size_t largest_part = 16U << 20U;
constexpr std::size_t most_marks = 2'000'000; // of XML: three years of half-hours have 1.4 million
constexpr std::size_t most_sheets = 50;

/// The name without its prefix: some writers spell <row> as <x:row>.
std::string_view local_name(char const* name) {
    std::string_view const full{name};
    auto const colon = full.find(':');
    return colon == std::string_view::npos ? full : full.substr(colon + 1);
}

pugi::xml_node child(pugi::xml_node parent, std::string_view name) {
    for (auto const node : parent.children())
        if (local_name(node.name()) == name)
            return node;
    return {};
}

std::string_view attribute(pugi::xml_node node, std::string_view name) {
    for (auto const each : node.attributes())
        if (local_name(each.name()) == name)
            return each.value();
    return {};
}

/// A part of the workbook as XML; the text is parsed in place and lives here.
class XmlPart {
public:
    static Result<std::unique_ptr<XmlPart>> read(ZipArchive const& archive, std::string const& name) {
        auto text = archive.part(name, largest_part);
        if (!text)
            return text.error();
        auto part = std::make_unique<XmlPart>();
        if (!*text)
            return part; // an empty document
        part->text_ = std::move(**text);
        // A parsed element takes 64 bytes where four may spell it.
        auto const marks = std::count_if(part->text_.begin(), part->text_.end(),
                                         [](char c) { return c == '<' || c == '='; });
        if (static_cast<std::size_t>(marks) > most_marks)
            return refusal(ErrorCode::file_invalid, archive.language(),
                           name + " a plus d'éléments qu'aucun export",
                           name + " has more elements than any export");
        // Entities of a document type are never expanded by pugixml.
        auto const parsed =
            part->document_.load_buffer_inplace(part->text_.data(), part->text_.size(), pugi::parse_default);
        if (!parsed)
            return refusal(ErrorCode::file_invalid, archive.language(),
                           name + " n'est pas du XML : " + parsed.description(),
                           name + " is no XML: " + parsed.description());
        return part;
    }
    pugi::xml_node root() const { return document_.document_element(); }

private:
    std::string text_;
    pugi::xml_document document_;
};

/// Shared and inline strings: the texts of all runs, without the reading aids for Asian scripts.
std::string runs(pugi::xml_node item) {
    std::string text;
    for (auto const node : item.children()) {
        if (local_name(node.name()) == "t")
            text += node.text().get();
        else if (local_name(node.name()) == "r")
            text += child(node, "t").text().get();
    }
    return text;
}

/// Column of `AB12`, from 0; nothing when there is none.
std::optional<std::size_t> column_of(std::string_view reference) {
    std::size_t column = 0;
    std::size_t letters = 0;
    for (; letters < reference.size() && reference[letters] >= 'A' && reference[letters] <= 'Z'; ++letters)
        if ((column = column * 26 + static_cast<std::size_t>(reference[letters] - 'A') + 1) > max_columns)
            return max_columns;
    return letters == 0 ? std::nullopt : std::optional{column - 1};
}

std::optional<std::size_t> index(std::string_view text) {
    std::size_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

class Workbook {
public:
    explicit Workbook(ZipArchive const& archive) : archive_(archive) {}

    Result<void> visit(SheetVisitor const& open) {
        auto const book = XmlPart::read(archive_, "xl/workbook.xml");
        if (!book)
            return book.error();
        auto const links = read_links();
        if (!links)
            return links.error();
        if (auto shared = read_shared(); !shared)
            return shared.error();
        auto const since_1904 = attribute(child((*book)->root(), "workbookPr"), "date1904");
        auto const serials =
            since_1904 == "1" || since_1904 == "true" ? Serials::from_1904 : Serials::from_1900;
        std::size_t sheets = 0;
        for (auto const sheet : child((*book)->root(), "sheets").children()) {
            if (++sheets > most_sheets)
                return refusal(ErrorCode::file_invalid, archive_.language(),
                               "plus de " + std::to_string(most_sheets) + " feuilles",
                               "more than " + std::to_string(most_sheets) + " sheets");
            auto const link = links->find(std::string{attribute(sheet, "id")});
            if (link == links->end())
                continue;
            if (auto read = visit_sheet(link->second, open(attribute(sheet, "name"), serials)); !read)
                return read.error();
        }
        return {};
    }

private:
    using Links = std::map<std::string, std::string>;

    Result<Links> read_links() {
        auto const part = XmlPart::read(archive_, "xl/_rels/workbook.xml.rels");
        if (!part)
            return part.error();
        Links links;
        for (auto const link : (*part)->root().children()) {
            std::string const target{attribute(link, "Target")};
            links[std::string{attribute(link, "Id")}] =
                target.starts_with('/') ? target.substr(1) : "xl/" + target;
        }
        return links;
    }

    Result<void> read_shared() {
        auto const part = XmlPart::read(archive_, "xl/sharedStrings.xml");
        if (!part)
            return part.error();
        for (auto const item : (*part)->root().children())
            shared_.push_back(runs(item));
        return {};
    }

    Result<void> visit_sheet(std::string const& name, RowVisitor const& visit) {
        auto const part = XmlPart::read(archive_, name);
        if (!part)
            return part.error();
        int number = 0;
        for (auto const row : child((*part)->root(), "sheetData").children()) {
            auto const told = index(attribute(row, "r"));
            constexpr std::size_t last_row = 1'048'576;
            number = told && *told <= last_row ? static_cast<int>(*told) : number + 1;
            if (auto read = read_cells(row, number); !read)
                return read.error();
            auto const more = visit(Row{number, cells_});
            if (!more)
                return more.error();
            if (!*more)
                break;
        }
        return {};
    }

    Result<void> read_cells(pugi::xml_node row, int number) {
        cells_.clear();
        inline_.clear();
        for (auto const cell : row.children()) {
            auto const column = column_of(attribute(cell, "r")).value_or(cells_.size());
            if (column >= max_columns)
                return too_many_columns(number, archive_.language());
            if (column >= cells_.size())
                cells_.resize(column + 1);
            auto const text = text_of(cell);
            if (!text)
                return invalid(number, archive_.language(),
                               "une cellule renvoie à un texte que le classeur ne contient pas",
                               "a cell refers to a text that the workbook does not hold");
            cells_[column] = *text;
        }
        return {};
    }

    std::optional<std::string_view> text_of(pugi::xml_node cell) {
        auto const type = attribute(cell, "t");
        if (type == "inlineStr")
            return inline_.emplace_back(runs(child(cell, "is")));
        std::string_view const value = child(cell, "v").text().get();
        if (type == "e")
            return std::string_view{}; // #N/A and the like: no value
        if (type != "s")
            return value;
        auto const at = index(trimmed(value));
        if (!at || *at >= shared_.size())
            return std::nullopt;
        return shared_[*at];
    }

    ZipArchive const& archive_;
    std::vector<std::string> shared_;
    std::vector<std::string_view> cells_;
    std::deque<std::string> inline_; // a deque: its strings do not move
};

} // namespace

Result<void> visit_xlsx(std::string_view bytes, Language language, SheetVisitor const& open) {
    auto const archive = ZipArchive::open(bytes, language);
    if (!archive)
        return archive.error();
    if (!archive->has("xl/workbook.xml"))
        return refusal(
            ErrorCode::file_not_recognised, language,
            "une archive ZIP sans classeur Excel : décompressez-la et importez les fichiers qu'elle contient",
            "a ZIP archive without an Excel workbook: unpack it and import the files inside");
    return Workbook{*archive}.visit(open);
}

} // namespace enedis2mqtt::imports
