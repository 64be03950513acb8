// The idea: per script and first letter a short list of rules, longest and anchored first. What no rule knows is tried
// without its accents, then, in a script without tables, hashed to a symbol of its own.
#include "names/graphemes.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace stele::names {
namespace {

constexpr std::string_view kConceptNames[kConcepts] = {"upper", "lower",    "middle", "new",      "old",       "big",
                                                       "small", "village",  "town",   "district", "saint",     "river",
                                                       "lake",  "mountain", "valley", "castle",   "monastery", "farm",
                                                       "north", "south",    "east",   "west",     "spring"};

constexpr char32_t kApostrophe = 0x02BC;

std::u32string to_letters(std::string_view text) {
  std::u32string out;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  for (size_t i = 0; i < text.size();) {
    UChar32 c = 0;
    U8_NEXT(bytes, i, text.size(), c);
    if (c >= 0) out.push_back(static_cast<char32_t>(c));
  }
  return out;
}

// Words that say what kind of thing a name is of, and particles.
bool is_kind(uint8_t kind) {
  return kind == kParticle ||
         (kind < kConcepts && (kConceptNames[kind] == "village" || kConceptNames[kind] == "town" ||
                               kConceptNames[kind] == "district" || kConceptNames[kind] == "farm"));
}

uint8_t concept_id(std::string_view name) {
  if (name == "of") return kParticle;
  const auto* at = std::find(std::begin(kConceptNames), std::end(kConceptNames), name);
  return at == std::end(kConceptNames) ? kNoConcept : static_cast<uint8_t>(at - std::begin(kConceptNames));
}

}  // namespace

std::string_view concept_name(uint8_t id) { return id < kConcepts ? kConceptNames[id] : ""; }

char32_t base_letter(char32_t letter) {
  if (letter < 0xC0) return letter;
  UErrorCode error = U_ZERO_ERROR;
  const auto* nfd = unorm2_getNFDInstance(&error);
  UChar units[8];
  int32_t n = unorm2_getDecomposition(nfd, static_cast<UChar32>(letter), units, 8, &error);
  if (U_FAILURE(error) || n <= 0) return letter;
  UChar32 base = 0;
  int32_t at = 0;
  U16_NEXT(units, at, n, base);
  return static_cast<char32_t>(base);
}

std::vector<std::vector<std::string>> csv_rows(std::string_view text) {
  std::vector<std::vector<std::string>> rows;
  for (size_t at = std::min(text.find('\n'), text.size()); at < text.size();) {
    size_t end = std::min(text.find('\n', at + 1), text.size());
    std::string_view line = text.substr(at + 1, end - at - 1);
    at = end;
    if (line.empty()) continue;
    rows.emplace_back(1);
    bool quoted = false;
    for (char c : line) {
      if (c == '"') quoted = !quoted;
      else if (c == ',' && !quoted) rows.back().emplace_back();
      else if (c != '\r') rows.back().back().push_back(c);
    }
  }
  return rows;
}

Result<Graphemes> Graphemes::parse(std::string_view graphemes_csv, std::string_view generic_csv,
                                   std::string_view learned_csv) {
  Graphemes out;
  out.readings_.emplace_back(1, "");
  out.reading_ids_["-"] = 0;
  int row = 1;
  for (const auto& cells : csv_rows(graphemes_csv)) {
    ++row;
    if (auto added = out.add_rule(cells); !added)
      return fail(added.error().code, added.error().message, fmt::format("graphemes.csv:{}", row));
  }
  for (auto& script : out.rules_)
    for (auto& [letter, rules] : script)
      std::stable_sort(rules.begin(), rules.end(), [](const Rule& a, const Rule& b) {
        return a.size != b.size ? a.size > b.size : (a.anchor > 0) > (b.anchor > 0);
      });
  for (size_t s = 0; s < kScripts; ++s)
    for (uint8_t i = 0; i < kConcepts; ++i) out.names_[s][kConceptBase + i] = kConceptNames[i];
  STELE_CHECK(out.add_words(generic_csv, "generic_words.csv"));
  STELE_CHECK(out.add_words(learned_csv, "generic_learned.csv"));
  return out;
}

