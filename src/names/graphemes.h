// How the letters of each script are read: longest letter groups to symbols, symbols to classes of sounds. All of it is
// data (schema/names/graphemes.csv and generic_words.csv); nothing here romanises.
//
// A symbol is a number below kSymbols within its script: 0 pads, 1 is the blank between words, the last kConcepts of
// each script are generic words ("upper", "village"), the same number in every script, and before them ten digits.
// Classes: consonants P F T K H S C M N L R, vowels A I U; a letter may have several readings ("c": K, S or C).
// Threads: a Graphemes is constant after parse().
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "names/fold.h"

namespace stele::names {

inline constexpr int kSymbols = 128;
inline constexpr int kConcepts = 23;
inline constexpr uint8_t kPad = 0;
inline constexpr uint8_t kBlank = 1;
inline constexpr uint8_t kConceptBase = kSymbols - kConcepts;
inline constexpr uint8_t kDigitBase = kConceptBase - 10;
inline constexpr size_t kMaxSymbols = 32;  // of one name; the rest is not compared
inline constexpr uint8_t kParticle = 254;  // "of", "the": left out
inline constexpr uint8_t kNoConcept = 255;

// The generic words by number: "upper", "lower", ...
std::string_view concept_name(uint8_t id);

// One name as the matcher sees it.
struct Encoded {
  Script script = Script::kOther;
  uint16_t flags = 0;
  uint8_t size = 0;       // symbols in all
  uint8_t core = 0;       // of which letters and blanks; the rest are concepts, ascending
  uint32_t concepts = 0;  // as bits
  std::array<uint8_t, kMaxSymbols> symbols{};
  std::array<uint16_t, kMaxSymbols> readings{};     // Graphemes::readings() of the letters
  std::array<uint8_t, kMaxSymbols> begin{}, end{};  // the letters of `letters` each stands for
  std::u32string letters;                           // as folded
  std::u32string base;  // the core words without accents and apostrophes, for likeness within a script
};

// Whether generic words are read as what they mean or spelled out like any other word.
enum class Generic : uint8_t { kMeaning, kSpelled };

class Graphemes {
 public:
  // Reads the tables; an error names the row. `learned` has further generic words found by training; it may be empty.
  static Result<Graphemes> parse(std::string_view graphemes_csv, std::string_view generic_csv,
                                 std::string_view learned_csv);

  Encoded encode(std::string_view name, Generic generic = Generic::kMeaning) const {
    return encode(fold(name), generic);
  }
  Encoded encode(Folded folded, Generic generic = Generic::kMeaning) const;

  // The alternatives of one letter's reading, "" for silence.
  const std::vector<std::string>& readings(uint16_t id) const { return readings_[id]; }
  // What a symbol looks like, for explanations and tables; "" when the script has no such symbol.
  const std::string& symbol_name(Script script, uint8_t symbol) const {
    return names_[static_cast<size_t>(script)][symbol];
  }
  uint16_t symbol_reading(Script script, uint8_t symbol) const {
    return symbol_readings_[static_cast<size_t>(script)][symbol];
  }
  bool is_vowel(Script script, uint8_t symbol) const { return vowel_[static_cast<size_t>(script)][symbol]; }
  int symbol_count(Script script) const { return counts_[static_cast<size_t>(script)]; }  // letters, from number 2
  uint8_t concept_of(std::u32string_view word) const;  // kNoConcept, kParticle or below kConcepts

 private:
  struct Rule {
    std::array<char32_t, 4> letters{};
    uint8_t size = 0;
    uint8_t anchor = 0;  // 1 at the start of a word, 2 at its end
    uint8_t symbol = 0;
    uint16_t reading = 0;
  };
  Status add_rule(const std::vector<std::string>& row);
  Status add_words(std::string_view csv, std::string_view file);
  Result<uint8_t> symbol_of(Script script, const std::string& name);
  uint16_t reading_of(const std::string& spec);
  const Rule* longest(Script script, std::u32string_view word, size_t at) const;
  void encode_word(std::u32string_view word, size_t offset, Encoded& out) const;
  void push(Encoded& out, uint8_t symbol, uint16_t reading, size_t begin, size_t end) const;
  bool push_fallback(Encoded& out, char32_t letter, size_t at) const;
  void add_base(std::u32string_view word, Encoded& out) const;

  std::array<std::unordered_map<char32_t, std::vector<Rule>>, kScripts> rules_;
  std::array<std::array<std::string, kSymbols>, kScripts> names_;
  std::array<std::array<uint16_t, kSymbols>, kScripts> symbol_readings_{};  // of the first grapheme of each
  std::array<std::array<bool, kSymbols>, kScripts> vowel_{};
  std::array<int, kScripts> counts_{};
  std::vector<std::vector<std::string>> readings_;
  std::unordered_map<std::string, uint16_t> reading_ids_;
  std::unordered_map<std::u32string, uint8_t> words_;
};

// The letter without its accents, by canonical decomposition.
char32_t base_letter(char32_t letter);

// Rows of a comma-separated table without quotes or with quoted cells; the first row is the head and is left out.
std::vector<std::vector<std::string>> csv_rows(std::string_view text);

}  // namespace stele::names
