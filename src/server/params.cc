// Each parameter has one reader below; a reader either sets its part of the query or says what is wrong.
#include "server/params.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/geo.h"
#include "base/lang.h"

namespace stele::server {
namespace {

constexpr double kHalfwayRoundKm = 20'038;
constexpr size_t kMostVertices = 10'000;

std::string pointer_to(std::string_view name) { return "/query/" + std::string(name); }

std::vector<std::string_view> split(std::string_view text, char mark) {
  std::vector<std::string_view> out;
  for (size_t at; (at = text.find(mark)) != std::string_view::npos; text.remove_prefix(at + 1)) {
    out.push_back(text.substr(0, at));
  }
  out.push_back(text);
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// All of them as decimals, or nothing.
std::vector<double> decimals(std::string_view text) {
  std::vector<double> out;
  for (std::string_view piece : split(text, ',')) {
    auto number = parse_decimal(trimmed(piece));
    if (!number) return {};
    out.push_back(*number);
  }
  return out;
}

bool on_globe(double lon, double lat) { return lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90; }

Result<model::Near> read_near(std::string_view text) {
  std::vector<double> n = decimals(text);
  if (n.size() != 3) {
    return fail(Code::kInvalid, "Write latitude, longitude and a distance in kilometres, such as 41.69,44.83,25.");
  }
  if (!on_globe(n[1], n[0])) return fail(Code::kInvalid, "This point is not on the globe; latitude comes first.");
  if (!(n[2] > 0) || n[2] > kHalfwayRoundKm) {
    return fail(Code::kInvalid, "The distance must be more than 0 and at most 20038 kilometres.");
  }
  return model::Near{{n[1], n[0]}, n[2] * 1000};
}

Result<std::vector<Ring>> read_area(std::string_view text) {
  if (std::vector<double> n = decimals(text); n.size() == 4) {
    if (!on_globe(n[0], n[1]) || !on_globe(n[2], n[3])) return fail(Code::kInvalid, "This box is not on the globe.");
    if (n[0] >= n[2] || n[1] >= n[3]) {
      return fail(Code::kInvalid, "Write a box as west,south,east,north, with west less than east and south less than north.");
    }
    return std::vector<Ring>{{{n[0], n[1]}, {n[2], n[1]}, {n[2], n[3]}, {n[0], n[3]}, {n[0], n[1]}}};
  }
  auto shape = parse_wkt(text);
  if (!shape) {
    return fail(Code::kInvalid, "Write a polygon in WKT, longitude first, or a box as west,south,east,north. " +
                                    shape.error().message);
  }
  if (shape->rings.empty()) return fail(Code::kInvalid, "This shape has no area; write a POLYGON or a box.");
  if (shape->points.size() > kMostVertices) return fail(Code::kInvalid, "This shape has more than 10000 corners.");
  return std::move(shape->rings);
}

// Type and source are facets of every record; a keyed property's facet names its key too: "recorded-value:Damage Extent Type".
bool is_facet(std::string_view facet, const model::Schema& schema) {
  if (facet == "type" || facet == "source") return true;
  size_t colon = facet.find(':');
  const model::PropertySpec* property = schema.property(facet.substr(0, colon));
  if (!property) return false;
  if (colon == std::string_view::npos) return property->facet;
  return std::ranges::find(property->facet_keys, facet.substr(colon + 1)) != property->facet_keys.end();
}

class QuestionReader {
 public:
  QuestionReader(const Request& request, const model::Schema& schema, Question& out)
      : request_(request), schema_(schema), out_(out) {}

  void read() {
    out_.query.words = request_.param("q");
    out_.query.cursor = request_.param("cursor");
    types();
    facets();
    take("near", read_near, out_.query.near);
    take("in", read_area, out_.query.area);
    out_.query.during = read_period_param(request_, "during", out_.faults);
    mode();
    out_.query.perspective = read_perspective(request_, out_.faults);
    out_.query.limit = read_number(request_, "limit", 1, 1000, out_.query.limit, out_.faults);
    out_.query.facet_values = read_number(request_, "facet_values", 1, 100000, out_.query.facet_values, out_.faults);
  }

 private:
  void fault(std::string_view name, std::string detail) { out_.faults.push_back({pointer_to(name), std::move(detail)}); }

  template <class Read, class Slot>
  void take(std::string_view name, Read read, Slot& slot) {
    std::string_view text = trimmed(request_.param(name));
    if (text.empty()) return;
    auto value = read(text);
    if (!value) return fault(name, value.error().message);
    slot = std::move(*value);
  }

  void types() {
    size_t number = 0;
    for (std::string_view type : request_.params("type")) {
      std::string at = fmt::format("type/{}", number++);
      if (type.empty()) continue;
      if (schema_.type(type)) out_.query.types.emplace_back(type);
      else fault(at, fmt::format("There is no type of record called “{}”; /types lists them.", type));
    }
  }

  void facets() {
    size_t number = 0;
    for (std::string_view text : request_.params("facet")) {
      std::string at = fmt::format("facet/{}", number++);
      if (text.empty()) continue;
      if (auto facet = split_facet(text, schema_)) out_.query.facets.push_back(std::move(*facet));
      else fault(at, fmt::format("“{}” is not a facet and a value, such as type:place.", text));
    }
  }

  void mode() {
    std::string_view mode = request_.param("mode");
    if (mode == "certainly") out_.query.during_mode = model::During::kCertainly;
    else if (!mode.empty() && mode != "possibly") fault("mode", "The mode is “possibly” or “certainly”.");
  }

  const Request& request_;
  const model::Schema& schema_;
  Question& out_;
};

}  // namespace

Question read_question(const Request& request, const model::Schema& schema) {
  Question out;
  QuestionReader(request, schema, out).read();
  return out;
}

model::Perspective read_perspective(const Request& request, std::vector<Fault>& faults) {
  model::Perspective out;
  if (std::string_view lang = trimmed(request.param("lang")); !lang.empty()) {
    auto tag = parse_lang(lang);
    if (tag) out.lang = std::move(*tag);
    else faults.push_back({pointer_to("lang"), tag.error().message});
  }
  out.at = read_period_param(request, "at", faults);
  out.by = trimmed(request.param("by"));
  return out;
}

Result<Period> read_period(std::string_view words, std::string_view lang) {
  if (auto period = Period::parse(words)) return period;
  return parse_typed(words, lang);
}

std::optional<Period> read_period_param(const Request& request, std::string_view name, std::vector<Fault>& faults) {
  std::string_view words = trimmed(request.param(name));
  if (words.empty()) return std::nullopt;
  auto period = read_period(words, {});
  if (period) return std::move(*period);
  faults.push_back({pointer_to(name), period.error().message});
  return std::nullopt;
}

std::optional<uint64_t> whole_number(std::string_view digits) {
  if (digits.empty() || digits.size() > 19 || (digits.size() > 1 && digits.front() == '0')) return std::nullopt;
  uint64_t value = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

uint64_t read_number(const Request& request, std::string_view name, uint64_t least, uint64_t most, uint64_t otherwise,
                     std::vector<Fault>& faults) {
  std::string_view text = request.param(name);
  if (text.empty()) return otherwise;
  auto value = whole_number(text);
  if (value && *value >= least && *value <= most) return *value;
  faults.push_back({pointer_to(name), fmt::format("Write a whole number from {} to {}.", least, most)});
  return otherwise;
}

// A value may hold colons and so may a key, so the longest facet that there is wins.
std::optional<std::pair<std::string, std::string>> split_facet(std::string_view text, const model::Schema& schema) {
  for (size_t colon = text.rfind(':'); colon != std::string_view::npos && colon > 0; colon = text.rfind(':', colon - 1)) {
    std::string_view facet = text.substr(0, colon), value = text.substr(colon + 1);
    if (!value.empty() && is_facet(facet, schema)) return std::pair(std::string(facet), std::string(value));
  }
  return std::nullopt;
}

std::string percent_encoded(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size() + 8);
  for (char c : text) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                 c == '.' || c == '~';
    if (plain) {
      out += c;
      continue;
    }
    auto byte = static_cast<uint8_t>(c);
    out += {'%', kHex[byte >> 4], kHex[byte & 15]};
  }
  return out;
}

std::string make_url(std::string_view path, const Pairs& query) {
  std::string out(path);
  char mark = '?';
  for (const auto& [name, value] : query) {
    out += std::exchange(mark, '&');
    out += name;
    out += '=';
    out += percent_encoded(value);
  }
  return out;
}

}  // namespace stele::server
