// From a query to ranked places: candidates, one row of inputs per place, trees.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "names/candidates.h"
#include "names/matcher.h"

namespace stele::names {

inline constexpr size_t kListFeatures = 18;
inline constexpr size_t kRankInputs = kPairFeatures + kListFeatures;
inline constexpr size_t kTrustInputs = kRankInputs + 4;

inline constexpr size_t kTrusted = 20;  // places of an answer that are given a trust

// May this reader see this row, and is it wanted? Asked for the rows of some 60 spellings, and of all that were aligned
// (720 and more) when it refuses most of them.
using RowFilter = std::function<bool(const Row&)>;

struct SearchLimits {
  GatherLimits gather;
  uint32_t spellings = 60;        // looked at closely
  uint32_t places = 30;           // ranked
  uint32_t rows_a_spelling = 12;  // homonyms
};

// One place that may be meant, with the best of its names.
struct Found {
  Row row;
  uint32_t spelling;
  uint16_t part;                     // which of the indexes it is from
  float likeness;                    // of the alignment
  float rank = 0;                    // of the ranker; only comparable within one answer
  float trust = 0;                   // that it is the place meant, 0 to 1
  Generic form = Generic::kMeaning;  // which form of the query it was found by
};

struct Workspace {
  Scratch scratch;
  struct Spotted {
    Candidate candidate;
    uint16_t part;
    Generic form;
  };
  std::vector<Spotted> spotted;
  std::vector<Found> found;
  std::vector<float> inputs, scores, trust_inputs;
};

// Fills work.found with at most limits.places places and work.inputs with kRankInputs numbers for each; unranked.
void find_places(const Matcher& matcher, std::span<const IndexView> parts, const Forms& query, const RowFilter& filter,
                 const SearchLimits& limits, Workspace& work);

// Orders work.found by the ranker, best first, and gives the first kTrusted their trust.
void rank_places(const Matcher& matcher, Workspace& work);

// The inputs of the trees for trust: those of the ranker and where it put the place.
void trust_inputs(std::span<const float> inputs, std::span<const float> ranks, std::span<const uint32_t> order,
                  std::vector<float>& out);

}  // namespace stele::names
