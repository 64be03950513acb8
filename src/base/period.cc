// An EDTF expression is read in one pass from left to right. Every date in it becomes a pattern (digits and X) whose
// first and last real day are searched for, so that unspecified digits, months without a day and leap days are one
// case; what stands around the dates (slash, brackets, ..) only says how these days bound the start and the end.
#include "base/period.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace stele {

namespace {

constexpr int64_t kYearLimit = 6'000'000;  // beyond it no day fits into a Day

int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

bool is_leap(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_in(int64_t year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return kDays[static_cast<size_t>(month - 1)] + (month == 2 && is_leap(year) ? 1 : 0);
}

}  // namespace

// Years are counted from March, so that the leap day is the last of its year and the months before it have a fixed
// rhythm: (153 m + 2) / 5 days lie before the m-th month after March.
Day day_of(int64_t year, int month, int day) {
  year = std::clamp(year, -kYearLimit, kYearLimit);
  int64_t y = month <= 2 ? year - 1 : year;
  int64_t era = floor_div(y, 400);
  int64_t year_of_era = y - era * 400;
  int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  int64_t days = era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
  return static_cast<Day>(std::clamp<int64_t>(days, kDayMin + 1, kDayMax - 1));
}

Civil civil_of(Day day) {
  int64_t days = int64_t{day} + 719468;
  int64_t era = floor_div(days, 146097);
  int64_t day_of_era = days - era * 146097;
  int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t m = (5 * day_of_year + 2) / 153;
  int month = static_cast<int>(m < 10 ? m + 3 : m - 9);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, static_cast<int>(day_of_year - (153 * m + 2) / 5 + 1)};
}

namespace {

constexpr size_t kLongest = 1000;  // characters; longer is refused, which bounds the time

// The days of the codes 21 to 41 that stand in the place of a month. A season has no agreed first day, so each covers
// both customs (from the first of a month, and from solstice or equinox); a winter is called after either of its two
// years, so it reaches from January to March of the following year. 21 to 24 are read as on the northern half.
struct Season {
  int month, day, last_month, last_day;
  int years_on;  // the last day lies in this many years after
};
constexpr Season kSpring{3, 1, 6, 21, 0}, kSummer{6, 1, 9, 23, 0}, kAutumn{9, 1, 12, 22, 0}, kWinter{1, 1, 3, 21, 1};
constexpr std::array<Season, 21> kSeasons = {{
    kSpring, kSummer, kAutumn, kWinter,                                          // 21..24 wherever
    kSpring, kSummer, kAutumn, kWinter,                                          // 25..28 northern
    kAutumn, kWinter, kSpring, kSummer,                                          // 29..32 southern
    {1, 1, 3, 31, 0}, {4, 1, 6, 30, 0}, {7, 1, 9, 30, 0}, {10, 1, 12, 31, 0},    // 33..36 quarters
    {1, 1, 4, 30, 0}, {5, 1, 8, 31, 0}, {9, 1, 12, 31, 0},                       // 37..39 thirds
    {1, 1, 6, 30, 0}, {7, 1, 12, 31, 0},                                         // 40, 41 halves
}};

// A year as written. `digits` is empty when the year is a number or a run of numbers (Y17E7, 1950S2).
struct YearPattern {
  int64_t lowest = 0, highest = 0;
  bool negative = false;
  std::string_view digits;
};

struct DatePattern {
  YearPattern year;
  std::string_view month = "XX", day = "XX";
};

// A date's outermost days, or one end of an interval.
struct Reach {
  Day first = kDayMin, last = kDayMax;
  bool open = false;  // written ".."
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool fits(int64_t number, std::string_view pattern) {
  for (size_t i = pattern.size(); i-- > 0; number /= 10)
    if (pattern[i] != 'X' && pattern[i] - '0' != number % 10) return false;
  return true;
}

bool fits(int64_t year, const YearPattern& pattern) {
  if (pattern.negative && !pattern.digits.empty() && year == 0) return false;  // there is no -0000
  return fits(year < 0 ? -year : year, pattern.digits);
}

enum class End { kFirst, kLast };

// The first or last day of this year that the pattern allows.
std::optional<Day> day_in_year(int64_t year, const DatePattern& date, End end) {
  for (int i = 1; i <= 12; ++i) {
    int month = end == End::kFirst ? i : 13 - i;
    if (!fits(month, date.month)) continue;
    int days = days_in(year, month);
    for (int k = 1; k <= days; ++k) {
      int day = end == End::kFirst ? k : days + 1 - k;
      if (fits(day, date.day)) return day_of(year, month, day);
    }
  }
  return std::nullopt;
}

// Only 29 February makes this look at more than a few years, and at most at ten thousand.
std::optional<Day> day_in_years(const DatePattern& date, End end) {
  const YearPattern& year = date.year;
  if (year.digits.empty()) return day_in_year(end == End::kFirst ? year.lowest : year.highest, date, end);
  for (int64_t i = 0; i <= year.highest - year.lowest; ++i) {
    int64_t y = end == End::kFirst ? year.lowest + i : year.highest - i;
    if (!fits(y, year)) continue;
    if (auto day = day_in_year(y, date, end)) return day;
  }
  return std::nullopt;
}

const Season* season_of(std::string_view month) {
  if (month.size() != 2 || !is_digit(month[0]) || !is_digit(month[1])) return nullptr;
  int code = (month[0] - '0') * 10 + month[1] - '0';
  return code >= 21 && code <= 41 ? &kSeasons[static_cast<size_t>(code - 21)] : nullptr;
}

Reach reach_of(const YearPattern& year, const Season& season) {
  return {day_of(year.lowest, season.month, season.day),
          day_of(year.highest + season.years_on, season.last_month, season.last_day)};
}

int64_t power_of_ten(int64_t exponent) {
  int64_t power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

}  // namespace

struct PeriodParser {
  std::string_view text;
  size_t at = 0;
  Period period{};

