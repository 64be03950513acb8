#include <doctest/doctest.h>

#include "formats/csv_reader.h"
#include "formats/test_support.h"

using namespace stele;
using namespace stele::formats;

namespace {

std::string cells(std::string text, char delimiter = 0, Quotes quotes = Quotes::kRfc4180, size_t step = 1 << 20) {
  MemoryReader in(std::move(text), step);
  Utf8Reader utf8(in);
  CsvReader table(utf8, delimiter, quotes);
  std::string out;
  TableRow row;
  for (;;) {
    auto any = table.next(row);
    if (!any) return out + "ERROR " + any.error().message;
    if (!*any) return out;
    out += std::to_string(row.number) + ":";
    for (const std::string& cell : row.cells) out += "[" + cell + "]";
    if (!row.trouble.empty()) out += "!";
  }
}

std::string utf16(std::u16string_view text, bool big) {
  std::string out = big ? "\xFE\xFF" : "\xFF\xFE";
  for (char16_t c : text) {
    char high = static_cast<char>(c >> 8), low = static_cast<char>(c & 255);
    out += big ? high : low, out += big ? low : high;
  }
  return out;
}

ImportContext mapped(std::string_view mapping) {
  ImportContext context = test_context();
  context.schema = &test_schema();
  auto json = parse_json(mapping);
  REQUIRE(json);
  context.mapping = std::move(*json);
  return context;
}

}  // namespace

TEST_CASE("cells as RFC 4180 has them, and as people write them") {
  CHECK(cells("a,b\n1,2\n") == "1:[a][b]2:[1][2]");
  CHECK(cells("a,b\r\n\"x\r\ny\",\"say \"\"no\"\"\"\r\n\r\n,z") == "1:[a][b]2:[x\r\ny][say \"no\"]4:[][z]");
  CHECK(cells("a;b,c;d\n") == "1:[a][b,c][d]");
  CHECK(cells("a\t\"b,c\"\n") == "1:[a][b,c]");
  CHECK(cells("a\t\"b\n", '\t', Quotes::kNone) == "1:[a][\"b]");
  CHECK(cells("a,\"b\"c,d\n") == "1:[a][bc][d]!");
  CHECK(cells("a,\"b\n1,2\n").starts_with("ERROR A quote that opens in row 1 is never closed"));
  CHECK(cells("") == "");
  CHECK(cells("a,\n") == "1:[a][]");
}

TEST_CASE("rows are the same whatever the size of the reads") {
  std::string text = "\xEF\xBB\xBF" "a,\"b\"\"c\"\r\n\"Gəncə\r\nx\",Ձորավան\n";
  for (size_t step = 1; step < 7; ++step) CHECK(cells(text, 0, Quotes::kRfc4180, step) == "1:[a][b\"c]2:[Gəncə\r\nx][Ձորավան]");
}

TEST_CASE("UTF-16 with a mark is read, other encodings are refused in words") {
  for (bool big : {false, true})
    for (size_t step : {1, 2, 3, 100}) CHECK(cells(utf16(u"a,Gəncə\n1,\U00010330\n", big), 0, Quotes::kRfc4180, step) == "1:[a][Gəncə]2:[1][\U00010330]");
  CHECK(cells("a,G\xE9" "nj\xE9\n").find("not UTF-8") != std::string::npos);
  CHECK(cells(std::string("a\0b\n", 4)).find("zero byte") != std::string::npos);
  CHECK(cells(utf16(u"a", false) + "\x01\xDC").find("half of a character") != std::string::npos);
  MemoryReader in("abc\xFF");
  Utf8Reader utf8(in);
  std::string out(9, ' ');
  REQUIRE(utf8.read(out));
  auto got = utf8.read(out);
  REQUIRE(!got);
  CHECK(got.error().where == "byte 4");
}

