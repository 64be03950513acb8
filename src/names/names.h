// Finding places by any of their names, in any spelling and script, with the reason.
//
// What others use of this module is here. Pure: no file, socket, clock, thread or global. The caller maps an index file
// and hands its bytes in; which rows a reader may see is asked of the caller, row by row, before anything is shown.
// A search never fails: a text that cannot be a name has no matches, and `flags` (names/fold.h) say what was odd.
// Time is bounded by the budgets of SearchLimits, whatever is asked.
// Threads: a Matcher is constant; a NameIndex may be searched by many threads as long as none calls add(); each thread
// has its own Workspace.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "names/matcher.h"
#include "names/search.h"

namespace stele::names {

// One place that may be meant.
struct Match {
  uint32_t place = 0, name = 0;  // the caller's numbers of the place and of its name that fits best
  float trust = 0;               // that this is the place meant, 0 to 1; calibrated on places kept out of the training
  float likeness = 0;            // of the letters: 1 for a perfect pair
  Script script = Script::kOther;  // of that name
};

struct Answer {
  std::vector<Match> matches;  // best first
  uint16_t flags = 0;          // what was odd about the text
  Script script = Script::kOther;
};

// What to do with a row of a list: `kMatch` may be taken without asking, `kChoose` needs a person, `kNone` found
// nothing.
enum class Verdict : uint8_t { kMatch, kChoose, kNone };
inline constexpr float kMatchTrust = 0.9F, kChooseTrust = 0.05F;
Verdict verdict_of(const Answer& answer);

class NameIndex {
 public:
  // An empty index, or one over bytes that IndexBuilder::build() made; they must outlive it and lie at a multiple of 8.
  // An error means that the bytes are damaged or of another version: they can be built anew.
  explicit NameIndex(const Matcher& matcher) : matcher_(&matcher) {}
  static Result<NameIndex> open(const Matcher& matcher, Bytes bytes);

  // From now on searches find this name too. Costs some microseconds on average and, seldom, as long as building an
  // index of all that was added. Kept in memory only.
  Status add(std::string_view name, uint32_t place, uint32_t name_id);
  size_t added() const;

  Answer search(std::string_view text, const RowFilter& filter, size_t limit, Workspace& work) const;
  Answer search(std::string_view text, const RowFilter& filter, size_t limit, Workspace& work,
                const SearchLimits& limits) const;

 private:
  // What was added lies in small indexes, each up to sixteen times the size of the one before; a full one is poured
  // into the next.
  struct Level {
    struct Name {
      std::string text;
      Row row;
    };
    std::vector<Name> names;
    std::vector<uint8_t> bytes;
    IndexView view;
  };
  Status rebuild(Level& level);

  const Matcher* matcher_;
  IndexView main_;
  std::vector<Level> levels_;
};

// --- why two names go together
// -----------------------------------------------------------------------------------------

enum class Fate : uint8_t {
  kSame,        // the same letter
  kEquivalent,  // letters that usually stand for each other
  kDiffers,     // letters that do not
  kLeftOut,     // a letter of the first name that the second does not have
  kAdded,       // the other way round
  kUnwritten,   // a letter on one side only that the other script or spelling seldom writes
};
struct LetterPair {
  std::string a, b;  // as folded; one of them may be empty
  Fate fate = Fate::kSame;
};
struct Reason {
  Script script_a = Script::kOther, script_b = Script::kOther;
  std::vector<LetterPair> letters;
  int differing = 0;                                // letters that differ, are left out or added
  std::vector<std::string> shared, only_a, only_b;  // generic words: "upper", "village"
  uint16_t flags_a = 0, flags_b = 0;
};
Reason explain(const Matcher& matcher, std::string_view a, std::string_view b);

// "the same name in Cyrillic letters; one letter differs". English; other languages are made from the Reason.
std::string sentence(const Reason& reason);

}  // namespace stele::names
