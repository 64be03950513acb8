// "What was this called on that day, in which district, according to whom": what a record's visible statements say of
// one time. Every answer keeps the statement it rests on, so whoever shows it can say who says so and from which source;
// nothing is merged and nobody is preferred.
//
// Statements come in this order: those that certainly were so then, possibly were, and those without a date, which can
// always have been; among equals the order of the log. What was not so then is left out. Superseded ones are too.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "model/redact.h"

namespace stele::model {

struct SaidThen {
  SeenStatement statement;
  Holding held = Holding::kUndated;  // never kNot
};

// A unit (district, state, larger place) and all statements that say that the thing below belonged to it then.
struct UnitThen {
  Id unit;
  bool is_seen = false;  // false: the reader may not see the unit's record, or there is none; the rest is then ""
  std::string type, title, title_lang;  // its name as of then
  std::vector<SaidThen> said;           // never empty; each with the role, view and holder that it gives
  bool is_repeated = false;     // it stands elsewhere in this answer (or is the thing itself) and is not opened again
  std::vector<UnitThen> units;  // what it belonged to in its turn
};

struct Then {
  Id id;
  std::string type, title, title_lang;  // the name on top, as of then
  std::vector<SaidThen> names;          // of the property "name"
  std::vector<UnitThen> units;          // by "part-of"
  bool is_whole = true;  // false: belongings were left out, because they were more than kMostUnits or kDeepest levels
};

inline constexpr size_t kMostUnits = 200, kDeepestUnit = 12;

// The view of another record by the same reader; nullptr when there is none. It must stay valid until the next call.
using ViewOf = std::function<const View*(const Id&)>;

// `asked.at` must be set; without it everything counts as undated. Circles of belongings end where they close.
Then then_of(const View& view, const Perspective& asked, const ViewOf& view_of);

}  // namespace stele::model
