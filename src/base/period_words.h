// Private to base: the words that parse_typed() knows, one table per language.
//
// A row gives a meaning, its value and the forms that carry it, separated by "|". A form is one or more words; "*" at
// the end of a word stands for any ending of up to eight letters (case endings). A form that begins with "-" is an
// ending written directly after a number, with a hyphen, an apostrophe or nothing between ("1920-ci", "1920'ler",
// "1920s"); one that begins with "+" is a case ending with a meaning of its own at the end of what "*" stands for
// ("იანვრიდან", from January). Forms are written as people spell them: letters are folded (case, accents, dotless i,
// yeh and kaf) when a table is read and when something is typed. The longest form that fits wins.
#pragma once

#include <span>

namespace stele {

enum class Means {
  kNumber, kRoman, kDate,  // never in a table: made from digits and letters
  kMonth,           // value 1..12
  kSeason,          // value 21..24
  kCentury,         // "century", beside its number
  kCenturyOrAbout,  // English "c.": a century after a number, "about" elsewhere
  kCenturyOrIn,     // Russian "в": a century after a number, "in" elsewhere
  kOrdinal,         // an ending that only says that a number is counted or inflected
  kOrdinalNumber,   // value: "nineteenth"
  kDecade,          // "decade", or the ending that makes one
  kYears,           // "years": after a full ten it means the decade; value 1: in a range nobody can tell which
  kIgnored,         // "in", "the", "year"
  kBefore, kAfter, kUntil, kFrom,
  kAbout, kPerhaps,
  kEarly, kMid, kLate,
  kHalf,            // value 1, 2
  kQuarter,         // value 1..4
  kOr, kAnd, kBetween, kDash,
  kBce, kCe,
  kOtherCalendar,   // not converted: refused with a sentence
};

struct Word {
  Means means;
  int value;
  const char* forms;
};

struct PeriodLanguage {
  const char* tag;  // BCP 47
  std::span<const Word> words;
};

// English first; the order of the interface's languages.
std::span<const PeriodLanguage> period_languages();

}  // namespace stele
