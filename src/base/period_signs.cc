// Text becomes tokens (folded with ICU, so that a table form and what somebody types meet in one spelling), and tokens
// become signs by the longest form of the language's table that fits at each place. The tables are folded once.
#include "base/period_signs.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <map>

namespace stele {

namespace {

// Characters that stand for the same thing in typed dates.
UChar32 one_kind(UChar32 c) {
  switch (c) {
    case 0x0131: return 'i';                 // dotless i
    case 0x0259: return 'e';                 // schwa, often typed as e
    case 0x064A: case 0x0649: return 0x06CC; // yeh
    case 0x0643: return 0x06A9;              // kaf
    case 0x06D5: case 0x06C1: return 0x0647; // heh
    case 0x058A: case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2015: case 0x2212: return '-';
    case 0x2018: case 0x2019: case 0x02BC: case 0x055A: case 0x00B4: case '`': return '\'';
    case 0x0589: return '.';                 // Armenian full stop
    case 0x061F: case 0x055E: return '?';    // Arabic and Armenian question marks
    case 0x2248: return '~';
    case 0x060C: case ';': return ',';       // commas
    default: return c;
  }
}

icu::UnicodeString folded(std::string_view words) {
  auto text = icu::UnicodeString::fromUTF8(icu::StringPiece(words.data(), static_cast<int32_t>(words.size())));
  text.toLower(icu::Locale::getRoot());
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfkd = icu::Normalizer2::getNFKDInstance(status);
  if (U_FAILURE(status)) return text;
  icu::UnicodeString decomposed = nfkd->normalize(text, status);
  return U_FAILURE(status) ? text : decomposed;
}

class Splitter {
 public:
  TypedText run(std::string_view words) {
    icu::UnicodeString text = folded(words);
    for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) take(text.char32At(i));
    drop_idle_dots();
    return std::move(out_);
  }

 private:
  void take(UChar32 c) {
    int8_t type = u_charType(c);
    if (type == U_NON_SPACING_MARK || type == U_FORMAT_CHAR) return;  // accents, joiners
    out_.eastern_digits |= (c >= 0x0660 && c <= 0x0669) || (c >= 0x06F0 && c <= 0x06F9);
    if (type == U_DECIMAL_DIGIT_NUMBER) return append(Token::kDigits, '0' + u_charDigitValue(c));
    out_.long_dash |= c >= 0x2012 && c <= 0x2015;
    c = one_kind(c);
    if (u_isalpha(c)) return append(Token::kWord, c);
    gap_ = true;
    if (u_isUWhiteSpace(c) || c == ',' || c == '(' || c == ')' || c == '"' || c == 0xAB || c == 0xBB) {
      blank_ = true;
    } else if (c == '*') {
      append(Token::kStar, c);
    } else if (c < 0x80 && std::string_view("-./'?~").find(static_cast<char>(c)) != std::string_view::npos) {
      append(Token::kMark, c);
    } else {
      out_.foreign = true;
    }
  }

  void append(Token::Kind kind, UChar32 c) {
    auto& tokens = out_.tokens;
    bool joins = !tokens.empty() && !gap_ && tokens.back().kind == kind && kind != Token::kMark;
    if (!joins) tokens.push_back({kind, {}, !tokens.empty() && !blank_});
    icu::UnicodeString(c).toUTF8String(tokens.back().text);
    gap_ = kind == Token::kMark || kind == Token::kStar;
    blank_ = false;
  }

  // A dot matters between two numbers only: elsewhere it ends an abbreviation, an ordinal or the sentence.
  void drop_idle_dots() {
    std::vector<Token> kept;
    auto& tokens = out_.tokens;
    for (size_t i = 0; i < tokens.size(); ++i) {
      bool dot = tokens[i].text == ".";
      bool between = i > 0 && i + 1 < tokens.size() && tokens[i - 1].kind == Token::kDigits &&
                     tokens[i + 1].kind == Token::kDigits;
      if (!dot || between) kept.push_back(std::move(tokens[i]));
      else if (i + 1 < tokens.size() && tokens[i + 1].text != "-") tokens[i + 1].glued = false;
    }
    tokens = std::move(kept);
  }

