#include "base/lang.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <map>

namespace stele {
namespace {

bool is_alnum(std::string_view part) {
  return std::all_of(part.begin(), part.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
}
bool is_alpha(std::string_view part) {
  return std::all_of(part.begin(), part.end(), [](unsigned char c) { return std::isalpha(c) != 0; });
}

std::string lower(std::string_view part) {
  std::string out(part);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::string title(std::string_view part) {
  std::string out = lower(part);
  if (!out.empty()) out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0])));
  return out;
}

std::string upper(std::string_view part) {
  std::string out(part);
  for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

}  // namespace

Result<std::string> parse_lang(std::string_view tag) {
  auto wrong = [&] {
    return fail(Code::kInvalid, "\"" + std::string(tag.substr(0, 40)) +
                                    "\" is not a language tag; examples: az-Latn, hy, ru-petr1708, und.");
  };
  if (tag.empty() || tag.size() > 64) return wrong();
  std::string out;
  size_t start = 0;
  bool after_singleton = false;
  for (int number = 0; start <= tag.size(); ++number) {
    size_t end = std::min(tag.find('-', start), tag.size());
    std::string_view part = tag.substr(start, end - start);
    if (part.empty() || part.size() > 8 || !is_alnum(part)) return wrong();
    if (number == 0) {
      if (!is_alpha(part) || (part.size() < 2 && lower(part) != "x")) return wrong();
      out = lower(part);
    } else {
      out += '-';
      if (!after_singleton && part.size() == 4 && is_alpha(part)) out += title(part);
      else if (!after_singleton && part.size() == 2 && is_alpha(part)) out += upper(part);
      else out += lower(part);
    }
    if (part.size() == 1) after_singleton = true;
    start = end + 1;
  }
  return out;
}

std::string_view lang_of(std::string_view tag) { return tag.substr(0, tag.find('-')); }

std::string script_of_tag(std::string_view tag) {
  for (size_t start = 0; start < tag.size();) {
    size_t end = std::min(tag.find('-', start), tag.size());
    std::string_view part = tag.substr(start, end - start);
    if (start > 0 && part.size() == 4 && is_alpha(part)) return title(part);
    start = end + 1;
  }
  // Languages whose usual script changed with time have no default here: their tags must say the script.
  static const std::map<std::string_view, std::string_view> kUsual = {
      {"azb", "Arab"}, {"ota", "Arab"}, {"xcl", "Armn"}, {"axm", "Armn"}, {"hyw", "Armn"}, {"pnt", "Grek"},
      {"aii", "Syrc"}, {"und", ""},     {"mul", ""},     {"zxx", ""},     {"ku", ""},      {"crh", ""},
      {"jdt", ""},     {"ttt", ""},     {"tly", ""},     {"mis", ""},     {"arc", ""},     {"sr", ""},
      {"uz", ""},      {"tk", ""},      {"kk", ""},      {"tt", ""},      {"sh", ""},      {"grc", "Grek"}};
  std::string lang = lower(lang_of(tag));
  if (auto it = kUsual.find(lang); it != kUsual.end()) return std::string(it->second);
  char full[ULOC_FULLNAME_CAPACITY], script[16] = "";
  UErrorCode status = U_ZERO_ERROR;
  uloc_addLikelySubtags(lang.c_str(), full, sizeof full, &status);
  if (U_FAILURE(status)) return {};
  uloc_getScript(full, script, sizeof script, &status);
  return U_FAILURE(status) ? std::string() : std::string(script);
}

std::string shortest_lang(std::string_view iso639_3) {
  // uloc_getLanguage canonicalises three-letter codes to two where there is one.
  char out[16];
  UErrorCode status = U_ZERO_ERROR;
  uloc_getLanguage(lower(iso639_3).c_str(), out, sizeof out, &status);
  std::string result = U_FAILURE(status) || out[0] == 0 ? std::string(iso639_3) : std::string(out);
  return result == "iw" ? "he" : result == "in" ? "id" : result == "ji" ? "yi" : result;
}

