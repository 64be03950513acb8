// The formats of gazetteers: Linked Places, LP-TSV, Pleiades, EAMENA, GeoNames.
#include <doctest/doctest.h>

#include "formats/dates.h"
#include "formats/registers.h"
#include "formats/test_support.h"

using namespace stele;
using namespace stele::formats;

namespace {

std::string when(std::string_view json) {
  Holds holds = holds_of_when(*parse_json(json));
  return (holds.period ? holds.period->text() : "none") + (holds.words.empty() ? "" : " +words") + (holds.problem.empty() ? "" : " +problem");
}

std::string file_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Import import_file(std::string_view format, const std::string& path) {
  FileReader in(path);
  ImportContext context = test_context();
  context.file_name = path;
  return import_from(format, in, context);
}

}  // namespace

TEST_CASE("dates of lists become EDTF") {
  CHECK(edtf_of_date("676") == "0676");
  CHECK(edtf_of_date("-320") == "-0320");
  CHECK(edtf_of_date(" 1832-08-01 ") == "1832-08-01");
  CHECK(edtf_of_date("12345") == "Y12345");
  CHECK(!edtf_of_date("c. 1900"));
  CHECK(!edtf_of_date("1900-1-1"));
  CHECK(holds_of_bounds("-330", "640").period->text() == "-0330/0640");
  CHECK(holds_of_bounds("1900", "").period->text() == "1900/");
  CHECK(holds_of_bounds("1900", "1900").period->text() == "1900");
  CHECK(holds_of_bounds("long ago", "").words == "long ago");
  CHECK(!holds_of_bounds("", "").period);
}

TEST_CASE("the when of Linked Places becomes a period, with words where it says more") {
  CHECK(when(R"({"timespans":[{"start":{"in":"0676"},"end":{"in":"1066"}}]})") == "0676/1066");
  CHECK(when(R"({"timespans":[{"start":{"in":"1832"}}]})") == "1832");
  CHECK(when(R"({"timespans":[{"start":{"earliest":"1600","latest":"1610"},"end":{"in":"1699"}}]})") == "1600/1699 +words");
  CHECK(when(R"({"timespans":[{"start":{"earliest":"1600","latest":"1610"}}]})") == "[1600..1610]");
  CHECK(when(R"({"timespans":[{"end":{"latest":"1610"}}]})") == "/1610 +words");
  CHECK(when(R"({"timespans":[{"start":1727,"end":-1}]})") == "1727 +words +problem");
  CHECK(when(R"({"timespans":[{"start":{"in":""}}]})") == "none");
  CHECK(when(R"({"timespans":[{"start":{"in":"soon"}}]})") == "none +words +problem");
  CHECK(when(R"({"timespans":[{"start":{"in":"1700"}},{"start":{"in":"1500"},"end":{"in":"1600"}}]})") == "1500/1700 +words");
}

TEST_CASE("registers are known by prefix and by address") {
  CHECK(register_of("wd:Q5")->scheme == "wikidata");
  CHECK(register_of("http://www.geonames.org/2657780/")->id == "2657780");
  CHECK(!register_of("foo:1"));
  CHECK(!register_of("https://example.org/1"));
  CHECK(is_country_code("AM"));
  CHECK(!is_country_code("ZZ"));
  CHECK(!is_country_code("M "));
  CHECK(settlement_of_aat("http://vocab.getty.edu/aat/300008375") == "town");
  CHECK(aat_of_settlement("village") == "aat:300008372");
}

