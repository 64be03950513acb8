// How well two spellings go together, letter by letter.
//
// The score of an alignment is the sum of the learned odds of its letter pairs and gaps (Needleman-Wunsch, linear
// gaps), in sixteenths of a nat. `align()` also says which letter stands for which. A batch aligns one query with 64
// names of one script at once, with the widest instructions the processor has; all kernels give the same numbers as
// the reference (align_test.cc, align_fuzz.cc). Pure; every function may be called from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "names/letters.h"

namespace stele::names {

using Symbols = std::span<const uint8_t>;

struct Pairing {
  int8_t a, b;  // positions; -1 for a letter the other spelling does not have
  int16_t score;
};
struct Alignment {
  int score = 0;
  std::vector<Pairing> pairs;
};

// The reference: plain and slow.
int align_score(const Letters& letters, Script sa, Symbols a, Script sb, Symbols b);
Alignment align(const Letters& letters, Script sa, Symbols a, Script sb, Symbols b);

// The sum of what each letter could bring at best: align_score / mean of both sums is the likeness, 1 for a perfect
// pair.
int best_sum(const Letters& letters, Script own, Script other, Symbols symbols);
float likeness(int score, int best_a, int best_b);

inline constexpr size_t kLanes = 64;

// One query against one script.
struct Profile {
  Profile(const Letters& letters, Script own, Script other, Symbols symbols);
  std::array<const int8_t*, kMaxSymbols> rows{};
  std::array<int16_t, kMaxSymbols> gaps{};
  const int8_t* other_gaps;
  const int8_t* other_best;
  int size;
  int best;  // best_sum of the query
};

struct BatchScores {
  alignas(64) std::array<int16_t, kLanes> score, best;  // best_sum of each name
};

// columns: `length` rows of kLanes symbols, 64-byte aligned, padded with kPad.
using Kernel = void (*)(const Profile& query, const uint8_t* columns, size_t length, BatchScores& out);
struct KernelChoice {
  std::string_view name;  // "avx512", "avx2", "portable"
  Kernel run;
};
std::vector<KernelChoice> kernels();  // those this processor can run, the quickest first; "portable" is the last

}  // namespace stele::names
