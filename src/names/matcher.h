// Everything the matcher knows, loaded once: letter tables, learned odds, rankers.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/asset.h"
#include "names/align.h"
#include "names/features.h"
#include "names/trees.h"

namespace stele::names {

inline constexpr size_t kPairInputs = kPairFeatures + 3 + 22;

struct Matcher {
  // From the files of schema/names. Without trees (while training) scores are the likeness of the alignment.
  static Result<Matcher> parse(std::span<const Asset> files);
  // With the tables built into the program; an error means a fault of the build.
  static Result<Matcher> builtin();

  Graphemes graphemes;
  Letters letters;
  Trees pair_trees, rank_trees, trust_trees;
  Kernel kernel;
};

// One name in its two forms: generic words by meaning, and spelled out.
struct Forms {
  Encoded meaning, spelled;
};
Forms forms_of(const Graphemes& graphemes, std::string_view name);

// The inputs of the trees for pairs: pair_features, what the spelled-out forms add, and plain likenesses of letters
// and of classes of sounds.
void pair_inputs(const Matcher& matcher, const Forms& a, const Forms& b, float* out);

// Whether two names are one name in two spellings; symmetric.
//
// `proposed` answers another question than `trust`: two lists have been matched by other means and somebody proposes
// the pair; are the places the same? There two names with nothing in common are a renaming as often as not (so it is in
// the development set, whose wrong pairs are all near misses), and `proposed` says so. `trust` is never high for
// names that do not resemble each other: between two names drawn at random this is the question.
struct PairScore {
  float likeness = 0;  // of the alignment, 1 for a perfect pair; may be below 0
  float trust = 0;     // that they are spellings of one name, 0 to 1
  float proposed = 0;  // that they name one place, given that somebody proposes it, 0 to 1
  Script script_a = Script::kOther, script_b = Script::kOther;
};
inline constexpr float kProposedSame = 0.42F;  // from which `proposed` is taken for yes: the best F1 on the train side
PairScore score_pair(const Matcher& matcher, std::string_view a, std::string_view b);

}  // namespace stele::names
