// Both ways are rewritings of brackets: WKT separates the two numbers of a pair by a blank and pairs by commas, GeoJSON
// writes arrays. The numbers between are copied.
#include "formats/geometry.h"

#include <array>
#include <cmath>

#include "base/geo.h"

namespace stele::formats {
namespace {

constexpr std::string_view kSwapped = " Latitude and longitude are probably swapped: longitude comes first here.";

bool off_globe(double lon, double lat) { return !(std::abs(lon) <= 180 && std::abs(lat) <= 90); }

struct Kind {
  std::string_view geojson, wkt;
  int depth;  // arrays around the pairs
};
constexpr std::array<Kind, 6> kKinds = {{{"Point", "POINT", 0},
                                         {"MultiPoint", "MULTIPOINT", 1},
                                         {"LineString", "LINESTRING", 1},
                                         {"MultiLineString", "MULTILINESTRING", 2},
                                         {"Polygon", "POLYGON", 2},
                                         {"MultiPolygon", "MULTIPOLYGON", 3}}};

class WktWriter {
 public:
  Status geometry(const Json& json, int depth) {
    if (depth > 8) return fail(Code::kInvalid, "This geometry is nested too deep.");
    std::string_view type = json.str("type");
    if (type == "GeometryCollection") return collection(json, depth);
    for (const Kind& kind : kKinds)
      if (kind.geojson == type) return plain(kind, json);
    return fail(Code::kInvalid, "\"" + std::string(type.substr(0, 40)) + "\" is no kind of GeoJSON geometry.");
  }
  GeoJsonShape take() { return std::move(out_); }

 private:
  Status collection(const Json& json, int depth) {
    const Json* parts = json.find("geometries");
    if (!parts || !parts->as_array() || parts->as_array()->empty())
      return fail(Code::kInvalid, "This GeometryCollection has no geometries.");
    out_.wkt += "GEOMETRYCOLLECTION (";
    for (const Json& part : *parts->as_array()) {
      if (&part != &parts->as_array()->front()) out_.wkt += ", ";
      STELE_CHECK(geometry(part, depth + 1));
    }
    out_.wkt += ')';
    return {};
  }

  Status plain(const Kind& kind, const Json& json) {
    const Json* coordinates = json.find("coordinates");
    if (!coordinates) return fail(Code::kInvalid, "This geometry has no coordinates.");
    out_.wkt.append(kind.wkt).append(" ");
    if (kind.depth > 0) return list(*coordinates, kind.depth);
    out_.wkt += '(';
    STELE_CHECK(pair(*coordinates));
    out_.wkt += ')';
    return {};
  }

  Status list(const Json& json, int depth) {
    const Json::Array* items = json.as_array();
    if (!items || items->empty()) return fail(Code::kInvalid, "The coordinates of this geometry are empty or too few levels deep.");
    out_.wkt += '(';
    for (const Json& item : *items) {
      if (&item != &items->front()) out_.wkt += ", ";
      STELE_CHECK(depth == 1 ? pair(item) : list(item, depth - 1));
    }
    out_.wkt += ')';
    return {};
  }

  Status pair(const Json& json) {
    const Json::Array* numbers = json.as_array();
    if (!numbers || numbers->size() < 2 || !(*numbers)[0].as_number() || !(*numbers)[1].as_number())
      return fail(Code::kInvalid, "A position of this geometry is not two numbers.");
    const std::string& lon = (*numbers)[0].as_number()->text;
    const std::string& lat = (*numbers)[1].as_number()->text;
    STELE_TRY(double x, parse_decimal(lon));
    STELE_TRY(double y, parse_decimal(lat));
    if (off_globe(x, y)) {
      auto wrong = point_wkt(lon, lat);
      return std::unexpected(std::move(wrong.error()));
    }
    out_.dropped_heights |= numbers->size() > 2;
    out_.wkt.append(lon).append(" ").append(lat);
    return {};
  }

  GeoJsonShape out_;
};

// Copies the brackets of one geometry without its kind. `bare` leaves out the brackets that WKT has and GeoJSON has not:
// those around the pair of a point.
class CoordinateWriter {
 public:
  CoordinateWriter(std::string_view text, std::string& out) : text_(text), out_(out) {}

