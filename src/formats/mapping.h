// What the columns of a table mean: a mapping file (docs/formats/mapping.md), compiled against the table's header, and
// the reading of a table through it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "formats/csv_reader.h"
#include "formats/draft_row.h"

namespace stele::formats {

// A string that is the same for every row, or a column's cell, changed by `values` if it is named there.
struct Cell {
  int column = -1;
  std::string text;  // the constant, or what is put before the cell
  std::map<std::string, std::string, std::less<>> values;
  std::string of(const TableRow& row) const;
  bool given() const { return column >= 0 || !text.empty(); }
};

// Which record: a fixed one, or the one that the cell names in a scheme.
struct RecordCell {
  Id fixed;
  std::string title;  // when the mapping gives the title of a record to make
  std::string scheme;
  Cell cell;
  bool given() const { return !fixed.is_nil() || cell.given(); }
  // nil when the cell is empty.
  Id of(const TableRow& row) const;
};

struct ColumnRule {
  std::string place;  // "column name_az", for findings
  const model::PropertySpec* property = nullptr;
  Cell main, lon, lat, lang, unit, label, key, certainty, locator, original;
  Cell holds, holds_start, holds_end;
  std::vector<std::pair<std::string, Cell>> parts;
  std::string scheme, split, dates_lang;
  std::vector<std::string> skip;                                // cells that say nothing
  std::map<std::string, std::string, std::less<>> unknown;      // cell -> reason
  model::Audience audience = model::Audience::kPublic;
  RecordCell source;
};

struct RowTest {
  int column = -1;
  std::vector<std::string> values;
  enum class Wants { kOneOf, kNoneOf } wants = Wants::kOneOf;
};

struct Mapping {
  Cell type;
  std::string scheme;
  int subject = -1, key = -1;
  RecordCell source, contributor;
  std::vector<ColumnRule> columns;
  std::vector<std::pair<const model::PropertySpec*, model::Value>> constants;
  std::vector<RowTest> where;
  enum class TypeStatement { kSaid, kLeftOut } type_statement = TypeStatement::kSaid;  // of further rows about known records
  std::vector<std::string> unused;  // columns of the table that nothing names
};

// The error names the member of the mapping that is wrong; a column that the header has not is one.
Result<Mapping> compile_mapping(const Json& json, const std::vector<std::string>& header, const ImportContext& context);

// Reads the header and then every row. Errors: no mapping, no schema, no header, a mapping that does not fit.
Status read_mapped_table(TableReader& table, const ImportContext& context, const RowSink& sink);

}  // namespace stele::formats
