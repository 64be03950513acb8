#include "base/period.h"

#include <doctest/doctest.h>

#include <random>

using namespace stele;

namespace {

std::string show(Day day) {
  if (day == kDayMin) return "min";
  if (day == kDayMax) return "max";
  Civil c = civil_of(day);
  auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return std::to_string(c.year) + "-" + two(c.month) + "-" + two(c.day);
}

// The four bounds, as start..start end..end.
std::string bounds(const char* edtf) {
  auto p = Period::parse(edtf);
  if (!p) return p.error().message;
  CHECK(p->text() == edtf);
  return show(p->start_earliest()) + ".." + show(p->start_latest()) + " " + show(p->end_earliest()) + ".." +
         show(p->end_latest());
}

}  // namespace

TEST_CASE("every day of twenty thousand years goes there and back, one after the other") {
  CHECK(day_of(1970, 1, 1) == 0);
  CHECK(day_of(2000, 3, 1) == 11017);
  CHECK(day_of(0, 1, 1) == -719528);
  int64_t wrong = 0;
  Civil before = civil_of(day_of(-10000, 1, 1) - 1);
  for (Day day = day_of(-10000, 1, 1); day <= day_of(10000, 12, 31); ++day) {
    Civil c = civil_of(day);
    bool next = c.year == before.year ? c.month == before.month ? c.day == before.day + 1
                                                                : c.month == before.month + 1 && c.day == 1
                                      : c.year == before.year + 1 && c.month == 1 && c.day == 1;
    wrong += day_of(c.year, c.month, c.day) != day || !next;
    before = c;
  }
  CHECK(wrong == 0);
  CHECK(day_of(INT64_MAX, 12, 31) == kDayMax - 1);
  CHECK(day_of(INT64_MIN, 1, 1) == kDayMin + 1);
}

TEST_CASE("what each form means in days") {
  struct Row { const char* edtf; const char* days; };
  for (Row row : std::initializer_list<Row>{
           {"1935", "1935-01-01..1935-12-31 1935-01-01..1935-12-31"},
           {"1935-02", "1935-02-01..1935-02-28 1935-02-01..1935-02-28"},
           {"1936-02-29", "1936-02-29..1936-02-29 1936-02-29..1936-02-29"},
           {"2004-01-01T10:10:10Z", "2004-01-01..2004-01-01 2004-01-01..2004-01-01"},
           {"-0043", "-43-01-01..-43-12-31 -43-01-01..-43-12-31"},
           {"192X", "1920-01-01..1929-12-31 1920-01-01..1929-12-31"},
           {"-04XX", "-499-01-01..-400-12-31 -499-01-01..-400-12-31"},
           {"-XXXX", "-9999-01-01..-1-12-31 -9999-01-01..-1-12-31"},
           {"1XX3-XX", "1003-01-01..1993-12-31 1003-01-01..1993-12-31"},
           {"XXXX-02-29", "0-02-29..9996-02-29 0-02-29..9996-02-29"},
           {"190X-02-29", "1904-02-29..1908-02-29 1904-02-29..1908-02-29"},
           {"2004-XX-31", "2004-01-31..2004-12-31 2004-01-31..2004-12-31"},
           {"2004-1X-3X", "2004-10-30..2004-12-31 2004-10-30..2004-12-31"},
           {"1946-21", "1946-03-01..1946-06-21 1946-03-01..1946-06-21"},
           {"1946-24", "1946-01-01..1947-03-21 1946-01-01..1947-03-21"},
           {"1946-34", "1946-04-01..1946-06-30 1946-04-01..1946-06-30"},
           {"1946-41", "1946-07-01..1946-12-31 1946-07-01..1946-12-31"},
           {"Y12345", "12345-01-01..12345-12-31 12345-01-01..12345-12-31"},
           {"Y-17E3", "-17000-01-01..-17000-12-31 -17000-01-01..-17000-12-31"},
           {"1950S2", "1900-01-01..1999-12-31 1900-01-01..1999-12-31"},
           {"1935/1991~", "1935-01-01..1935-12-31 1991-01-01..1991-12-31"},
           {"1935/1935-05", "1935-01-01..1935-05-31 1935-05-01..1935-05-31"},
           {"../1988", "min..min 1988-01-01..1988-12-31"},
           {"/1988", "min..1988-12-31 1988-01-01..1988-12-31"},
           {"1988/..", "1988-01-01..1988-12-31 max..max"},
           {"1988/", "1988-01-01..1988-12-31 1988-01-01..max"},
           {"../..", "min..min max..max"},
           {"[1905,1906]", "1905-01-01..1906-12-31 1905-01-01..1906-12-31"},
           {"{1905,1906}", "1905-01-01..1905-12-31 1906-01-01..1906-12-31"},
           {"{1960..1962}", "1960-01-01..1960-12-31 1962-01-01..1962-12-31"},
           {"[1667, 1668,1670..1672]", "1667-01-01..1672-12-31 1667-01-01..1672-12-31"},
           {"[..1983]", "min..1983-12-31 min..1983-12-31"},
           {"{..1983-05}", "min..min 1983-05-01..1983-05-31"},
           {"{1984..}", "1984-01-01..1984-12-31 max..max"},
       })
    CHECK_MESSAGE(bounds(row.edtf) == row.days, row.edtf << " gives " << bounds(row.edtf));
}

