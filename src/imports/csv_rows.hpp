#pragma once

#include "imports/row.hpp"

namespace enedis2mqtt::imports {

/// Hands each line to `visit`, blank ones too. RFC 4180 quotes; a row's number is that of its first line.
/// file_invalid: a quote that never ends, more than max_columns cells.
Result<void> visit_csv(std::string_view utf8, char separator, Language language, RowVisitor const& visit);

} // namespace enedis2mqtt::imports
