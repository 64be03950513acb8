// Every bar is a drawing of its own, as wide as its column, with places in percent: nothing has to know how wide a page
// is, and a bar can stand in any row.
#include "server/time_bars.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

namespace stele::server {
namespace {

constexpr double kPressed = 16;     // percent of the width for what lies before the break
constexpr double kNarrowest = 0.7;  // a day is drawn as wide as this
constexpr int64_t kBreak = 1800;
constexpr size_t kMostTicks = 6;

double day(int64_t year) { return static_cast<double>(day_of(year, 1, 1)); }
int64_t year_of(double day) { return civil_of(static_cast<Day>(day)).year; }

std::string percent(double value) { return fmt::format("{:.2f}%", value); }

int64_t this_year() {
  auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  return static_cast<int>(std::chrono::year_month_day(today).year());
}

int64_t step_for(int64_t years) {
  static constexpr std::array<int64_t, 12> kSteps = {1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000};
  auto fits = std::ranges::find_if(kSteps, [&](int64_t step) { return years / step <= static_cast<int64_t>(kMostTicks); });
  return fits == kSteps.end() ? years / static_cast<int64_t>(kMostTicks) : *fits;
}

int64_t rounded_down(int64_t year, int64_t step) {
  int64_t rest = year % step;
  return year - (rest < 0 ? rest + step : rest);
}

}  // namespace

TimeAxis::TimeAxis(const Words& words, std::optional<Period> at) : words_(words), at_(std::move(at)) {}

void TimeAxis::include(const Period& period) {
  for (Day d : {period.start_earliest(), period.start_latest(), period.end_earliest(), period.end_latest()}) {
    if (d == kDayMin || d == kDayMax) continue;
    first_ = any_ ? std::min(first_, static_cast<double>(d)) : d;
    last_ = any_ ? std::max(last_, static_cast<double>(d)) : d;
    any_ = true;
  }
  open_end_ = open_end_ || period.latest() == kDayMax;
}

void TimeAxis::settle() {
  if (!any_) return;
  if (at_) include(*at_);
  int64_t from = year_of(first_), to = year_of(last_) + 1;
  if (open_end_) to = std::max(to, this_year());
  bool is_broken = from < kBreak - 50 && to > kBreak + 50;
  int64_t begin = is_broken ? kBreak : from;
  step_ = std::max<int64_t>(1, step_for(to - begin));
  if (!is_broken) from = begin = rounded_down(from, step_);
  to = rounded_down(to + step_ - 1, step_);
  first_ = day(from), split_ = day(begin), last_ = day(std::max(to, begin + step_));
  is_settled_ = true;
}

double TimeAxis::place(double at) const {
  at = std::clamp(at, first_, last_);
  double lead = split_ > first_ ? kPressed : 0;
  double share = at < split_ ? lead * (at - first_) / (split_ - first_) : lead + (100 - lead) * (at - split_) / (last_ - split_);
  return words_.dir() == "rtl" ? 100 - share : share;
}

Html TimeAxis::stripe(std::string_view name, double from, double to) const {
  double a = place(from), b = place(to);
  double x = std::min(a, b), width = std::abs(b - a);
  if (width < kNarrowest) x = std::clamp(x - (kNarrowest - width) / 2, 0.0, 100 - kNarrowest), width = kNarrowest;
  return el("rect", attr("class", name), attr("x", percent(x)), attr("width", percent(width)), attr("y", "25%"), attr("height", "50%"));
}

Html TimeAxis::tick(double at) const {
  std::string x = percent(place(at));
  return el("line", attr("x1", x), attr("x2", x), attr("y1", "0"), attr("y2", "100%"));
}

Html TimeAxis::year_label(int64_t year) const {
  double x = place(day(year));
  std::string_view anchor = x < 4 ? "start" : x > 96 ? "end" : "middle";
  return el("text", attr("x", percent(x)), attr("y", "70%"), attr("text-anchor", anchor), words_.year(year));
}

std::vector<int64_t> TimeAxis::years() const {
  std::vector<int64_t> out;
  // Years of millions are all drawn at the end of what days can hold.
  for (int64_t year = year_of(split_); day(year) <= last_ && out.size() <= 2 * kMostTicks; year += step_) out.push_back(year);
  return out;
}

Html TimeAxis::shared() const {
  if (empty()) return {};
  Html ticks = each(years(), [&](int64_t year) { return tick(day(year)); });
  if (split_ > first_) ticks.add(el("g", attr("class", "break"), tick(split_)));
  if (at_) {
    double from = std::max(static_cast<double>(at_->earliest()), first_), to = std::min(static_cast<double>(at_->latest()), last_);
    double a = place(from), b = place(to);
    std::string width = percent(std::max(std::abs(a - b), 0.2));
    ticks.add(el("rect", attr("class", "at"), attr("x", percent(std::min(a, b))), attr("width", width), attr("y", "0"), attr("height", "100%")));
  }
  return el("svg", attr("class", "shared"), attr("aria-hidden", "true"), el("defs", el("g", attr("id", "years"), attr("class", "years"), ticks)));
}

Html TimeAxis::ruler() const {
  if (empty()) return {};
  Html labels = each(years(), [&](int64_t year) { return year_label(year); });
  if (split_ > first_) labels.add(year_label(year_of(first_)));
  return el("div", attr("class", "axis"), el("svg", attr("class", "ruler"), attr("aria-hidden", "true"), labels));
}

Html TimeAxis::bar(const std::optional<Period>& period) const {
  if (empty() || !period) return {};
  double start = period->start_earliest(), end = period->end_latest();
  double sure_start = period->start_latest(), sure_end = period->end_earliest();
  bool is_sure = period->is_interval() ? sure_start <= sure_end : start == end;
  bool is_moment = std::abs(place(end) - place(start)) < 2 * kNarrowest;
  Html drawn = stripe(is_moment ? "moment" : "maybe", start, end);
  if (is_sure && !is_moment) drawn.add(stripe("sure", sure_start, sure_end));
  return el("svg", attr("class", "bar"), attr("aria-hidden", "true"), el("use", url_attr("href", "#years")), drawn);
}

}  // namespace stele::server
