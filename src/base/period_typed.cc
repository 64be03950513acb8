// Typed periods are read without a grammar of word order, because "19-cu əsrin sonu", "late 19th century" and
// "اواخر قرن ۱۹" say the same in three orders: the signs of one date are collected into fields, whatever their order;
// only "or", dashes and "from .. to" cut a text into several dates. What can be read in two ways is refused.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/period.h"
#include "base/period_signs.h"

namespace stele {

namespace {

using Signs = std::span<const Sign>;
enum class Part { kWhole, kEarly, kMid, kLate, kHalf, kQuarter };

// Everything that one date says.
struct Fields {
  std::optional<int> year, decade, small;  // small: one or two digits, a day unless something says otherwise
  int month = 0, day = 0, season = 0, century = 0;
  int counted = 0;  // a Roman or written number that waits for its century
  Part part = Part::kWhole;
  int part_number = 0;  // which half, which quarter
  bool bce = false, ce = false, about = false, perhaps = false;
  bool before = false, after = false, until = false, from = false, between = false;
  bool doubtful_decade = false;  // a full ten with "years", which in a range may be just that year
  bool loose_decade = false;     // the same where the language has another form for decades
};

// The EDTF of a date: first and last are the same unless it is a part of something longer.
struct Piece {
  std::string first, last;
  std::string whole_first, whole_last;  // of what it is a part
};

// An error without words: this is no date that we know, another language may be tried.
std::unexpected<Error> unknown() { return fail(Code::kInvalid, ""); }
std::unexpected<Error> refuse(std::string sentence) { return fail(Code::kInvalid, std::move(sentence)); }

std::unexpected<Error> refuse_short_year(int number) {
  return refuse(fmt::format(
      "The year {0:02} can be of any century: write it with four digits, like 19{0:02}.", number % 100));
}

bool is_counted(const Sign& sign) {
  return (sign.means == Means::kNumber && sign.digits <= 2) || sign.means == Means::kRoman ||
         sign.means == Means::kOrdinalNumber;
}

// Gives a word such as "century" or "decade" the number before it, else the one after it.
class Binder {
 public:
  explicit Binder(Signs signs) {
    for (const Sign& sign : signs)
      if (sign.means != Means::kIgnored && sign.means != Means::kOrdinal) signs_.push_back(sign);
  }

  std::vector<Sign> run() {
    for (size_t i = 0; i < signs_.size(); ++i) {
      Means means = signs_[i].means;
      if (means == Means::kCentury) i = bind_century(i);
      if (means == Means::kDecade) i = bind(i, [](const Sign& s) { return s.means == Means::kNumber; });
      if (means == Means::kYears) i = bind_years(i);
    }
    return std::move(signs_);
  }

 private:
  enum class BindTo { kNumberTyped, kNumberBound };

  template <class Fits>
  size_t bind(size_t i, Fits fits, BindTo to = BindTo::kNumberTyped) {
    size_t number = i > 0 && fits(signs_[i - 1]) ? i - 1 : i + 1;
    if (number >= signs_.size() || !fits(signs_[number])) return i;
    signs_[i].year = to == BindTo::kNumberTyped ? signs_[number].value : signs_[number].year;
    signs_[i].digits = std::max(1, signs_[number].digits);
    signs_.erase(signs_.begin() + static_cast<ptrdiff_t>(number));
    return number < i ? i - 1 : i;
  }

  // In "19-е столетие" the ending of a decade is only that of a counted century.
  size_t bind_century(size_t i) {
    i = bind(i, is_counted);
    bool only_decade = signs_[i].digits == 0 && i > 0 && signs_[i - 1].means == Means::kDecade;
    if (!only_decade) return i;
    return bind(i, [](const Sign& s) { return s.means == Means::kDecade && s.digits <= 2; }, BindTo::kNumberBound);
  }

