// The idea: every piece of the query brings the list of spellings that have it, rare pieces weigh more, and the weights
// are added up block by block in a counter of 8 bits per spelling that stays in the cache. The lists are taken rarest
// first until a budget is spent, which bounds the time of any query. Those with the highest sums are aligned, 64 at
// once.
#include "names/candidates.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "names/align_simd.h"

namespace stele::names {

namespace {

void open_lists(const IndexView& index, const std::vector<Gram>& grams, const GatherLimits& limits,
                std::vector<Reader>& out) {
  out.clear();
  for (const Gram& g : grams) __builtin_prefetch(index.list_head(g.hash));
  for (const Gram& g : grams) {
    auto list = index.list(g.hash);
    if (list.empty()) continue;
    __builtin_prefetch(list.data());
    float rarity = std::log2(static_cast<float>(index.spellings() + 1) / static_cast<float>(list.size())) + 0.5F;
    float weight =
        std::max(rarity, 0.1F) * limits.weight[static_cast<size_t>(g.kind)] * (g.likely ? 1.0F : limits.unlikely);
    out.push_back({list.data(), list.data() + list.size(), -1, weight, 0});
  }
}

// Keeps the rarest lists that the budget allows, with points that add up to 250 at most.
void keep_affordable(const GatherLimits& limits, std::vector<Reader>& lists) {
  std::sort(lists.begin(), lists.end(), [](const Reader& a, const Reader& b) { return a.end - a.at < b.end - b.at; });
  uint64_t spent = 0;
  size_t keep = 0;
  auto size = [&](size_t i) { return static_cast<uint64_t>(lists[i].end - lists[i].at); };
  while (keep < lists.size() && (keep == 0 || spent + size(keep) <= limits.postings)) spent += size(keep++);
  lists.resize(keep);
  float sum = 0;
  for (const Reader& r : lists) sum += r.weight;
  uint32_t points = 0;
  for (keep = 0; keep < lists.size(); ++keep) {
    lists[keep].points = static_cast<uint32_t>(std::max(1.0F, std::floor(lists[keep].weight * 220.0F / sum)));
    if ((points += lists[keep].points) > 250) break;
  }
  lists.resize(keep);
}

bool has_zero(uint64_t four) { return (four - 0x0001000100010001U) & ~four & 0x8000800080008000U; }

// Adds the points of the spellings from `first` on, up to `end`; four at a time where no difference is a mere step.
void add_points(Reader& list, int64_t first, int64_t end, uint8_t* sums) {
  const uint16_t* at = list.at;
  int64_t last = list.last;
  auto points = static_cast<uint8_t>(list.points);
  auto add = [&](int64_t spelling) { sums[spelling - first] = static_cast<uint8_t>(sums[spelling - first] + points); };
  while (at != list.end) {
    uint64_t four = 0;
    if (list.end - at >= 4 && (std::memcpy(&four, at, 8), !has_zero(four))) {
      int64_t a = last + at[0], b = a + at[1], c = b + at[2], d = c + at[3];
      if (d < end) {
        add(a), add(b), add(c), add(d);
        last = d, at += 4;
        continue;
      }
    }
    if (*at == 0) {
      last += 65535, ++at;
      continue;
    }
    if (last + *at >= end) break;
    add(last += *at++);
  }
  list.at = at, list.last = last;
}

constexpr uint8_t kLeastShared = 8;

// Keeps the best `most` by raising the bar as candidates come in.
class Bar {
 public:
  explicit Bar(uint32_t most) : most_(most) {}
  uint8_t level() const { return level_; }
  void count(uint8_t points) {
    ++counts_[points];
    if (++above_ <= most_ + counts_[level_]) return;
    while (above_ > most_ + counts_[level_] && level_ < 255) above_ -= counts_[level_++];
  }

