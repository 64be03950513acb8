#include "base/geo.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace stele {
namespace {

constexpr double kEarthRadiusM = 6371008.8;
constexpr double kRadians = 3.14159265358979323846 / 180;

// Recursive descent over "KIND (x y, ...)", nested brackets as the kind wants.
class WktReader {
 public:
  explicit WktReader(std::string_view text) : text_(text) {}

  Result<Shape> read() {
    STELE_CHECK(geometry(0));
    blanks();
    if (at_ != text_.size()) return wrong("something follows its end");
    if (shape_.points.empty()) return wrong("it has no coordinates");
    return std::move(shape_);
  }

 private:
  std::unexpected<Error> wrong(const char* why) const {
    return fail(Code::kInvalid, "This shape is not Well-Known Text: " + std::string(why) + " at character " +
                                    std::to_string(at_ + 1) + ".");
  }

  Status geometry(int depth) {
    if (depth > 8) return wrong("it is nested too deep");
    std::string kind = word();
    if (shape_.kind.empty()) shape_.kind = kind;
    size_t first = shape_.points.size();
    if (kind == "POINT" || kind == "LINESTRING") {
      STELE_CHECK(list(1, false));
      size_t n = shape_.points.size() - first;
      return n == 1 && kind == "LINESTRING" ? wrong("a line needs two points")
             : n > 1 && kind == "POINT"     ? wrong("a point has one pair of coordinates")
                                            : Status();
    }
    if (kind == "MULTIPOINT") return multipoint();
    if (kind == "MULTILINESTRING") return list(2, false);
    if (kind == "POLYGON") return list(2, true);
    if (kind == "MULTIPOLYGON") return list(3, true);
    if (kind != "GEOMETRYCOLLECTION") return wrong("it starts with no known kind");
    if (!take('(')) return wrong("a bracket is missing");
    do STELE_CHECK(geometry(depth + 1));
    while (take(','));
    return take(')') ? Status() : Status(wrong("a bracket is missing"));
  }

  Status list(int depth, bool rings) {
    if (!take('(')) return wrong("a bracket is missing");
    size_t first = shape_.points.size();
    do {
      if (depth > 1) STELE_CHECK(list(depth - 1, rings));
      else STELE_CHECK(pair());
    } while (take(','));
    if (!take(')')) return wrong("a bracket is missing");
    if (depth == 1 && rings) {
      Ring ring(shape_.points.begin() + static_cast<std::ptrdiff_t>(first), shape_.points.end());
      if (ring.size() < 4 || ring.front() != ring.back()) return wrong("a ring of the area is not closed");
      shape_.rings.push_back(std::move(ring));
    }
    return {};
  }

  Status multipoint() {
    if (!take('(')) return wrong("a bracket is missing");
    do {
      bool wrapped = take('(');
      STELE_CHECK(pair());
      if (wrapped && !take(')')) return wrong("a bracket is missing");
    } while (take(','));
    return take(')') ? Status() : Status(wrong("a bracket is missing"));
  }

  Status pair() {
    if (shape_.points.size() >= 1000000) return wrong("it has more than a million points");
    STELE_TRY(double lon, number());
    STELE_TRY(double lat, number());
    if (lon < -180 || lon > 180 || lat < -90 || lat > 90)
      return wrong("a point is off the globe (longitude comes first)");
    shape_.points.push_back({lon, lat});
    return {};
  }

  Result<double> number() {
    blanks();
    size_t end = at_;
    while (end < text_.size() && (std::isdigit(static_cast<unsigned char>(text_[end])) || text_[end] == '-' ||
                                  text_[end] == '+' || text_[end] == '.' || text_[end] == 'e' || text_[end] == 'E'))
      ++end;
    auto value = parse_decimal(text_.substr(at_, end - at_));
    if (!value) return wrong("a number is missing");
    at_ = end;
    return value;
  }

  std::string word() {
    blanks();
    std::string out;
    while (at_ < text_.size() && std::isalpha(static_cast<unsigned char>(text_[at_])))
      out += static_cast<char>(std::toupper(static_cast<unsigned char>(text_[at_++])));
    return out;
  }
  bool take(char c) {
    blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
      ++at_;
  }

  std::string_view text_;
  size_t at_ = 0;
  Shape shape_;
};

}  // namespace

Box Shape::box() const {
  Box box{180, 90, -180, -90};
  for (Point p : points) {
    box.west = std::min(box.west, p.lon), box.east = std::max(box.east, p.lon);
    box.south = std::min(box.south, p.lat), box.north = std::max(box.north, p.lat);
  }
  return box;
}

Point Shape::centre() const {
  if (points.size() == 1) return points[0];
  Box b = box();
  return {(b.west + b.east) / 2, (b.south + b.north) / 2};
}

Result<Shape> parse_wkt(std::string_view wkt) { return WktReader(wkt).read(); }

Result<double> parse_decimal(std::string_view text) {
  double value = 0;
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::general);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || text.size() > 40)
    return fail(Code::kInvalid, "\"" + std::string(text.substr(0, 40)) + "\" is not a decimal number.");
  return value;
}

Result<std::string> wkt_point(std::string_view lon, std::string_view lat) {
  STELE_TRY(double x, parse_decimal(lon));
  STELE_TRY(double y, parse_decimal(lat));
  if (y < -90 || y > 90)
    return fail(Code::kInvalid, "A latitude lies between -90 and 90; this one is " + std::string(lat) + ".");
  if (x < -180 || x > 180)
    return fail(Code::kInvalid, "A longitude lies between -180 and 180; this one is " + std::string(lon) + ".");
  return "POINT (" + std::string(lon) + " " + std::string(lat) + ")";
}

double distance_m(Point a, Point b) {
  double dlat = (b.lat - a.lat) * kRadians / 2, dlon = (b.lon - a.lon) * kRadians / 2;
  double h = std::sin(dlat) * std::sin(dlat) +
             std::cos(a.lat * kRadians) * std::cos(b.lat * kRadians) * std::sin(dlon) * std::sin(dlon);
  return 2 * kEarthRadiusM * std::asin(std::min(1.0, std::sqrt(h)));
}

bool inside(Point p, const std::vector<Ring>& rings) {
  bool odd = false;
  for (const Ring& ring : rings)
    for (size_t i = 0, k = ring.size() - 1; i < ring.size(); k = i++)
      if ((ring[i].lat > p.lat) != (ring[k].lat > p.lat) &&
          p.lon < (ring[k].lon - ring[i].lon) * (p.lat - ring[i].lat) / (ring[k].lat - ring[i].lat) + ring[i].lon)
        odd = !odd;
  return odd;
}

}  // namespace stele
