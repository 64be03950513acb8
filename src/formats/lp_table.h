// LP-TSV in whatever a table lies in: text or a spreadsheet.
#pragma once

#include <string>
#include <vector>

#include "formats/csv_reader.h"

namespace stele::formats {

bool is_lp_header(const std::vector<std::string>& cells);
// Reads the rows behind the header; an error when a required column is missing.
Status read_lp_rows(TableReader& table, std::vector<std::string> header, const ImportContext& context, const RowSink& sink);

}  // namespace stele::formats
