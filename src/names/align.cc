// The idea: one dynamic programme three times: for one pair with the way back, for 64 lanes in plain C++, and (in
// align_simd.cc) for 64 lanes in registers.
#include "names/align.h"

#include <algorithm>

#include "names/align_simd.h"

namespace stele::names {
namespace {

// The table of all prefixes' scores, (a.size()+1) x (b.size()+1).
using Table = std::array<std::array<int16_t, kMaxSymbols + 1>, kMaxSymbols + 1>;

void fill(const Letters& letters, Script sa, Symbols a, Script sb, Symbols b, Table& d) {
  const Letters::Row &gaps_a = letters.gaps(sa, sb), &gaps_b = letters.gaps(sb, sa);
  d[0][0] = 0;
  for (size_t j = 0; j < b.size(); ++j) d[0][j + 1] = static_cast<int16_t>(d[0][j] + gaps_b[b[j]]);
  for (size_t i = 0; i < a.size(); ++i) {
    const Letters::Row& row = letters.row(sa, sb, a[i]);
    d[i + 1][0] = static_cast<int16_t>(d[i][0] + gaps_a[a[i]]);
    for (size_t j = 0; j < b.size(); ++j)
      d[i + 1][j + 1] =
          static_cast<int16_t>(std::max({d[i][j] + row[b[j]], d[i][j + 1] + gaps_a[a[i]], d[i + 1][j] + gaps_b[b[j]]}));
  }
}

void portable(const Profile& query, const uint8_t* columns, size_t length, BatchScores& out) {
  auto size = static_cast<size_t>(query.size);
  for (size_t lane = 0; lane < kLanes; ++lane) {
    std::array<int, kMaxSymbols + 1> d;
    d[0] = 0;
    for (size_t i = 0; i < size; ++i) d[i + 1] = d[i] + query.gaps[i];
    int best = 0;
    for (size_t j = 0; j < length; ++j) {
      uint8_t symbol = columns[j * kLanes + lane];
      int gap = query.other_gaps[symbol], diagonal = d[0];
      best += query.other_best[symbol];
      d[0] += gap;
      for (size_t i = 0; i < size; ++i) {
        int old = d[i + 1];
        d[i + 1] = std::max({diagonal + query.rows[i][symbol], old + gap, d[i] + query.gaps[i]});
        diagonal = old;
      }
    }
    out.score[lane] = static_cast<int16_t>(d[size]);
    out.best[lane] = static_cast<int16_t>(best);
  }
}

}  // namespace

int align_score(const Letters& letters, Script sa, Symbols a, Script sb, Symbols b) {
  Table d;
  fill(letters, sa, a, sb, b, d);
  return d[a.size()][b.size()];
}

Alignment align(const Letters& letters, Script sa, Symbols a, Script sb, Symbols b) {
  Table d;
  fill(letters, sa, a, sb, b, d);
  Alignment out;
  out.score = d[a.size()][b.size()];
  for (size_t i = a.size(), j = b.size(); i || j;) {
    int here = d[i][j];
    if (i && j && here == d[i - 1][j - 1] + letters.score(sa, a[i - 1], sb, b[j - 1]))
      --i, --j, out.pairs.push_back({static_cast<int8_t>(i), static_cast<int8_t>(j), 0});
    else if (i && here == d[i - 1][j] + letters.gap(sa, sb, a[i - 1]))
      --i, out.pairs.push_back({static_cast<int8_t>(i), -1, 0});
    else --j, out.pairs.push_back({-1, static_cast<int8_t>(j), 0});
    out.pairs.back().score = static_cast<int16_t>(here - d[i][j]);
  }
  std::reverse(out.pairs.begin(), out.pairs.end());
  return out;
}

int best_sum(const Letters& letters, Script own, Script other, Symbols symbols) {
  int sum = 0;
  for (uint8_t x : symbols) sum += letters.best(own, other, x);
  return sum;
}

float likeness(int score, int best_a, int best_b) {
  return best_a + best_b <= 0 ? 0.0F : 2.0F * static_cast<float>(score) / static_cast<float>(best_a + best_b);
}

Profile::Profile(const Letters& letters, Script own, Script other, Symbols symbols)
    : other_gaps(letters.gaps(other, own).data()),
      other_best(letters.bests(other, own).data()),
      size(static_cast<int>(symbols.size())),
      best(best_sum(letters, own, other, symbols)) {
  for (size_t i = 0; i < symbols.size(); ++i) {
    rows[i] = letters.row(own, other, symbols[i]).data();
    gaps[i] = letters.gaps(own, other)[symbols[i]];
  }
}

std::vector<KernelChoice> kernels() {
  std::vector<KernelChoice> out = simd_kernels();
  out.push_back({"portable", portable});
  return out;
}

}  // namespace stele::names
