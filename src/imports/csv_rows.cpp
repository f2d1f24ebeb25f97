#include "imports/csv_rows.hpp"

#include <algorithm>
#include <deque>
#include <vector>

namespace enedis2mqtt::imports {
namespace {

class CsvScan {
public:
    CsvScan(std::string_view text, char separator, Language language)
        : text_(text), separator_(separator), language_(language) {}

    bool at_end() const { return at_ >= text_.size(); }

    Result<Row> next() {
        cells_.clear();
        unescaped_.clear();
        Row row{line_, {}};
        for (bool more = true; more;) {
            if (cells_.size() == max_columns)
                return too_many_columns(row.number, language_);
            bool const in_quotes = !at_end() && text_[at_] == '"';
            if (in_quotes && !quoted_cell())
                return invalid(row.number, language_,
                               "un guillemet s'ouvre et ne se ferme jamais : le fichier est coupé",
                               "a quote opens and never closes: the file is cut short");
            if (!in_quotes)
                plain_cell();
            more = !at_end() && text_[at_] == separator_;
            if (more)
                ++at_;
        }
        end_line();
        row.cells = cells_;
        return row;
    }

private:
    void plain_cell() {
        auto const start = at_;
        while (!at_end() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r')
            ++at_;
        cells_.push_back(text_.substr(start, at_ - start));
    }

    bool quoted_cell() {
        auto const start = ++at_;
        bool doubled = false;
        for (;; ++at_) {
            if (at_end())
                return false;
            if (text_[at_] == '\n')
                ++line_;
            if (text_[at_] != '"')
                continue;
            if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"')
                break;
            doubled = true;
            ++at_;
        }
        auto const inside = text_.substr(start, at_ - start);
        ++at_;
        if (!doubled) {
            cells_.push_back(inside);
        } else {
            auto& cell = unescaped_.emplace_back();
            for (std::size_t i = 0; i < inside.size(); ++i) {
                cell.push_back(inside[i]);
                i += inside[i] == '"' ? 1U : 0U;
            }
            cells_.push_back(cell);
        }
        // Blanks behind the closing quote.
        while (!at_end() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r')
            ++at_;
        return true;
    }

    void end_line() {
        if (!at_end() && text_[at_] == '\r')
            ++at_;
        if (!at_end() && text_[at_] == '\n')
            ++at_;
        ++line_;
    }

    std::string_view text_;
    char separator_;
    Language language_;
    std::size_t at_ = 0;
    int line_ = 1;
    std::vector<std::string_view> cells_;
    std::deque<std::string> unescaped_; // a deque: its strings do not move
};

} // namespace

Result<void> visit_csv(std::string_view utf8, char separator, Language language, RowVisitor const& visit) {
    CsvScan scan{utf8, separator, language};
    while (!scan.at_end()) {
        auto const row = scan.next();
        if (!row)
            return row.error();
        auto const more = visit(*row);
        if (!more)
            return more.error();
        if (!*more)
            break;
    }
    return {};
}

} // namespace enedis2mqtt::imports