std::vector<std::string> scripts_in(std::string_view utf8) {
  std::vector<std::pair<UScriptCode, int>> counts;
  int32_t i = 0, length = static_cast<int32_t>(utf8.size());
  while (i < length) {
    UChar32 c;
    U8_NEXT(utf8.data(), i, length, c);
    if (c < 0 || !u_isalpha(c)) continue;
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript(c, &status);
    if (U_FAILURE(status) || script == USCRIPT_COMMON || script == USCRIPT_INHERITED) continue;
    auto it = std::find_if(counts.begin(), counts.end(), [&](auto& pair) { return pair.first == script; });
    if (it == counts.end()) counts.emplace_back(script, 1);
    else ++it->second;
  }
  std::stable_sort(counts.begin(), counts.end(), [](auto& a, auto& b) { return a.second > b.second; });
  std::vector<std::string> out;
  for (auto& [script, count] : counts) out.emplace_back(uscript_getShortName(script));
  return out;
}

namespace {

bool fold_ascii(std::string_view text, std::string& out) {
  for (char ch : text) {
    auto c = static_cast<unsigned char>(ch);
    if (c >= 0x80) return false;
    if (std::isalnum(c)) out += static_cast<char>(std::tolower(c));
    else if (c == '\'') continue;
    else if (!out.empty() && out.back() != ' ') out += ' ';
  }
  return true;
}

UChar32 bring_together(UChar32 c) {
  switch (c) {
    case 0x131: return 'i';    // ı
    case 0x259: return 'e';    // ə
    case 0x1dd: return 'e';    // ǝ, the same sign from the wrong block
    case 0x1a3: return 'g';    // ƣ (gha), old Latin
    case 0x142: return 'l';    // ł
    case 0xf8: return 'o';     // ø
    case 0x111: return 'd';    // đ
    case 0x4d9: return 0x430;  // ә -> а
    case 0x493: return 0x433;  // ғ -> г
    case 0x475: return 0x438;  // ѵ
    case 0x456: return 0x438;  // і
    case 0x463: return 0x435;  // ѣ -> е
    case 0x473: return 0x444;  // ѳ -> ф
    case 0x4b9: return 0x447;  // ҹ -> ч
    case 0x49d: return 0x433;  // ҝ -> г
    case 0x4e9: return 0x43e;  // ө -> о
    case 0x4af: return 0x443;  // ү -> у
    case 0x4bb: return 0x445;  // һ -> х
    case 0x649:
    case 0x64a: return 0x6cc;  // Arabic yeh forms -> Farsi yeh
    case 0x643: return 0x6a9;  // Arabic kaf -> keheh
    case 0x587: return 0;      // handled by decomposition: և
    default: return c;
  }
}

}  // namespace

std::string fold(std::string_view utf8) {
  std::string ascii;
  if (fold_ascii(utf8, ascii)) {
    while (!ascii.empty() && ascii.back() == ' ') ascii.pop_back();
    return ascii;
  }
  UErrorCode status = U_ZERO_ERROR;
  static const icu::Normalizer2* nfkd = icu::Normalizer2::getInstance(nullptr, "nfkc", UNORM2_DECOMPOSE, status);
  icu::UnicodeString text = icu::UnicodeString::fromUTF8({utf8.data(), static_cast<int32_t>(utf8.size())});
  text.foldCase();
  icu::UnicodeString decomposed = nfkd->normalize(text, status);
  std::string out;
  bool gap = false;
  UChar32 before = 0;
  for (int32_t i = 0; i < decomposed.length();) {
    UChar32 c = decomposed.char32At(i);
    i += U16_LENGTH(c);
    int8_t type = u_charType(c);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR || c == 0x640) continue;
    if (c == '\'' || c == 0x2019 || c == 0x2bb || c == 0x2bc || c == 0x2bf || c == 0x2be || c == 0x60 || c == 0xb4)
      continue;
    if (!u_isalnum(c)) {
      gap = !out.empty();
      continue;
    }
    c = bring_together(c);
    if (c == 0) continue;
    if (gap) out += ' ', gap = false, before = 0;
    // The ligature of small letters is written with two other letters in capitals: Երևան, ԵՐԵՎԱՆ.
    if (c == 0x57e && before == 0x565) c = 0x582;
    before = c;
    char buffer[4];
    int32_t n = 0;
    U8_APPEND_UNSAFE(buffer, n, c);
    out.append(buffer, static_cast<size_t>(n));
  }
  return out;
}

}  // namespace stele
