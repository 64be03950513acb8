// The idea: the spellings that look most alike, and some that share the most, stand for their places; each place is
// judged by its best name and by how it stands beside the others.
#include "names/search.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace stele::names {
namespace {

using Spotted = Workspace::Spotted;

void spot(const Matcher& matcher, std::span<const IndexView> parts, const Encoded& query, Generic form,
          const SearchLimits& limits, Workspace& work) {
  for (size_t p = 0; p < parts.size(); ++p) {
    work.scratch.found.clear();
    gather(matcher.graphemes, matcher.letters, matcher.kernel, parts[p], query, limits.gather, work.scratch);
    for (const Candidate& c : work.scratch.found) work.spotted.push_back({c, static_cast<uint16_t>(p), form});
  }
}

bool more_alike(const Spotted& a, const Spotted& b) {
  if (a.candidate.likeness != b.candidate.likeness) return a.candidate.likeness > b.candidate.likeness;
  return a.part != b.part ? a.part < b.part : a.candidate.spelling < b.candidate.spelling;
}

bool shares_more(const Spotted& a, const Spotted& b) {
  return a.candidate.shared != b.candidate.shared ? a.candidate.shared > b.candidate.shared : more_alike(a, b);
}

// Brings `most` to the front: the most alike and, of the others, those that share the most; in order of likeness.
std::span<Spotted> best_of(std::vector<Spotted>& spotted, size_t most) {
  auto middle = spotted.begin() + static_cast<ptrdiff_t>(std::min(spotted.size(), most * 3 / 4));
  if (middle != spotted.end()) std::nth_element(spotted.begin(), middle, spotted.end(), more_alike);
  size_t all = std::min(spotted.size(), most);
  auto end = spotted.begin() + static_cast<ptrdiff_t>(all);
  if (end != spotted.end()) std::nth_element(middle, end, spotted.end(), shares_more);
  std::sort(spotted.begin(), end, more_alike);
  return std::span(spotted).first(all);
}

// What is known of a place besides its best name.
struct PlaceNotes {
  uint32_t at;  // in work.found
  uint32_t spellings = 0;
  uint32_t scripts = 0;
  float second = -1;
  float sum = 0;
  uint32_t homonyms = 0;
  uint8_t shared = 0, fame = 0;
};

std::vector<PlaceNotes> to_places(std::span<const IndexView> parts, std::span<const Spotted> spotted,
                                  const RowFilter& filter, const SearchLimits& limits, Workspace& work) {
  work.found.clear();
  std::vector<PlaceNotes> notes;
  std::unordered_map<uint32_t, uint32_t> seen;
  for (const Spotted& s : spotted) {
    const IndexView& part = parts[s.part];
    auto rows = part.rows_of(s.candidate.spelling);
    uint32_t used = 0, script = 1U << static_cast<int>(part.script(s.candidate.spelling));
    for (size_t i = 0; i < rows.size() && used < limits.rows_a_spelling; ++i) {
      if (filter && !filter(rows[i])) continue;
      ++used;
      auto [at, fresh] = seen.emplace(rows[i].place, static_cast<uint32_t>(notes.size()));
      if (fresh && notes.size() >= limits.places) {
        seen.erase(at);
        continue;
      }
      if (fresh) {
        work.found.push_back({rows[i], s.candidate.spelling, s.part, s.candidate.likeness, 0, 0, s.form});
        notes.push_back({at->second, 0, 0, -1, 0, static_cast<uint32_t>(rows.size()), s.candidate.shared,
                         part.fame(part.first_row(s.candidate.spelling) + static_cast<uint32_t>(i))});
      }
      PlaceNotes& note = notes[at->second];
      if (note.spellings++ == 1) note.second = s.candidate.likeness;
      note.scripts |= script;
      note.sum += std::max(s.candidate.likeness, 0.0F);
      note.shared = std::max(note.shared, s.candidate.shared);
    }
  }
  return notes;
}

// What all places of a list have in common.
struct ListNotes {
  float best = 0;
  uint8_t most_shared = 0;
  uint32_t most_spellings = 0;
  int near_best = 0;
};

ListNotes notes_of(const std::vector<Found>& found, std::span<const PlaceNotes> notes) {
  ListNotes out;
  if (!found.empty()) out.best = found.front().likeness;
  for (size_t k = 0; k < found.size(); ++k) {
    out.most_shared = std::max(out.most_shared, notes[k].shared);
    out.most_spellings = std::max(out.most_spellings, notes[k].spellings);
    out.near_best += found[k].likeness > out.best - 0.05F;
  }
  return out;
}

// The list is ordered by likeness, so those near one lie around it.
int near_own(const std::vector<Found>& found, size_t i) {
  constexpr float kNear = 0.02F;
  size_t first = i, last = i;
  while (first > 0 && found[first - 1].likeness - found[i].likeness < kNear) --first;
  while (last + 1 < found.size() && found[i].likeness - found[last + 1].likeness < kNear) ++last;
  return static_cast<int>(last - first + 1);
}

void list_features(const std::vector<Found>& found, const ListNotes& list, const PlaceNotes& note, size_t i,
                   const Forms& query, float* out) {
  const Found& own = found[i];
  float next = i + 1 < found.size() ? found[i + 1].likeness : -1;
  auto number = [&out](auto value) { *out++ = static_cast<float>(value); };
  number(i);
  number(list.best - own.likeness);
  number(own.likeness - next);
  number(note.shared);
  number(list.most_shared - note.shared);
  number(note.fame);
  number(note.spellings);
  number(note.second);
  number(std::log2(static_cast<float>(note.homonyms)));
  number(near_own(found, i));
  number(list.best);
  number(own.form == Generic::kSpelled);
  number(query.meaning.concepts != 0);
  number(list.near_best);
  number(std::popcount(note.scripts));
  number(note.sum);
  number(list.most_spellings - note.spellings);
  number(found.size());
}

}  // namespace

