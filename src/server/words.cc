// ICU reads the messages, chooses plural forms and knows how numbers and dates are written; but it formats slowly and a
// page has a thousand messages, so everything is taken apart once: a message into pieces, a date pattern into letters.
#include "server/words.h"

#include <unicode/datefmt.h>
#include <unicode/dtfmtsym.h>
#include <unicode/dtptngen.h>
#include <unicode/messagepattern.h>
#include <unicode/numberformatter.h>
#include <unicode/plurrule.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <unordered_map>

#include "stele_words.h"

namespace stele::server {
namespace {

constexpr std::array<Tongue, 7> kTongues = {{{"az", "Azərbaycanca", "ltr"},
                                             {"en", "English", "ltr"},
                                             {"fa", "فارسی", "rtl"},
                                             {"hy", "Հայերեն", "ltr"},
                                             {"ka", "ქართული", "ltr"},
                                             {"ru", "Русский", "ltr"},
                                             {"tr", "Türkçe", "ltr"}}};

std::string utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

}  // namespace

std::span<const Tongue> tongues() { return kTongues; }

// --- messages ---

struct Words::Piece {
  enum class Kind : uint8_t { kText, kArg, kNumber, kPlural, kSelect } kind = Kind::kText;
  std::string text;  // the words, or the argument's name
  std::vector<std::pair<std::string, std::vector<Piece>>> cases;
};

struct Words::Message {
  std::vector<Piece> pieces;
};

struct Words::Locale {
  icu::Locale locale;
  std::unique_ptr<icu::PluralRules> rules;
  icu::number::LocalizedNumberFormatter numbers;
  std::string day_pattern, month_pattern, digits[10];
  std::string in_date[12], alone[12];  // the month's name beside a day, and beside a year only
  // ICU looks a language's name up slowly, and a page of names asks for the same few again and again.
  std::mutex asked_mutex;
  std::unordered_map<std::string, std::string> asked_languages;
};

namespace {

// Walks the parts that ICU found (unicode/messagepattern.h) and makes pieces of them.
template <class Piece>
class Compiler {
 public:
  explicit Compiler(const icu::MessagePattern& pattern) : pattern_(pattern), text_(pattern.getPatternString()) {}

  std::vector<Piece> message(int32_t start, std::string_view counted = {}) {
    std::vector<Piece> out;
    int32_t from = pattern_.getPart(start).getLimit();
    for (int32_t i = start + 1;; ++i) {
      const auto& part = pattern_.getPart(i);
      words(out, from, part.getIndex());
      if (part.getType() == UMSGPAT_PART_TYPE_MSG_LIMIT) return out;
      from = part.getLimit();
      if (part.getType() == UMSGPAT_PART_TYPE_REPLACE_NUMBER) out.push_back({Piece::Kind::kNumber, std::string(counted), {}});
      if (part.getType() != UMSGPAT_PART_TYPE_ARG_START) continue;
      int32_t limit = pattern_.getLimitPartIndex(i);
      out.push_back(argument(i, limit));
      from = pattern_.getPart(limit).getLimit();
      i = limit;
    }
  }

 private:
  void words(std::vector<Piece>& out, int32_t from, int32_t to) {
    if (to <= from) return;
    std::string text = utf8(text_.tempSubStringBetween(from, to));
    if (!out.empty() && out.back().kind == Piece::Kind::kText) out.back().text += text;
    else out.push_back({Piece::Kind::kText, std::move(text), {}});
  }

  Piece argument(int32_t start, int32_t limit) {
    UMessagePatternArgType type = pattern_.getPart(start).getArgType();
    std::string name = utf8(pattern_.getSubstring(pattern_.getPart(start + 1)));
    Piece out{Piece::Kind::kArg, name, {}};
    if (type != UMSGPAT_ARG_TYPE_PLURAL && type != UMSGPAT_ARG_TYPE_SELECT) return out;
    out.kind = type == UMSGPAT_ARG_TYPE_PLURAL ? Piece::Kind::kPlural : Piece::Kind::kSelect;
    for (int32_t i = start + 2; i < limit;) {
      if (pattern_.getPartType(i) != UMSGPAT_PART_TYPE_ARG_SELECTOR) {
        ++i;
        continue;
      }
      std::string selector = utf8(pattern_.getSubstring(pattern_.getPart(i)));
      while (pattern_.getPartType(i) != UMSGPAT_PART_TYPE_MSG_START) ++i;
      out.cases.emplace_back(std::move(selector), message(i, name));
      i = pattern_.getLimitPartIndex(i) + 1;
    }
    return out;
  }

