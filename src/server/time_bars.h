// Periods drawn as bars on one axis, so that what stands below each other can be compared by eye. Drawn by the server as
// SVG without style and without script; the period itself always stands beside it in words, so the drawing is hidden
// from readers who listen.
//
// What is certain of a period is drawn full, what is only possible is drawn pale. Time runs in the direction of writing.
// A page whose periods reach far back gets a short first part of the axis for all that came before 1800, behind a break.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/period.h"
#include "server/html.h"
#include "server/words.h"

namespace stele::server {

class TimeAxis {
 public:
  // `at` is the time that the reader chose: a line through all bars.
  TimeAxis(const Words& words, std::optional<Period> at);
  void include(const Period& period);
  // After everything is included. Before it, and without any dated period, all of these give nothing.
  void settle();

  Html shared() const;  // what all bars of a page share; stands once on it, before them
  Html ruler() const;   // the years, above each group of bars
  Html bar(const std::optional<Period>& period) const;
  bool empty() const { return !is_settled_; }

 private:
  double place(double day) const;  // percent of the width, in the direction of writing
  Html stripe(std::string_view name, double from, double to) const;
  Html tick(double day) const;
  Html year_label(int64_t year) const;
  std::vector<int64_t> years() const;  // that have a tick

  const Words& words_;
  std::optional<Period> at_;
  double first_ = 0, split_ = 0, last_ = 0;  // days; what lies before split_ is pressed together
  int64_t step_ = 0;
  bool any_ = false, open_end_ = false, is_settled_ = false;
};

}  // namespace stele::server