  TypedText out_;
  bool gap_ = false;    // the next letter begins a new token
  bool blank_ = false;  // a blank came before the next token
};

struct FormWord {
  std::string text;
  bool any_ending = false;
};

enum class Stands { kAlone, kAfterNumber, kAfterStem };

struct Form {
  Means means;
  int value = 0;
  Stands stands = Stands::kAlone;
  std::vector<FormWord> words;
};

Form make_form(const Word& word, std::string_view form) {
  Form out{word.means, word.value, Stands::kAlone, {}};
  if (form.starts_with('-')) out.stands = Stands::kAfterNumber;
  if (form.starts_with('+')) out.stands = Stands::kAfterStem;
  if (out.stands != Stands::kAlone) form.remove_prefix(1);
  for (Token& token : split_typed(form).tokens) {
    if (token.kind != Token::kStar) out.words.push_back({std::move(token.text)});
    else if (!out.words.empty()) out.words.back().any_ending = true;
  }
  return out;
}

std::vector<Form> make_forms(const PeriodLanguage& language) {
  std::vector<Form> forms;
  for (const Word& word : language.words) {
    std::string_view rest = word.forms;
    while (!rest.empty()) {
      size_t bar = std::min(rest.find('|'), rest.size());
      forms.push_back(make_form(word, rest.substr(0, bar)));
      rest.remove_prefix(std::min(bar + 1, rest.size()));
    }
  }
  return forms;
}

const std::vector<Form>& forms_of(const PeriodLanguage& language) {
  static const std::map<std::string_view, std::vector<Form>> kForms = [] {
    std::map<std::string_view, std::vector<Form>> all;
    for (const PeriodLanguage& one : period_languages()) all.emplace(one.tag, make_forms(one));
    return all;
  }();
  return kForms.at(language.tag);
}

constexpr size_t kLongestEnding = 8;  // letters

bool fits(const Token& token, const FormWord& word) {
  if (!word.any_ending) return token.text == word.text;
  if (token.kind != Token::kWord || !token.text.starts_with(word.text)) return false;
  auto ending = std::string_view(token.text).substr(word.text.size());
  auto letters = std::count_if(ending.begin(), ending.end(), [](char c) { return (c & 0xC0) != 0x80; });
  return static_cast<size_t>(letters) <= kLongestEnding;
}

// I, V and X up to 39; Cyrillic letters of the same shape count too.
int roman_value(std::string word) {
  for (auto [cyrillic, latin] : {std::pair{"\u0445", "x"}, std::pair{"\u0456", "i"}})
    for (size_t at; (at = word.find(cyrillic)) != std::string::npos;) word.replace(at, 2, latin);
  constexpr std::array<std::string_view, 10> kOnes = {"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"};
  constexpr std::array<std::string_view, 4> kTens = {"", "x", "xx", "xxx"};
  for (size_t value = 1; value < 40; ++value)
    if (word == std::string(kTens[value / 10]) + std::string(kOnes[value % 10])) return static_cast<int>(value);
  return 0;
}

bool is_modifier(Means means) {
  switch (means) {
    case Means::kEarly: case Means::kMid: case Means::kLate: case Means::kAbout: case Means::kBefore:
    case Means::kAfter: case Means::kOrdinal: case Means::kIgnored: return true;
    default: return false;
  }
}

class Reader {
 public:
  Reader(const TypedText& text, const std::vector<Form>& forms)
      : tokens_(text.tokens), long_dash_(text.long_dash), forms_(forms) {}

  std::optional<std::vector<Sign>> run() {
    while (at_ < tokens_.size())
      if (!ending() && !numeric_date() && !phrase() && !number() && !roman() && !mark()) return std::nullopt;
    return std::move(signs_);
  }

 private:
  bool glued(size_t at) const { return at < tokens_.size() && tokens_[at].glued; }
  bool is(size_t at, std::string_view text) const { return at < tokens_.size() && tokens_[at].text == text; }
  bool is_digits(size_t at) const {
    return at < tokens_.size() && tokens_[at].kind == Token::kDigits && tokens_[at].text.size() <= 4;
  }
  int value(size_t at) const { return std::stoi(tokens_[at].text); }
  int digits(size_t at) const { return static_cast<int>(tokens_[at].text.size()); }
  bool after(Means means) const { return !signs_.empty() && signs_.back().means == means; }

  // How many tokens of the text this form covers from here, or 0.
  size_t covers(const Form& form, size_t from) const {
    if (form.words.empty() || from + form.words.size() > tokens_.size()) return 0;
    for (size_t i = 0; i < form.words.size(); ++i)
      if (!fits(tokens_[from + i], form.words[i])) return 0;
    return form.words.size();
  }

  bool best_form(size_t from, Stands stands) {
    const Form* best = nullptr;
    size_t most = 0;
    for (const Form& form : forms_) {
      size_t count = form.stands == stands ? covers(form, from) : 0;
      if (count > most) best = &form, most = count;
    }
    if (!best) return false;
    at_ = from + most;
    add(*best);
    if (best->words.back().any_ending) case_ending(best->words.back());
    return true;
  }

  // "From January" and "until January" are endings in some languages: what "*" swallowed may not be lost.
  void case_ending(const FormWord& stem) {
    auto ending = std::string_view(tokens_[at_ - 1].text).substr(stem.text.size());
    for (const Form& form : forms_)
      if (form.stands == Stands::kAfterStem && ending.ends_with(form.words.front().text)) {
        signs_.push_back({form.means, form.value});
        return;
      }
  }