  std::unexpected<Error> refuse(std::string_view what) const { return refuse_at(at, what); }
  static std::unexpected<Error> refuse_at(size_t where, std::string_view what) {
    return fail(Code::kInvalid, fmt::format("{} (at character {} of the date).", what, where + 1));
  }

  char peek() const { return at < text.size() ? text[at] : '\0'; }
  bool eat(char c) { return peek() == c && at < text.size() ? (++at, true) : false; }
  bool eat(std::string_view s) { return text.substr(at).starts_with(s) ? (at += s.size(), true) : false; }
  bool done() const { return at == text.size(); }

  bool qualifier() {
    if (done() || std::string_view("?~%").find(peek()) == std::string_view::npos) return false;
    char c = text[at++];
    if (c != '~') period.uncertain_ = true;
    if (c != '?') period.approximate_ = true;
    return true;
  }

  // Digits and X, as many as there are.
  std::string_view pattern() {
    size_t from = at;
    while (!done() && (is_digit(text[at]) || text[at] == 'X')) ++at;
    return text.substr(from, at - from);
  }

  Result<int64_t> number() {
    size_t from = at;
    int64_t value = 0;
    while (!done() && is_digit(text[at])) {
      if (at - from == 17) return refuse("No more than 17 digits can be read here");
      value = value * 10 + (text[at++] - '0');
    }
    if (at == from) return refuse("A number is missing");
    return value;
  }

  // S and the number of significant digits: 1950S2 is some year from 1900 to 1999.
  Status significant(YearPattern& year) {
    if (!eat('S')) return {};
    size_t where = at;
    STELE_TRY(int64_t kept, number());
    int64_t value = year.negative ? -year.lowest : year.lowest;
    auto digits = static_cast<int64_t>(std::max<size_t>(year.digits.size(), fmt::formatted_size("{}", value)));
    if (kept < 1 || kept > digits) return refuse_at(where, "S needs a number of digits from 1 to those of the year");
    int64_t unit = power_of_ten(digits - kept);
    int64_t low = value / unit * unit, high = low + unit - 1;
    year = {year.negative ? -high : low, year.negative ? -low : high, year.negative, {}};
    return {};
  }

  Result<YearPattern> long_year() {
    bool negative = eat('-');
    size_t where = at;
    STELE_TRY(int64_t value, number());
    if (text[where] == '0') return refuse_at(where, "A year after Y has no leading zero");
    size_t digits = at - where;
    if (eat('E')) {
      STELE_TRY(int64_t exponent, number());
      if (static_cast<int64_t>(digits) + exponent > 17) return refuse_at(where, "This year has more than 17 digits");
      value *= power_of_ten(exponent);
    } else if (digits < 5) {
      return refuse_at(where, "A year of up to four digits is written without Y, with exactly four digits");
    }
    if (negative) value = -value;
    YearPattern year{value, value, negative, {}};
    STELE_CHECK(significant(year));
    return year;
  }

  Result<YearPattern> year() {
    if (eat('Y')) return long_year();
    YearPattern year;
    year.negative = eat('-');
    size_t where = at;
    year.digits = pattern();
    if (year.digits.size() != 4) return year_of_wrong_length(where, year.digits);
    if (year.negative && year.digits == "0000") return refuse_at(where, "There is no year -0000: 1 BC is 0000");
    int64_t low = 0, high = 0;
    for (char c : year.digits) {
      low = low * 10 + (c == 'X' ? 0 : c - '0');
      high = high * 10 + (c == 'X' ? 9 : c - '0');
    }
    year.lowest = year.negative ? -high : low;
    year.highest = year.negative ? -low : high;
    if (low == high) STELE_CHECK(significant(year));
    return year;
  }

