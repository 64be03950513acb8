// Delimited text through a mapping.
#include "formats/csv_reader.h"
#include "formats/importers.h"
#include "formats/mapping.h"

namespace stele::formats {

bool recognises_csv(std::string_view head, std::string_view file_name) {
  for (std::string_view ending : {".csv", ".tsv", ".tab"})
    if (name_ends(file_name, ending)) return true;
  return name_ends(file_name, ".txt") && head.substr(0, head.find('\n')).find_first_of(",;\t") != std::string_view::npos;
}

Status read_csv(Reader& in, const ImportContext& context, const RowSink& sink) {
  std::string_view delimiter = context.mapping ? context.mapping->str("delimiter") : std::string_view();
  Utf8Reader utf8(in);
  CsvReader table(utf8, delimiter.size() == 1 ? delimiter[0] : '\0', Quotes::kRfc4180);
  return read_mapped_table(table, context, sink);
}

}  // namespace stele::formats