TEST_CASE("a Linked Places feature with dates, doubts and citations") {
  auto import = import_text("linked-places", R"x({"type":"FeatureCollection","features":[{"@id":"http://x.org/1","type":"Feature",
    "properties":{"title":"Dzoravan (X)","ccodes":["GB"],"fclasses":["P","Q"]},
    "when":{"timespans":[{"start":{"in":"1800"},"end":{"in":"1900"}}]},
    "names":[{"toponym":"Dzoravan","lang":"hy","citations":[{"label":"A Book","year":1900}],"when":{"timespans":[{"start":{"in":"1850"}}],"certainty":"uncertain"}},{"toponym":"Dağdərə","lang":"AZ-latn"},{"lang":"en"}],
    "types":[{"identifier":"aat:300008372","label":"village","sourceLabels":[{"label":"kənd","lang":"az"}]}],
    "geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[44.10,41.5],"certainty":"certain"},{"geowkt":"POINT (200 1)"}]},
    "relations":[{"relationType":"gvp:broaderPartitive","relationTo":"http://x.org/9","label":"part of Upper"}],
    "links":[{"type":"closeMatch","identifier":"wd:Q7"},{"type":"seeAlso","identifier":"https://e.org/x"}],
    "descriptions":[{"value":"A village.","lang":"en"}]}]})x");
  REQUIRE(import.status);
  REQUIRE(import.rows.size() == 1);
  CHECK(lines_of(import.rows[0]) == R"x(type "place"
identifier {"id":"http://x.org/1","scheme":"uri"}
name {"lang":"hy","text":"Dzoravan"} 1850 low
name {"lang":"az-Latn","text":"Dağdərə"} 1800/1900
recorded-value {"key":"title","text":"Dzoravan (X)"}
settlement-type "village" 1800/1900
recorded-value {"key":"type","text":"kənd, aat:300008372"} 1800/1900
feature-class "P"
recorded-value {"key":"ccode","text":"GB"}
position {"wkt":"POINT (44.10 41.5)"} 1800/1900 definite
part-of {"perspective":"source-view","unit":")x" + Id::derive("uri", "http://x.org/9").text() + R"x(","unit-name":"part of Upper"}
identifier {"id":"Q7","scheme":"wikidata"}
link {"label":"seeAlso","url":"https://e.org/x"}
description {"lang":"en","text":"A village."}
source-cited "A Book, 1900"
)x");
  CHECK(import.rows[0].drafts[2].locator == "A Book, 1900");
  std::string findings = findings_of(import.rows[0]);
  CHECK(findings.find("/names/2") != std::string::npos);
  CHECK(findings.find("\"Q\" is none") != std::string::npos);
  CHECK(findings.find("error position feature 1, /geometry/geometries/1/geowkt") != std::string::npos);
}

TEST_CASE("the Linked Places samples are read") {
  std::string root = real_data("linked-places/");
  if (root.empty()) return;
  auto sample = import_file("linked-places", root + "linkedplaces-sample-v1.2.2.geojson");
  REQUIRE(sample.status);
  CHECK(sample.rows.size() == 1);
  CHECK(lines_of(sample.rows[0]).find("name {\"lang\":\"und\",\"text\":\"Abingdon (UK)\"}") != std::string::npos);
  CHECK(sample.errors() == 0);
  auto indias = import_file("linked-places", root + "data/indias_sample200_20181011.jsonl");
  REQUIRE(indias.status);
  CHECK(indias.rows.size() == 199);
  CHECK(indias.errors() == 0);
  CHECK(indias.drafts() > 199 * 4);
}

TEST_CASE("LP-TSV: good fixtures are taken, bad ones refused by row and column") {
  std::string root = real_data("whg/tests/data/");
  if (root.empty()) return;
  auto good = import_file("lp-tsv", root + "valid_file.tsv");
  REQUIRE(good.status);
  CHECK(good.rows.size() == 3);
  CHECK(good.errors() == 0);
  struct Bad { std::string file, where; };
  for (const auto& [file, where] : {Bad{"invalid_ccode.tsv", "row 2, column ccodes"}, Bad{"invalid_fclasses.tsv", "row 2, column fclasses"},
                                    Bad{"invalid_geowkt.tsv", "row 2, column geowkt"}, Bad{"missing_start_value.tsv", "row 2, column start"},
                                    Bad{"out_of_range.tsv", "row 2, columns lon, lat"}, Bad{"start_gt_end.tsv", "row 2, column start"},
                                    Bad{"unsupported_aat.tsv", "row 2, column aat_types"}, Bad{"unsupported_alias.tsv", "row 2, column matches"}}) {
    auto bad = import_file("lp-tsv", root + file);
    INFO(file);
    REQUIRE(bad.status);
    REQUIRE(bad.rows.size() == 1);
    CHECK(bad.rows[0].drafts.empty());
    CHECK(findings_of(bad.rows[0]).find(where) != std::string::npos);
  }
  for (const auto& [file, where] : {Bad{"missing_field.tsv", "row 1, column title_source"}, Bad{"missing_start_column.tsv", "row 1, column start"},
                                    Bad{"mixed_errors.tsv", "row 1, column title_source"}, Bad{"1user_ok.csv", "row 1, column id"},
                                    Bad{"1user_bad_delimiter.csv", "row 1, column id"}, Bad{"1user_bad_email.csv", "row 1, column id"},
                                    Bad{"1user_bad_extra-field.csv", "row 1, column id"}, Bad{"2users_duplicate.csv", "row 1, column id"},
                                    Bad{"test-data-builder.tsv", "row 1, column id"}}) {
    auto bad = import_file("lp-tsv", root + file);
    INFO(file);
    REQUIRE(!bad.status);
    CHECK(bad.status.error().where.find(where) != std::string::npos);
  }
}

