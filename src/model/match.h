// Which record does this name mean? A question with a name, and what the asker knows besides; an answer of candidates,
// each with a score and the reason for it in words. Reconciliation, `stele match` and reviews share these.
//
// All functions are pure and safe from any thread. Distances are in metres.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/period.h"
#include "model/query.h"
#include "model/title.h"

namespace stele::model {

// What a condition does to a record that does not meet it.
enum class Wants : uint8_t {
  kRather,    // it stays, with a lower score
  kPossibly,  // it is left out, unless nothing is said about it: what is not said may be so
  kSurely,    // it is left out also when nothing is said about it
};

struct MatchQuery {
  std::string name;                // "" with `near`: whatever is there
  std::vector<std::string> types;  // any of these; empty = any
  std::optional<Near> near;        // how far away it may be
  std::optional<Period> during;    // it was there, or bore this name, at that time
  std::vector<Id> part_of;         // belongs to any of these, directly or over other units
  std::string lang;                // of the name (BCP 47); "" = not known, which is usual
  size_t limit = 10;               // at most kMostCandidates
  Wants near_wanted = Wants::kPossibly, during_wanted = Wants::kPossibly, part_of_wanted = Wants::kPossibly;
};
inline constexpr size_t kMostCandidates = 100;

struct LetterPair {
  std::string asked, known;  // "" = a letter without counterpart
  friend bool operator==(const LetterPair&, const LetterPair&) = default;
};

struct Candidate {
  Hit hit;
  double score = 0;             // 0..1: of those above 0.9 at least 95 % are the right one
  std::string name, name_lang;  // the stored name that matched
  std::optional<Held> held;     // when that name is said to have been used
  std::string how;              // "same", "same-letters", "other-script", "spelling", "part"; "place", "id": by that only
  size_t letters_differ = 0;
  std::vector<LetterPair> alignment;
  std::optional<double> distance_m;  // from the point asked about
};

enum class Verdict : uint8_t { kMatch, kChoose, kNone };
std::string_view verdict_name(Verdict verdict);  // "match", "choose", "none"
// `candidates` with the best first. kMatch: the first is above 0.9 and clearly ahead of the second; kChoose: something
// is above 0.5, so a person should look.
Verdict verdict(std::span<const Candidate> candidates);

// Why it is a candidate, in English: "same name in Russian letters; one letter differs; used 1935-1991; 3.2 km away".
std::string reason(const Candidate& candidate);

// The letters of a UTF-8 text: a base with its marks is one. At most `most`; bytes that are not UTF-8 count one each.
std::vector<std::string> letters_of(std::string_view utf8, size_t most = 64);
// The letters of two spellings side by side, by the fewest changes; letters that fold alike are the same. Both are
// looked at up to 64 letters.
std::vector<LetterPair> align_letters(std::string_view asked, std::string_view known);
// Pairs whose two sides do not fold alike; blanks and punctuation do not count.
size_t letters_that_differ(std::span<const LetterPair> alignment);

}  // namespace stele::model
