// What a name is looked up by: hashes of short pieces of it, of two families.
//
// Across scripts: pieces of its readings in classes of sounds, with vowels and without, each word's and the whole
// name's consonants and these with one left out. Within a script: pieces of its letters without accents, so that typing
// errors do not matter. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "names/graphemes.h"

namespace stele::names {

enum class GramKind : uint8_t { kSounds, kConsonants, kConsonantKey, kLetters, kLettersSkip, kWord };
inline constexpr int kGramKinds = 6;

struct Gram {
  uint32_t hash;
  GramKind kind;
  bool likely;  // of the first reading of every letter
};

enum class Side : uint8_t { kIndexed, kQuery };

// Sorted by hash, without repetitions.
void grams_of(const Graphemes& graphemes, const Encoded& name, Side side, std::vector<Gram>& out);

}  // namespace stele::names
