// The idea: align all pairs with the table so far, count which letters met, and make the table of the counts: the odds of
// meeting against chance. Pairs that agree too little are other names of the place and teach nothing about letters.
#include "names/learn.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "names/align.h"

namespace stele::names {
namespace {

// Whoever types or copies errs now and then, whatever the letters: no odds are worse than those of an error.
constexpr double kLeastOdds = -2.4;
constexpr double kLeastGap = -2.8;
constexpr double kPrior = 0.35;  // meetings by chance added to each pair of letters

struct Counts {
  std::vector<double> met = std::vector<double>(size_t{kSymbols} * kSymbols);
  std::array<double, kSymbols> gap_a{}, gap_b{};
};
using AllCounts = std::array<Counts, kScripts * kScripts>;

Symbols symbols_of(const Encoded& name) { return Symbols(name.symbols).first(name.size); }

void count_pair(const Letters& letters, const Encoded& a, const Encoded& b, float least, AllCounts& counts) {
  if (a.size < 2 || b.size < 2) return;
  Symbols x = symbols_of(a), y = symbols_of(b);
  int score = align_score(letters, a.script, x, b.script, y);
  if (likeness(score, best_sum(letters, a.script, b.script, x), best_sum(letters, b.script, a.script, y)) < least) return;
  Counts& to = counts[static_cast<size_t>(a.script) * kScripts + static_cast<size_t>(b.script)];
  for (const Pairing& pair : align(letters, a.script, x, b.script, y).pairs) {
    if (pair.a >= 0 && pair.b >= 0) to.met[x[static_cast<size_t>(pair.a)] * size_t{kSymbols} + y[static_cast<size_t>(pair.b)]] += 1;
    else if (pair.a >= 0) to.gap_a[x[static_cast<size_t>(pair.a)]] += 1;
    else to.gap_b[y[static_cast<size_t>(pair.b)]] += 1;
  }
}

int8_t scaled(double nats) { return static_cast<int8_t>(std::lround(std::clamp(nats * kUnit, -90.0, 127.0))); }

// The odds of both directions of one pair of scripts; within a script the counts are folded to be symmetric.
class PairTable {
 public:
  PairTable(const Graphemes& graphemes, Script a, Script b, const Counts& counts) : a_(a), b_(b), counts_(counts) {
    for (size_t x = 1; x < kSymbols; ++x)
      for (size_t y = 1; y < kSymbols; ++y) {
        double n = counts.met[x * kSymbols + y];
        left_[x] += n, right_[y] += n, total_ += n;
      }
    letters_a_ = graphemes.symbol_count(a) + 12;
    letters_b_ = graphemes.symbol_count(b) + 12;
  }

  void write(Letters& out) const {
    if (total_ < 100) return;
    for (size_t x = 1; x < kSymbols; ++x) {
      for (size_t y = 1; y < kSymbols; ++y) out.set(a_, static_cast<uint8_t>(x), b_, static_cast<uint8_t>(y), odds(x, y));
      out.set_gap(a_, b_, static_cast<uint8_t>(x), gap(counts_.gap_a[x], left_[x]));
      if (a_ != b_) out.set_gap(b_, a_, static_cast<uint8_t>(x), gap(counts_.gap_b[x], right_[x]));
    }
  }

 private:
  int8_t odds(size_t x, size_t y) const {
    if ((x == kBlank) != (y == kBlank)) return kForbidden;
    double expected = (left_[x] + 1) * (right_[y] + 1) / (total_ + letters_a_ + letters_b_);
    // Little evidence counts little: the prior is chance itself, a little below it for what was never seen.
    double prior = kPrior + 0.02 * expected;
    double seen = counts_.met[x * kSymbols + y];
    if (x == y && (x >= kDigitBase)) seen += 3;
    return scaled(std::max(kLeastOdds, std::log((seen + prior * 0.15) / (expected + prior))));
  }
  static int8_t gap(double gaps, double met) { return scaled(std::max(kLeastGap, std::log((gaps + 0.5) / (gaps + met + 8.0)))); }

  Script a_, b_;
  const Counts& counts_;
  std::array<double, kSymbols> left_{}, right_{};
  double total_ = 0;
  int letters_a_, letters_b_;
};

void fold_counts(AllCounts& counts) {
  for (size_t a = 0; a < kScripts; ++a)
    for (size_t b = 0; b <= a; ++b) {
      Counts &to = counts[b * kScripts + a], &from = counts[a * kScripts + b];
      Counts sum = to;
      for (size_t x = 0; x < kSymbols; ++x) {
        for (size_t y = 0; y < kSymbols; ++y) sum.met[x * kSymbols + y] += from.met[y * kSymbols + x];
        sum.gap_a[x] += from.gap_b[x];
        sum.gap_b[x] += from.gap_a[x];
      }
      to = std::move(sum);
      if (a == b)
        for (size_t x = 0; x < kSymbols; ++x) to.gap_a[x] = to.gap_b[x] = (to.gap_a[x] + to.gap_b[x]) / 2;
    }
}

}  // namespace

Letters learn_letters(const Graphemes& graphemes, std::span<const std::pair<Encoded, Encoded>> pairs, const LearnOptions& options) {
  Letters letters = Letters::by_class(graphemes);
  for (int round = 0; round < options.rounds; ++round) {
    auto counts = std::make_unique<AllCounts>();
    for (const auto& [a, b] : pairs) count_pair(letters, a, b, round == 0 ? options.least - 0.1F : options.least, *counts);
    fold_counts(*counts);
    for (int a = 0; a + 1 < kScripts; ++a)
      for (int b = a; b + 1 < kScripts; ++b)
        PairTable(graphemes, static_cast<Script>(a), static_cast<Script>(b), (*counts)[static_cast<size_t>(a * kScripts + b)]).write(letters);
    letters.settle();
  }
  return letters;
}

}  // namespace stele::names