TEST_CASE("a table becomes drafts as its mapping says") {
  auto context = mapped(R"({"format":"stele-mapping/v1","type":"place","dataset":"road","subject":{"scheme":"wof","column":"wof_id"},
    "source":{"column":"src","scheme":"road-source"},"contributor":{"title":"The editors"},
    "columns":[
      {"column":"name_az","property":"name","lang":"az-Latn","parts":{"status":"historical"},"holds":{"column":"held"},"split":";","locator":{"column":"page"}},
      {"columns":{"lon":"lon","lat":"lat"},"property":"position","parts":{"role":"centre-point"}},
      {"column":"in","property":"part-of","scheme":"wof","parts":{"unit-name":{"column":"in","prefix":"unit "}}},
      {"column":"built","property":"date","unknown":{"?":"not-recorded"}},
      {"column":"kind","property":"feature-class","values":{"village":"P"}},
      {"column":"people","property":"count","unit":"persons"}],
    "constants":[{"property":"demo","value":true}],"where":[{"column":"wof_id","not":"skip"}]})");
  auto import = import_text("csv", "wof_id,name_az,held,page,lon,lat,in,built,kind,people,src,extra\n"
                                   "7,Dağdərə; Dağlı,about 1905,p. 3,44.10,41.5,3,1905,village,12,S1,x\n"
                                   "skip,a,,,,,,,,,,\n"
                                   "8,Aşağı,,,44.10,141.5,,?,,many,,\n"
                                   ",B,,,,,,,,,,\n"
                                   "9,C\n"
                                   "10,a,b,c,1,2,,,,,,,too wide\n", context);
  REQUIRE(import.status);
  REQUIRE(import.rows.size() == 5);
  std::string unit = Id::derive("wof", "3").text();
  CHECK(lines_of(import.rows[0]) == "type \"place\"\n"
        "name {\"lang\":\"az-Latn\",\"status\":\"historical\",\"text\":\"Dağdərə\"} 1905~ (about 1905)\n"
        "name {\"lang\":\"az-Latn\",\"status\":\"historical\",\"text\":\"Dağlı\"} 1905~ (about 1905)\n"
        "position {\"role\":\"centre-point\",\"wkt\":\"POINT (44.10 41.5)\"}\n"
        "part-of {\"unit\":\"" + unit + "\",\"unit-name\":\"unit 3\"}\n"
        "date \"1905\"\nfeature-class \"P\"\ncount {\"number\":\"12\",\"unit\":\"persons\"}\ndemo true\n"
        "type \"group\"\nname {\"lang\":\"und\",\"text\":\"The editors\"}\n");
  CHECK(import.rows[0].drafts[0].subject == Id::derive("wof", "7"));
  CHECK(import.rows[0].drafts[0].source == Id::derive("road-source", "S1"));
  CHECK(import.rows[0].drafts[0].contributor == Id::derive("contributor", "The editors"));
  CHECK(import.rows[0].drafts[1].locator == "p. 3");
  CHECK(findings_of(import.rows[0]) == "note columns row 2: The mapping does not use these columns, so they are left out: extra.\n");
  CHECK(import.rows[1].where == "row 4");
  CHECK(import.rows[1].drafts[0].source == context.source);
  CHECK(lines_of(import.rows[1]) == "type \"place\"\nname {\"lang\":\"az-Latn\",\"status\":\"historical\",\"text\":\"Aşağı\"}\n"
        "date {\"unknown\":\"not-recorded\"}\nrecorded-value {\"key\":\"people\",\"text\":\"many\"}\ndemo true\n");
  CHECK(findings_of(import.rows[1]).find("row 4, columns lon, lat: A latitude") != std::string::npos);
  CHECK(findings_of(import.rows[1]).find("warning cell row 4, column people") != std::string::npos);
  CHECK(findings_of(import.rows[2]).starts_with("error no-key row 5"));
  CHECK(findings_of(import.rows[3]).starts_with("warning row-shape row 6"));
  CHECK(findings_of(import.rows[4]).starts_with("error row-shape row 7"));
  CHECK(import.rows[4].drafts.empty());
}