void find_places(const Matcher& matcher, std::span<const IndexView> parts, const Forms& query, const RowFilter& filter,
                 const SearchLimits& limits, Workspace& work) {
  work.spotted.clear(), work.found.clear(), work.inputs.clear();
  if (query.meaning.size == 0) return;
  spot(matcher, parts, query.meaning, Generic::kMeaning, limits, work);
  if (query.meaning.concepts) spot(matcher, parts, query.spelled, Generic::kSpelled, limits, work);
  auto notes = to_places(parts, best_of(work.spotted, limits.spellings), filter, limits, work);
  // A strict filter may have left little of the best: then all that was aligned is asked about.
  if (filter && notes.size() < limits.places / 3 && work.spotted.size() > limits.spellings)
    notes = to_places(parts, best_of(work.spotted, work.spotted.size()), filter, limits, work);
  ListNotes list = notes_of(work.found, notes);
  work.inputs.resize(work.found.size() * kRankInputs);
  for (size_t i = 0; i < work.found.size(); ++i) {
    const Found& f = work.found[i];
    const IndexView& part = parts[f.part];
    float* out = work.inputs.data() + i * kRankInputs;
    const Encoded& form = f.form == Generic::kSpelled ? query.spelled : query.meaning;
    pair_features(matcher.graphemes, matcher.letters, Spelling::of(form),
                  {part.script(f.spelling), part.symbols(f.spelling)}, out);
    list_features(work.found, list, notes[i], i, query, out + kPairFeatures);
  }
}

void trust_inputs(std::span<const float> inputs, std::span<const float> ranks, std::span<const uint32_t> order,
                  std::vector<float>& out) {
  out.resize(order.size() * kTrustInputs);
  for (size_t k = 0; k < order.size(); ++k) {
    float* to = out.data() + k * kTrustInputs;
    std::copy_n(inputs.data() + order[k] * kRankInputs, kRankInputs, to);
    to += kRankInputs;
    float own = ranks[order[k]];
    to[0] = own;
    to[1] = static_cast<float>(k);
    to[2] = ranks[order[0]] - own;
    to[3] = k + 1 < order.size() ? own - ranks[order[k + 1]] : 9.0F;
  }
}

void rank_places(const Matcher& matcher, Workspace& work) {
  size_t n = work.found.size();
  work.scores.assign(n, 0);
  if (!matcher.rank_trees.empty()) matcher.rank_trees.predict(work.inputs, work.scores);
  else
    std::transform(work.found.begin(), work.found.end(), work.scores.begin(),
                   [](const Found& f) { return f.likeness; });
  std::vector<uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return work.scores[a] > work.scores[b]; });
  // Only what may be shown is given a trust; the others have less than the last of these.
  size_t judged = matcher.trust_trees.empty() ? 0 : std::min(n, kTrusted);
  std::vector<float> trust(judged);
  if (judged) {
    trust_inputs(work.inputs, work.scores, std::span(order).first(judged), work.trust_inputs);
    matcher.trust_trees.predict(work.trust_inputs, trust);
  }
  std::vector<Found> ordered;
  for (size_t k = 0; k < n; ++k) {
    ordered.push_back(work.found[order[k]]);
    ordered.back().rank = work.scores[order[k]];
    ordered.back().trust = k >= judged ? 0 : 1.0F / (1.0F + std::exp(-trust[k]));
  }
  work.found = std::move(ordered);
}

}  // namespace stele::names
