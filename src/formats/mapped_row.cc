// Turns rows into drafts as a compiled mapping says. What a cell says and cannot be used is kept as a recorded value or
// as the words of a date, with a finding: a table is never thinned out silently.
#include <algorithm>

#include "base/geo.h"
#include "formats/dates.h"
#include "formats/geometry.h"
#include "formats/mapping.h"

namespace stele::formats {
namespace {

using model::Value;
using model::ValueKind;

model::Parts parts_of(const ColumnRule& rule, const TableRow& row) {
  model::Parts parts;
  for (const auto& [name, cell] : rule.parts) model::set_part(parts, name, cell.of(row));
  return parts;
}

Result<Id> record_of(const ColumnRule& rule, const std::string& text) {
  return rule.scheme == "stele" ? Id::parse(text) : Result<Id>(Id::derive(rule.scheme, text));
}

Result<Value> flag_of(const std::string& text) {
  for (std::string_view yes : {"true", "yes", "1", "TRUE", "Yes"})
    if (text == yes) return Value(model::Flag{true});
  for (std::string_view no : {"false", "no", "0", "FALSE", "No"})
    if (text == no) return Value(model::Flag{false});
  return fail(Code::kInvalid, "\"" + text + "\" is neither true nor false.");
}

Result<Value> when_of(const ColumnRule& rule, const std::string& text) {
  STELE_TRY(Period period, parse_typed(text, rule.dates_lang));
  std::string words = period.text() == text ? "" : text;
  return Value(model::When{std::move(period), std::move(words), {}});
}

Result<Value> value_of(const ColumnRule& rule, std::string text, const TableRow& row) {
  if (auto it = rule.unknown.find(text); it != rule.unknown.end()) return Value(model::Unknown{it->second});
  switch (rule.property->kind) {
    case ValueKind::kText: return Value(model::Text{std::move(text), rule.lang.of(row)});
    case ValueKind::kName: {
      std::string lang = rule.lang.of(row);
      return Value(model::Name{std::move(text), lang.empty() ? "und" : lang, parts_of(rule, row)});
    }
    case ValueKind::kTerm: return Value(model::Term{std::move(text)});
    case ValueKind::kRef: {
      STELE_TRY(Id id, record_of(rule, text));
      return Value(model::Ref{id});
    }
    case ValueKind::kWhen: return when_of(rule, text);
    case ValueKind::kQuantity: {
      STELE_CHECK(parse_decimal(text));
      return Value(model::Quantity{std::move(text), rule.unit.of(row)});
    }
    case ValueKind::kPosition: {
      STELE_CHECK(parse_wkt(text));
      return Value(model::Position{std::move(text), parts_of(rule, row)});
    }
    case ValueKind::kMembership: {
      STELE_TRY(Id id, record_of(rule, text));
      return Value(model::Membership{id, parts_of(rule, row)});
    }
    case ValueKind::kIdentifier: return Value(model::Identifier{rule.scheme, std::move(text)});
    case ValueKind::kKeyed: {
      std::string key = rule.key.of(row);
      return Value(model::Keyed{key.empty() ? rule.place.substr(rule.place.find(' ') + 1) : key, std::move(text)});
    }
    case ValueKind::kLink: return Value(model::Link{std::move(text), rule.label.of(row)});
    case ValueKind::kFlag: return flag_of(text);
    case ValueKind::kUnknown: break;
  }
  return fail(Code::kInternal, "A table cannot say a value of this kind.");
}

void take_holds(const ColumnRule& rule, const TableRow& row, DraftRow& out, model::Draft& draft) {
  std::string problem, words;
  if (rule.holds.given()) {
    words = rule.holds.of(row);
    if (words.empty()) return;
    auto period = parse_typed(words, rule.dates_lang);
    if (period) draft.holds = std::move(*period);
    else problem = std::move(period.error().message);
    if (!draft.holds || draft.holds->text() != words) draft.words = words;
  } else if (rule.holds_start.given() || rule.holds_end.given()) {
    Holds holds = holds_of_bounds(rule.holds_start.of(row), rule.holds_end.of(row));
    draft.holds = std::move(holds.period);
    draft.words = std::move(holds.words);
    problem = std::move(holds.problem);
  }
  if (!problem.empty()) out.warning("date", problem + " The words are kept.", rule.place);
}

void take_details(const ColumnRule& rule, const TableRow& row, DraftRow& out, model::Draft& draft) {
  draft.certainty = rule.certainty.of(row);
  draft.original = rule.original.of(row);
  draft.audience = rule.audience;
  if (std::string locator = rule.locator.of(row); !locator.empty()) draft.locator = std::move(locator);
  if (rule.source.given())
    if (Id id = rule.source.of(row); !id.is_nil()) draft.source = id;
  take_holds(rule, row, out, draft);
}

void take_value(const ColumnRule& rule, std::string text, const TableRow& row, DraftRow& out) {
  if (text.empty() || std::find(rule.skip.begin(), rule.skip.end(), text) != rule.skip.end()) return;
  auto value = value_of(rule, text, row);
  if (value) return take_details(rule, row, out, out.say(rule.property->id, std::move(*value)));
  out.warning("cell", value.error().message + " It is kept as a recorded value.", rule.place);
  out.recorded(rule.place.substr(rule.place.find(' ') + 1), text);
}

void take_point(const ColumnRule& rule, const TableRow& row, DraftRow& out) {
  std::string lon = rule.lon.of(row), lat = rule.lat.of(row);
  if (lon.empty() && lat.empty()) return;
  if (model::Draft* draft = out.position(point_wkt(lon, lat), parts_of(rule, row), rule.place)) take_details(rule, row, out, *draft);
}

void take_column(const ColumnRule& rule, const TableRow& row, DraftRow& out) {
  if (rule.lon.given()) return take_point(rule, row, out);
  std::string text = rule.main.of(row);
  if (rule.split.empty()) return take_value(rule, std::move(text), row, out);
  for (size_t from = 0; from <= text.size();) {
    size_t end = std::min(text.find(rule.split, from), text.size());
    std::string one = text.substr(from, end - from);
    size_t first = one.find_first_not_of(' '), last = one.find_last_not_of(' ');
    take_value(rule, first == std::string::npos ? "" : one.substr(first, last - first + 1), row, out);
    from = end + rule.split.size();
  }
}

bool wanted(const Mapping& mapping, const TableRow& row) {
  return std::all_of(mapping.where.begin(), mapping.where.end(), [&](const RowTest& test) {
    Cell cell{test.column, {}, {}};
    bool one_of = std::find(test.values.begin(), test.values.end(), cell.of(row)) != test.values.end();
    return one_of == (test.wants == RowTest::Wants::kOneOf);
  });
}

std::string contents_of(const TableRow& row) {
  std::string out;
  for (const std::string& cell : row.cells) out.append(cell).append("\x1f");
  while (out.ends_with("\x1f")) out.pop_back();
  return out;
}

// Puts the subject in; false when the row cannot have one.
bool take_subject(const Mapping& mapping, const TableRow& row, DraftRow& out) {
  std::string type = mapping.type.of(row);
  int column = mapping.subject >= 0 ? mapping.subject : mapping.key;
  if (type.empty()) {
    out.error("row-shape", "The row does not say what type of record it is.");
    return false;
  }
  if (column < 0) {
    out.about_contents(mapping.scheme, contents_of(row), type);
    return true;
  }
  std::string key = Cell{column, {}, {}}.of(row);
  if (key.empty()) out.error("no-key", "The row has no key in the column that tells its record.");
  else out.about(mapping.scheme, key, type);
  return !key.empty();
}

class MappedTable {
 public:
  MappedTable(Mapping mapping, size_t width, const ImportContext& context) : mapping_(std::move(mapping)), width_(width), context_(context) {}

