// The archive's own statements, one JSON object a line. Nothing is derived: subjects keep their ids.
#include "formats/draft_row.h"
#include "formats/importers.h"
#include "formats/json_stream.h"
#include "formats/statement_lines.h"

namespace stele::formats {

bool recognises_statements(std::string_view head, std::string_view) {
  return first_sign(head) == '{' && head_has_key(head, "subject") && head_has_key(head, "property") && head_has_key(head, "value");
}

Status read_statements(Reader& in, const ImportContext& context, const RowSink& sink) {
  if (!context.schema) return fail(Code::kInternal, "Statements cannot be read without the schema.");
  return for_each_element(in, context, sink, [&](std::string_view unit, uint64_t number, Json&& line, std::string_view) {
    DraftRow found(context, unit, number);
    auto draft = read_statement_line(line, *context.schema);
    if (!draft) found.error("statement", draft.error().message, draft.error().where);
    else if (const Json* coarse = line.find("generalised"); coarse && coarse->as_bool() && *coarse->as_bool())
      found.note("generalised", "This position was coarsened when it was exported; it is not the one on record.", "/value");
    Row row = found.take();
    if (draft) {
      if (draft->source.is_nil()) draft->source = context.source;
      if (draft->contributor.is_nil()) draft->contributor = context.contributor;
      row.key = draft->subject.text();
      row.drafts.push_back(std::move(*draft));
    }
    return sink(std::move(row));
  });
}

}  // namespace stele::formats
