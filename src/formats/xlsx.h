// One sheet of a spreadsheet in Office Open XML (ECMA-376, XLSX) as a table. The file is held in memory and so is the
// sheet, within limits that refuse archives made to fill memory.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "formats/csv_reader.h"

namespace stele::formats {

struct XlsxLimits {
  size_t file = size_t{64} << 20;       // bytes as they come
  size_t unpacked = size_t{256} << 20;  // bytes of all the parts that are unpacked
  size_t ratio = 200;                   // of a part's unpacked size to the whole file's, from 1 MB on
  size_t entries = 100000;
};

// The sheet of that name, or the first one for "". Numbers keep the characters of the file; a date is the number that
// the spreadsheet keeps, and its row says so. Formulas give their last computed value.
Result<std::unique_ptr<TableReader>> open_xlsx(std::string bytes, std::string_view sheet, XlsxLimits limits = {});

}  // namespace stele::formats
