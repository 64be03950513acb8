#include <doctest/doctest.h>

#include "formats/test_support.h"

using namespace stele;
using namespace stele::formats;

TEST_CASE("a Who's On First place with its names, parents and numbers") {
  auto import = import_text("wof", R"({"wof_id":12,"name":"Dzoravan","placetype":"locality","lat":41.50,"lon":44.1,"country":"XX","parents":[{"type":"region","id":3,"name":"Upper"}],"is_current":-1,"geonames":99,"names":{"hye":{"preferred":["Dzoravan","Dzoravan"],"variant":["Ձորավան"]},"aze":{"historical":["Dağdərə"]}}})"
                                   "\n{\"name\":\"no id\"}\n");
  REQUIRE(import.status);
  REQUIRE(import.rows.size() == 2);
  CHECK(lines_of(import.rows[0]) == R"x(type "place"
identifier {"id":"12","scheme":"wof"}
name {"lang":"hy","text":"Dzoravan"}
name {"lang":"hy","status":"variant","text":"Ձորավան"}
name {"lang":"az","status":"historical","text":"Dağdərə"}
position {"method":"gazetteer","role":"centre-point","wkt":"POINT (44.1 41.50)"}
part-of {"perspective":"source-view","unit":")x" + Id::derive("wof", "3").text() + R"x(","unit-name":"Upper"}
feature-class "P"
recorded-value {"key":"placetype","text":"locality"}
recorded-value {"key":"country","text":"XX"}
identifier {"id":"99","scheme":"geonames"}
)x");
  CHECK(findings_of(import.rows[0]) == "note name-twice line 1, names hye preferred: The name \"Dzoravan\" stands here twice in the same language; it is taken once.\n");
  CHECK(import.rows[1].drafts.empty());
  CHECK(findings_of(import.rows[1]).starts_with("error row-shape line 2, wof_id"));
}

TEST_CASE("every row of the Who's On First files is read") {
  struct File { std::string_view name; size_t rows; };
  for (auto [name, rows] : {File{"wof-am.jsonl", 3968}, File{"wof-az.jsonl", 5205}, File{"wof-ge.jsonl", 5260}}) {
    std::string path = real_data("wof-caucasus/" + std::string(name));
    if (path.empty()) return;
    FileReader in(path);
    auto import = import_from("wof", in, test_context());
    REQUIRE(import.status);
    CHECK(import.rows.size() == rows);
    CHECK(import.errors() == 0);
    CHECK(import.drafts() > rows * 5);
    CHECK(import.findings("name-twice") > 0);
  }
}
