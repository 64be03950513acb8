#include "base/geo.h"

#include <doctest/doctest.h>

using namespace stele;

TEST_CASE("the seven shapes are read, and their vertices counted") {
  struct Case {
    const char *wkt, *kind;
    size_t points, rings;
  };
  for (const Case& c : {Case{"POINT (46.36 40.68)", "POINT", 1, 0}, Case{"point(46.36 40.68)", "POINT", 1, 0}, Case{"LINESTRING (1 1, 2 2)", "LINESTRING", 2, 0},
                        Case{"POLYGON ((1 1, 2 2, 3 1, 1 1), (1.5 1.2, 2 1.5, 2.5 1.2, 1.5 1.2))", "POLYGON", 8, 2}, Case{"MULTIPOINT ((1 1), (2 2))", "MULTIPOINT", 2, 0},
                        Case{"MULTIPOINT (1 1, 2 2)", "MULTIPOINT", 2, 0}, Case{"MULTILINESTRING ((1 1, 2 2), (3 3, 4 4))", "MULTILINESTRING", 4, 0},
                        Case{"MULTIPOLYGON (((1 1, 2 2, 3 1, 1 1)), ((5 5, 6 6, 7 5, 5 5)))", "MULTIPOLYGON", 8, 2},
                        Case{"GEOMETRYCOLLECTION (POINT (1 1), LINESTRING (1 1, 2 2))", "GEOMETRYCOLLECTION", 3, 0}}) {
    CAPTURE(std::string(c.wkt));
    auto shape = parse_wkt(c.wkt);
    REQUIRE(shape);
    CHECK(shape->kind == c.kind);
    CHECK(shape->points.size() == c.points);
    CHECK(shape->rings.size() == c.rings);
  }
}

TEST_CASE("what is no shape on the globe is refused") {
  for (const char* bad : {"", "POINT", "POINT ()", "POINT EMPTY", "POINT (1)", "POINT (1 2 3)", "POINT (1 2", "POINT (1 2))", "POINT (1,2)", "POINT (1 2, 3 4)", "POINT (181 0)", "POINT (0 91)",
                          "POINT (NaN 0)", "POINT (inf 0)", "POINT (0x10 0)", "POINT (1e400 0)", "POINT (+-1 0)", "POINT (- 0)", "CIRCLE (1 1)", "LINESTRING (1 1)",
                          "POLYGON ((1 1, 2 2, 3 1))", "POLYGON ((1 1, 2 2, 1 1))", "POLYGON (1 1, 2 2, 3 1, 1 1)", "POINT (1 2) POINT (1 2)", "POINT (1 2);", "POINT Z (1 2 3)",
                          "GEOMETRYCOLLECTION (CIRCLE (1 1))"}) {
    CAPTURE(std::string(bad));
    CHECK_FALSE(parse_wkt(bad));
  }
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "GEOMETRYCOLLECTION (";
  CHECK_FALSE(parse_wkt(deep));
}

TEST_CASE("a point keeps the characters it was written with") {
  CHECK(wkt_point("44.8300", "41.690").value() == "POINT (44.8300 41.690)");
  CHECK_FALSE(wkt_point("44.83", "91"));
  CHECK_FALSE(wkt_point("200", "41"));
  CHECK_FALSE(wkt_point("44,83", "41"));
  CHECK_FALSE(wkt_point("", "41"));
  for (const char* bad : {"", " 1", "1 ", "0x1", "nan", "inf", "--1", "+-1", "1.2.3", "1e999"}) {
    CAPTURE(std::string(bad));
    CHECK_FALSE(parse_decimal(bad));
  }
  CHECK(parse_decimal("-12.5").value() == -12.5);
}

TEST_CASE("distances on the sphere") {
  CHECK(distance_m({0, 0}, {0, 0}) == 0);
  CHECK(distance_m({44.83, 41.69}, {44.51, 40.18}) == doctest::Approx(170000).epsilon(0.02));  // Tiflis to Erivan
  CHECK(distance_m({0, 0}, {180, 0}) == doctest::Approx(20015114).epsilon(0.001));
  CHECK(distance_m({179.9, 0}, {-179.9, 0}) == doctest::Approx(22239).epsilon(0.01));
}

TEST_CASE("inside a polygon with a hole") {
  auto shape = parse_wkt("POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (4 4, 6 4, 6 6, 4 6, 4 4))").value();
  CHECK(inside({2, 2}, shape.rings));
  CHECK_FALSE(inside({5, 5}, shape.rings));
  CHECK_FALSE(inside({11, 5}, shape.rings));
  CHECK_FALSE(inside({5, 5}, {}));
  CHECK_FALSE(inside({5, 5}, {Ring{}}));
  CHECK(shape.centre() == Point{5, 5});
}
