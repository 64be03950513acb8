// From a query to the spellings worth a closer look: shared pieces counted, then aligned letter by letter.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "names/align.h"
#include "names/index_file.h"

namespace stele::names {

struct Candidate {
  uint32_t spelling;
  uint8_t shared;   // weight of the shared pieces, of 250
  int16_t score;    // of the alignment
  float likeness;
};

// What a search needs to work in; one per thread, reused from query to query.
struct Scratch {
  alignas(64) std::array<uint8_t, kBlockSize> sums;
  alignas(64) std::array<uint8_t, kMaxSymbols * kLanes> columns;
  std::vector<Gram> grams;
  std::vector<Candidate> found, fresh;
};

struct GatherLimits {
  uint32_t postings = 150'000;  // looked at, rarest lists first
  uint32_t aligned = 1'500;     // spellings aligned
  std::array<float, kGramKinds> weight = {0.7F, 1.0F, 0.7F, 0.8F, 1.3F, 0.8F, 0.4F, 1.2F};
};

// Adds to scratch.found, ordered by spelling, at most limits.aligned spellings, aligned. The same spelling may be found for
// several readings of a query.
void gather(const Graphemes& graphemes, const Letters& letters, Kernel kernel, const IndexView& index, const Encoded& query,
            const GatherLimits& limits, Scratch& scratch);

}  // namespace stele::names
