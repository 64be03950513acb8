// Who reads, as far as the address and the browser tell: the language of the interface and of titles, the date and the
// perspective that names are wanted for. Every link of a page keeps what the reader chose, so that an address given to
// somebody else shows the same.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/period.h"
#include "model/title.h"
#include "server/http.h"
#include "server/params.h"
#include "server/words.h"

namespace stele::server {

struct Reader {
  const Words& words;         // of the interface
  std::string lang;           // wanted for titles and labels; "" never
  std::optional<Period> at;   // ?at=: names, memberships and districts as of then
  std::string by;             // ?by=: names as used by
  std::vector<Fault> faults;  // what was wrong with these
  Pairs kept;                 // lang, at and by as they were given: every link takes them along
  std::string path;           // of this page, and its whole query: for the links that change one choice
  Pairs query;

  model::Perspective perspective() const { return {lang, at, by}; }
  // "/path?..." with what is kept; `more` comes first.
  std::string url(std::string_view path, Pairs more = {}) const;
  // This page with one parameter set, or without it ("").
  std::string with(std::string_view name, std::string_view value) const;
  // Hidden fields that let a form keep the reader's choices, but for the fields it asks for itself.
  Html kept_fields(std::initializer_list<std::string_view> but) const;
};

// ?lang= decides; without it the first language of Accept-Language that the interface has; without one, English. Titles
// are wanted in the language asked for, even when the interface does not have it.
Reader reader_of(const Request& request);

}  // namespace stele::server
