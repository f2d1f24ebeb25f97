#pragma once

#include "imports/cells.hpp"
#include "imports/row.hpp"

namespace enedis2mqtt::imports {

/// Called for each sheet in the workbook's order; the answer is given the sheet's rows.
using SheetVisitor = std::function<RowVisitor(std::string_view name, Serials serials)>;

/// Reads an XLSX: a zip archive of XML. Cells are text as shown to a parser: numbers with a point, dates as
/// day numbers unless the workbook holds them as text; cells and rows left out are empty.
/// file_not_recognised: another kind of zip archive. file_invalid: damaged, encrypted, or a part that
/// unpacks to more than 16 MB (three years of half-hours have 10), whatever its header says, or to two
/// million elements; 50 sheets.
Result<void> visit_xlsx(std::string_view bytes, Language language, SheetVisitor const& open);

} // namespace enedis2mqtt::imports