  Status read(TableReader& table, const RowSink& sink) {
    TableRow row;
    for (;;) {
      STELE_TRY(bool any, table.next(row));
      if (!any) return {};
      if (wanted(mapping_, row)) STELE_CHECK(sink(row_of(row)));
    }
  }

 private:
  Row row_of(const TableRow& row) {
    DraftRow out(context_, "row", row.number);
    if (first_) first_row(out);
    if (!row.trouble.empty()) out.warning("row-written", row.trouble);
    bool wide = row.cells.size() > width_ &&
                std::any_of(row.cells.begin() + static_cast<std::ptrdiff_t>(width_), row.cells.end(), [](auto& cell) { return !cell.empty(); });
    if (wide) {
      out.error("row-shape", "The row has " + std::to_string(row.cells.size()) + " cells, the header " + std::to_string(width_) +
                                 "; its cells may stand in the wrong columns, so the row is refused.");
      return out.take();
    }
    if (row.cells.size() < width_)
      out.warning("row-shape", "The row has only " + std::to_string(row.cells.size()) + " cells, the header " + std::to_string(width_) +
                                   "; the missing ones are taken as empty.");
    take_row(row, out);
    return out.take();
  }

  void take_row(const TableRow& row, DraftRow& out) {
    if (mapping_.source.given())
      if (Id id = mapping_.source.of(row); !id.is_nil()) out.cite(id);
    if (mapping_.contributor.given())
      if (Id id = mapping_.contributor.of(row); !id.is_nil()) out.said_by(id);
    if (!take_subject(mapping_, row, out)) return;
    if (mapping_.type_statement == Mapping::TypeStatement::kLeftOut) out.take_back();
    // Where rows name their own sources, the row's key is no place in them.
    if (mapping_.source.given()) out.locate("");
    for (const ColumnRule& rule : mapping_.columns) take_column(rule, row, out);
    for (const auto& [property, value] : mapping_.constants) out.say(property->id, value);
    if (first_) describe_titled(out);
    first_ = false;
  }

