// Every visible statement as a line: the only export that can be read back whole.
#include "formats/importers.h"
#include "formats/statement_lines.h"

namespace stele::formats {

Result<uint64_t> write_statements(ViewSource& views, const model::Schema&, Writer& out) {
  uint64_t records = 0;
  std::string lines;
  for (;;) {
    STELE_TRY(const model::View* view, views.next());
    if (!view) return records;
    lines.clear();
    for (const model::SeenStatement& statement : view->statements()) {
      append_statement_line(lines, statement);
      lines += '\n';
    }
    STELE_CHECK(out.write(lines));
    records += !view->empty();
  }
}

}  // namespace stele::formats
