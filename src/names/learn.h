// Learning the letter table and the generic words from names of the same places (Viterbi training).
//
// Deterministic: the same pairs in the same order give the same bytes. Used by build/train-names, not by the program.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "names/letters.h"

namespace stele::names {

struct LearnOptions {
  int rounds = 5;
  float least = 0.3F;  // likeness below which two names are taken for different names of the place
};

Letters learn_letters(const Graphemes& graphemes, std::span<const std::pair<Encoded, Encoded>> pairs,
                      const LearnOptions& options);

// Further generic words: words that are left over again and again beside a known generic word when the rest of two
// names of a place agrees. Returns the rows of generic_learned.csv, with the number of places seen.
std::string learn_words(const Graphemes& graphemes, const Letters& letters,
                        std::span<const std::pair<std::string, std::string>> pairs);

}  // namespace stele::names