Status Graphemes::add_rule(const std::vector<std::string>& row) {
  if (row.size() != 5) return fail(Code::kInvalid, "A row has five cells: script, grapheme, symbol, readings, source.");
  int script = 0;
  while (script < kScripts && script_name(static_cast<Script>(script)) != row[0]) ++script;
  if (script >= kScripts - 1)
    return fail(Code::kInvalid, fmt::format("There is no script \"{}\" with letter tables.", row[0]));
  std::u32string text = to_letters(row[1]);
  Rule rule;
  if (text.size() > 1 && text.front() == U'^') rule.anchor = 1, text.erase(0, 1);
  else if (text.size() > 1 && text.back() == U'$') rule.anchor = 2, text.pop_back();
  if (text.empty() || text.size() > 4) return fail(Code::kInvalid, "A grapheme has one to four letters.");
  std::copy(text.begin(), text.end(), rule.letters.begin());
  rule.size = static_cast<uint8_t>(text.size());
  STELE_TRY(rule.symbol, symbol_of(static_cast<Script>(script), row[2]));
  rule.reading = reading_of(row[3]);
  uint16_t& shown = symbol_readings_[static_cast<size_t>(script)][rule.symbol];
  if (shown == 0) shown = rule.reading;
  const std::string& first = readings_[rule.reading].front();
  vowel_[static_cast<size_t>(script)][rule.symbol] |= first.empty() || first.find_first_of("AIU") == 0;
  rules_[static_cast<size_t>(script)][text[0]].push_back(rule);
  return {};
}

Status Graphemes::add_words(std::string_view csv, std::string_view file) {
  int row = 1;
  for (const auto& cells : csv_rows(csv)) {
    ++row;
    uint8_t id = cells.size() < 3 ? kNoConcept : concept_id(cells[0]);
    if (id == kNoConcept)
      return fail(Code::kInvalid, "A row has a known concept, a language and a word.", fmt::format("{}:{}", file, row));
    words_.emplace(fold(cells[2]).letters, id);
  }
  return {};
}

Result<uint8_t> Graphemes::symbol_of(Script script, const std::string& name) {
  auto& names = names_[static_cast<size_t>(script)];
  int& count = counts_[static_cast<size_t>(script)];
  for (int i = 0; i < count; ++i)
    if (names[static_cast<size_t>(2 + i)] == name) return static_cast<uint8_t>(2 + i);
  if (2 + count >= kDigitBase)
    return fail(Code::kInvalid, fmt::format("{} has too many symbols.", script_name(script)));
  names[static_cast<size_t>(2 + count)] = name;
  return static_cast<uint8_t>(2 + count++);
}

uint16_t Graphemes::reading_of(const std::string& spec) {
  auto [at, fresh] = reading_ids_.emplace(spec, static_cast<uint16_t>(readings_.size()));
  if (!fresh) return at->second;
  std::vector<std::string> alternatives(1);
  for (char c : spec) {
    if (c == '|') alternatives.emplace_back();
    else if (c != '-') alternatives.back().push_back(c);
  }
  readings_.push_back(std::move(alternatives));
  return at->second;
}

uint8_t Graphemes::concept_of(std::u32string_view word) const {
  auto at = words_.find(std::u32string(word));
  return at == words_.end() ? kNoConcept : at->second;
}

const Graphemes::Rule* Graphemes::longest(Script script, std::u32string_view word, size_t at) const {
  const auto& rules = rules_[static_cast<size_t>(script)];
  auto found = rules.find(word[at]);
  if (found == rules.end()) return nullptr;
  for (const Rule& rule : found->second) {
    if (at + rule.size > word.size() || (rule.anchor == 1 && at) || (rule.anchor == 2 && at + rule.size != word.size()))
      continue;
    if (std::equal(rule.letters.begin(), rule.letters.begin() + rule.size, word.begin() + static_cast<ptrdiff_t>(at)))
      return &rule;
  }
  return nullptr;
}