  // "1920s years" (1920-е годы) says nothing new; after another number "years" is a decade if it ends in 0.
  size_t bind_years(size_t i) {
    bool said = i > 0 && signs_[i - 1].means == Means::kDecade;
    if (!said) i = bind(i, [](const Sign& s) { return s.means == Means::kNumber && s.value % 10 == 0; });
    if (signs_[i].digits > 0) return i;
    signs_.erase(signs_.begin() + static_cast<ptrdiff_t>(i));
    return i - 1;  // wraps to -1 at the start, and the loop adds 1
  }

  std::vector<Sign> signs_;
};

class Collector {
 public:
  // Nothing, if the signs are not those of one date.
  std::optional<Fields> run(Signs signs) {
    for (const Sign& sign : Binder(signs).run())
      if (!take(sign)) return std::nullopt;
    settle();
    return f_;
  }

 private:
  static bool set(int& field, int value) { return field == 0 && value > 0 ? (field = value, true) : false; }
  static bool set(std::optional<int>& field, int value) { return !field ? (field = value, true) : false; }
  static bool set(bool& flag) { return flag = true; }

  bool take(const Sign& sign) {
    switch (sign.means) {
      case Means::kNumber: return set(sign.digits >= 3 ? f_.year : f_.small, sign.value);
      case Means::kRoman:
      case Means::kOrdinalNumber: return set(f_.counted, sign.value);
      case Means::kDate: return take_date(sign);
      case Means::kMonth: return set(f_.month, sign.value);
      case Means::kSeason: return set(f_.season, sign.value);
      case Means::kCentury: return sign.digits > 0 && set(f_.century, sign.year);
      case Means::kDecade: return take_decade(sign);
      case Means::kYears: return take_years(sign);
      case Means::kEarly: return take_part(Part::kEarly, 0);
      case Means::kMid: return take_part(Part::kMid, 0);
      case Means::kLate: return take_part(Part::kLate, 0);
      case Means::kHalf: return take_part(Part::kHalf, sign.value);
      case Means::kQuarter: return take_part(Part::kQuarter, sign.value);
      default: return take_flag(sign.means);
    }
  }

  bool take_flag(Means means) {
    switch (means) {
      case Means::kBefore: return set(f_.before);
      case Means::kAfter: return set(f_.after);
      case Means::kUntil: return set(f_.until);
      case Means::kFrom: return set(f_.from);
      case Means::kBetween: return set(f_.between);
      case Means::kAbout: return set(f_.about);
      case Means::kPerhaps: return set(f_.perhaps);
      case Means::kBce: return set(f_.bce);
      case Means::kCe: return set(f_.ce);
      default: return false;
    }
  }

  bool take_date(const Sign& sign) {
    bool day = sign.day == 0 || set(f_.day, sign.day);
    if (!day || !set(f_.month, sign.month)) return false;
    return sign.digits >= 3 ? set(f_.year, sign.year) : set(f_.small, sign.year);
  }

  bool take_decade(const Sign& sign) { return sign.digits > 0 && set(f_.decade, sign.year); }

  bool take_years(const Sign& sign) {
    (sign.value == 1 ? f_.doubtful_decade : f_.loose_decade) = true;
    return take_decade(sign);
  }

  bool take_part(Part part, int number) {
    if (f_.part != Part::kWhole) return false;
    f_.part = part;
    f_.part_number = number;
    return true;
  }

  // Gives numbers without a name the only place that is left for them.
  void settle() {
    if (f_.counted > 0 && f_.counted <= 12 && f_.month == 0 && f_.small && f_.year) {  // 12.III.1921
      f_.month = f_.counted;
      f_.counted = 0;
    }
    if (f_.month > 0 && f_.day == 0 && f_.small) {
      f_.day = *f_.small;
      f_.small.reset();
    }
    if (f_.small && !f_.year && f_.month == 0 && (f_.bce || f_.ce)) f_.year.swap(f_.small);
  }

