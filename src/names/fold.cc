// The idea: one pass over the code points. Letters are lowered and composed with the marks that follow them as far as
// Unicode knows a composed letter; a mark that composes with nothing is kept only where a romanisation needs it
// (z with cedilla). A second pass gives each word to a script and reads look-alikes in the word's own script.
#include "names/fold.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>

namespace stele::names {
namespace {

constexpr char32_t kApostrophe = 0x02BC;

struct Range {
  char32_t first, last;
  Script script;
};
constexpr Range kRanges[] = {
    {0x41, 0x5A, Script::kLatin},        {0x61, 0x7A, Script::kLatin},        {0xAA, 0xAA, Script::kLatin},
    {0xBA, 0xBA, Script::kLatin},        {0xC0, 0x24F, Script::kLatin},       {0x250, 0x2AF, Script::kLatin},
    {0x370, 0x3FF, Script::kGreek},      {0x400, 0x52F, Script::kCyrillic},   {0x531, 0x587, Script::kArmenian},
    {0x5D0, 0x5F2, Script::kHebrew},     {0x620, 0x6FF, Script::kArabic},     {0x750, 0x77F, Script::kArabic},
    {0x8A0, 0x8FF, Script::kArabic},     {0x10A0, 0x10FF, Script::kGeorgian}, {0x1C80, 0x1C8F, Script::kCyrillic},
    {0x1C90, 0x1CBF, Script::kGeorgian}, {0x1E00, 0x1EFF, Script::kLatin},    {0x1F00, 0x1FFF, Script::kGreek},
    {0x2C60, 0x2C7F, Script::kLatin},    {0x2D00, 0x2D2F, Script::kGeorgian}, {0xA640, 0xA69F, Script::kCyrillic},
    {0xA720, 0xA7FF, Script::kLatin},
};

// Letters that look alike, as {Latin, Cyrillic, Greek}; 0 where a script has none.
constexpr std::array<std::array<char32_t, 3>, 18> kLookAlikes = {{
    {U'a', U'а', U'α'},
    {U'e', U'е', 0},
    {U'o', U'о', U'ο'},
    {U'p', U'р', U'ρ'},
    {U'c', U'с', 0},
    {U'y', U'у', U'υ'},
    {U'x', U'х', U'χ'},
    {U'i', U'і', U'ι'},
    {U'j', U'ј', 0},
    {U'h', U'һ', 0},
    {U'ə', U'ә', 0},
    {U's', U'ѕ', 0},
    {U'k', U'к', U'κ'},
    {U't', U'т', U'τ'},
    {U'v', 0, U'ν'},
    {U'ö', U'ӧ', 0},
    {U'ë', U'ё', 0},
    {U'ï', U'ї', 0},
}};

int column_of(Script script) {
  return script == Script::kLatin ? 0 : script == Script::kCyrillic ? 1 : script == Script::kGreek ? 2 : -1;
}

bool is_apostrophe(char32_t c) {
  switch (c) {
    case 0x27:
    case 0x60:
    case 0xB4:
    case 0x2018:
    case 0x2019:
    case 0x201B:
    case 0x2032:
    case 0x02B9:
    case 0x02BB:
    case 0x02BC:
    case 0x02BD:
    case 0x02BE:
    case 0x02BF:
    case 0x02C8:
    case 0x05F3:
    case 0x055A:
    case 0xFF07: return true;
    default: return false;
  }
}

// Marks that some romanisations write over letters with which Unicode has no composed form.
bool is_kept_mark(char32_t c) { return c == 0x304 || c == 0x327 || c == 0x331; }

class Folder {
 public:
  Folded run(std::string_view text) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    size_t size = std::min(text.size(), kMaxBytes);
    if (text.size() > kMaxBytes) out_.flags |= kTooLong;
    for (size_t i = 0; i < size && room();) {
      UChar32 c = 0;
      U8_NEXT(bytes, i, size, c);
      if (c < 0) out_.flags |= kBadUtf8;
      else take(static_cast<char32_t>(c));
    }
    while (!out_.letters.empty() && out_.letters.back() == U' ') out_.letters.pop_back();
    settle_scripts();
    return std::move(out_);
  }

 private:
  bool room() {
    if (out_.letters.size() < kMaxLetters) return true;
    out_.flags |= kTooLong;
    return false;
  }

  void take(char32_t c) {
    if (c < 0x80) return take_ascii(c);
    if (is_apostrophe(c)) return letter(kApostrophe);
    if ((c >= 0xFB00 && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFE) || (c >= 0xFF01 && c <= 0xFFDC)) return expand(c);
    classify(c);
  }

  void take_ascii(char32_t c) {
    if (c >= 'A' && c <= 'Z') letter(c + 32);
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) letter(c);
    else if (c == '\'' || c == '`') letter(kApostrophe);
    else if (c >= 32 && c != 127) blank();
    else if (c == '\t' || c == '\n' || c == '\r') blank();
    else out_.flags |= kInvisible;
  }