  // -ci, 'ler, s: glued to the number before.
  bool ending() {
    bool possible = after(Means::kNumber) || after(Means::kRoman);
    if (!possible || !glued(at_)) return false;
    bool joint = is(at_, "-") || is(at_, "'");
    return joint ? glued(at_ + 1) && best_form(at_ + 1, Stands::kAfterNumber)
                 : best_form(at_, Stands::kAfterNumber);
  }

  bool phrase() { return best_form(at_, Stands::kAlone); }

  void add(const Form& form) {
    Sign sign{form.means, form.value};
    bool counted = !signs_.empty() && (after(Means::kRoman) || after(Means::kOrdinalNumber) ||
                                       (after(Means::kNumber) && signs_.back().digits <= 2));
    if (sign.means == Means::kOrdinal && form.stands == Stands::kAfterNumber) {
      signs_.back().ordinal = true;
      return;
    }
    if (sign.means == Means::kCenturyOrAbout) sign.means = counted ? Means::kCentury : Means::kAbout;
    if (sign.means == Means::kCenturyOrIn) sign.means = counted ? Means::kCentury : Means::kIgnored;
    signs_.push_back(sign);
  }

  // 12.3.1921, 12/3/1921, 12-3-1921 (day first), 1921.3.12, 3.1921, 1921-03.
  bool numeric_date() {
    if (!is_digits(at_) || !is_digits(at_ + 2) || tokens_[at_ + 1].kind != Token::kMark) return false;
    const std::string& mark = tokens_[at_ + 1].text;
    if (mark != "." && mark != "/" && mark != "-") return false;
    if (mark == "-" && !(glued(at_ + 1) && glued(at_ + 2))) return false;
    if (is(at_ + 3, mark) && is_digits(at_ + 4)) return three_numbers();
    return two_numbers(mark);
  }

  bool three_numbers() {
    int a = value(at_), b = value(at_ + 2), c = value(at_ + 4);
    bool year_first = digits(at_) >= 3;
    Sign sign{Means::kDate, 0, year_first ? digits(at_) : digits(at_ + 4)};
    sign.year = year_first ? a : c;
    sign.month = b;
    sign.day = year_first ? c : a;
    signs_.push_back(sign);
    at_ += 5;
    return true;
  }

  bool two_numbers(const std::string& mark) {
    bool year_first = mark == "-" && !long_dash_ && digits(at_) == 4 && digits(at_ + 2) == 2 && value(at_ + 2) <= 12;
    bool year_last = mark != "-" && digits(at_) <= 2 && digits(at_ + 2) == 4;
    if (!year_first && !year_last) return false;
    Sign sign{Means::kDate, 0, 4};
    sign.year = value(year_first ? at_ : at_ + 2);
    sign.month = value(year_first ? at_ + 2 : at_);
    signs_.push_back(sign);
    at_ += 3;
    return true;
  }

  bool number() {
    if (!is_digits(at_)) return false;
    signs_.push_back({Means::kNumber, value(at_), digits(at_)});
    ++at_;
    return true;
  }

  bool roman() {
    int value = roman_value(tokens_[at_].text);
    if (value == 0) return false;
    signs_.push_back({Means::kRoman, value});
    ++at_;
    return true;
  }

  bool mark() {
    const std::string& text = tokens_[at_].text;
    if (text == "?") signs_.push_back({Means::kPerhaps});
    else if (text == "~") signs_.push_back({Means::kAbout});
    else if (text == "-") dash();
    else if (text != "'" || !is_digits(at_ + 1)) return false;  // '20s: refused later for want of a century
    ++at_;
    return true;
  }

  // A dash is a range unless it only ties a word together: mid-19th, 12-March-1921, მე-19.
  void dash() {
    if (signs_.empty() || is_modifier(signs_.back().means)) return;
    bool tight = glued(at_) && glued(at_ + 1);
    bool long_number = is_digits(at_ + 1) && digits(at_ + 1) >= 3;
    bool before_word = at_ + 1 < tokens_.size() && tokens_[at_ + 1].kind == Token::kWord;
    if (tight && after(Means::kMonth) && long_number) return;
    if (tight && after(Means::kNumber) && before_word) return;
    signs_.push_back({Means::kDash});
  }

  const std::vector<Token>& tokens_;
  bool long_dash_;  // "1905–06" is two years, not June
  const std::vector<Form>& forms_;
  std::vector<Sign> signs_;
  size_t at_ = 0;
};

}  // namespace

TypedText split_typed(std::string_view words) { return Splitter().run(words); }

std::optional<std::vector<Sign>> signs_in(const TypedText& text, const PeriodLanguage& language) {
  if (text.foreign) return std::nullopt;
  return Reader(text, forms_of(language)).run();
}

}  // namespace stele
