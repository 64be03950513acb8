// From a query to the spellings worth a closer look: shared pieces counted, then aligned letter by letter.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "names/align.h"
#include "names/index_file.h"

namespace stele::names {

inline constexpr uint32_t kBlockSize = 32768;  // spellings counted at a time

struct Candidate {
  uint32_t spelling;
  uint8_t shared;  // weight of the shared pieces, of 250
  int16_t score;   // of the alignment
  float likeness;
};

// A list that is being read: the spelling it has come to, and what each of its spellings gets.
struct Reader {
  const uint16_t *at, *end;
  int64_t last;  // the spelling before `at`; wide, so that no damaged list can make it turn over
  float weight;
  uint32_t points;
};

// What a search needs to work in; one per thread, reused from query to query.
struct Scratch {
  alignas(64) std::array<uint8_t, kBlockSize> sums;
  alignas(64) std::array<uint8_t, kMaxSymbols * kLanes> columns;
  std::vector<Gram> grams;
  std::vector<Reader> lists;
  std::vector<Candidate> found, fresh;
};

struct GatherLimits {
  uint32_t postings = 32'000;  // looked at, rarest lists first
  uint32_t aligned = 720;      // spellings aligned
  float unlikely = 0.8F;       // weight of pieces of other readings
  std::array<float, kGramKinds> weight = {1.0F, 1.1F, 1.3F, 0.8F, 0.25F, 1.2F};
};

// Adds to scratch.found, ordered by spelling, at most limits.aligned spellings, aligned. The same spelling may be found
// for several readings of a query.
void gather(const Graphemes& graphemes, const Letters& letters, Kernel kernel, const IndexView& index,
            const Encoded& query, const GatherLimits& limits, Scratch& scratch);

}  // namespace stele::names