  Status geometry(int depth) {
    std::string word;
    blanks();
    while (at_ < text_.size() && std::isalpha(static_cast<unsigned char>(text_[at_])))
      word += static_cast<char>(std::toupper(static_cast<unsigned char>(text_[at_++])));
    if (word == "GEOMETRYCOLLECTION" && depth < 9) return collection(depth);
    for (const Kind& kind : kKinds)
      if (kind.wkt == word) return plain(kind);
    return wrong();
  }

 private:
  static std::unexpected<Error> wrong() { return fail(Code::kInvalid, "This shape is not Well-Known Text."); }

  Status collection(int depth) {
    if (!take('(')) return wrong();
    out_ += R"({"type":"GeometryCollection","geometries":[)";
    for (bool more = true; more;) {
      STELE_CHECK(geometry(depth + 1));
      more = take(',');
      if (more) out_ += ',';
    }
    out_ += "]}";
    return take(')') ? Status() : Status(wrong());
  }

  Status plain(const Kind& kind) {
    out_.append(R"({"type":")").append(kind.geojson).append(R"(","coordinates":)");
    STELE_CHECK(kind.depth > 0 ? list(kind.depth, kind.wkt == "MULTIPOINT") : bracketed_pair());
    out_ += '}';
    return {};
  }

  Status bracketed_pair() {
    bool bracket = take('(');
    STELE_CHECK(pair());
    return !bracket || take(')') ? Status() : Status(wrong());
  }

  Status list(int depth, bool loose_pairs) {
    if (!take('(')) return wrong();
    out_ += '[';
    for (bool more = true; more;) {
      STELE_CHECK(depth > 1 ? list(depth - 1, false) : loose_pairs ? bracketed_pair() : pair());
      more = take(',');
      if (more) out_ += ',';
    }
    out_ += ']';
    return take(')') ? Status() : Status(wrong());
  }

  Status pair() {
    std::string_view lon = number(), lat = number();
    if (lon.empty() || lat.empty()) return wrong();
    out_.append("[").append(json_number(lon)).append(",").append(json_number(lat)).append("]");
    return {};
  }

  std::string_view number() {
    blanks();
    size_t from = at_;
    while (at_ < text_.size() && std::string_view("+-.eE0123456789").find(text_[at_]) != std::string_view::npos) ++at_;
    return text_.substr(from, at_ - from);
  }
  bool take(char c) {
    blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void blanks() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }

  std::string_view text_;
  std::string& out_;
  size_t at_ = 0;
};

}  // namespace

Result<std::string> point_wkt(std::string_view lon, std::string_view lat) {
  auto wkt = wkt_point(lon, lat);
  if (!wkt && wkt_point(lat, lon)) wkt.error().message += kSwapped;
  return wkt;
}

Result<GeoJsonShape> wkt_of_geojson(const Json& geometry) {
  WktWriter writer;
  STELE_CHECK(writer.geometry(geometry, 0));
  GeoJsonShape shape = writer.take();
  STELE_CHECK(parse_wkt(shape.wkt));
  return shape;
}

Result<std::string> geojson_of_wkt(std::string_view wkt) {
  std::string out;
  STELE_CHECK(CoordinateWriter(wkt, out).geometry(0));
  return out;
}

std::string json_number(std::string_view decimal) {
  std::string out;
  if (decimal.starts_with('+')) decimal.remove_prefix(1);
  if (decimal.starts_with('-')) out = "-", decimal.remove_prefix(1);
  size_t zeros = 0;
  while (zeros + 1 < decimal.size() && decimal[zeros] == '0' && std::isdigit(static_cast<unsigned char>(decimal[zeros + 1]))) ++zeros;
  decimal.remove_prefix(zeros);
  if (decimal.starts_with('.')) out += '0';
  for (size_t i = 0; i < decimal.size(); ++i) {
    out += decimal[i];
    bool bare_point = decimal[i] == '.' && (i + 1 == decimal.size() || !std::isdigit(static_cast<unsigned char>(decimal[i + 1])));
    if (bare_point) out += '0';
  }
  return out;
}

}  // namespace stele::formats
