#include "formats/dates.h"

#include <algorithm>
#include <vector>

namespace stele::formats {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::string padded_year(std::string_view digits, bool negative) {
  std::string out = digits.size() > 4 ? "Y" : "";
  if (negative) out += '-';
  if (digits.size() < 4) out.append(4 - digits.size(), '0');
  return out.append(digits);
}

// One bound of a timespan: {"in":..}, {"earliest":..,"latest":..}, or just the date.
struct Bound {
  std::string earliest, latest;
  bool given = false, vague = false;
};

// Exports of databases write -1 for "not known" in bare numbers.
bool is_placeholder(const Json& json) { return json.as_number() && json.as_number()->text == "-1"; }

std::string date_of(const Json* json, std::string& problem) {
  if (!json || json->is_null() || json->scalar().empty()) return {};
  auto date = edtf_of_date(json->scalar());
  if (date && Period::parse(*date)) return *date;
  problem = "\"" + std::string(json->scalar().substr(0, 60)) + "\" is not a date as ISO 8601 writes it.";
  return {};
}

Bound bound_of(const Json* json, std::string& problem) {
  Bound bound;
  if (!json || json->is_null()) return bound;
  if (is_placeholder(*json)) {
    problem = "-1 was taken to mean that the date is not known.";
    return bound;
  }
  if (!json->as_object()) {
    bound.earliest = bound.latest = date_of(json, problem);
  } else if (std::string in = date_of(json->find("in"), problem); !in.empty()) {
    bound.earliest = bound.latest = in;
  } else {
    bound.earliest = date_of(json->find("earliest"), problem);
    bound.latest = date_of(json->find("latest"), problem);
    bound.vague = bound.earliest != bound.latest;
  }
  bound.given = !bound.earliest.empty() || !bound.latest.empty();
  return bound;
}

struct Span {
  std::string edtf;
  bool exact = true;  // the EDTF says all that the timespan says
};

Span span_of(const Json& timespan, std::string& problem) {
  Bound start = bound_of(timespan.find("start"), problem), end = bound_of(timespan.find("end"), problem);
  if (!start.given && !end.given) return {};
  if (end.given || start.earliest.empty())
    return {start.earliest + "/" + end.latest, !start.vague && !end.vague};
  if (!start.vague) return {start.earliest, true};
  // Without an end the start describes the whole: it began at some day of these.
  return {start.latest.empty() ? start.earliest + "/.." : "[" + start.earliest + ".." + start.latest + "]", !start.latest.empty()};
}

// Of several timespans the outermost bounds.
std::string outermost(const std::vector<std::string>& spans, bool& exact) {
  if (spans.size() == 1) return spans[0];
  exact = false;
  std::vector<Period> periods;
  for (const std::string& span : spans)
    if (auto period = Period::parse(span)) periods.push_back(std::move(*period));
  if (periods.empty()) return {};
  auto first = std::min_element(periods.begin(), periods.end(), [](auto& a, auto& b) { return a.earliest() < b.earliest(); });
  auto last = std::max_element(periods.begin(), periods.end(), [](auto& a, auto& b) { return a.latest() < b.latest(); });
  auto day = [](Day at) {
    Civil civil = civil_of(at);
    return padded_year(std::to_string(std::abs(civil.year)), civil.year < 0);
  };
  std::string start = first->earliest() == kDayMin ? "" : day(first->earliest());
  std::string end = last->latest() == kDayMax ? "" : day(last->latest());
  return start + "/" + end;
}

Holds finish(std::string edtf, std::string words, std::string problem) {
  Holds holds{std::nullopt, std::move(words), std::move(problem)};
  if (edtf.empty() || edtf == "/") return holds;
  auto period = Period::parse(edtf);
  if (period) holds.period = std::move(*period);
  else holds.problem = std::move(period.error().message);
  return holds;
}

}  // namespace

std::optional<std::string> edtf_of_date(std::string_view date) {
  while (date.starts_with(' ')) date.remove_prefix(1);
  while (date.ends_with(' ')) date.remove_suffix(1);
  bool negative = date.starts_with('-');
  if (negative) date.remove_prefix(1);
  size_t dash = std::min(date.find('-'), date.size());
  std::string_view year = date.substr(0, dash), rest = date.substr(dash);
  if (!all_digits(year) || year.size() > 9 || (year.size() > 4 && !rest.empty())) return std::nullopt;
  bool month = rest.size() == 3 && all_digits(rest.substr(1));
  bool day = rest.size() == 6 && all_digits(rest.substr(1, 2)) && rest[3] == '-' && all_digits(rest.substr(4));
  if (!rest.empty() && !month && !day) return std::nullopt;
  return padded_year(year, negative).append(rest);
}

Holds holds_of_bounds(std::string_view start, std::string_view end) {
  auto from = edtf_of_date(start), to = edtf_of_date(end);
  bool unread = (!start.empty() && !from) || (!end.empty() && !to);
  std::string words = std::string(start) + (end.empty() ? "" : "/" + std::string(end));
  if (unread) return {std::nullopt, words, "\"" + words.substr(0, 60) + "\" is not a date as ISO 8601 writes it."};
  if (from && to && *from == *to) return finish(*from, {}, {});
  return finish(from.value_or("") + "/" + to.value_or(""), {}, {});
}

Holds holds_of_when(const Json& when) {
  std::string problem;
  std::vector<std::string> spans;
  bool exact = !when.find("periods") && !when.find("label") && !when.find("duration");
  const Json* list = when.find("timespans");
  if (!list) list = when.find("timespan");
  auto take = [&](const Json& timespan) {
    Span span = span_of(timespan, problem);
    if (span.edtf.empty()) return;
    exact = exact && span.exact;
    spans.push_back(std::move(span.edtf));
  };
  if (list && list->as_array())
    for (const Json& timespan : *list->as_array()) take(timespan);
  else if (list && list->as_object()) take(*list);
  std::string edtf = spans.empty() ? "" : outermost(spans, exact);
  std::string words = exact && problem.empty() ? "" : to_json(when);
  return finish(std::move(edtf), std::move(words), std::move(problem));
}

}  // namespace stele::formats
