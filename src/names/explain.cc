// The idea: the same alignment that gave the score, told letter by letter.
#include <fmt/format.h>

#include <algorithm>

#include "names/names.h"

namespace stele::names {
namespace {

std::string letters_at(const Encoded& name, int8_t at) {
  if (at < 0) return "";
  auto i = static_cast<size_t>(at);
  return to_utf8(
      std::u32string_view(name.letters).substr(name.begin[i], static_cast<size_t>(name.end[i] - name.begin[i])));
}

// A gap that costs less than this is a letter that is seldom written.
constexpr int kSeldomWritten = -kUnit;

Fate fate_of(const Pairing& pair, const std::string& a, const std::string& b) {
  if (pair.a < 0 || pair.b < 0)
    return pair.score > kSeldomWritten ? Fate::kUnwritten : pair.a < 0 ? Fate::kAdded : Fate::kLeftOut;
  return a == b ? Fate::kSame : pair.score > 0 ? Fate::kEquivalent : Fate::kDiffers;
}

bool is_error(Fate fate) { return fate == Fate::kDiffers || fate == Fate::kLeftOut || fate == Fate::kAdded; }

std::vector<std::string> words_of(uint32_t concepts) {
  std::vector<std::string> out;
  for (uint8_t i = 0; i < kConcepts; ++i)
    if (concepts >> i & 1) out.emplace_back(concept_name(i));
  return out;
}

std::string number_of_letters(int n) {
  static constexpr std::string_view kWords[] = {"no", "one", "two", "three", "four", "five"};
  std::string count = n < 6 ? std::string(kWords[n]) : std::to_string(n);
  return count + (n == 1 ? " letter differs" : " letters differ");
}

}  // namespace

Reason explain(const Matcher& matcher, std::string_view a, std::string_view b) {
  Encoded x = matcher.graphemes.encode(a), y = matcher.graphemes.encode(b);
  Reason out;
  out.script_a = x.script, out.script_b = y.script;
  out.flags_a = x.flags, out.flags_b = y.flags;
  out.shared = words_of(x.concepts & y.concepts);
  out.only_a = words_of(x.concepts & ~y.concepts);
  out.only_b = words_of(y.concepts & ~x.concepts);
  Symbols core_x = Symbols(x.symbols).first(x.core), core_y = Symbols(y.symbols).first(y.core);
  for (const Pairing& pair : align(matcher.letters, x.script, core_x, y.script, core_y).pairs) {
    LetterPair told{letters_at(x, pair.a), letters_at(y, pair.b), Fate::kSame};
    told.fate = fate_of(pair, told.a, told.b);
    out.differing += is_error(told.fate);
    out.letters.push_back(std::move(told));
  }
  return out;
}

std::string sentence(const Reason& reason) {
  size_t errors = static_cast<size_t>(reason.differing);
  if (reason.letters.empty() || errors * 2 > reason.letters.size()) return "another name";
  std::string out = reason.script_a == reason.script_b
                        ? "the same name"
                        : fmt::format("the same name in {} letters", script_name(reason.script_b));
  bool all_same = std::all_of(reason.letters.begin(), reason.letters.end(),
                              [](const LetterPair& p) { return p.fate == Fate::kSame; });
  if (reason.differing) out += "; " + number_of_letters(reason.differing);
  else if (reason.script_a == reason.script_b && !all_same) out += " in another spelling";
  if (!reason.shared.empty()) out += fmt::format("; both \"{}\"", fmt::join(reason.shared, "\", \""));
  if (!reason.only_a.empty()) out += fmt::format("; only the first is \"{}\"", fmt::join(reason.only_a, "\", \""));
  if (!reason.only_b.empty()) out += fmt::format("; only the second is \"{}\"", fmt::join(reason.only_b, "\", \""));
  return out;
}

}  // namespace stele::names