  const icu::MessagePattern& pattern_;
  const icu::UnicodeString& text_;
};

const WordArg* arg_named(WordArgs args, std::string_view name) {
  auto at = std::ranges::find(args, name, &WordArg::name);
  return at == args.end() ? nullptr : &*at;
}

// Where a message goes: into plain text or into HTML.
struct TextOut {
  std::string out;
  void words(std::string_view text) { out += text; }
  void value(std::string_view text) { out += text; }
  void value(const Html*) {}
};
struct HtmlOut {
  Html out;
  void words(std::string_view text) { out.add(text); }
  void value(std::string_view text) { out.add(el("bdi", text)); }
  void value(const Html* html) { out.add(*html); }
};

template <class Piece, class Out, class Locale>
void append(Out& out, const std::vector<Piece>& pieces, WordArgs args, const Words& words, const Locale& locale) {
  using Kind = typename Piece::Kind;
  for (const Piece& piece : pieces) {
    if (piece.kind == Kind::kText) {
      out.words(piece.text);
      continue;
    }
    const WordArg* arg = arg_named(args, piece.text);
    if (!arg) continue;
    const uint64_t* number = std::get_if<uint64_t>(&arg->value);
    if (piece.kind == Kind::kArg || piece.kind == Kind::kNumber) {
      if (number) out.words(words.number(*number));
      else if (auto* text = std::get_if<std::string_view>(&arg->value)) out.value(*text);
      else out.value(std::get<const Html*>(arg->value));
      continue;
    }
    std::string chosen = "other", exactly;
    if (piece.kind == Kind::kPlural && number) {
      chosen = utf8(locale.rules->select(static_cast<double>(*number)));
      exactly = "=" + std::to_string(*number);
    } else if (auto* text = std::get_if<std::string_view>(&arg->value)) {
      chosen = *text;
    }
    auto find = [&](std::string_view name) {
      return std::ranges::find_if(piece.cases, [&](const auto& one) { return one.first == name; });
    };
    auto at = find(exactly);
    if (at == piece.cases.end()) at = find(chosen);
    if (at == piece.cases.end()) at = find("other");
    if (at != piece.cases.end()) append(out, at->second, args, words, locale);
  }
}

template <class Piece>
void look_at(const std::vector<Piece>& pieces, Words::Shape& shape) {
  for (const Piece& piece : pieces) {
    if (piece.kind == Piece::Kind::kText) continue;
    shape.args.insert(piece.text);
    if (piece.kind == Piece::Kind::kPlural) {
      auto& categories = shape.plurals.emplace_back();
      for (const auto& one : piece.cases)
        if (!one.first.starts_with('=')) categories.insert(one.first);
    }
    for (const auto& one : piece.cases) look_at(one.second, shape);
  }
}

Status not_a_message(std::string_view tag, std::string_view key, std::string_view why) {
  return fail(Code::kInvalid, "i18n/" + std::string(tag) + "/ui.json: \"" + std::string(key) + "\" " + std::string(why),
              std::string(key));
}

}  // namespace

Words::Words() = default;
Words::~Words() = default;

const Words& Words::in(std::string_view lang) {
  using All = std::map<std::string_view, std::unique_ptr<Words>>;
  static const All kAll = [] {
    auto text_of = [](std::string_view tag) {
      for (const Asset& file : word_files())
        if (file.path == std::string(tag) + "/ui.json") return file.bytes;
      return std::string_view("{}");
    };
    All all;
    auto english = load(kTongues[1], text_of("en"), nullptr);
    // A file that cannot be read fails the tests of this module; a page would show keys in the place of words.
    if (english) all["en"] = std::move(*english);
    else all["en"] = std::move(*load(kTongues[1], "{}", nullptr));
    for (const Tongue& tongue : kTongues) {
      if (tongue.tag == "en") continue;
      auto words = load(tongue, text_of(tongue.tag), all["en"].get());
      all[tongue.tag] = words ? std::move(*words) : std::move(*load(tongue, "{}", all["en"].get()));
    }
    return all;
  }();
  auto at = kAll.find(lang);
  return at == kAll.end() ? *kAll.at("en") : *at->second;
}

bool Words::knows(std::string_view lang) { return std::ranges::find(kTongues, lang, &Tongue::tag) != kTongues.end(); }

Result<std::unique_ptr<Words>> Words::load(const Tongue& tongue, std::string_view json, const Words* fallback) {
  STELE_TRY(Json file, parse_json(json));
  std::unique_ptr<Words> out(new Words);
  out->tongue_ = tongue;
  out->fallback_ = fallback;
  for (std::string_view part : {"machine", "reviewed"}) {
    const Json* found = file.find(part);
    if (!found || !found->as_object()) continue;
    for (const auto& [key, value] : *found->as_object()) {
      if (!value.as_string()) return std::unexpected(not_a_message(tongue.tag, key, "is no text.").error());
      if (out->messages_.contains(key)) return std::unexpected(not_a_message(tongue.tag, key, "is there twice.").error());
      UErrorCode status = U_ZERO_ERROR;
      icu::MessagePattern pattern(UMSGPAT_APOS_DOUBLE_OPTIONAL, status);
      pattern.parse(icu::UnicodeString::fromUTF8(*value.as_string()), nullptr, status);
      if (U_FAILURE(status)) {
        return std::unexpected(not_a_message(tongue.tag, key, std::string("is no ICU message: ") + u_errorName(status)).error());
      }
      out->messages_.emplace(key, Message{Compiler<Piece>(pattern).message(0)});
      out->patterns_.emplace(key, *value.as_string());
    }
  }
  for (std::string_view prefix : {"map.", "proof.", "time.", "suggest.", "recent."}) out->islands_.emplace(prefix, out->island_of(prefix));

  UErrorCode status = U_ZERO_ERROR;
  auto locale = std::make_unique<Locale>();
  // Dates of sources are Gregorian in every language; CLDR would count years of the Hijra in Persian.
  locale->locale = icu::Locale(((tongue.tag == "en" ? "en_GB" : std::string(tongue.tag)) + "@calendar=gregorian").c_str());
  locale->rules.reset(icu::PluralRules::forLocale(locale->locale, status));
  locale->numbers = icu::number::NumberFormatter::withLocale(locale->locale);
  std::unique_ptr<icu::DateTimePatternGenerator> patterns(icu::DateTimePatternGenerator::createInstance(locale->locale, status));
  icu::DateFormatSymbols symbols(locale->locale, status);
  icu::DecimalFormatSymbols digits(locale->locale, status);
  if (U_FAILURE(status)) return fail(Code::kInternal, std::string("ICU has no data for ") + std::string(tongue.tag));
  locale->day_pattern = utf8(patterns->getBestPattern(u"yMMMMd", status));
  locale->month_pattern = utf8(patterns->getBestPattern(u"yMMMM", status));
  int32_t count = 0;
  const icu::UnicodeString* names = symbols.getMonths(count, icu::DateFormatSymbols::FORMAT, icu::DateFormatSymbols::WIDE);
  for (int i = 0; i < 12; ++i) locale->in_date[i] = utf8(names[i]);
  names = symbols.getMonths(count, icu::DateFormatSymbols::STANDALONE, icu::DateFormatSymbols::WIDE);
  for (int i = 0; i < 12; ++i) locale->alone[i] = utf8(names[i]);
  for (int i = 0; i < 10; ++i) locale->digits[i] = utf8(digits.getConstDigitSymbol(i));
  out->locale_ = std::move(locale);
  return out;
}

const Words::Message* Words::find(std::string_view key) const {
  auto at = messages_.find(key);
  if (at != messages_.end()) return &at->second;
  return fallback_ ? fallback_->find(key) : nullptr;
}

std::string_view Words::operator()(WordKey key) const {
  const Message* found = find(key.name);
  if (!found) return key.name;
  return found->pieces.empty() ? std::string_view() : std::string_view(found->pieces.front().text);
}

std::string Words::text(WordKey key, WordArgs args) const {
  const Message* found = find(key.name);
  if (!found) return std::string(key.name);
  TextOut out;
  append(out, found->pieces, args, *this, *locale_);
  return std::move(out.out);
}

Html Words::html(WordKey key, WordArgs args) const {
  const Message* found = find(key.name);
  HtmlOut out;
  if (!found) out.words(key.name);
  else append(out, found->pieces, args, *this, *locale_);
  return std::move(out.out);
}

std::string Words::island(std::string_view prefix) const {
  auto made = islands_.find(prefix);
  return made != islands_.end() ? made->second : island_of(prefix);
}

std::string Words::island_of(std::string_view prefix) const {
  std::map<std::string, std::string> all;
  for (const Words* words : {this, fallback_}) {
    if (!words) continue;
    for (auto at = words->patterns_.lower_bound(prefix); at != words->patterns_.end() && at->first.starts_with(prefix); ++at) {
      all.emplace(at->first, at->second);
    }
  }
  std::string out = "{";
  for (const auto& [key, text] : all) {
    if (out.size() > 1) out += ',';
    append_json_string(out, key);
    out += ':';
    append_json_string(out, text);
  }
  return out + "}";
}

Words::Shape Words::shape(std::string_view key) const {
  Shape out;
  if (const Message* found = find(key)) look_at(found->pieces, out);
  return out;
}

std::vector<std::string_view> Words::own_keys() const {
  std::vector<std::string_view> out;
  for (const auto& [key, pattern] : patterns_) out.push_back(key);
  return out;
}

std::set<std::string> Words::plural_categories() const {
  std::set<std::string> out;
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::StringEnumeration> names(locale_->rules->getKeywords(status));
  while (const icu::UnicodeString* name = names->snext(status)) out.insert(utf8(*name));
  return out;
}

// --- numbers and dates ---

std::string Words::number(uint64_t value) const {
  UErrorCode status = U_ZERO_ERROR;
  return utf8(locale_->numbers.formatInt(static_cast<int64_t>(value), status).toString(status));
}

std::string Words::decimal(double value, int most_digits) const {
  UErrorCode status = U_ZERO_ERROR;
  auto formatter = locale_->numbers.precision(icu::number::Precision::maxFraction(most_digits));
  return utf8(formatter.formatDouble(value, status).toString(status));
}

std::string Words::year(int64_t year) const {
  if (year <= 0) return text("period.bc", {{"year", this->year(1 - year)}});  // the year 0 is 1 BC
  std::string out;
  for (char c : std::to_string(year)) out += locale_->digits[c - '0'];
  return out;
}

// A pattern of CLDR with the letters d, M or L, y and quoted words.
std::string Words::filled(std::string_view pattern, int64_t y, int month, int day) const {
  std::string out;
  bool in_quotes = false;
  for (size_t i = 0; i < pattern.size();) {
    char c = pattern[i];
    size_t run = std::min(pattern.find_first_not_of(c, i), pattern.size()) - i;
    if (c == '\'') in_quotes = !in_quotes, ++i;
    else if (in_quotes) out += c, ++i;
    else if (c == 'd') out += (run == 2 && day < 10 ? locale_->digits[0] : "") + year(day), i += run;
    else if (c == 'M') out += locale_->in_date[month - 1], i += run;
    else if (c == 'L') out += locale_->alone[month - 1], i += run;
    else if (c == 'y') out += year(y), i += run;
    else out += c, ++i;
  }
  return out;
}

std::string Words::language(std::string_view tag) const {
  constexpr size_t kMostKept = 2000;
  std::string key(tag);
  {
    std::lock_guard lock(locale_->asked_mutex);
    auto at = locale_->asked_languages.find(key);
    if (at != locale_->asked_languages.end()) return at->second;
  }
  UErrorCode status = U_ZERO_ERROR;
  icu::Locale language = icu::Locale::forLanguageTag(key, status);
  icu::UnicodeString name;
  if (U_SUCCESS(status)) language.getDisplayName(locale_->locale, name);
  std::string out = name.isEmpty() || key == "und" ? key : utf8(name);
  std::lock_guard lock(locale_->asked_mutex);
  if (locale_->asked_languages.size() > kMostKept) locale_->asked_languages.clear();
  return locale_->asked_languages.emplace(std::move(key), std::move(out)).first->second;
}

std::string Words::day(const Civil& day) const { return filled(locale_->day_pattern, day.year, day.month, day.day); }
std::string Words::month(int64_t year, int month) const { return filled(locale_->month_pattern, year, month, 1); }

namespace {

// The number that a run of digits is; -1 for anything else.
int64_t digits_of(std::string_view text) {
  bool is_number = !text.empty() && text.size() <= 6 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  return is_number ? std::stoll(std::string(text)) : -1;
}

}  // namespace

// 1905, -1000, 1905-06, 1905-06-12, 190X, 19XX, 1946-21 (spring); "" for everything else.
std::string Words::single_date(std::string_view edtf) const {
  if (edtf.size() == 5 && edtf.starts_with('-')) {
    int64_t before = digits_of(edtf.substr(1));
    return before < 0 ? std::string() : year(-before);
  }
  if (edtf.size() == 4 && edtf.ends_with("X")) {
    size_t known = edtf.find('X');
    int64_t digits = digits_of(edtf.substr(0, known));
    bool is_span = digits >= 0 && known >= 2 && edtf.find_first_not_of('X', known) == std::string_view::npos;
    int64_t many = known == 3 ? 10 : 100;
    return is_span ? text("period.some_year", {{"from", year(digits * many)}, {"to", year(digits * many + many - 1)}}) : std::string();
  }
  if (edtf.size() != 4 && edtf.size() != 7 && edtf.size() != 10) return {};
  int64_t y = digits_of(edtf.substr(0, 4));
  if (y < 0) return {};
  if (edtf.size() == 4) return year(y);
  int64_t m = edtf[4] == '-' ? digits_of(edtf.substr(5, 2)) : -1;
  static constexpr WordKey kSeasons[] = {"period.spring", "period.summer", "period.autumn", "period.winter"};
  if (edtf.size() == 7 && m >= 21 && m <= 24) return text(kSeasons[m - 21], {{"year", year(y)}});
  if (m < 1 || m > 12) return {};
  if (edtf.size() == 7) return month(y, static_cast<int>(m));
  int64_t d = edtf[7] == '-' ? digits_of(edtf.substr(8)) : -1;
  return d >= 1 && d <= 31 ? day({y, static_cast<int>(m), static_cast<int>(d)}) : std::string();
}

// With at most one qualifier at its end.
std::string Words::date_in_words(std::string_view date) const {
  if (date.empty()) return {};
  char mark = date.back();
  bool is_qualified = mark == '~' || mark == '?' || mark == '%';
  if (is_qualified) date.remove_suffix(1);
  std::string plain = single_date(date);
  if (plain.empty() || !is_qualified) return plain;
  return mark == '~'   ? text("period.about", {{"date", plain}})
         : mark == '?' ? text("period.perhaps", {{"date", plain}})
                       : text("period.perhaps_about", {{"date", plain}});
}

std::string Words::period(std::string_view edtf) const {
  size_t slash = edtf.find('/');
  if (slash == std::string_view::npos) {
    std::string date = date_in_words(edtf);
    return date.empty() ? std::string(edtf) : date;
  }
  std::string_view first = edtf.substr(0, slash), last = edtf.substr(slash + 1);
  std::string from = date_in_words(first), to = date_in_words(last);
  if (!from.empty() && from == to) return from;
  if (!from.empty() && !to.empty()) return text("period.range", {{"from", from}, {"to", to}});
  if (!from.empty() && last == "..") return text("period.since", {{"from", from}});
  if (!from.empty() && last.empty()) return text("period.from_to_unknown", {{"from", from}});
  if (!to.empty() && first == "..") return text("period.until", {{"to", to}});
  if (!to.empty() && first.empty()) return text("period.unknown_to", {{"to", to}});
  return std::string(edtf);
}

}  // namespace stele::server
