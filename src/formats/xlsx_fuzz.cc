// Any bytes as a spreadsheet.
#include <cstdint>
#include <cstdlib>

#include "formats/test_support.h"
#include "formats/xlsx.h"

using namespace stele;
using namespace stele::formats;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  XlsxLimits limits;
  limits.unpacked = size_t{4} << 20;
  auto table = open_xlsx(std::string(reinterpret_cast<const char*>(data), size), "", limits);
  if (!table) return 0;
  TableRow row;
  for (auto any = (*table)->next(row); any && *any; any = (*table)->next(row))
    for (const std::string& cell : row.cells)
      if (!is_valid_utf8(cell)) std::abort();
  return 0;
}
