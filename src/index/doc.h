// What search knows of one record: everything here is taken from a View, so nothing that its reader may not see can be
// found, counted or drawn. The doc is stored with the record, both to answer with and to know what to take back when
// the record changes.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/geo.h"
#include "base/period.h"
#include "model/redact.h"
#include "model/schema.h"

namespace stele::index {

// A name, with what choosing a title by it needs.
struct DocName {
  std::string text, lang;
  bool is_title = false;            // of the property "name": others ("name-from") are found but never on top
  uint8_t marks = 0;                // model::NameFacts::Mark
  std::optional<model::Held> held;  // when it was so
  std::vector<std::string> voices;  // model::voices_of()
  friend bool operator==(const DocName&, const DocName&) = default;
};

struct Doc {
  std::string type, title, title_lang;  // as for a reader who says nothing: it is what lists are sorted by
  uint32_t statements = 0;
  std::vector<DocName> names;                               // in the order of the log
  std::vector<std::pair<std::string, std::string>> facets;  // facet, value; sorted, no repeats
  std::vector<std::pair<Day, Day>> spans;                   // earliest, latest; sorted, no repeats
  std::vector<std::string> identifiers;                     // "scheme:id"
  std::vector<std::pair<std::string, Id>> links;            // property, target; sorted, no repeats
  std::optional<Point> point;
  std::string words;  // folded words of searchable texts other than names
  friend bool operator==(const Doc&, const Doc&) = default;
};

// nullopt when the reader sees nothing of it, or when its type is not listed.
std::optional<Doc> make_doc(const model::View& view, const model::Schema& schema);

// The title that model::View gives by the same rule.
struct Title {
  std::string_view text, lang;
};
Title title_of(const Doc& doc, const model::TitleRule& rule);

// All folded words it can be found by, its names' included.
std::string all_words(const Doc& doc);

// The index numbers facets, because the same few hundred pairs stand in every doc; those who stand behind names are
// numbered with them, as values of a facet that nothing has and nobody can ask for.
class FacetNumbers {
 public:
  virtual ~FacetNumbers() = default;
  virtual Result<uint64_t> number(std::string_view facet, std::string_view value) = 0;
  virtual Result<std::pair<std::string, std::string>> facet(uint64_t number) = 0;
};

Result<std::string> to_bytes(const Doc& doc, FacetNumbers& numbers);
// kCorrupt for bytes that to_bytes() did not write.
Result<Doc> doc_from_bytes(std::string_view bytes, FacetNumbers& numbers);

}  // namespace stele::index
