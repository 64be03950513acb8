// Any text a person or a list may bring, folded to the letters that names are compared by.
//
// Lower case, composed, without controls, zero-width characters, vowel signs of Arabic and Hebrew and stray marks;
// everything that separates words is one blank. Never fails: what cannot be read is left out and said in `flags`.
// Time is bounded: at most kMaxBytes of the text are looked at and at most kMaxLetters kept.
// Standards: Unicode 15 (ICU) simple lower case, canonical composition, compatibility decomposition of presentation
// forms.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace stele::names {

// The scripts that have letter tables. Every other script is kOther: matched letter by letter within itself only.
enum class Script : uint8_t { kLatin, kCyrillic, kArabic, kHebrew, kGreek, kArmenian, kGeorgian, kOther };
inline constexpr int kScripts = 8;
std::string_view script_name(Script script);  // "Latin"
Script script_of(char32_t letter);            // of a letter; kOther for what is none

// What was found wrong or odd in a text; bits of `flags`.
enum Flag : uint16_t {
  kBadUtf8 = 1,        // bytes that are no UTF-8
  kUnassigned = 2,     // code points that mean nothing (yet), private use, surrogates
  kInvisible = 4,      // bidi controls, zero-width characters, other controls
  kMarksDropped = 8,   // combining marks that belong to no letter we know, or too many of them
  kMixedScripts = 16,  // words of several scripts: only those of the commonest are compared
  kHomoglyphs = 32,    // one word of letters of several scripts that look alike; read in the word's own script
  kTooLong = 64,       // longer than we look at
  kSigns = 128,        // emoji and other signs
};

inline constexpr size_t kMaxBytes = 1024;
inline constexpr size_t kMaxLetters = 96;

struct Folded {
  std::u32string letters;  // words separated by single blanks
  Script script = Script::kOther;
  uint16_t flags = 0;
};

Folded fold(std::string_view text);
std::string to_utf8(std::u32string_view letters);

}  // namespace stele::names
