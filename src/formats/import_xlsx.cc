// A spreadsheet: LP-TSV when its header is one and no mapping is given, else any table through a mapping.
#include "formats/importers.h"
#include "formats/lp_table.h"
#include "formats/mapping.h"
#include "formats/xlsx.h"

namespace stele::formats {

bool recognises_xlsx(std::string_view head, std::string_view file_name) {
  return head.starts_with("PK\x03\x04") && (name_ends(file_name, ".xlsx") || head.find("xl/workbook.xml") != std::string_view::npos);
}

namespace {

Result<std::string> read_whole(Reader& in, size_t limit) {
  std::string out;
  for (;;) {
    size_t old = out.size();
    out.resize(old + (size_t{1} << 20));
    auto got = in.read({out.data() + old, out.size() - old});
    out.resize(old + (got ? *got : 0));
    if (!got) return std::unexpected(std::move(got.error()));
    if (*got == 0) return out;
    if (out.size() > limit) return fail(Code::kInvalid, "This spreadsheet is larger than " + std::to_string(limit >> 20) + " MB; save the sheet as CSV.");
  }
}

}  // namespace

Status read_xlsx(Reader& in, const ImportContext& context, const RowSink& sink) {
  STELE_TRY(std::string bytes, read_whole(in, XlsxLimits{}.file));
  STELE_TRY(auto table, open_xlsx(std::move(bytes), context.mapping ? context.mapping->str("sheet") : ""));
  if (context.mapping) return read_mapped_table(*table, context, sink);
  TableRow header;
  STELE_TRY(bool any, table->next(header));
  if (any && is_lp_header(header.cells)) return read_lp_rows(*table, std::move(header.cells), context, sink);
  return fail(Code::kInvalid, "A table needs a mapping that says what its columns mean (docs/formats/mapping.md).", context.file_name);
}

}  // namespace stele::formats
