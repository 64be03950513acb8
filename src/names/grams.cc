// The idea: a letter with several readings makes several readings of the name, a handful at most; all pieces of all of
// them are one set.
#include "names/grams.h"

#include <algorithm>
#include <string>

namespace stele::names {
namespace {

constexpr size_t kReadingsIndexed = 4, kReadingsQuery = 8, kReadingsWord = 4, kLongestKey = 14, kMostReadings = 8;

uint32_t hash_of(GramKind kind, uint32_t salt, const auto* from, size_t size) {
  uint64_t h = 0x9E3779B97F4A7C15U * (static_cast<uint64_t>(kind) + 1 + (uint64_t{salt} << 8));
  for (size_t i = 0; i < size; ++i) h = (h ^ static_cast<uint64_t>(from[i])) * 0xFF51AFD7ED558CCDU, h ^= h >> 32;
  h *= 0xC4CEB9FE1A85EC53U;
  return static_cast<uint32_t>(h >> 32);
}

bool is_vowel(char c) { return c == 'A' || c == 'I' || c == 'U'; }

// A reading as classes; a symbol has two at most.
struct Reading {
  std::array<char, 2 * kMaxSymbols + 2> classes;
  uint8_t size = 0;
  void add(char c) { classes[size++] = c; }
  void add(const std::string& more) {
    for (char c : more) classes[size++] = c;
  }
};

struct Readings {
  std::array<Reading, kMostReadings> of;
  size_t size = 1;
};

// All readings of the symbols from..to, as classes; `most` at most. The first is the likeliest.
void read(const Graphemes& graphemes, const Encoded& name, size_t from, size_t to, size_t most, Readings& out) {
  out.size = 1;
  out.of[0].size = 0;
  for (size_t i = from; i < to; ++i) {
    if (name.symbols[i] == kBlank) continue;
    const auto& choices = graphemes.readings(name.readings[i]);
    size_t now = out.size, use = now * choices.size() <= most ? choices.size() : 1;
    for (size_t c = 1; c < use; ++c)
      for (size_t k = 0; k < now; ++k) {
        out.of[out.size] = out.of[k];
        out.of[out.size++].add(choices[c]);
      }
    for (size_t k = 0; k < now; ++k) out.of[k].add(choices[0]);
  }
}

// Runs of vowels are one: the first, but "ya" is an a. Between ^ and $.
Reading with_plain_vowels(const Reading& reading) {
  Reading out;
  out.add('^');
  for (size_t i = 0; i < reading.size; ++i) {
    char c = reading.classes[i];
    char& last = out.classes[out.size - 1U];
    if (!is_vowel(c) || !is_vowel(last)) out.add(c);
    else if (last == 'I') last = c;
  }
  out.add('$');
  return out;
}

Reading consonants(const Reading& reading) {
  Reading out;
  out.add('^');
  for (size_t i = 0; i < reading.size; ++i)
    if (!is_vowel(reading.classes[i])) out.add(reading.classes[i]);
  out.add('$');
  return out;
}

class Collector {
 public:
  explicit Collector(std::vector<Gram>& out) : out_(out) {}
  void likely(bool value) { likely_ = value; }

  void piece(GramKind kind, uint32_t salt, const auto* from, size_t size) {
    out_.push_back({hash_of(kind, salt, from, size), kind, likely_});
  }

  void pieces(GramKind kind, const Reading& text, size_t size) {
    for (size_t i = 0; i + size <= text.size; ++i) piece(kind, 0, text.classes.data() + i, size);
  }

  void sounds(const Reading& reading) {
    Reading full = with_plain_vowels(reading);
    pieces(GramKind::kSounds, full, 4);
  }

  // `bones` are the consonants between ^ and $.
  void skeleton(const Reading& bones) { pieces(GramKind::kConsonants, bones, 4); }

