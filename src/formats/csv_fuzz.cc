// Any bytes as a table, in every delimiter and quoting, and through a guessed mapping's header.
#include <cstdint>
#include <cstdlib>

#include "formats/csv_reader.h"
#include "formats/importers.h"
#include "formats/test_support.h"

using namespace stele;
using namespace stele::formats;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  for (Quotes quotes : {Quotes::kRfc4180, Quotes::kNone}) {
    MemoryReader in(text, 61);
    Utf8Reader utf8(in);
    CsvReader table(utf8, '\0', quotes);
    TableRow row;
    uint64_t before = 0;
    for (auto any = table.next(row); any && *any; any = table.next(row)) {
      if (row.number <= before || row.cells.empty()) std::abort();
      for (const std::string& cell : row.cells)
        if (!is_valid_utf8(cell)) std::abort();
      before = row.number;
    }
  }
  if (auto mapping = guess_mapping(text, "x.csv", test_schema())) {
    ImportContext context = test_context();
    context.schema = &test_schema();
    context.mapping = std::move(*mapping);
    (void)import_text("csv", text, context);
  }
  (void)import_text("lp-tsv", text);
  (void)import_text("geonames", text);
  return 0;
}
