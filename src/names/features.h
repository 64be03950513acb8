// What is measured of two names, for the rankers: numbers only, no text, no place.
#pragma once

#include <array>
#include <cstdint>

#include "names/align.h"

namespace stele::names {

// A name as stored: symbols, the generic words last.
struct Spelling {
  Script script;
  Symbols symbols;
  static Spelling of(const Encoded& name) { return {name.script, Symbols(name.symbols).first(name.size)}; }
};

inline constexpr size_t kPairFeatures = 47;
using PairFeatures = std::array<float, kPairFeatures>;

// The features of `a` (asked) against `b` (known).
void pair_features(const Graphemes& graphemes, const Letters& letters, const Spelling& a, const Spelling& b,
                   float* out);

}  // namespace stele::names