TEST_CASE("LP-TSV: what a row says") {
  auto import = import_text("lp-tsv", "id\ttitle\ttitle_source\tstart\tend\tfclasses\tvariants\tlon\tlat\tmatches\tparent_name\tparent_id\tcolour\n"
                                      "1\tDzoravan\tA Book\t1480\t1491\tP\tDağdərə@az-Latn; Dag\t44.10\t41.5\twd:Q7\tUpper\t#9\tred\n"
                                      "1\tB\tA Book\t1480\t\tP\n");
  REQUIRE(import.status);
  REQUIRE(import.rows.size() == 2);
  CHECK(lines_of(import.rows[0]) == R"x(type "place"
name {"lang":"und","text":"Dzoravan"} 1480/1491
name {"lang":"az-Latn","status":"variant","text":"Dağdərə"} 1480/1491
name {"lang":"und","status":"variant","text":"Dag"} 1480/1491
source-cited "A Book"
feature-class "P"
position {"wkt":"POINT (44.10 41.5)"}
identifier {"id":"Q7","scheme":"wikidata"}
part-of {"perspective":"source-view","unit":")x" + Id::derive("test", "9").text() + R"x(","unit-name":"Upper"} 1480/1491
recorded-value {"key":"colour","text":"red"}
)x");
  CHECK(findings_of(import.rows[1]) == "error row-shape row 3, column id: This id stands in an earlier row; it must be unique.\n");
}

TEST_CASE("a Pleiades place: names in two scripts, bounds of periods, references") {
  auto import = import_text("pleiades", R"({"id":"12","title":"Dzor","description":"A place.","reprPoint":[44.1,41.5],"placeTypes":["settlement","fort","people"],
   "names":[{"attested":"Ձոր","romanized":"Dzor, Tsor","language":"hy","nameType":"geographic","start":-330,"end":640,"associationCertainty":"certain","transcriptionAccuracy":"accurate","attestations":[{"confidence":"confident"}]}],
   "locations":[{"geometry":{"type":"Point","coordinates":[44.10,41.50]},"start":-30,"end":300,"accuracy_value":20.0,"associationCertainty":"less-certain","provenance":"A map"}],
   "connections":[{"connectionType":"part_of_physical","connectsTo":"https://pleiades.stoa.org/places/99","start":null,"end":null}],
   "references":[{"formattedCitation":"<div><i>Atlas</i> 88</div>"}],"creators":["A. B."],"rights":"CC BY"})");
  REQUIRE(import.status);
  CHECK(lines_of(import.rows.at(0)) == R"x(type "place"
identifier {"id":"12","scheme":"pleiades"}
name {"accuracy":"accurate","form":"attested","lang":"hy","link-certainty":"certain","period-confidence":"confident","text":"Ձոր"} -0330/0640
name {"accuracy":"accurate","form":"transliterated","lang":"hy-Latn","link-certainty":"certain","period-confidence":"confident","text":"Dzor"} -0330/0640
name {"accuracy":"accurate","form":"transliterated","lang":"hy-Latn","link-certainty":"certain","period-confidence":"confident","text":"Tsor"} -0330/0640
recorded-value {"key":"title","text":"Dzor"}
position {"accuracy-m":"20.0","method":"gazetteer","wkt":"POINT (44.10 41.50)"} -0030/0300 medium
recorded-value {"key":"placeType","text":"settlement"}
feature-class "P"
recorded-value {"key":"placeType","text":"fort"}
feature-class "S"
recorded-value {"key":"placeType","text":"people"}
description {"lang":"en","text":"A place."}
source-cited "Atlas 88"
part-of {"perspective":"source-view","unit":")x" + Id::derive("pleiades", "99").text() + R"x("}
recorded-value {"key":"creators","text":"A. B."}
recorded-value {"key":"rights","text":"CC BY"}
)x");
  std::string path = real_data("pleiades/pleiades-caucasus.jsonl");
  if (path.empty()) return;
  auto real = import_file("pleiades", path);
  REQUIRE(real.status);
  CHECK(real.rows.size() == 493);
  CHECK(real.errors() == 0);
}

