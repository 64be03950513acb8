// When something is said to have been so: an EDTF expression (Extended Date/Time Format, 2019, ISO 8601-2) kept to the
// letter as it was written, with the days it can mean.
//
// Implemented: levels 0 and 1 whole; of level 2 the qualification of a part (2004-06~-11, ?2004-06), the unspecified
// digit X anywhere (156X-12-25, 1XXX-XX), the sets "one of" [..] and "all of" {..}, the codes 25 to 41 in the month's
// place, and Y17E7 and 1950S2. Years are those of the proleptic Gregorian calendar (0000 is 1 BC); a year needs four
// digits or the prefix Y. A time of day is checked and kept, but the period is the day as written. Nothing else is
// accepted: what people type is turned into EDTF by parse_typed(). docs/formats/period.md has the whole table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace stele {

// A day, counted from 1970-01-01 in the proleptic Gregorian calendar.
using Day = int32_t;
inline constexpr Day kDayMin = INT32_MIN;  // open or unknown start
inline constexpr Day kDayMax = INT32_MAX;  // open or unknown end

// The month is 1..12 and the day 1..31; clamped to kDayMin+1 .. kDayMax-1 (years of about five millions).
Day day_of(int64_t year, int month, int day);
struct Civil {
  int64_t year;
  int month, day;
};
Civil civil_of(Day day);

class Period {
 public:
  // The error (kInvalid) says what is wrong and at which character, in a sentence. Refused are also dates that no
  // calendar has (2004-02-30, 1XX1-02-29), an end that surely lies before its start, and more than 1,000 characters.
  static Result<Period> parse(std::string_view edtf);

  const std::string& text() const { return text_; }  // as given
  // The start and the end each lie between two days. For "1935/1991~" the start lies in 1935 and the end in 1991.
  // A single date is its own start and end: "1935" starts and ends on some day of 1935. Of a set, "one of" is such a
  // single date, "all of" starts with its first member and ends with its last. An open start (..) is kDayMin: every
  // earlier day counts; an unknown one (empty) is any day up to the end. The same holds for the end.
  // "~" and "?" do not widen the days: how far "about" reaches is the asker's decision, see is_approximate().
  Day start_earliest() const { return start_first_; }
  Day start_latest() const { return start_last_; }
  Day end_earliest() const { return end_first_; }
  Day end_latest() const { return end_last_; }
  // The outermost days: what search uses.
  Day earliest() const { return start_first_; }
  Day latest() const { return end_last_; }
  bool is_interval() const { return interval_; }      // written with a slash, or all of one range: {1960..1962}
  bool is_uncertain() const { return uncertain_; }    // any "?" or "%"
  bool is_approximate() const { return approximate_; }  // any "~" or "%"
  // "now", "ongoing": the interval's end is open (..), not unknown (empty).
  bool open_start() const { return open_start_; }
  bool open_end() const { return open_end_; }

  // Does it overlap the days first..last in at least one reading; in every reading?
  bool possibly_in(Day first, Day last) const { return start_first_ <= last && end_last_ >= first; }
  bool certainly_in(Day first, Day last) const { return start_first_ >= first && end_last_ <= last; }
  // Was it so on this day, if it was so from its start to its end: in at least one reading; in every reading?
  bool possibly_at(Day day) const { return possibly_in(day, day); }
  bool certainly_at(Day day) const {
    return (interval_ || start_first_ == end_last_) && start_last_ <= day && end_first_ >= day;
  }

  friend bool operator==(const Period& a, const Period& b) { return a.text_ == b.text_; }

 private:
  friend struct PeriodParser;
  std::string text_;
  Day start_first_ = kDayMin, start_last_ = kDayMin, end_first_ = kDayMax, end_last_ = kDayMax;
  bool interval_ = false, uncertain_ = false, approximate_ = false, open_start_ = false, open_end_ = false;
};

// A period as a person types it in one of the interface's languages (en az hy ka ru tr fa): "c. 1905", "before 1988",
// "1920s", "late 19th c.", "spring 1946", "12.3.1921", "1905-1906", "about 1905 or 1906"; and EDTF itself. The words
// stay with the statement as typed; this gives their EDTF. Persian and Arabic digits are read.
//
// lang is a BCP 47 tag; what its language does not know is tried in all others, as is everything when lang is "" or
// another language. If they disagree ("yaz 1946": spring in Azerbaijani, summer in Turkish) it is refused.
// What can mean two things is refused (kInvalid) with a sentence that says what to write instead: years and decades of
// two digits, 1921-22, "1920-1930-cu illər", a Persian year that looks like one of a Hijri calendar. A date of three
// numbers is read day first in every language, English too: 3/4/1921 is 3 April. Not recognised: kInvalid, with
// examples in the message.
Result<Period> parse_typed(std::string_view words, std::string_view lang = {});

}  // namespace stele
