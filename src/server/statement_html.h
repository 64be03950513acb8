// One statement as people read it: its value, when it held, who says so and from where, and its place in the log.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "model/redact.h"
#include "server/html.h"
#include "server/layout.h"

namespace stele::server {

struct StatementStyle {
  const Site& site;
  const Reader& reader;
  Titles& titles;
  // The statement that replaces one, by the commitment of the replaced one; among those shown on this page.
  const std::map<Hash, uint64_t>* replaced_by = nullptr;

  const Words& words() const { return reader.words; }
  std::string_view lang() const { return reader.words.tag(); }  // of labels
};

Html value_html(const StatementStyle& style, const model::SeenStatement& statement);
// <li> with value, parts and the line of attribution.
Html statement_item(const StatementStyle& style, const model::SeenStatement& statement);
std::string_view property_label(const model::Schema& schema, std::string_view property, const Words& words);
Html log_link(const Reader& reader, uint64_t position);

}  // namespace stele::server