TEST_CASE("an EAMENA feature: names by their types, values as they come, no persons") {
  auto import = import_text("eamena", R"({"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[59.97,29.88]},
   "properties":{"EAMENA ID":"E-1","Resource Name":"Dzoravan Inn, کاروانسرا, CVNS","Name Type":"Toponym, Toponym, Alternative Reference","Geometry Qualifier":"Center Point, ",
   "Location Certainty":"High, High","Assessor Name - Actor":"A Person","Threat Factor":"wind","Effect Type ":"Collapse, Collapse","Disturbance Date From":"None, None","Site Feature Interpretation Type":"Caravanserai/Khan"}}]})");
  REQUIRE(import.status);
  CHECK(lines_of(import.rows.at(0)) == R"x(type "monument"
identifier {"id":"E-1","scheme":"eamena"}
name {"lang":"und-Latn","text":"Dzoravan Inn"}
name {"lang":"und-Arab","text":"کاروانسرا"}
recorded-value {"key":"Alternative Reference","text":"CVNS"}
position {"role":"centre-point","wkt":"POINT (59.97 29.88)"} high
heritage-type "caravanserai"
recorded-value {"key":"Geometry Qualifier","text":"Center Point, "}
recorded-value {"key":"Location Certainty","text":"High, High"}
recorded-value {"key":"Threat Factor","text":"wind"}
recorded-value {"key":"Effect Type","text":"Collapse, Collapse"}
recorded-value {"key":"Site Feature Interpretation Type","text":"Caravanserai/Khan"}
)x");
  CHECK(findings_of(import.rows[0]).starts_with("note persons feature 1, properties: 1 "));
  std::string path = real_data("eamena/caravanserais-iran.geojson");
  if (path.empty()) return;
  auto real = import_file("eamena", path);
  REQUIRE(real.status);
  CHECK(real.rows.size() == 424);
  CHECK(real.errors() == 0);
  CHECK(real.drafts() > 15000);
}

TEST_CASE("GeoNames in its three shapes") {
  auto dump = import_text("geonames", "7\tDzoravan\tDzoravan\tDağdərə,Dzoravan\t41.50\t44.1\tP\tPPLQ\tAM\t\t05\t\t\t\t0\t900\t950\tAsia/Yerevan\t2020-01-01\n8\tshort\n");
  REQUIRE(dump.status);
  CHECK(lines_of(dump.rows.at(0)) == R"x(type "place"
identifier {"id":"7","scheme":"geonames"}
name {"lang":"und","text":"Dzoravan"}
name {"lang":"und","status":"variant","text":"Dağdərə"}
position {"method":"gazetteer","role":"centre-point","wkt":"POINT (44.1 41.50)"}
feature-class "P"
existence-state "abandoned"
recorded-value {"key":"feature code","text":"PPLQ"}
recorded-value {"key":"country code","text":"AM"}
recorded-value {"key":"admin1 code","text":"05"}
recorded-value {"key":"elevation","text":"900"}
recorded-value {"key":"modification date","text":"2020-01-01"}
)x");
  CHECK(findings_of(dump.rows.at(1)).starts_with("error row-shape row 2"));
  auto names = import_text("geonames", "1\t7\taz\tDağdərə\t1\t\t\t1\t1900\t1950\n2\t7\twkdt\tQ7\t\t\t\t\t\t\n3\t7\tpost\t0001\t\t\t\t\t\t\n");
  REQUIRE(names.status);
  CHECK(lines_of(names.rows.at(0)) == "type \"place\"\nname {\"lang\":\"az\",\"status\":\"historical\",\"text\":\"Dağdərə\"} 1900/1950\n");
  CHECK(lines_of(names.rows.at(1)) == "type \"place\"\nidentifier {\"id\":\"Q7\",\"scheme\":\"wikidata\"}\n");
  CHECK(lines_of(names.rows.at(2)) == "type \"place\"\nrecorded-value {\"key\":\"name post\",\"text\":\"0001\"}\n");
  CHECK(!import_text("geonames", "a\tb\n").status);
  std::string path = real_data("geonames/names-caucasus.tsv");
  if (path.empty()) return;
  auto real = import_file("geonames", path);
  REQUIRE(real.status);
  CHECK(real.rows.size() > 500);
  CHECK(real.errors() == 0);
}

TEST_CASE("every format recognises its own real file, and no earlier one in the list does") {
  struct File { std::string path, format; };
  for (const auto& [path, format] : {File{"wof-caucasus/wof-am.jsonl", "wof"}, File{"pleiades/pleiades-caucasus.jsonl", "pleiades"},
                                     File{"eamena/caravanserais-iran.geojson", "eamena"}, File{"geonames/names-caucasus.tsv", "geonames"},
                                     File{"linked-places/linkedplaces-sample-v1.2.2.geojson", "linked-places"}, File{"linked-places/data/indias_sample200_20181011.jsonl", "linked-places"},
                                     File{"whg/tests/data/valid_file.tsv", "lp-tsv"}, File{"whg/tests/data/missing_field.tsv", "lp-tsv"}, File{"renamings/renamings.csv", "csv"}}) {
    std::string file = real_data(path);
    if (file.empty()) return;
    std::string head = file_text(file).substr(0, 65536);
    INFO(path);
    for (const Importer& importer : importers()) {
      if (!importer.recognises(head, file)) continue;
      CHECK(importer.name == format);
      break;
    }
  }
}