TEST_CASE("a mapping that does not fit is refused with the place in it") {
  auto refusal = [](std::string_view mapping) {
    auto import = import_text("csv", "a,b\n1,2\n", mapped(mapping));
    REQUIRE(!import.status);
    return import.status.error().message;
  };
  CHECK(refusal("{}").find("/format") != std::string::npos);
  CHECK(refusal(R"({"format":"stele-mapping/v1","type":"place","columns":[{"column":"c","property":"name"}]})").find("no column \"c\"; it has a, b") != std::string::npos);
  CHECK(refusal(R"({"format":"stele-mapping/v1","type":"place","columns":[{"column":"a","property":"nome"}]})").find("/columns/0/property") != std::string::npos);
  CHECK(refusal(R"({"format":"stele-mapping/v1","type":"place","colums":[]})").find("/colums") != std::string::npos);
  ImportContext none = test_context();
  CHECK(import_text("csv", "a,b\n", none).status.error().message.find("needs a mapping") != std::string::npos);
}

TEST_CASE("a row without a key gets one from its contents, the same every time") {
  auto context = mapped(R"({"format":"stele-mapping/v1","type":"place","columns":[{"column":"a","property":"name"}]})");
  auto once = import_text("csv", "a,b\n1,2\n3,4\n", context), again = import_text("csv", "a,b\n3,4\n1,2\n", context);
  CHECK(once.rows[0].drafts[0].subject == again.rows[1].drafts[0].subject);
  CHECK(once.rows[0].drafts[0].subject != once.rows[1].drafts[0].subject);
}

TEST_CASE("rows about records told elsewhere leave out the type, and have no locator of ours in a source of theirs") {
  auto context = mapped(R"({"format":"stele-mapping/v1","type":"place","type_statement":false,"key":"a","source":{"column":"src","scheme":"s"},"columns":[{"column":"b","property":"name"}]})");
  auto import = import_text("csv", "a,b,src\n1,B,S1\n", context);
  REQUIRE(import.status);
  CHECK(lines_of(import.rows.at(0)) == "name {\"lang\":\"und\",\"text\":\"B\"}\n");
  CHECK(import.rows[0].drafts[0].locator == "");
  CHECK(import.rows[0].drafts[0].subject == Id::derive("test", "1"));
}

TEST_CASE("a mapping is guessed from the header") {
  auto guess = guess_mapping("id;name_az;name (ru);Toponym;lng;latitude;start;end;wikidata;people\n", "x.csv", test_schema());
  REQUIRE(guess);
  CHECK(to_json(*guess) == R"x({"format":"stele-mapping/v1","type":"place","key":"id","columns":[{"column":"name_az","property":"name","lang":"az","holds":{"start":{"column":"start"},"end":{"column":"end"}}},{"column":"name (ru)","property":"name","lang":"ru","holds":{"start":{"column":"start"},"end":{"column":"end"}}},{"column":"Toponym","property":"name","lang":"und","holds":{"start":{"column":"start"},"end":{"column":"end"}}},{"columns":{"lon":"lng","lat":"latitude"},"property":"position"},{"column":"wikidata","property":"identifier","scheme":"wikidata"},{"column":"people","property":"recorded-value","key":"people"}]})x");
  auto context = mapped(to_json(*guess));
  auto import = import_text("csv", "id;name_az;name (ru);Toponym;lng;latitude;start;end;wikidata;people\n1;Gəncə;;;46.36;40.68;1935;1989;Q1;5\n", context);
  REQUIRE(import.status);
  CHECK(lines_of(import.rows[0]) == "type \"place\"\nname {\"lang\":\"az\",\"text\":\"Gəncə\"} 1935/1989\nposition {\"wkt\":\"POINT (46.36 40.68)\"}\n"
                                    "identifier {\"id\":\"Q1\",\"scheme\":\"wikidata\"}\nrecorded-value {\"key\":\"people\",\"text\":\"5\"}\n");
  CHECK(!guess_mapping("only\n", "x.csv", test_schema()));
}