 private:
  uint32_t most_, above_ = 0;
  uint8_t level_ = kLeastShared;
  std::array<uint32_t, 256> counts_{};
};

void collect_block(uint32_t first, uint32_t size, const uint8_t* sums, Bar& bar, std::vector<Candidate>& out) {
  uint8_t level = bar.level();
  for (uint32_t i = 0; i < size; i += 64) {
    uint64_t mask = at_least(sums + i, level);
    if (mask == 0) continue;
    for (; mask; mask &= mask - 1) {
      auto at = i + static_cast<uint32_t>(std::countr_zero(mask));
      if (at >= size || sums[at] < level) continue;
      Candidate& fresh = out.emplace_back();  // field by field: a copy would wait for its own bytes
      fresh.spelling = first + at;
      fresh.shared = sums[at];
      bar.count(sums[at]);
      level = bar.level();
    }
  }
}

// Drops what is below the bar, and of those on the bar, when they are too many, all but an even sample.
void thin_out(std::vector<Candidate>& found, uint8_t level, uint32_t most) {
  auto on = static_cast<uint32_t>(
      std::count_if(found.begin(), found.end(), [&](const Candidate& c) { return c.shared == level; }));
  auto above = static_cast<uint32_t>(
      std::count_if(found.begin(), found.end(), [&](const Candidate& c) { return c.shared > level; }));
  uint32_t keep = above >= most ? 0 : std::min(on, most - above), step = 0;
  std::erase_if(found, [&](const Candidate& c) {
    if (c.shared != level) return c.shared < level;
    step += keep;
    if (step < on) return true;
    step -= on;
    return false;
  });
}

void align_group(const Profile& query, Kernel kernel, const IndexView& index, std::span<Candidate> group,
                 Scratch& scratch) {
  size_t length = 0;
  for (const Candidate& c : group) length = std::max(length, index.symbols(c.spelling).size());
  length = std::min(length, kMaxSymbols);
  std::memset(scratch.columns.data(), kPad, length * kLanes);
  for (size_t lane = 0; lane < group.size(); ++lane) {
    auto symbols = index.symbols(group[lane].spelling);
    for (size_t j = 0; j < std::min(symbols.size(), kMaxSymbols); ++j) scratch.columns[j * kLanes + lane] = symbols[j];
  }
  BatchScores scores;
  kernel(query, scratch.columns.data(), length, scores);
  for (size_t lane = 0; lane < group.size(); ++lane) {
    group[lane].score = scores.score[lane];
    group[lane].likeness = likeness(scores.score[lane], query.best, scores.best[lane]);
  }
}

void align_all(const Letters& letters, Kernel kernel, const IndexView& index, const Encoded& query, Scratch& scratch) {
  Symbols symbols = Symbols(query.symbols).first(query.size);
  auto& found = scratch.fresh;
  for (int s = 0; s < kScripts; ++s) {
    auto script = static_cast<Script>(s);
    uint32_t first = index.first_of(script),
             last = s + 1 < kScripts ? index.first_of(static_cast<Script>(s + 1)) : index.spellings();
    auto below = [](const Candidate& c, uint32_t id) { return c.spelling < id; };
    auto from = std::lower_bound(found.begin(), found.end(), first, below),
         to = std::lower_bound(from, found.end(), last, below);
    if (from == to) continue;
    Profile profile(letters, query.script, script, symbols);
    for (; from < to; from += std::min<ptrdiff_t>(kLanes, to - from))
      align_group(profile, kernel, index, std::span(from, from + std::min<ptrdiff_t>(kLanes, to - from)), scratch);
  }
}

}  // namespace

void gather(const Graphemes& graphemes, const Letters& letters, Kernel kernel, const IndexView& index,
            const Encoded& query, const GatherLimits& limits, Scratch& scratch) {
  scratch.fresh.clear();
  grams_of(graphemes, query, Side::kQuery, scratch.grams);
  std::vector<Reader>& lists = scratch.lists;
  open_lists(index, scratch.grams, limits, lists);
  keep_affordable(limits, lists);
  Bar bar(limits.aligned);
  for (uint32_t first = 0; first < index.spellings() && !lists.empty(); first += kBlockSize) {
    uint32_t size = std::min(kBlockSize, index.spellings() - first);
    std::memset(scratch.sums.data(), 0, (size + 63) / 64 * 64);
    for (Reader& r : lists) add_points(r, first, int64_t{first} + size, scratch.sums.data());
    collect_block(first, size, scratch.sums.data(), bar, scratch.fresh);
  }
  thin_out(scratch.fresh, bar.level(), limits.aligned);
  for (const Candidate& c : scratch.fresh) index.expect(c.spelling);
  for (const Candidate& c : scratch.fresh) __builtin_prefetch(index.symbols(c.spelling).data());
  align_all(letters, kernel, index, query, scratch);
  scratch.found.insert(scratch.found.end(), scratch.fresh.begin(), scratch.fresh.end());
}

}  // namespace stele::names