TEST_CASE("flags and questions") {
  CHECK(Period::parse("1984?")->is_uncertain());
  CHECK_FALSE(Period::parse("1984?")->is_approximate());
  CHECK(Period::parse("2004-~06-11")->is_approximate());
  CHECK((Period::parse("1935/1991%")->is_uncertain() && Period::parse("1935/1991%")->is_approximate()));
  CHECK((Period::parse("1988/..")->open_end() && !Period::parse("1988/")->open_end()));
  CHECK((Period::parse("../1988")->open_start() && !Period::parse("/1988")->open_start()));
  CHECK((Period::parse("{1960..1962}")->is_interval() && !Period::parse("{1960,1962..1964}")->is_interval()));
  auto lived = *Period::parse("1935/1991");
  CHECK(lived.certainly_at(day_of(1950, 1, 1)));
  CHECK((lived.possibly_at(day_of(1935, 7, 1)) && !lived.certainly_at(day_of(1935, 7, 1))));
  CHECK_FALSE(lived.possibly_at(day_of(1992, 1, 1)));
  CHECK(lived.certainly_in(day_of(1930, 1, 1), day_of(2000, 1, 1)));
  CHECK(Period::parse("1988/..")->certainly_at(day_of(2020, 1, 1)));
  CHECK_FALSE(Period::parse("1988/")->certainly_at(day_of(2020, 1, 1)));
  CHECK(Period::parse("1926-01-01")->certainly_at(day_of(1926, 1, 1)));
  CHECK_FALSE(Period::parse("{1960,1962}")->certainly_at(day_of(1961, 1, 1)));
  CHECK_FALSE(Period::parse("[1960..1962]")->certainly_at(day_of(1961, 1, 1)));
}

TEST_CASE("what is refused, and where") {
  struct Row { const char* edtf; const char* says; };
  for (Row row : std::initializer_list<Row>{
           {"", "missing"},
           {"2004-02-30", "no such date"},
           {"1XX1-02-29", "no such date"},
           {"2004-13", "no such date"},
           {"2004-20", "no such date"},
           {"2004-42", "no such date"},
           {"2001-21-05", "Nothing is expected here (at character 8"},
           {"1990/1989", "before the start"},
           {"[1990..1989]", "before the start"},
           {"19", "19XX"},
           {"192", "192X"},
           {"12345", "Y before it"},
           {"Y1234", "without Y"},
           {"Y012345", "leading zero"},
           {"-0000", "1 BC"},
           {"1984?~", "% means both"},
           {"199x", "four digits"},
           {"1999-xx", "two digits"},
           {"open/2004", "four digits"},
           {"1984-6", "two digits (at character 6"},
           {"1984-06-1", "two digits"},
           {"1905 ", "Nothing is expected"},
           {" 1905", "begins with a year"},
           {"1905-06-07T25:00:00", "go up to 24"},
           {"1905-06T10:00:00", "whole"},
           {"1905-06-0XT10:00:00", "whole"},
           {"1905-06-07T10", "hh:mm:ss"},
           {"1905-06-07T24:00:01", "24:00:00"},
           {"1905-06-07T10:00:00-00:00", "time zone"},
           {"1905-06-07T10:00:00+14:01", "time zone"},
           {"1905/1906/1907", "Nothing is expected"},
           {"[1905", "comma or ]"},
           {"{1905]", "comma or }"},
           {"[]", "begins"},
           {"[1905..1906..1907]", "comma"},
           {"[1905,..1906]", "Only the first"},
           {"[1905..,1906]", "begins with a year"},
           {"Y123456789012345678", "17 digits"},
           {"Y17E17", "17 digits"},
           {"1950S5", "from 1 to"},
           {"1950S0", "from 1 to"},
           {"Y12345-05", "Nothing"},
           {"1905\xd9\xa0", "Nothing"},
       }) {
    auto p = Period::parse(row.edtf);
    REQUIRE_MESSAGE(!p, row.edtf);
    CHECK(p.error().code == Code::kInvalid);
    CHECK_MESSAGE(p.error().message.find(row.says) != std::string::npos, row.edtf << ": " << p.error().message);
  }
  CHECK_FALSE(Period::parse("[1905" + std::string(1000, ' ') + "]"));
  CHECK(Period::parse("[1905" + std::string(900, ' ') + "]"));
}

TEST_CASE("whatever is parsed keeps its text, its order and its bounds") {
  constexpr std::string_view kParts[] = {
      "1", "9", "0", "X", "19", "1905", "198X", "-", "-06",       "-11", "-2", "/", "..", "?",    "~", "%",
      "[", "]", "{", "}", ",",  "Y",    "E",    "S", "T10:10:10", "Z",   "+",  ":", " ",  "\xff", "\0"};
  std::mt19937 random(7);
  int parsed = 0, bad = 0;
  for (int i = 0; i < 300000; ++i) {
    std::string text;
    for (size_t n = random() % 8; n > 0; --n) text += kParts[random() % std::size(kParts)];
    auto p = Period::parse(text);
    if (!p) continue;
    ++parsed;
    bad += p->text() != text || p->start_earliest() > p->start_latest() ||
           p->end_earliest() > p->end_latest() || p->start_earliest() > p->end_latest() ||
           p->start_latest() > p->end_latest() || p->start_earliest() > p->end_earliest();
  }
  CHECK(bad == 0);
  CHECK(parsed > 3000);
}