  std::unexpected<Error> year_of_wrong_length(size_t where, std::string_view digits) const {
    if (digits.empty()) return refuse_at(where, "A date begins with a year of four digits, like 1905 or 19XX");
    if (digits.size() == 2) return refuse_at(where, "A year needs four digits; a century is written 19XX");
    if (digits.size() == 3) return refuse_at(where, "A year needs four digits; a decade is written 192X");
    return refuse_at(where, "A year needs four digits, or Y before it if it has more");
  }

  // The month or day after a dash, with its own qualifiers.
  Result<std::string_view> component(std::string_view name) {
    qualifier();
    size_t where = at;
    std::string_view found = pattern();
    if (found.size() != 2) return refuse_at(where, fmt::format("The {} needs two digits", name));
    qualifier();
    return found;
  }

  Result<Reach> date() {
    size_t where = at;
    DatePattern date;
    qualifier();
    STELE_TRY(date.year, year());
    qualifier();
    bool has_month = !date.year.digits.empty() && eat('-');  // no month can follow Y17E7 or 1950S2
    if (has_month) {
      STELE_TRY(date.month, component("month"));
      if (const Season* season = season_of(date.month)) return reach_of(date.year, *season);
    }
    bool has_day = has_month && eat('-');
    if (has_day) {
      STELE_TRY(date.day, component("day"));
    }
    if (peek() == 'T') STELE_CHECK(time(has_day && is_plain(text.substr(where, at - where))));
    return reach_of_pattern(date, where);
  }

  static bool is_plain(std::string_view date) { return date.find_first_of("X?~%SY") == std::string_view::npos; }

  Result<Reach> reach_of_pattern(const DatePattern& date, size_t where) const {
    auto first = day_in_years(date, End::kFirst), last = day_in_years(date, End::kLast);
    if (!first || !last)
      return refuse_at(where, fmt::format("There is no such date in the calendar: {}", text.substr(where, at - where)));
    return Reach{*first, *last};
  }

  Result<int64_t> two_digits(int64_t highest, std::string_view name) {
    size_t where = at;
    if (at + 2 > text.size() || !is_digit(text[at]) || !is_digit(text[at + 1]))
      return refuse_at(where, fmt::format("The {} of a time need two digits", name));
    int64_t value = (text[at] - '0') * 10 + text[at + 1] - '0';
    at += 2;
    if (value > highest) return refuse_at(where, fmt::format("The {} of a time go up to {}", name, highest));
    return value;
  }

  // The time of day is checked and kept in the text, but the period's precision stays the day as written.
  Status time(bool allowed) {
    size_t where = at;
    if (!allowed) return refuse("A time of day can only follow a whole, unqualified date");
    eat('T');
    STELE_TRY(int64_t hours, two_digits(24, "hours"));
    if (!eat(':')) return refuse("A time of day is written hh:mm:ss");
    STELE_TRY(int64_t minutes, two_digits(59, "minutes"));
    STELE_TRY(bool after, seconds());
    if (hours == 24 && (minutes > 0 || after)) return refuse_at(where, "No time is after 24:00:00");
    return offset();
  }

  // The seconds and their fractions, which may be left out; the result says whether they are more than zero.
  Result<bool> seconds() {
    if (!eat(':')) return false;
    STELE_TRY(int64_t whole, two_digits(59, "seconds"));
    bool part = false;
    if (eat('.')) {
      size_t from = at;
      for (; is_digit(peek()); ++at) part |= peek() != '0';
      if (at == from) return refuse("After the point the fractions of a second are missing");
    }
    return whole > 0 || part;
  }

  Status offset() {
    if (eat('Z')) return {};
    size_t where = at;
    char sign = peek();
    if (sign != '+' && sign != '-') return {};
    ++at;
    STELE_TRY(int64_t minutes, two_digits(14, "hours"));
    minutes *= 60;
    if (eat(':') || is_digit(peek())) {
      STELE_TRY(int64_t more, two_digits(59, "minutes"));
      minutes += more;
    }
    bool ok = sign == '+' ? minutes <= 14 * 60 : minutes > 0 && minutes <= 12 * 60;
    if (!ok) return refuse_at(where, "A time zone lies between -12:00 and +14:00, and -00:00 is none");
    return {};
  }

  // One side of an interval: a date, ".." (open) or nothing (unknown).
  Result<std::optional<Reach>> side() {
    if (done() || peek() == '/') return std::optional<Reach>();
    if (eat("..")) return std::optional<Reach>(Reach{kDayMin, kDayMax, true});
    STELE_TRY(Reach reach, date());
    return std::optional<Reach>(reach);
  }