void Graphemes::push(Encoded& out, uint8_t symbol, uint16_t reading, size_t begin, size_t end) const {
  if (out.size >= kMaxSymbols) return void(out.flags |= kTooLong);
  out.symbols[out.size] = symbol;
  out.readings[out.size] = reading;
  out.begin[out.size] = static_cast<uint8_t>(begin);
  out.end[out.size++] = static_cast<uint8_t>(end);
}

bool Graphemes::push_fallback(Encoded& out, char32_t letter, size_t at) const {
  if (letter >= U'0' && letter <= U'9')
    return push(out, static_cast<uint8_t>(kDigitBase + (letter - U'0')), 0, at, at + 1), true;
  if (out.script == Script::kOther) return push(out, static_cast<uint8_t>(2 + letter % 90), 0, at, at + 1), true;
  char32_t base = base_letter(letter);
  const Rule* rule = base == letter ? nullptr : longest(out.script, std::u32string_view(&base, 1), 0);
  if (rule) push(out, rule->symbol, rule->reading, at, at + 1);
  return rule != nullptr;
}

void Graphemes::encode_word(std::u32string_view word, size_t offset, Encoded& out) const {
  size_t first = out.size;
  for (size_t i = 0; i < word.size();) {
    const Rule* rule = longest(out.script, word, i);
    size_t size = rule ? rule->size : 1;
    bool doubled = rule && out.size > first && out.symbols[out.size - 1] == rule->symbol;
    if (doubled) out.end[out.size - 1] = static_cast<uint8_t>(offset + i + size);
    else if (rule) push(out, rule->symbol, rule->reading, offset + i, offset + i + size);
    else (void)push_fallback(out, word[i], offset + i);
    i += size;
  }
}

void Graphemes::add_base(std::u32string_view word, Encoded& out) const {
  if (!out.base.empty()) out.base.push_back(U' ');
  for (char32_t c : word)
    if (c != kApostrophe && !u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_GRAPHEME_EXTEND))
      out.base.push_back(base_letter(c));
}

Encoded Graphemes::encode(Folded folded, Generic generic) const {
  struct Word {
    size_t begin, end;
    uint8_t kind;
  };
  Encoded out;
  out.script = folded.script;
  out.flags = folded.flags;
  out.letters = std::move(folded.letters);
  std::array<Word, kMaxLetters> words;
  size_t count = 0, plain = 0;
  for (size_t i = 0; i < out.letters.size() && count < words.size(); ++count) {
    size_t end = std::min(out.letters.find(U' ', i), out.letters.size());
    words[count] = {i, end, concept_of(std::u32string_view(out.letters).substr(i, end - i))};
    plain += words[count].kind == kNoConcept;
    i = end + 1;
  }
  // A name of generic words only ("New Village") is told apart by its letters: by all but the kinds of settlement.
  bool only_kinds =
      std::all_of(words.begin(), words.begin() + count, [](const Word& word) { return is_kind(word.kind); });
  only_kinds |= generic == Generic::kSpelled;
  for (size_t w = 0; w < count; ++w) {
    if (!plain && !only_kinds && !is_kind(words[w].kind)) words[w].kind = kNoConcept;
    if (!only_kinds && words[w].kind == kParticle) continue;
    if (!only_kinds && words[w].kind < kConcepts) {
      out.concepts |= 1U << words[w].kind;
      continue;
    }
    std::u32string_view word = std::u32string_view(out.letters).substr(words[w].begin, words[w].end - words[w].begin);
    if (out.size) push(out, kBlank, 0, words[w].begin - 1, words[w].begin);
    encode_word(word, words[w].begin, out);
    add_base(word, out);
  }
  while (out.size && out.symbols[out.size - 1] == kBlank) --out.size;
  out.core = out.size;
  for (uint8_t i = 0; i < kConcepts; ++i)
    if (out.concepts >> i & 1) push(out, static_cast<uint8_t>(kConceptBase + i), 0, 0, 0);
  return out;
}

}  // namespace stele::names