  void first_row(DraftRow& out) {
    if (mapping_.unused.empty() || noted_) return;
    noted_ = true;
    std::string all;
    for (const std::string& column : mapping_.unused) all += (all.empty() ? "" : ", ") + column;
    out.note("columns", "The mapping does not use these columns, so they are left out: " + all + ".");
  }

  // The records that the mapping names by title come with the first row.
  void describe_titled(DraftRow& out) {
    describe(out, mapping_.source, "source");
    describe(out, mapping_.contributor, "group");
    for (const ColumnRule& rule : mapping_.columns) describe(out, rule.source, "source");
  }

  static void describe(DraftRow& out, const RecordCell& record, std::string_view type) {
    if (record.title.empty()) return;
    out.say("type", model::Text{std::string(type), {}}).subject = record.fixed;
    out.say("name", model::Name{record.title, "und", {}}).subject = record.fixed;
  }

  Mapping mapping_;
  size_t width_;
  const ImportContext& context_;
  bool first_ = true, noted_ = false;
};

}  // namespace

Status read_mapped_table(TableReader& table, const ImportContext& context, const RowSink& sink) {
  if (!context.mapping)
    return fail(Code::kInvalid, "A table needs a mapping that says what its columns mean (docs/formats/mapping.md); have one guessed, check it, "
                                "and give it with the table.", context.file_name);
  TableRow header;
  STELE_TRY(bool any, table.next(header));
  if (!any) return fail(Code::kInvalid, "The table is empty: it has no header line.", context.file_name);
  for (std::string& name : header.cells) {
    while (name.ends_with(' ')) name.pop_back();
    while (name.starts_with(' ')) name.erase(0, 1);
  }
  STELE_TRY(Mapping mapping, compile_mapping(*context.mapping, header.cells, context));
  return MappedTable(std::move(mapping), header.cells.size(), context).read(table, sink);
}

}  // namespace stele::formats
