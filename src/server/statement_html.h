// One statement as people read it: its value, who says so and from where; and, opened in place, everything else that is
// known of it: when it held, how certain it is, when it was recorded, what others say, what it replaced, and its proof.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/redact.h"
#include "server/html.h"
#include "server/layout.h"
#include "server/time_bars.h"

namespace stele::server {

// What of one record's statements is connected. Made once for a page; the view must outlive it.
struct Connections {
  std::map<Hash, const model::SeenStatement*> replaced_by;  // by the commitment of the replaced one
  std::map<Hash, const model::SeenStatement*> by_commitment;
  // Groups of statements of one property of which only one can be true at one time ("repeat": "once"), and that differ
  // where their times meet; positions too, when they claim the same role. Each group in the order of the log. Statements
  // that nothing contradicts are in no group.
  std::vector<std::vector<const model::SeenStatement*>> rivals;
  std::map<uint64_t, size_t> group_of;  // position -> index of rivals

  Connections(const model::View& view, const model::Schema& schema);
};

struct StatementStyle {
  const Site& site;
  const Reader& reader;
  Titles& titles;
  const Connections* connections = nullptr;  // of the record, when the page is about one
  const TimeAxis* axis = nullptr;            // a bar beside each value, when the page has an axis

  const Words& words() const { return reader.words; }
  std::string_view lang() const { return reader.words.tag(); }  // of labels
};

Html value_html(const StatementStyle& style, const model::SeenStatement& statement);
// <li> with the value, its bar, and the line of attribution that opens. Its id is "s" and its position, so that others
// can point to it; a page that shows a statement twice gives the id once.
enum class Anchors : uint8_t { kYes, kNo };
Html statement_item(const StatementStyle& style, const model::SeenStatement& statement, Anchors anchors = Anchors::kYes);
// <details class="said">: the line says who and from where, opened it says all.
Html said(const StatementStyle& style, const model::SeenStatement& statement);
// Who says so and from where, without links: "Village committee · Survey map, sheet 12".
Html attribution_line(const StatementStyle& style, const model::SeenStatement& statement);
// "Source, sheet 12" with a link.
Html source_html(const StatementStyle& style, const model::SeenStatement& statement);
// A name in its script, with its language and whose status it has: "Cold Spring English · official, according to ...".
Html name_words(const StatementStyle& style, const model::Name& name);

// What a language is called, as CLDR has it; of spellings ("Russian, pre-1918 spelling") and of languages that CLDR does
// not know, as the vocabulary of language tags has it, where it has it in the reader's language.
std::string language_words(const StatementStyle& style, std::string_view tag);
std::string_view property_label(const model::Schema& schema, std::string_view property, const Words& words);
std::string_view term_label(const model::Schema& schema, std::string_view vocab, std::string_view id, std::string_view lang);
// The label of a part's term: part_label(style, kName, "status", "variant").
std::string_view part_label(const StatementStyle& style, model::ValueKind kind, std::string_view part, std::string_view value);
Html log_link(const Reader& reader, uint64_t position);

}  // namespace stele::server