  void key(const Reading& bones, size_t least) {
    size_t size = bones.size - 2U;
    if (size >= least && size <= kLongestKey) piece(GramKind::kConsonantKey, 0, bones.classes.data() + 1, size);
  }

  // The key with one consonant left out, each in turn.
  void shorter_keys(const Reading& bones) {
    size_t size = bones.size - 2U;
    if (size < 3 || size > kLongestKey) return;
    std::array<char, kLongestKey> shorter;
    for (size_t i = 0; i < size; ++i) {
      std::copy_n(bones.classes.data() + 1, i, shorter.data());
      std::copy_n(bones.classes.data() + 2 + i, size - i - 1, shorter.data() + i);
      piece(GramKind::kConsonantKey, 0, shorter.data(), size - 1);
    }
  }

  void letters(const Encoded& name) {
    auto salt = static_cast<uint32_t>(name.script);
    std::array<char32_t, kMaxLetters + 2> text;
    size_t size = 0;
    text[size++] = U'^';
    for (char32_t c : name.base)
      if (c != U' ' && size + 1 < text.size()) text[size++] = c;
    text[size++] = U'$';
    for (size_t i = 0; i + 3 <= size; ++i) {
      char32_t skip[2] = {text[i], text[i + 2]};
      piece(GramKind::kLetters, salt, text.data() + i, 3);
      piece(GramKind::kLettersSkip, salt, skip, 2);
    }
    for (size_t i = 0; i < name.base.size();) {
      size_t end = std::min(name.base.find(U' ', i), name.base.size());
      if (end - i > 1) piece(GramKind::kWord, salt, name.base.data() + i, end - i);
      i = end + 1;
    }
  }

 private:
  std::vector<Gram>& out_;
  bool likely_ = true;
};

void whole_name(const Graphemes& graphemes, const Encoded& name, size_t most, Collector& collect) {
  Readings readings;
  read(graphemes, name, 0, name.core, most, readings);
  for (size_t i = 0; i < readings.size; ++i) {
    collect.likely(i == 0);
    collect.sounds(readings.of[i]);
    Reading bones = consonants(readings.of[i]);
    collect.skeleton(bones);
    collect.key(bones, 1);
    collect.shorter_keys(bones);
  }
}

void each_word(const Graphemes& graphemes, const Encoded& name, Collector& collect) {
  Readings readings;
  for (size_t i = 0; i < name.core;) {
    size_t end = i;
    while (end < name.core && name.symbols[end] != kBlank) ++end;
    if (end - i < name.core) read(graphemes, name, i, end, kReadingsWord, readings);
    for (size_t k = 0; end - i < name.core && k < readings.size; ++k) {
      collect.likely(k == 0);
      collect.key(consonants(readings.of[k]), 2);
    }
    i = end + 1;
  }
}

}  // namespace

void grams_of(const Graphemes& graphemes, const Encoded& name, Side side, std::vector<Gram>& out) {
  out.clear();
  Collector collect(out);
  collect.letters(name);
  if (name.script != Script::kOther) {
    whole_name(graphemes, name, side == Side::kQuery ? kReadingsQuery : kReadingsIndexed, collect);
    each_word(graphemes, name, collect);
  }
  // As one number each they are sorted in half the time.
  auto key = [](const Gram& g) {
    return uint64_t{g.hash} << 8 | uint64_t{!g.likely} << 7 | static_cast<uint64_t>(g.kind);
  };
  std::array<uint64_t, 1024> keys;
  size_t count = std::min(out.size(), keys.size());
  std::transform(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(count), keys.begin(), key);
  std::sort(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(count));
  out.resize(count);
  for (size_t i = 0; i < count; ++i)
    out[i] = {static_cast<uint32_t>(keys[i] >> 8), static_cast<GramKind>(keys[i] & 127), !(keys[i] >> 7 & 1)};
  out.erase(std::unique(out.begin(), out.end(), [](const Gram& a, const Gram& b) { return a.hash == b.hash; }),
            out.end());
}

}  // namespace stele::names
