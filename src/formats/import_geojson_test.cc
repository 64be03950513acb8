#include <doctest/doctest.h>

#include "base/geo.h"
#include "formats/geometry.h"
#include "formats/test_support.h"

using namespace stele;
using namespace stele::formats;

namespace {
std::string wkt(std::string_view geometry) {
  auto json = parse_json(geometry);
  REQUIRE(json);
  auto shape = wkt_of_geojson(*json);
  return shape ? shape->wkt : shape.error().message;
}
}  // namespace

TEST_CASE("geometries keep the characters of their coordinates, there and back") {
  struct Case { std::string_view geojson, wkt; };
  for (auto [geojson, expected] : std::initializer_list<Case>{
           {R"({"type":"Point","coordinates":[44.8300,41.690]})", "POINT (44.8300 41.690)"},
           {R"({"type":"MultiPoint","coordinates":[[1,2],[3.0,4]]})", "MULTIPOINT (1 2, 3.0 4)"},
           {R"({"type":"LineString","coordinates":[[1,2],[3,4]]})", "LINESTRING (1 2, 3 4)"},
           {R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]})", "POLYGON ((0 0, 1 0, 1 1, 0 0))"},
           {R"({"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[5,6],[7,8]]]})", "MULTILINESTRING ((1 2, 3 4), (5 6, 7 8))"},
           {R"({"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]})", "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))"},
           {R"({"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"LineString","coordinates":[[1,2],[3,4]]}]})",
            "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (1 2, 3 4))"}}) {
    CHECK(wkt(geojson) == expected);
    auto back = geojson_of_wkt(expected);
    REQUIRE(back);
    CHECK(*back == geojson);
  }
  CHECK(*geojson_of_wkt("multipoint((1 2),(3 4))") == R"({"type":"MultiPoint","coordinates":[[1,2],[3,4]]})");
  CHECK(!geojson_of_wkt("POINT (1)"));
}

TEST_CASE("numbers are written as JSON allows them") {
  CHECK(json_number("+5") == "5");
  CHECK(json_number(".5") == "0.5");
  CHECK(json_number("-.5") == "-0.5");
  CHECK(json_number("5.") == "5.0");
  CHECK(json_number("044.10") == "44.10");
  CHECK(json_number("0") == "0");
}

TEST_CASE("coordinates off the globe are refused, and a swap is recognised") {
  CHECK(wkt(R"({"type":"Point","coordinates":[41.69,144.83]})").find("probably swapped") != std::string::npos);
  CHECK(wkt(R"({"type":"Point","coordinates":[200,144.83]})").find("swapped") == std::string::npos);
  CHECK(wkt(R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,2]]]})").find("not closed") != std::string::npos);
  CHECK(wkt(R"({"type":"Point","coordinates":["1","2"]})").find("not two numbers") != std::string::npos);
  CHECK(wkt(R"({"type":"Circle","coordinates":[1,2]})").find("no kind") != std::string::npos);
}

TEST_CASE("a feature becomes drafts: type, position, names, everything else as recorded") {
  auto import = import_text("geojson", R"({"type":"FeatureCollection","features":[
    {"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[44.10,41.5,900]},
     "properties":{"name":"Dzoravan","name:az":"Dağdərə","state":"ruin","rooms":12.0,"open":false,"none":null}}]})");
  REQUIRE(import.status);
  REQUIRE(import.rows.size() == 1);
  const Row& row = import.rows[0];
  CHECK(row.key == "7");
  CHECK(row.drafts[0].subject == Id::derive("test", "7"));
  CHECK(row.drafts[0].locator == "test:7");
  CHECK(lines_of(row) == R"x(type "place"
position {"wkt":"POINT (44.10 41.5)"}
name {"lang":"und","text":"Dzoravan"}
name {"lang":"az","text":"Dağdərə"}
recorded-value {"key":"state","text":"ruin"}
recorded-value {"key":"rooms","text":"12.0"}
recorded-value {"key":"open","text":"false"}
)x");
  CHECK(findings_of(row).starts_with("note height feature 1, geometry"));
}

TEST_CASE("a broken geometry is found and the rest of the feature kept") {
  auto import = import_text("geojson", R"([{"type":"Feature","geometry":{"type":"Point","coordinates":[41.5,144.1]},"properties":{"name":"A"}},{"type":"Thing"}])");
  REQUIRE(import.rows.size() == 2);
  CHECK(lines_of(import.rows[0]) == "type \"place\"\nname {\"lang\":\"und\",\"text\":\"A\"}\n");
  CHECK(import.rows[0].findings.size() == 2);
  CHECK(import.rows[1].drafts.empty());
}
