// Points on the globe (WGS 84) and shapes in Well-Known Text. Coordinates stay the characters they were written with;
// numbers are derived for search and maps only. WKT order is longitude first.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace stele {

struct Point {
  double lon = 0, lat = 0;
  friend bool operator==(const Point&, const Point&) = default;
};
struct Box {
  double west = -180, south = -90, east = 180, north = 90;
  bool contains(Point p) const { return p.lon >= west && p.lon <= east && p.lat >= south && p.lat <= north; }
};
using Ring = std::vector<Point>;

// A parsed shape: all its points, and its rings when it has an area.
struct Shape {
  std::string kind;           // "POINT", "POLYGON", ...
  std::vector<Point> points;  // every vertex
  std::vector<Ring> rings;    // outer and inner rings of polygons
  Point centre() const;       // of the vertices' box: for labels and clustering, not a measurement
  Box box() const;
};

// Reads the seven kinds of the Simple Features WKT (two dimensions). Off the globe, NaN, unclosed rings: kInvalid.
Result<Shape> parse_wkt(std::string_view wkt);
// "POINT (44.83 41.69)" from decimal strings as they were written; checks the range, keeps the characters.
Result<std::string> wkt_point(std::string_view lon, std::string_view lat);
// Strict decimal ("-12.5"); no exponent of absurd size, no hex, no NaN.
Result<double> parse_decimal(std::string_view text);

double distance_m(Point a, Point b);                   // great circle, on a sphere of 6,371,008.8 m
bool inside(Point p, const std::vector<Ring>& rings);  // even-odd rule

}  // namespace stele
