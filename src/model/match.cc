// Words for what an engine found. The order of the parts is that of a person's questions: is it the same name, how
// sure is the spelling, was it called so then, is it there.
#include "model/match.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "base/lang.h"

namespace stele::model {
namespace {

constexpr double kMatchAbove = 0.9, kChooseAbove = 0.5, kClearlyAhead = 0.1;

struct Word {
  std::string_view code, english;
};
constexpr Word kLanguages[] = {{"ar", "Arabic"},     {"az", "Azerbaijani"}, {"azb", "South Azerbaijani"},
                               {"be", "Belarusian"}, {"bg", "Bulgarian"},   {"ckb", "Central Kurdish"},
                               {"de", "German"},     {"el", "Greek"},       {"en", "English"},
                               {"fa", "Persian"},    {"fr", "French"},      {"he", "Hebrew"},
                               {"hy", "Armenian"},   {"ka", "Georgian"},    {"kk", "Kazakh"},
                               {"ku", "Kurdish"},    {"lez", "Lezgian"},    {"os", "Ossetian"},
                               {"ru", "Russian"},    {"tk", "Turkmen"},     {"tr", "Turkish"},
                               {"tt", "Tatar"},      {"uk", "Ukrainian"},   {"ur", "Urdu"},
                               {"uz", "Uzbek"}};
constexpr Word kScripts[] = {{"Latn", "Latin"},    {"Cyrl", "Cyrillic"}, {"Arab", "Arabic"}, {"Armn", "Armenian"},
                             {"Geor", "Georgian"}, {"Grek", "Greek"},    {"Hebr", "Hebrew"}, {"Syrc", "Syriac"}};

std::string_view english(std::span<const Word> words, std::string_view code) {
  auto found = std::ranges::find(words, code, &Word::code);
  return found == words.end() ? std::string_view() : found->english;
}

// "Russian letters" where the language is usually written so, otherwise the script: "Cyrillic letters".
std::string letters_words(const Candidate& c) {
  std::vector<std::string> scripts = scripts_in(c.name);
  std::string script = scripts.empty() ? std::string() : scripts.front();
  std::string_view language = english(kLanguages, lang_of(c.name_lang));
  bool is_usual = script == script_of_tag(lang_of(c.name_lang)) && script != "Latn";
  std::string_view word = is_usual && !language.empty() ? language : english(kScripts, script);
  return word.empty() ? "other letters" : std::string(word) + " letters";
}

std::string how_words(const Candidate& c) {
  if (c.how == "same") return "same name";
  if (c.how == "same-letters") return "same name but for marks or capitals";
  if (c.how == "other-script") return "same name in " + letters_words(c);
  if (c.how == "spelling") return "similar spelling";
  if (c.how == "part") return "part of the name";
  if (c.how == "place") return "found by position only";
  if (c.how == "id") return "found by its id";
  return {};
}

std::string count_word(size_t n) {
  constexpr std::array<std::string_view, 13> kWords = {"no",    "one",   "two",  "three", "four",   "five",  "six",
                                                       "seven", "eight", "nine", "ten",   "eleven", "twelve"};
  return n < kWords.size() ? std::string(kWords[n]) : std::to_string(n);
}

std::string differ_words(size_t n) {
  if (n == 0) return {};
  return count_word(n) + (n == 1 ? " letter differs" : " letters differ");
}

std::string year_of(Day day) {
  int64_t year = civil_of(day).year;
  return year > 0 ? std::to_string(year) : std::to_string(1 - year) + " BC";
}

std::string used_words(const Held& held) {
  bool has_start = held.start_first != kDayMin, has_end = held.end_last != kDayMax;
  if (!has_start && !has_end) return {};
  if (!has_end) return "used since " + year_of(held.start_first);
  if (!has_start) return "used until " + year_of(held.end_last);
  std::string first = year_of(held.start_first), last = year_of(held.end_last);
  return first == last ? "used in " + first : "used " + first + "-" + last;
}

std::string distance_words(double metres) {
  char out[32];
  if (metres < 1000) std::snprintf(out, sizeof out, "%.0f m away", metres);
  else std::snprintf(out, sizeof out, "%.*f km away", metres < 10'000 ? 1 : 0, metres / 1000);
  return out;
}

// The code point at `at` and its length in bytes; a byte that begins none stands for itself.
uint32_t code_point(std::string_view text, size_t at, size_t& length) {
  auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  uint8_t first = byte(at);
  length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (at + length > text.size()) length = 1;
  if (length == 1) return first;
  uint32_t out = first & (0xFFu >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return length = 1, first;
    out = out << 6 | (byte(at + i) & 0x3Fu);
  }
  return out;
}

// Marks that stand on the letter before them, and what joins or directs letters without being seen.
bool is_mark(uint32_t c) {
  return (c >= 0x300 && c <= 0x36F) || (c >= 0x483 && c <= 0x489) || (c >= 0x591 && c <= 0x5C7) ||
         (c >= 0x610 && c <= 0x61A) || (c >= 0x64B && c <= 0x65F) || c == 0x670 || (c >= 0x1AB0 && c <= 0x1AFF) ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE00 && c <= 0xFE0F);
}

struct Letter {
  std::string text, folded;
};

std::vector<Letter> folded_letters(std::string_view text) {
  std::vector<Letter> out;
  for (std::string& letter : letters_of(text)) {
    std::string folded = fold(letter);
    out.push_back({std::move(letter), std::move(folded)});
  }
  return out;
}

// Costs of the changes between all beginnings of two spellings, row after row.
std::vector<uint16_t> change_costs(const std::vector<Letter>& a, const std::vector<Letter>& b) {
  size_t width = b.size() + 1;
  std::vector<uint16_t> cost((a.size() + 1) * width);
  for (size_t i = 0; i <= a.size(); ++i)
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i * width + j] = static_cast<uint16_t>(i + j);
        continue;
      }
      int same = a[i - 1].folded == b[j - 1].folded ? 0 : 1;
      int best =
          std::min({cost[(i - 1) * width + j - 1] + same, cost[(i - 1) * width + j] + 1, cost[i * width + j - 1] + 1});
      cost[i * width + j] = static_cast<uint16_t>(best);
    }
  return cost;
}

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  constexpr std::string_view kNames[] = {"match", "choose", "none"};
  return kNames[static_cast<size_t>(verdict)];
}

