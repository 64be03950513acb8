// The name on top. No name is "the" name of a place: which one stands on top is computed from who reads, for which time
// and as whom, and never stored. Pages, lists, suggestions and map tiles all choose by TitleRule, so they agree.
//
// The order, the same for every record:
//   1. when a time is asked: names that certainly were so then, possibly were, have no date, were not
//   2. when a voice is asked: names to which it gives their status, or that it says or hands down, before others
//   3. the reader's language; then a name whose language is not told; then English; then any other
//   4. a name in use, or one that is not dated, before one of the past (without a time) or a false one
//   5. in the reader's language: the script that the reader's tag means before its other scripts
//   6. a name before its variants; among other languages the alphabet of their tags; at last the one recorded first
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/period.h"
#include "model/statement.h"

namespace stele::model {

// Who reads, for which time, and with whose names.
struct Perspective {
  std::string lang = "en";   // BCP 47; its script counts too ("az-Cyrl")
  std::optional<Period> at;  // names and memberships as of then
  std::string by;            // the text of a name's "status-by", or the id of a contributor or source; "" = anybody
};

// How surely something with such a period was so at a time. A period that lies within the time asked for certainly was
// ("1905" in 1905), as was one that covers all of it. "about" and "perhaps" do not widen the days (base/period.h).
enum class Holding : uint8_t { kCertainly, kPossibly, kUndated, kNot };
std::string_view holding_name(Holding holding);  // "certainly", "possibly", "undated", "not"

// The days of a Period that decide it.
struct Held {
  Day start_first = kDayMin, start_last = kDayMin, end_first = kDayMax, end_last = kDayMax;
  bool interval = false;
  static Held of(const Period& period);
  friend bool operator==(const Held&, const Held&) = default;
};
Holding holding(const std::optional<Held>& held, const Period& at);
Holding holding(const std::optional<Period>& holds, const Period& at);

// What a choice needs to know of one name.
struct NameFacts {
  enum Mark : uint8_t { kFormer = 1, kFalse = 2, kVariant = 4 };
  std::string_view lang;
  std::optional<Held> held;
  uint8_t marks = 0;            // of Mark
  bool is_asked_voice = false;  // the voice of the perspective stands behind it
};
uint8_t marks_of(const Name& name);
// Those who stand behind a name: who gives its status, its contributor, its source.
std::vector<std::string> voices_of(const Statement& statement, const Name& name);

// Made once for many records. Immutable; any thread.
class TitleRule {
 public:
  explicit TitleRule(Perspective perspective);
  const Perspective& perspective() const { return perspective_; }
  // Smaller is better; equal ones stand in the order of the log. It refers to the facts' language.
  using Rank = std::tuple<Holding, bool, int, bool, bool, bool, std::string_view>;
  Rank rank(const NameFacts& name) const;

 private:
  Perspective perspective_;
  std::string script_;
};

// The first of the best. `facts_of(name)` gives NameFacts, or nullopt for what is no title; nullptr when none is.
template <class Names, class FactsOf>
auto choose_title(const Names& names, const TitleRule& rule, FactsOf facts_of) -> decltype(&*names.begin()) {
  decltype(&*names.begin()) best = nullptr;
  TitleRule::Rank best_rank;
  for (const auto& name : names) {
    std::optional<NameFacts> facts = facts_of(name);
    if (!facts) continue;
    TitleRule::Rank rank = rule.rank(*facts);
    if (!best || rank < best_rank) best = &name, best_rank = rank;
  }
  return best;
}

}  // namespace stele::model