  void classify(char32_t c) {
    switch (u_charType(static_cast<UChar32>(c))) {
      case U_UPPERCASE_LETTER:
      case U_LOWERCASE_LETTER:
      case U_TITLECASE_LETTER:
      case U_MODIFIER_LETTER:
      case U_OTHER_LETTER:
        return c == 0x640 ? void() : letter(static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
      case U_DECIMAL_DIGIT_NUMBER:
        return letter(U'0' + static_cast<char32_t>(u_charDigitValue(static_cast<UChar32>(c))));
      case U_NON_SPACING_MARK:
      case U_ENCLOSING_MARK:
      case U_COMBINING_SPACING_MARK: return mark(c);
      case U_UNASSIGNED:
      case U_PRIVATE_USE_CHAR:
      case U_SURROGATE: out_.flags |= kUnassigned; return;
      case U_CONTROL_CHAR:
      case U_FORMAT_CHAR: out_.flags |= c == 0x200C ? 0 : kInvisible; return;
      case U_OTHER_SYMBOL:
      case U_MODIFIER_SYMBOL:
      case U_MATH_SYMBOL: out_.flags |= kSigns; return blank();
      default: return blank();
    }
  }

  // Presentation forms and full-width letters are several or other letters in compatibility decomposition.
  void expand(char32_t c) {
    UErrorCode error = U_ZERO_ERROR;
    UChar units[24];
    int32_t n = unorm2_getDecomposition(unorm2_getNFKDInstance(&error), static_cast<UChar32>(c), units, 24, &error);
    if (U_FAILURE(error) || n <= 0) return classify(c);
    for (int32_t i = 0; i < n && room();) {
      UChar32 part = 0;
      U16_NEXT(units, i, n, part);
      if (part < 0x80) take_ascii(static_cast<char32_t>(part));
      else classify(static_cast<char32_t>(part));
    }
  }

  void letter(char32_t c) {
    out_.letters.push_back(c);
    marks_ = 0;
  }

  void blank() {
    if (!out_.letters.empty() && out_.letters.back() != U' ') out_.letters.push_back(U' ');
  }

  void mark(char32_t c) {
    if (out_.letters.empty() || out_.letters.back() == U' ') return void(out_.flags |= kMarksDropped);
    UErrorCode error = U_ZERO_ERROR;
    const auto* nfc = unorm2_getNFCInstance(&error);
    UChar32 composed = unorm2_composePair(nfc, static_cast<UChar32>(out_.letters.back()), static_cast<UChar32>(c));
    if (composed >= 0) out_.letters.back() = static_cast<char32_t>(u_tolower(composed));
    else if (is_kept_mark(c) && marks_++ == 0) out_.letters.push_back(c);
    else if (++marks_ > 4) out_.flags |= kMarksDropped;
    else if (script_of(out_.letters.back()) == Script::kOther && room()) out_.letters.push_back(c);
  }

  void settle_scripts() {
    std::array<int, kScripts> count{};
    for (char32_t c : out_.letters)
      if (u_isalpha(static_cast<UChar32>(c)) && c != kApostrophe) ++count[static_cast<size_t>(script_of(c))];
    auto most = std::max_element(count.begin(), count.end());
    out_.script = *most ? static_cast<Script>(most - count.begin()) : Script::kOther;
    if (std::count_if(count.begin(), count.end(), [](int n) { return n > 0; }) > 1) unmix();
  }

  // Words of the name's script stay, with look-alikes read as its letters; words of other scripts go.
  void unmix() {
    std::u32string kept;
    for (size_t i = 0; i < out_.letters.size();) {
      size_t end = std::min(out_.letters.find(U' ', i), out_.letters.size());
      std::u32string word = out_.letters.substr(i, end - i);
      if (own_word(word)) kept += (kept.empty() ? U"" : U" ") + word;
      else out_.flags |= kMixedScripts;
      i = end + 1;
    }
    out_.letters = std::move(kept);
  }

  bool own_word(std::u32string& word) {
    size_t own = 0, foreign = 0;
    for (char32_t& c : word) {
      if (!u_isalpha(static_cast<UChar32>(c)) || c == kApostrophe) continue;
      if (script_of(c) == out_.script) {
        ++own;
        continue;
      }
      ++foreign;
      char32_t seen = look_alike(c);
      if (seen != c) --foreign, ++own, out_.flags |= kHomoglyphs, c = seen;
    }
    if (foreign && own >= foreign) out_.flags |= kMixedScripts;
    return own >= foreign;
  }

  char32_t look_alike(char32_t c) const {
    int from = column_of(script_of(c)), to = column_of(out_.script);
    if (from < 0 || to < 0) return c;
    for (const auto& row : kLookAlikes)
      if (row[static_cast<size_t>(from)] == c && row[static_cast<size_t>(to)]) return row[static_cast<size_t>(to)];
    return c;
  }

  Folded out_;
  int marks_ = 0;
};

}  // namespace

std::string_view script_name(Script script) {
  static constexpr std::array<std::string_view, kScripts> kNames = {"Latin", "Cyrillic", "Arabic",   "Hebrew",
                                                                    "Greek", "Armenian", "Georgian", "Other"};
  return kNames[static_cast<size_t>(script)];
}

Script script_of(char32_t letter) {
  if (letter < 0x80) return letter >= 'A' ? Script::kLatin : Script::kOther;
  const Range* end = std::end(kRanges);
  const Range* at =
      std::upper_bound(std::begin(kRanges), end, letter, [](char32_t c, const Range& r) { return c <= r.last; });
  return at != end && letter >= at->first ? at->script : Script::kOther;
}

Folded fold(std::string_view text) { return Folder().run(text); }

std::string to_utf8(std::u32string_view letters) {
  std::string out;
  for (char32_t c : letters) {
    char unit[4];
    int32_t n = 0;
    U8_APPEND_UNSAFE(unit, n, static_cast<UChar32>(c));
    out.append(unit, static_cast<size_t>(n));
  }
  return out;
}

}  // namespace stele::names
