// Dates as lists write them, to EDTF. Years keep their number: a list that writes -320 for 320 BCE gets "-0320", as its
// documentation counts them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/period.h"

namespace stele::formats {

// An ISO 8601 date with a year of any length: "676" -> "0676", "-320-05" -> "-0320-05", "12345" -> "Y12345".
// nullopt for anything else.
std::optional<std::string> edtf_of_date(std::string_view date);

struct Holds {
  std::optional<Period> period;
  std::string words;    // what the period does not say, or could not be read: the source's own words
  std::string problem;  // a sentence if something could not be read
};
// From a start and an end, either of which may be "" (not said): "-330","640" -> "-0330/0640".
Holds holds_of_bounds(std::string_view start, std::string_view end);
// From a "when" object of the Linked Places format: one timespan becomes an interval, several the span of all of them,
// with the object itself as words when it says more than the interval can.
Holds holds_of_when(const Json& when);

}  // namespace stele::formats
