// Bytes to drafts, views to bytes. This module opens no file: bytes come from a Reader and go to a Writer, and the
// tables at the end are all the formats there are.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "model/check.h"
#include "model/redact.h"
#include "model/schema.h"
#include "model/statement.h"

namespace stele::formats {

// A stream of bytes, read once from its beginning.
class Reader {
 public:
  virtual ~Reader() = default;
  // Fills at most out.size() bytes and says how many; 0 at the end.
  virtual Result<size_t> read(std::span<char> out) = 0;
};

// What an import is told besides the bytes.
struct ImportContext {
  const model::Schema* schema = nullptr;
  std::string file_name;        // for messages and as a locator
  std::string dataset;          // key of the dataset: ids of rows are derived from it and the row's key
  Id source;                    // the record of type source that statements cite unless the row names another
  Id contributor;               // who says what the rows say, unless they name another
  std::optional<Json> mapping;  // for tables: docs/formats/mapping.md
};

// One row of a list: what it says, and what was found wrong with it while reading. A row with an error finding and no
// drafts is refused; the import goes on.
struct Row {
  uint64_t number = 0;     // as a person counts: the first row of data after a header is 2, a feature is its ordinal
  std::string where;       // "row 12" or "feature 3"; findings of later checks are put there
  std::string key;         // the row's own id in the dataset, "" if it has none
  std::vector<model::Draft> drafts;
  std::vector<model::Finding> findings;
};

// Takes rows in order; an error ends the reading and is passed on.
using RowSink = std::function<Status(Row&&)>;

struct Importer {
  std::string_view name, media_type, help;
  // Do these first bytes (up to 64 KiB) of a file of this name look like the format? The first that says yes is taken.
  bool (*recognises)(std::string_view head, std::string_view file_name);
  // Streams: memory does not grow with the input. An error means that the input as a whole cannot be read (wrong
  // encoding, cut off, not this format); what is wrong with single rows is in the rows.
  Status (*read)(Reader& in, const ImportContext& context, const RowSink& sink);
};

class Writer {
 public:
  virtual ~Writer() = default;
  virtual Status write(std::string_view bytes) = 0;
};

// The views to export, one after another; nullptr at the end.
class ViewSource {
 public:
  virtual ~ViewSource() = default;
  virtual Result<const model::View*> next() = 0;
  // The view of another record that an exported one names (a source, a district), or nullptr.
  virtual const model::View* look_up(const Id& id) = 0;
};

struct Exporter {
  std::string_view name, media_type, extension, help;
  Result<uint64_t> (*write)(ViewSource& views, const model::Schema& schema, Writer& out);  // how many records
};

std::span<const Importer> importers();  // table.cc: the one list
std::span<const Exporter> exporters();
const Importer* importer_named(std::string_view name);
const Exporter* exporter_named(std::string_view name);

// For tables without a mapping: guesses one from the header line and the first rows, to be printed and edited.
Result<Json> guess_mapping(std::string_view head, std::string_view file_name, const model::Schema& schema);

}  // namespace stele::formats
