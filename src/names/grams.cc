// The idea: a letter with several readings makes several readings of the name, a handful at most; all pieces of all of
// them are one set.
#include "names/grams.h"

#include <algorithm>
#include <string>

namespace stele::names {
namespace {

constexpr size_t kReadingsIndexed = 6, kReadingsQuery = 12, kLongestKey = 14;

uint32_t hash_of(GramKind kind, uint32_t salt, const auto* from, size_t size) {
  uint64_t h = 0x9E3779B97F4A7C15U * (static_cast<uint64_t>(kind) + 1 + (uint64_t{salt} << 8));
  for (size_t i = 0; i < size; ++i) h = (h ^ static_cast<uint64_t>(from[i])) * 0xFF51AFD7ED558CCDU, h ^= h >> 32;
  h *= 0xC4CEB9FE1A85EC53U;
  return static_cast<uint32_t>(h >> 32);
}

bool is_vowel(char c) { return c == 'A' || c == 'I' || c == 'U'; }

// All readings of the symbols from..to, as classes; `most` at most.
std::vector<std::string> readings_of(const Graphemes& graphemes, const Encoded& name, size_t from, size_t to, size_t most) {
  std::vector<std::string> out(1);
  for (size_t i = from; i < to; ++i) {
    if (name.symbols[i] == kBlank) continue;
    const auto& choices = graphemes.readings(name.readings[i]);
    size_t now = out.size(), use = now * choices.size() <= most ? choices.size() : 1;
    for (size_t c = 1; c < use; ++c)
      for (size_t k = 0; k < now; ++k) out.push_back(out[k] + choices[c]);
    for (size_t k = 0; k < now; ++k) out[k] += choices[0];
  }
  return out;
}

// Runs of vowels are one: the first, but "ya" is an a.
std::string with_plain_vowels(const std::string& reading) {
  std::string out;
  for (char c : reading) {
    if (!is_vowel(c) || out.empty() || !is_vowel(out.back())) out.push_back(c);
    else if (out.back() == 'I') out.back() = c;
  }
  return out;
}

std::string consonants(const std::string& reading) {
  std::string out;
  for (char c : reading)
    if (!is_vowel(c)) out.push_back(c);
  return out;
}

class Collector {
 public:
  explicit Collector(std::vector<Gram>& out) : out_(out) {}

  template <class Text>
  void pieces(GramKind kind, uint32_t salt, const Text& text, size_t size) {
    for (size_t i = 0; i + size <= text.size(); ++i) out_.push_back({hash_of(kind, salt, text.data() + i, size), kind});
  }

  void sounds(const std::string& reading) {
    std::string full = "^" + with_plain_vowels(reading) + "$";
    pieces(GramKind::kSounds3, 0, full, 3);
    pieces(GramKind::kSounds4, 0, full, 4);
  }

  void skeleton(const std::string& bones) {
    std::string full = "^" + bones + "$";
    pieces(GramKind::kConsonants3, 0, full, 3);
    pieces(GramKind::kConsonants4, 0, full, 4);
  }

  void key(const std::string& bones) {
    if (bones.empty() || bones.size() > kLongestKey) return;
    out_.push_back({hash_of(GramKind::kConsonantKey, 0, bones.data(), bones.size()), GramKind::kConsonantKey});
    if (bones.size() < 3) return;
    for (size_t i = 0; i < bones.size(); ++i) {
      std::string shorter = bones;
      shorter.erase(i, 1);
      out_.push_back({hash_of(GramKind::kConsonantKey, 0, shorter.data(), shorter.size()), GramKind::kConsonantKey});
    }
  }

  void letters(const Encoded& name) {
    auto salt = static_cast<uint32_t>(name.script);
    std::u32string text = U"^";
    for (char32_t c : name.base)
      if (c != U' ') text.push_back(c);
    text.push_back(U'$');
    pieces(GramKind::kLetters3, salt, text, 3);
    for (size_t i = 0; i + 3 <= text.size(); ++i) {
      char32_t skip[2] = {text[i], text[i + 2]};
      out_.push_back({hash_of(GramKind::kLettersSkip, salt, skip, 2), GramKind::kLettersSkip});
    }
    for (size_t i = 0; i < name.base.size();) {
      size_t end = std::min(name.base.find(U' ', i), name.base.size());
      if (end - i > 1) out_.push_back({hash_of(GramKind::kWord, salt, name.base.data() + i, end - i), GramKind::kWord});
      i = end + 1;
    }
  }

 private:
  std::vector<Gram>& out_;
};

}  // namespace

void grams_of(const Graphemes& graphemes, const Encoded& name, Side side, std::vector<Gram>& out) {
  out.clear();
  Collector collect(out);
  collect.letters(name);
  size_t most = side == Side::kQuery ? kReadingsQuery : kReadingsIndexed;
  if (name.script != Script::kOther) {
    std::vector<std::string> bones;
    for (const std::string& reading : readings_of(graphemes, name, 0, name.core, most)) {
      collect.sounds(reading);
      bones.push_back(consonants(reading));
    }
    std::sort(bones.begin(), bones.end());
    bones.erase(std::unique(bones.begin(), bones.end()), bones.end());
    for (const std::string& b : bones) collect.skeleton(b), collect.key(b);
    for (size_t i = 0; i < name.core;) {
      size_t end = i;
      while (end < name.core && name.symbols[end] != kBlank) ++end;
      if (end - i < name.core)
        for (const std::string& reading : readings_of(graphemes, name, i, end, 4)) {
          std::string b = consonants(reading);
          if (b.size() >= 2) out.push_back({hash_of(GramKind::kConsonantKey, 0, b.data(), b.size()), GramKind::kConsonantKey});
        }
      i = end + 1;
    }
  }
  std::sort(out.begin(), out.end(), [](const Gram& a, const Gram& b) { return a.hash < b.hash; });
  out.erase(std::unique(out.begin(), out.end()), out.end());
}

}  // namespace stele::names
