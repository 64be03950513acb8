// The idea: one alignment with the way back, one local alignment for names that are a part of the other, and what can
// be counted along them.
#include "names/features.h"

#include <algorithm>
#include <bit>

namespace stele::names {
namespace {

struct Shape {
  size_t core = 0, words = 0, vowels = 0, digits = 0;
  uint32_t concepts = 0;
};

Shape shape_of(const Graphemes& graphemes, const Spelling& name) {
  Shape out;
  for (uint8_t x : name.symbols) {
    if (x >= kConceptBase) {
      out.concepts |= 1U << (x - kConceptBase);
      continue;
    }
    ++out.core;
    out.words += x == kBlank;
    out.digits += x >= kDigitBase;
    out.vowels += graphemes.is_vowel(name.script, x);
  }
  out.words += out.core > 0;
  return out;
}

// The best alignment of any part of one with any part of the other.
struct Local {
  int score = 0;
  size_t end_a = 0, end_b = 0;
};

Local local_align(const Letters& letters, const Spelling& a, const Spelling& b, size_t core_a, size_t core_b) {
  std::array<int, kMaxSymbols + 1> d{};
  Local out;
  const auto &gaps_a = letters.gaps(a.script, b.script), &gaps_b = letters.gaps(b.script, a.script);
  for (size_t i = 0; i < core_a; ++i) {
    const auto& row = letters.row(a.script, b.script, a.symbols[i]);
    int diagonal = 0;
    for (size_t j = 0; j < core_b; ++j) {
      int old = d[j + 1];
      d[j + 1] = std::max({0, diagonal + row[b.symbols[j]], old + gaps_a[a.symbols[i]], d[j] + gaps_b[b.symbols[j]]});
      diagonal = old;
      if (d[j + 1] > out.score) out = {d[j + 1], i + 1, j + 1};
    }
  }
  return out;
}

bool ends_word(const Spelling& name, size_t end, size_t core) { return end == core || name.symbols[end] == kBlank; }

// Generic words that exclude each other.
bool opposed(uint32_t a, uint32_t b) {
  constexpr std::array<uint32_t, 5> kOpposites = {0b111, 0b11000, 0b1100000, 0b11U << 18, 0b11U << 20};
  return std::any_of(kOpposites.begin(), kOpposites.end(),
                     [&](uint32_t set) { return (a & set) && (b & set) && !(a & b & set); });
}

struct Walk {
  int worst = 127, gaps_a = 0, gaps_b = 0, bad = 0, run = 0, longest_run = 0, consonants_met = 0, equal = 0;
  int gap_cost = 0, bad_cost = 0, first = 0, last = 0, consonant_gaps = 0, best_missed = 0;
  int second_worst = 127, bad_vowels = 0, bad_consonants = 0, first_third = 0, last_third = 0;
  float worst_at = 0;  // 0 at the start, 1 at the end
  int swaps = 0;       // letters that changed places
};

// Whether pairs k and k + 2 leave out the same letter on the two sides around a match: "ab" against "ba".
bool is_swap(const Spelling& a, const Spelling& b, const Letters& letters, std::span<const Pairing> pairs, size_t k) {
  if (k + 2 >= pairs.size()) return false;
  const Pairing &x = pairs[k], &y = pairs[k + 2];
  if (pairs[k + 1].a < 0 || pairs[k + 1].b < 0) return false;
  int8_t of_a = x.b < 0 && y.a < 0 ? x.a : x.a < 0 && y.b < 0 ? y.a : -1;
  int8_t of_b = x.b < 0 && y.a < 0 ? y.b : x.a < 0 && y.b < 0 ? x.b : -1;
  if (of_a < 0 || of_b < 0) return false;
  return letters.score(a.script, a.symbols[static_cast<size_t>(of_a)], b.script, b.symbols[static_cast<size_t>(of_b)]) >
         kUnit;
}

Walk walk(const Graphemes& graphemes, const Letters& letters, const Spelling& a, const Spelling& b,
          const Alignment& alignment) {
  Walk out;
  size_t count = alignment.pairs.size();
  for (size_t k = 0; k < count; ++k) {
    const Pairing& p = alignment.pairs[k];
    if (p.score < out.worst) {
      out.second_worst = out.worst, out.worst = p.score;
      out.worst_at = static_cast<float>(k) / static_cast<float>(count);
    } else {
      out.second_worst = std::min<int>(out.second_worst, p.score);
    }
    if (k * 3 < count) out.first_third += p.score;
    if ((count - 1 - k) * 3 < count) out.last_third += p.score;
    out.swaps += is_swap(a, b, letters, alignment.pairs, k);
    bool vowel = p.a >= 0 ? graphemes.is_vowel(a.script, a.symbols[static_cast<size_t>(p.a)])
                          : graphemes.is_vowel(b.script, b.symbols[static_cast<size_t>(p.b)]);
    if (p.score < -kUnit / 2) vowel ? ++out.bad_vowels : ++out.bad_consonants;
    bool bad = p.score < -kUnit / 2;
    out.bad += bad;
    if (bad) out.bad_cost += p.score;
    out.run = bad ? out.run + 1 : 0;
    out.longest_run = std::max(out.longest_run, out.run);
    if (p.a >= 0 && p.b >= 0) {
      uint8_t x = a.symbols[static_cast<size_t>(p.a)], y = b.symbols[static_cast<size_t>(p.b)];
      out.equal += a.script == b.script && x == y;
      out.consonants_met += p.score > 0 && !graphemes.is_vowel(a.script, x) && x != kBlank;
      out.best_missed = std::max(out.best_missed, letters.best(a.script, b.script, x) - p.score);
    } else {
      out.gap_cost += p.score;
      p.a >= 0 ? ++out.gaps_a : ++out.gaps_b;
      out.consonant_gaps += p.a >= 0 ? !graphemes.is_vowel(a.script, a.symbols[static_cast<size_t>(p.a)])
                                     : !graphemes.is_vowel(b.script, b.symbols[static_cast<size_t>(p.b)]);
    }
  }
  if (!alignment.pairs.empty()) out.first = alignment.pairs.front().score, out.last = alignment.pairs.back().score;
  return out;
}

// The words of one name's core, as parts of its symbols.
struct Words {
  std::array<Symbols, 5> of;
  size_t size = 0;
};

Words words_of(const Spelling& name, size_t core) {
  Words out;
  for (size_t i = 0; i < core && out.size < out.of.size();) {
    size_t end = i;
    while (end < core && name.symbols[end] != kBlank) ++end;
    if (end > i) out.of[out.size++] = name.symbols.subspan(i, end - i);
    i = end + 1;
  }
  return out;
}

// How well the words of the name with fewer words are found among the other's, in any order.
struct WordMatch {
  float mean = 0, least = 0;
};

WordMatch match_words(const Letters& letters, const Spelling& a, const Spelling& b, const Words& of_a,
                      const Words& of_b) {
  if (of_a.size > of_b.size) return match_words(letters, b, a, of_b, of_a);
  WordMatch out{0, 1};
  for (size_t i = 0; i < of_a.size; ++i) {
    float best = -1;
    int own = best_sum(letters, a.script, b.script, of_a.of[i]);
    for (size_t j = 0; j < of_b.size; ++j)
      best = std::max(best, likeness(align_score(letters, a.script, of_a.of[i], b.script, of_b.of[j]), own,
                                     best_sum(letters, b.script, a.script, of_b.of[j])));
    out.mean += best / static_cast<float>(of_a.size);
    out.least = std::min(out.least, best);
  }
  return out;
}

float ratio(float part, float whole) { return whole > 0 ? part / whole : 0; }

}  // namespace

void pair_features(const Graphemes& graphemes, const Letters& letters, const Spelling& a, const Spelling& b,
                   float* out) {
  Shape sa = shape_of(graphemes, a), sb = shape_of(graphemes, b);
  Alignment alignment = align(letters, a.script, a.symbols, b.script, b.symbols);
  Walk w = walk(graphemes, letters, a, b, alignment);
  Local local = local_align(letters, a, b, sa.core, sb.core);
  auto best_a = static_cast<float>(best_sum(letters, a.script, b.script, a.symbols));
  auto best_b = static_cast<float>(best_sum(letters, b.script, a.script, b.symbols));
  auto core_a = static_cast<float>(best_sum(letters, a.script, b.script, a.symbols.first(sa.core)));
  auto core_b = static_cast<float>(best_sum(letters, b.script, a.script, b.symbols.first(sb.core)));
  auto score = static_cast<float>(alignment.score);
  auto longest = static_cast<float>(std::max<size_t>({a.symbols.size(), b.symbols.size(), 1}));
  float alike = likeness(alignment.score, static_cast<int>(best_a), static_cast<int>(best_b));
  WordMatch words{alike, alike};
  if (sa.words > 1 || sb.words > 1) words = match_words(letters, a, b, words_of(a, sa.core), words_of(b, sb.core));
  auto number = [&out](auto value) { *out++ = static_cast<float>(value); };
  number(likeness(alignment.score, static_cast<int>(best_a), static_cast<int>(best_b)));
  number(ratio(score, best_a));
  number(ratio(score, best_b));
  number(score / kUnit);
  number(score / longest);
  number(w.worst);
  number(w.best_missed);
  number(w.bad);
  number(static_cast<float>(w.bad) / longest);
  number(w.bad_cost);
  number(w.longest_run);
  number(w.gaps_a);
  number(w.gaps_b);
  number(w.gap_cost);
  number(w.consonant_gaps);
  number(w.consonants_met);
  number(static_cast<float>(w.equal) / longest);
  number(w.first);
  number(w.last);
  number(sa.core);
  number(sb.core);
  number(static_cast<float>(sa.core) - static_cast<float>(sb.core));
  number(sa.words);
  number(sb.words);
  number(ratio(static_cast<float>(local.score), std::min(core_a, core_b)));
  number(ratio(static_cast<float>(local.score), core_a));
  number(ratio(static_cast<float>(local.score), core_b));
  number(ends_word(a, local.end_a, sa.core) + ends_word(b, local.end_b, sb.core));
  number(std::popcount(sa.concepts & sb.concepts));
  number(std::popcount(sa.concepts ^ sb.concepts));
  number(opposed(sa.concepts, sb.concepts));
  number(a.script == b.script ? -1 : static_cast<int>(a.script));
  number(b.script);
  number(std::min(best_a, best_b) / kUnit);
  number(static_cast<float>(sa.core - sa.vowels));
  number(static_cast<float>(sb.core - sb.vowels));
  number(w.second_worst);
  number(w.worst_at);
  number(w.first_third);
  number(w.last_third);
  number(w.bad_vowels);
  number(w.bad_consonants);
  number(w.swaps);
  number(words.mean);
  number(words.least);
  number(static_cast<float>(std::min(sa.core, sb.core)) / static_cast<float>(std::max<size_t>({sa.core, sb.core, 1})));
  number(score - static_cast<float>(w.bad_cost));
}

}  // namespace stele::names
