// The gate. A View is what one reader may see of a record, and redact() is the only way to get one. It is total: it
// cannot fail, it can only show less. The strictest of these applies to each statement: its own audience, the default
// of its property, the default of the record's type, the record's own "audience" statements. A withdrawn statement is
// not shown; a superseded one is, marked. Positions are shown in the form that "coordinate-release" allows.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "model/schema.h"
#include "model/statement.h"
#include "model/title.h"

namespace stele::model {

struct Viewer {
  Audience may_read = Audience::kPublic;
};

struct SeenStatement : Statement {
  bool superseded = false;   // a later statement replaces it
  bool generalised = false;  // its position is coarser than the one on record
};

class View {
 public:
  const Id& id() const { return id_; }
  const std::string& type() const { return type_; }  // "" when nothing visible says it
  const std::vector<SeenStatement>& statements() const { return statements_; }
  bool empty() const { return statements_.empty(); }  // nothing this reader may see: treat as not found

  std::vector<const SeenStatement*> of(std::string_view property) const;  // not superseded, log order
  // The name to put on top, by the order that model/title.h states; title() has words for a record without names too.
  std::string title(const Perspective& perspective) const;
  const Name* title_name(const Perspective& perspective) const;  // nullptr when it has no name
  std::string title(const TitleRule& rule) const;                // for many records: the rule is made once
  const Name* title_name(const TitleRule& rule) const;
  std::string title(std::string_view lang = "en") const;  // of a reader who says no more
  const Name* title_name(std::string_view lang = "en") const;

 private:
  friend View redact(const Record&, const std::set<Id>&, const Schema&, const Viewer&);
  View() = default;
  Id id_;
  std::string type_;
  std::vector<SeenStatement> statements_;
};

// `withdrawn` holds the contributions that were undone.
View redact(const Record& record, const std::set<Id>& withdrawn, const Schema& schema, const Viewer& viewer);

// A position coarsened to the centre of its cell ("grid-1km": 0.01 degrees, "grid-10km": 0.1 degrees); the same input
// always gives the same output, and coarsening twice changes nothing. "exact" gives it back; "none" and "admin-unit"
// "".
std::string generalise_wkt(std::string_view wkt, std::string_view release);

}  // namespace stele::model