  Fields f_;
};

std::string year_text(int year) { return fmt::format("{}{:04}", year < 0 ? "-" : "", std::abs(year)); }

struct Slice {
  int first, last;
};

// Which of `count` years, months or days a part covers. Early, mid and late are thirds.
std::optional<Slice> slice_of(const Fields& f, int count) {
  int cut = (count + 2) / 3, second_cut = count - count / 3, half = count / 2, quarter = count / 4;
  switch (f.part) {
    case Part::kEarly: return Slice{0, cut - 1};
    case Part::kMid: return Slice{cut, second_cut - 1};
    case Part::kLate: return Slice{second_cut, count - 1};
    case Part::kHalf: return f.part_number == 1 ? Slice{0, half - 1} : Slice{half, count - 1};
    case Part::kQuarter:
      if (count % 4 != 0) return std::nullopt;
      return Slice{(f.part_number - 1) * quarter, f.part_number * quarter - 1};
    case Part::kWhole: break;
  }
  return Slice{0, count - 1};
}

Piece whole_piece(const std::string& first, const std::string& last) { return {first, last, first, last}; }

// A part of a run of years that begins in `from`.
Result<Piece> part_of_years(const Fields& f, int from, int count, Piece piece) {
  if (f.part == Part::kWhole) return piece;
  auto slice = slice_of(f, count);
  if (!slice) return unknown();
  piece.first = year_text(from + slice->first);
  piece.last = year_text(from + slice->last);
  return piece;
}

// The 19th century is 18XX, as everybody searches it, although a calendar lets it begin in 1801. The 5th century BC is
// -04XX, the years -0499 to -0400; the first one has year 0000 (1 BC) in it, which no pattern covers.
Result<Piece> century_piece(const Fields& f) {
  if (f.year || f.month > 0 || f.season > 0 || f.small) return unknown();
  if (f.century > 39) return refuse(fmt::format("There is no {}th century to write about.", f.century));
  int hundred = f.century - 1;
  if (!f.bce)
    return part_of_years(f, hundred * 100, 100,
                         whole_piece(fmt::format("{:02}XX", hundred), fmt::format("{:02}XX", hundred)));
  int from = -hundred * 100 - 99;
  std::string pattern = fmt::format("-{:02}XX", hundred);
  return part_of_years(f, from, 100, hundred > 0 ? whole_piece(pattern, pattern) : whole_piece("-0099", "0000"));
}

Result<Piece> decade_piece(const Fields& f) {
  if (f.year || f.month > 0 || f.season > 0 || f.small || f.bce) return unknown();
  int decade = *f.decade;
  if (decade % 10 != 0) return unknown();
  if (decade < 100 && f.century == 0)
    return refuse(fmt::format("The decade {0:02} can be of any century: write 19{0:02}s.", decade));
  if (f.century > 0) decade = decade < 100 ? (f.century - 1) * 100 + decade : decade;
  std::string pattern = fmt::format("{:03}X", decade / 10);
  return part_of_years(f, decade, 10, whole_piece(pattern, pattern));
}

Result<Piece> part_of_date(const Fields& f, const std::string& date, int count) {
  auto slice = slice_of(f, count);
  if (!slice) return unknown();
  return Piece{fmt::format("{}-{:02}", date, slice->first + 1),
               fmt::format("{}-{:02}", date, slice->last + 1), date, date};
}

int days_of_month(int year, int month) {
  return day_of(month == 12 ? year + 1 : year, month % 12 + 1, 1) - day_of(year, month, 1);
}

Result<Piece> month_piece(const Fields& f, std::string date) {
  if (f.month > 12)
    return refuse(fmt::format("There is no month {}: dates are read with the day first, like 14.3.1921.", f.month));
  date += fmt::format("-{:02}", f.month);
  if (f.day == 0 && f.part != Part::kWhole) return part_of_date(f, date, days_of_month(*f.year, f.month));
  if (f.part != Part::kWhole) return unknown();
  if (f.day > 0) date += fmt::format("-{:02}", f.day);
  return whole_piece(date, date);
}

Result<Piece> year_piece(Fields f) {
  if (f.bce && *f.year == 0) return refuse("There is no year 0 before Christ: the year before AD 1 is 1 BC.");
  if (f.bce) f.year = 1 - *f.year;
  std::string date = year_text(*f.year);
  if (f.month > 0) return f.season > 0 ? unknown() : month_piece(f, date);
  if (f.season > 0) {
    if (f.part != Part::kWhole) return unknown();
    date += fmt::format("-{}", f.season);
    return whole_piece(date, date);
  }
  return f.part == Part::kWhole ? whole_piece(date, date) : part_of_date(f, date, 12);
}

Result<Piece> piece_of(const Fields& f) {
  if (f.counted > 0 || (f.bce && f.ce)) return unknown();
  if (f.decade) return decade_piece(f);
  if (f.century > 0) return century_piece(f);
  if (f.small) return f.year ? unknown() : Result<Piece>(refuse_short_year(*f.small));
  if (!f.year) return unknown();
  return year_piece(f);
}

std::string qualifier_of(const Fields& f) {
  bool about = f.about || f.part == Part::kEarly || f.part == Part::kMid || f.part == Part::kLate;
  return about ? (f.perhaps ? "%" : "~") : (f.perhaps ? "?" : "");
}

// One date, or what lies before or after it.
Result<std::string> read_single(const Fields& f) {
  if (f.between) return unknown();
  bool before = f.before || f.until, after = f.after || (f.from && !f.before);
  if ((before && after) || (f.before && f.until)) return unknown();
  STELE_TRY(Piece piece, piece_of(f));
  std::string q = qualifier_of(f);
  if (before) return fmt::format("../{}{}", piece.whole_last, q);
  if (after) return fmt::format("{}{}/..", piece.whole_first, q);
  if (piece.first == piece.last) return piece.first + q;
  return fmt::format("{}{}/{}{}", piece.first, q, piece.last, q);
}

// What one side of a range leaves out, the other says: 12-15 March 1921, XIX-XX centuries, 5-3 BC.
void inherit(Fields& to, const Fields& from) {
  if (to.counted > 0 && from.century > 0 && to.century == 0) std::swap(to.century, to.counted);
  if (to.small && from.century > 0 && to.century == 0 && !to.year && to.month == 0) {
    to.century = *to.small;
    to.small.reset();
  }
  if (to.small && from.month > 0 && to.month == 0) {
    to.day = *to.small;
    to.month = from.month;
    to.small.reset();
  }
  if (from.bce && !to.ce) to.bce = true;
  if (to.small && !to.year && to.bce) to.year.swap(to.small);
  if ((to.month > 0 || to.season > 0) && !to.year) to.year = from.year;
  if (to.year && !to.decade && from.decade && !from.doubtful_decade && to.month == 0 && *to.year % 10 == 0)
    to.decade.swap(to.year);
}

void share_qualifiers(Fields& a, Fields& b) {
  a.about = b.about = a.about || b.about;
  a.perhaps = b.perhaps = a.perhaps || b.perhaps;
}

// In a range "1925-1930 годы" are years; the tens of "1920-1930-cu illər" may be years or decades.
Status settle_decades(Fields& left, Fields& right) {
  for (Fields* f : {&left, &right})
    if (f->loose_decade) {
      f->year.swap(f->decade);
      f->loose_decade = false;
    }
  if (!right.doubtful_decade) return {};
  if (left.year && *left.year % 10 == 0)
    return refuse(fmt::format("This can mean years or decades: write {0}/{1} or {0}s-{1}s.", *left.year,
                              *right.decade));
  right.year.swap(right.decade);
  right.doubtful_decade = false;
  return {};
}

Result<std::string> read_range(Fields left, Fields right) {
  if (left.before || left.until || right.after) return unknown();
  STELE_CHECK(settle_decades(left, right));
  inherit(left, right);
  inherit(right, left);
  share_qualifiers(left, right);
  STELE_TRY(Piece first, piece_of(left));
  STELE_TRY(Piece last, piece_of(right));
  return fmt::format("{}{}/{}{}", first.first, qualifier_of(left), last.last, qualifier_of(right));
}

bool divides(const Sign& sign) {
  return sign.means == Means::kDash || sign.means == Means::kAnd || sign.means == Means::kUntil;
}

// Between the two dates stands a dash or a word, or the word "from" ends the first: 1905-ci ildən 1906-cı ilədək.
Result<std::string> read_divided(Signs signs) {
  Error first_error;
  for (size_t i = 1; i + 1 < signs.size(); ++i) {
    bool from = signs[i].means == Means::kFrom;
    if (!from && !divides(signs[i])) continue;
    auto left = Collector().run(signs.first(i)), right = Collector().run(signs.subspan(i + 1));
    if (!left || !right) continue;
    auto range = read_range(*left, *right);
    if (range) return range;
    if (first_error.message.empty()) first_error = range.error();
  }
  return fail(Code::kInvalid, first_error.message);
}

// "1905 or 1906": one of the set.
Result<std::string> read_choice(Signs signs) {
  std::vector<Fields> parts;
  for (size_t from = 0; from <= signs.size();) {
    auto rest = signs.subspan(from);
    auto length = static_cast<size_t>(
        std::find_if(rest.begin(), rest.end(), [](const Sign& s) { return s.means == Means::kOr; }) - rest.begin());
    if (length > 0) {
      auto part = Collector().run(rest.first(length));
      if (!part || part->before || part->after || part->until || part->from || part->between) return unknown();
      parts.push_back(*part);
    }
    from += length + 1;
  }
  if (parts.size() < 2) return unknown();
  std::string set;
  for (Fields& part : parts) {
    inherit(part, parts.back());
    inherit(part, parts.front());
    part.about |= parts.front().about;
    part.perhaps |= parts.back().perhaps;
    STELE_TRY(Piece piece, piece_of(part));
    std::string q = qualifier_of(part);
    set += (set.empty() ? "[" : ",") + piece.first + q;
    if (piece.first != piece.last) set += ".." + piece.last + q;
  }
  return set + "]";
}

bool has(Signs signs, Means means) {
  return std::any_of(signs.begin(), signs.end(), [&](const Sign& s) { return s.means == means; });
}

// A year like ۱۳۲۵ in Persian is most likely one of the Solar Hijri calendar, and nothing shows it.
Status check_calendar(Signs signs, bool persian) {
  if (has(signs, Means::kOtherCalendar))
    return refuse("Years and months of the Hijri calendars are not converted: give the Gregorian date, and keep these "
                  "words as the source has them.");
  if (!persian || has(signs, Means::kCe) || has(signs, Means::kBce)) return {};
  for (const Sign& sign : signs) {
    int year = sign.means == Means::kDate ? sign.year : 0;
    if (sign.means == Means::kNumber && sign.digits == 4) year = sign.value;
    if (year >= 1200 && year < 1500)
      return refuse(fmt::format(
          "The year {} may be one of the Hijri calendar, which is not converted: give the Gregorian "
          "year, with میلادی after it if it is really {}.",
          year, year));
  }
  return {};
}

constexpr size_t kMostSigns = 40;  // no date needs more, and reading a range tries every place between them

// The EDTF of the text in one language.
Result<Period> read_in(const TypedText& text, const PeriodLanguage& language) {
  auto signs = signs_in(text, language);
  if (!signs || signs->empty() || signs->size() > kMostSigns) return unknown();
  STELE_CHECK(check_calendar(*signs, text.eastern_digits || std::string_view(language.tag) == "fa"));
  Result<std::string> edtf = unknown();
  if (has(*signs, Means::kOr)) edtf = read_choice(*signs);
  else if (auto fields = Collector().run(*signs)) edtf = read_single(*fields);
  if (!edtf && edtf.error().message.empty()) edtf = read_divided(*signs);
  if (!edtf) return std::unexpected(edtf.error());
  return Period::parse(*edtf);
}

// 1921-22 is the summer of 1921 in EDTF and the years 1921 and 1922 for everybody else.
bool is_season_or_years(std::string_view text) {
  if (text.size() != 7 || text[4] != '-' ||
      !std::all_of(text.begin(), text.end(), [](char c) { return c == '-' || (c >= '0' && c <= '9'); }))
    return false;
  std::string_view code = text.substr(5);
  return code >= "21" && code <= "41" && code > text.substr(2, 2);
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  size_t from = std::min(text.find_first_not_of(kBlanks), text.size());
  return text.substr(from, text.find_last_not_of(kBlanks) + 1 - from);
}

// Quotes the words only if each of their characters is known, so that a message is always valid UTF-8.
std::unexpected<Error> not_recognised(std::string_view text, const TypedText& split) {
  if (split.foreign) text = "This";
  size_t length = std::min<size_t>(text.size(), 80);
  while (length < text.size() && length > 0 && (text[length] & 0xC0) == 0x80) --length;
  return refuse(fmt::format(
      "“{}{}” is not a date that can be read. Write it like 1905, c. 1905, before 1988, 1920s, late "
      "19th century, spring 1946, 12.3.1921 (day first), 1905-1906 or 1905 or 1906, or as EDTF.",
      text.substr(0, length), length < text.size() ? "…" : ""));
}

// Every language that can read it must read the same.
Result<Period> read_in_all(const TypedText& text, std::string_view shown) {
  std::map<std::string, std::string> readings;  // EDTF -> languages
  Error refusal;
  for (const PeriodLanguage& language : period_languages()) {
    auto period = read_in(text, language);
    if (!period) {
      if (refusal.message.empty()) refusal = period.error();
      continue;
    }
    std::string& tags = readings[period->text()];
    tags += (tags.empty() ? "" : ", ") + std::string(language.tag);
  }
  if (readings.size() == 1) return Period::parse(readings.begin()->first);
  if (readings.empty()) return refusal.message.empty() ? not_recognised(shown, text) : refuse(refusal.message);
  std::string list;
  for (const auto& [edtf, tags] : readings) list += fmt::format("{}{} ({})", list.empty() ? "" : ", ", edtf, tags);
  return refuse(fmt::format("This means different dates in different languages: {}. Say which language it is.", list));
}

const PeriodLanguage* language_of(std::string_view tag) {
  std::string primary(tag.substr(0, tag.find_first_of("-_")));
  std::transform(primary.begin(), primary.end(), primary.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  for (const PeriodLanguage& language : period_languages())
    if (primary == language.tag) return &language;
  return nullptr;
}

}  // namespace

Result<Period> parse_typed(std::string_view words, std::string_view lang) {
  std::string_view shown = trimmed(words);
  if (shown.empty()) return refuse("A date is missing.");
  if (shown.size() > 1000) return refuse("A date has at most 1,000 characters.");
  const PeriodLanguage* language = language_of(lang);
  TypedText text = split_typed(shown);
  bool bare_year_in_persian = shown.size() == 4 && language && std::string_view(language->tag) == "fa";
  if (is_season_or_years(shown))
    return refuse(
        fmt::format("{} can mean two years or a season: write {}/{}{} for the years, or name the season.",
                    shown, shown.substr(0, 4), shown.substr(0, 2), shown.substr(5)));
  if (!bare_year_in_persian)
    if (auto edtf = Period::parse(shown)) return edtf;
  if (language) {
    auto period = read_in(text, *language);
    if (period || !period.error().message.empty()) return period;
  }
  return read_in_all(text, shown);
}

}  // namespace stele
