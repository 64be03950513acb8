// The idea: align all pairs with the table so far, count which letters met, and make the table of the counts: the odds
// of meeting against chance. Pairs that agree too little are other names of the place and teach nothing about letters.
#include "names/learn.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "names/align.h"

namespace stele::names {
namespace {

// Whoever types or copies errs now and then, whatever the letters: no odds are worse than those of an error.
constexpr double kLeastOdds = -4.5;
constexpr double kLeastGap = -3.5;
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
  if (likeness(score, best_sum(letters, a.script, b.script, x), best_sum(letters, b.script, a.script, y)) < least)
    return;
  Counts& to = counts[static_cast<size_t>(a.script) * kScripts + static_cast<size_t>(b.script)];
  for (const Pairing& pair : align(letters, a.script, x, b.script, y).pairs) {
    if (pair.a >= 0 && pair.b >= 0)
      to.met[x[static_cast<size_t>(pair.a)] * size_t{kSymbols} + y[static_cast<size_t>(pair.b)]] += 1;
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
      for (size_t y = 1; y < kSymbols; ++y)
        out.set(a_, static_cast<uint8_t>(x), b_, static_cast<uint8_t>(y), odds(x, y));
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
  static int8_t gap(double gaps, double met) {
    return scaled(std::max(kLeastGap, std::log((gaps + 0.5) / (gaps + met + 8.0))));
  }

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

Letters learn_letters(const Graphemes& graphemes, std::span<const std::pair<Encoded, Encoded>> pairs,
                      const LearnOptions& options) {
  Letters letters = Letters::by_class(graphemes);
  for (int round = 0; round < options.rounds; ++round) {
    auto counts = std::make_unique<AllCounts>();
    for (const auto& [a, b] : pairs)
      count_pair(letters, a, b, round == 0 ? options.least - 0.1F : options.least, *counts);
    fold_counts(*counts);
    for (int a = 0; a + 1 < kScripts; ++a)
      for (int b = a; b + 1 < kScripts; ++b)
        PairTable(graphemes, static_cast<Script>(a), static_cast<Script>(b),
                  (*counts)[static_cast<size_t>(a * kScripts + b)])
            .write(letters);
    letters.settle();
  }
  return letters;
}

namespace {

struct Word {
  std::u32string text;
  uint8_t meaning;
  Encoded encoded;
};

std::vector<Word> words_of(const Graphemes& graphemes, const std::string& name) {
  std::vector<Word> out;
  Folded folded = fold(name);
  for (size_t i = 0; i < folded.letters.size();) {
    size_t end = std::min(folded.letters.find(U' ', i), folded.letters.size());
    std::u32string text = folded.letters.substr(i, end - i);
    Encoded encoded = graphemes.encode(Folded{text, folded.script, 0}, Generic::kSpelled);
    out.push_back({text, graphemes.concept_of(text), std::move(encoded)});
    i = end + 1;
  }
  return out;
}

bool alike(const Letters& letters, const Word& a, const Word& b) {
  Symbols x = symbols_of(a.encoded), y = symbols_of(b.encoded);
  if (x.size() < 3 || y.size() < 3) return false;
  Script sa = a.encoded.script, sb = b.encoded.script;
  return likeness(align_score(letters, sa, x, sb, y), best_sum(letters, sa, sb, x), best_sum(letters, sb, sa, y)) >
         0.6F;
}

// What stands beside an unknown word, over all pairs: how often each meaning, and how often the word was left over.
struct Beside {
  std::array<int, kConcepts> meanings{};
  int left_over = 0;
};
using BesideAll = std::map<std::pair<Script, std::u32string>, Beside>;

// Takes away the words that the two names have in common; false when there are none.
bool take_common(const Letters& letters, std::vector<Word>& a, std::vector<Word>& b) {
  bool any = false;
  for (size_t i = 0; i < a.size();) {
    auto twin = std::find_if(b.begin(), b.end(), [&](const Word& w) { return alike(letters, a[i], w); });
    if (twin == b.end()) {
      ++i;
      continue;
    }
    any = any || a[i].meaning == kNoConcept;
    b.erase(twin);
    a.erase(a.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return any;
}

void note_beside(const std::vector<Word>& a, const std::vector<Word>& b, BesideAll& all) {
  for (const Word& word : a) {
    if (word.meaning != kNoConcept || word.text.size() < 3) continue;
    Beside& note = all[{word.encoded.script, word.text}];
    ++note.left_over;
    for (const Word& other : b)
      if (other.meaning < kConcepts) ++note.meanings[other.meaning];
  }
}

}  // namespace

std::string learn_words(const Graphemes& graphemes, const Letters& letters,
                        std::span<const std::pair<std::string, std::string>> pairs) {
  constexpr int kLeastSeen = 6;
  constexpr double kLeastShare = 0.5;
  BesideAll all;
  for (const auto& [a, b] : pairs) {
    if (a.find_first_of(" -") == std::string::npos && b.find_first_of(" -") == std::string::npos) continue;
    std::vector<Word> x = words_of(graphemes, a), y = words_of(graphemes, b);
    if (x.size() > 4 || y.size() > 4 || !take_common(letters, x, y)) continue;
    note_beside(x, y, all);
    note_beside(y, x, all);
  }
  std::string out = "concept,language,word,source\n";
  for (const auto& [key, note] : all) {
    auto most = std::max_element(note.meanings.begin(), note.meanings.end());
    if (*most < kLeastSeen || *most < kLeastShare * note.left_over) continue;
    out +=
        fmt::format("{},und,{},learned: {} of {}\n", concept_name(static_cast<uint8_t>(most - note.meanings.begin())),
                    to_utf8(key.second), *most, note.left_over);
  }
  return out;
}

}  // namespace stele::names