  Status interval() {
    period.interval_ = true;
    STELE_TRY(auto from, side());
    if (!eat('/')) return unexpected();
    STELE_TRY(auto to, side());
    if (!done()) return unexpected();
    period.open_start_ = from && from->open;
    period.open_end_ = to && to->open;
    bound_start(from);
    bound_end(to);
    return order(0);
  }

  // Open means that there is no start: every earlier day counts. Unknown means that it lies anywhere up to the end.
  void bound_start(const std::optional<Reach>& from) {
    period.start_first_ = from ? from->first : kDayMin;
    period.start_last_ = !from ? kDayMax : from->open ? kDayMin : from->last;
  }
  void bound_end(const std::optional<Reach>& to) {
    period.end_first_ = !to ? kDayMin : to->open ? kDayMax : to->first;
    period.end_last_ = to ? to->last : kDayMax;
  }

  // A start cannot be later than the end, nor an end earlier than the start: that narrows both.
  Status order(size_t where) {
    if (period.start_first_ > period.end_last_) return refuse_at(where, "The end lies before the start");
    period.start_last_ = std::min(period.start_last_, period.end_last_);
    period.end_first_ = std::max(period.end_first_, period.start_first_);
    return {};
  }

  Status single() {
    STELE_TRY(Reach reach, date());
    if (!done()) return unexpected();
    period.start_first_ = period.end_first_ = reach.first;
    period.start_last_ = period.end_last_ = reach.last;
    return {};
  }

  // A member of a set: a date, a..b, ..a (only the first) or a.. (only the last).
  struct Member {
    Reach from, to;
    bool range = false;
  };

  Result<Member> member(bool first, char close) {
    size_t where = at;
    Member member;
    if (eat("..")) {
      if (!first) return refuse_at(where, "Only the first member of a set can begin with ..");
      STELE_TRY(member.to, date());
      return Member{Reach{kDayMin, kDayMin, true}, member.to, true};
    }
    STELE_TRY(member.from, date());
    member.to = member.from;
    if (!eat("..")) return member;
    member.range = true;
    if (peek() == close) {
      member.to = Reach{kDayMax, kDayMax, true};
      return member;
    }
    STELE_TRY(member.to, date());
    if (member.from.first > member.to.last) return refuse_at(where, "The end lies before the start");
    return member;
  }

  void blanks() {
    while (eat(' ')) {}
  }

  Status set(char close) {
    ++at;
    std::optional<Member> all;
    bool several = false;
    do {
      blanks();
      STELE_TRY(Member one, member(!all, close));
      several |= all.has_value();
      widen(all, one);
      blanks();
    } while (eat(','));
    if (!eat(close)) return refuse(fmt::format("The set needs a comma or {} here", close));
    if (!done()) return unexpected();
    set_bounds(*all, close == '}', several);
    return {};
  }

  static void widen(std::optional<Member>& all, const Member& one) {
    if (!all) {
      all = one;
      return;
    }
    all->from = {std::min(all->from.first, one.from.first), std::min(all->from.last, one.from.last),
                 all->from.open || one.from.open};
    all->to = {std::max(all->to.first, one.to.first), std::max(all->to.last, one.to.last),
               all->to.open || one.to.open};
  }

  // All of: from the first member to the last. One of: a single date that may be any of them.
  void set_bounds(const Member& all, bool every, bool several) {
    period.open_start_ = all.from.open;
    period.open_end_ = all.to.open;
    period.interval_ = every && all.range && !several;
    period.start_first_ = all.from.first;
    period.end_last_ = all.to.last;
    period.start_last_ = every ? std::min(all.from.last, all.to.last) : all.to.last;
    period.end_first_ = every ? std::max(all.to.first, all.from.first) : all.from.first;
  }

  std::unexpected<Error> unexpected() const {
    if (done()) return refuse("Something is missing");
    if (std::string_view("xu").find(peek()) != std::string_view::npos)
      return refuse("An unspecified digit is a capital X");
    if (std::string_view("?~%").find(peek()) != std::string_view::npos)
      return refuse("Only one of ? ~ % can stand here; % means both");
    return refuse("Nothing is expected here");
  }

  Status run() {
    if (text.empty()) return refuse("A date is missing");
    if (text.size() > kLongest) return refuse_at(kLongest, "A date has at most 1,000 characters");
    if (peek() == '[') return set(']');
    if (peek() == '{') return set('}');
    return text.find('/') == std::string_view::npos ? single() : interval();
  }
};

Result<Period> Period::parse(std::string_view edtf) {
  PeriodParser parser{.text = edtf};
  STELE_CHECK(parser.run());
  parser.period.text_ = edtf;
  return std::move(parser.period);
}

}  // namespace stele