Verdict verdict(std::span<const Candidate> candidates) {
  if (candidates.empty() || candidates[0].score <= kChooseAbove) return Verdict::kNone;
  double second = candidates.size() > 1 ? candidates[1].score : 0;
  bool is_sure = candidates[0].score > kMatchAbove && candidates[0].score - second >= kClearlyAhead;
  return is_sure ? Verdict::kMatch : Verdict::kChoose;
}

std::string reason(const Candidate& c) {
  std::string out;
  auto add = [&out](const std::string& words) {
    if (words.empty()) return;
    if (!out.empty()) out += "; ";
    out += words;
  };
  add(how_words(c));
  add(c.how == "part" || c.how == "place" ? std::string() : differ_words(c.letters_differ));
  if (c.held) add(used_words(*c.held));
  if (c.distance_m) add(distance_words(*c.distance_m));
  return out;
}

std::vector<std::string> letters_of(std::string_view utf8, size_t most) {
  std::vector<std::string> out;
  size_t length = 0;
  for (size_t at = 0; at < utf8.size(); at += length) {
    uint32_t c = code_point(utf8, at, length);
    constexpr size_t kMostBytes = 32;  // a flood of marks is not a letter
    if (is_mark(c) && !out.empty()) {
      if (out.back().size() < kMostBytes) out.back() += utf8.substr(at, length);
      continue;
    }
    if (out.size() == most) break;
    out.emplace_back(utf8.substr(at, length));
  }
  return out;
}

std::vector<LetterPair> align_letters(std::string_view asked, std::string_view known) {
  std::vector<Letter> a = folded_letters(asked), b = folded_letters(known);
  std::vector<uint16_t> cost = change_costs(a, b);
  size_t width = b.size() + 1, i = a.size(), j = b.size();
  std::vector<LetterPair> out;
  while (i > 0 || j > 0) {
    int here = cost[i * width + j];
    bool is_pair =
        i > 0 && j > 0 && here == cost[(i - 1) * width + j - 1] + (a[i - 1].folded == b[j - 1].folded ? 0 : 1);
    if (is_pair) --i, --j, out.push_back({std::move(a[i].text), std::move(b[j].text)});
    else if (i > 0 && here == cost[(i - 1) * width + j] + 1) --i, out.push_back({std::move(a[i].text), {}});
    else --j, out.push_back({{}, std::move(b[j].text)});
  }
  std::ranges::reverse(out);
  return out;
}

size_t letters_that_differ(std::span<const LetterPair> alignment) {
  size_t out = 0;
  for (const LetterPair& pair : alignment) out += fold(pair.asked) != fold(pair.known);
  return out;
}

}  // namespace stele::model
