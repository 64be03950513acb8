#include <doctest/doctest.h>

#include <archive.h>
#include <archive_entry.h>

#include "formats/test_support.h"
#include "formats/xlsx.h"

using namespace stele;
using namespace stele::formats;

namespace {

std::string zip(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string out(size_t{4} << 20, '\0');
  size_t used = 0;
  archive* writer = archive_write_new();
  archive_write_set_format_zip(writer);
  archive_write_open_memory(writer, out.data(), out.size(), &used);
  for (const auto& [name, text] : files) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_write_header(writer, entry);
    archive_write_data(writer, text.data(), text.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  out.resize(used);
  return out;
}

std::string workbook(std::string rows, std::string strings = "", std::string more_name = "x", std::string more = "") {
  return zip({{"xl/workbook.xml", R"(<workbook xmlns:r="r"><sheets><sheet name="One" sheetId="1" r:id="rId1"/><sheet name="Two" sheetId="2" r:id="rId2"/></sheets></workbook>)"},
              {"xl/_rels/workbook.xml.rels", R"(<Relationships><Relationship Id="rId2" Target="/xl/worksheets/b.xml"/><Relationship Id="rId1" Target="worksheets/a.xml"/></Relationships>)"},
              {"xl/styles.xml", R"(<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>)"},
              {"xl/sharedStrings.xml", "<sst>" + strings + "</sst>"},
              {"xl/worksheets/a.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"},
              {"xl/worksheets/b.xml", "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>second</t></is></c></row></sheetData></worksheet>"},
              {more_name, more}});
}

std::string cells(std::string bytes, std::string_view sheet = "", XlsxLimits limits = {}) {
  auto table = open_xlsx(std::move(bytes), sheet, limits);
  if (!table) return table.error().message;
  std::string out;
  TableRow row;
  for (;;) {
    auto any = (*table)->next(row);
    if (!any) return out + any.error().message;
    if (!*any) return out;
    out += std::to_string(row.number) + ":";
    for (const std::string& cell : row.cells) out += "[" + cell + "]";
    out += row.trouble;
  }
}

}  // namespace

TEST_CASE("cells of every kind, where they stand") {
  std::string rows = R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>d</t></is></c></row>
    <row r="2"/><row r="4"><c r="A4"><v>44.8300</v></c><c r="C4" t="b"><v>1</v></c></row><row r="5"><c r="B5" t="str"><v>Gəncə</v></c></row>)";
  CHECK(cells(workbook(rows, "<si><t>a</t></si><si><r><t>b</t></r><r><t xml:space=\"preserve\"> c</t></r><rPh><t>no</t></rPh></si>")) ==
        "1:[a][b c][d]4:[44.8300][][true]5:[][Gəncə][]");
  CHECK(cells(workbook(""), "Two") == "1:[second]");
  CHECK(cells(workbook(""), "Three").find("it has: One, Two") != std::string::npos);
}

TEST_CASE("dates and errors are said") {
  CHECK(cells(workbook(R"(<row r="1"><c r="A1" s="1"><v>12345</v></c></row>)")).find("1:[12345]The spreadsheet keeps a date") == 0);
  CHECK(cells(workbook(R"(<row r="1"><c r="A1" s="2"><v>12345</v></c></row>)")).find("keeps a date") != std::string::npos);
  CHECK(cells(workbook(R"(<row r="1"><c r="A1" t="s"><v>7</v></c><c r="B1"><v>1</v></c></row>)")).find("does not have") != std::string::npos);
  CHECK(cells(workbook(R"(<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><v>#N/A</v></c></row>)")).find("error #N/A") != std::string::npos);
  CHECK(cells(workbook(R"(<row r="1"><c r="ZZZZ1"><v>1</v></c></row>)")).find("in no column") != std::string::npos);
}

TEST_CASE("archives made to fill memory are refused") {
  std::string bomb = workbook("<row r=\"1\">" + std::string(3 << 20, ' ') + "</row>");
  CHECK(cells(bomb).find("more than 200 times") != std::string::npos);
  XlsxLimits small;
  small.ratio = 1000000;
  CHECK(cells(bomb, "", small) == "");
  small.unpacked = 1 << 20;
  CHECK(cells(bomb, "", small).find("unpacks to more than 1 MB") != std::string::npos);
  small = {};
  small.entries = 3;
  CHECK(cells(bomb, "", small).find("more than 3 entries") != std::string::npos);
  CHECK(cells(workbook("", "", "xl/worksheets/a.xml", "<x/>")).find("two entries") != std::string::npos);
  CHECK(cells("PK\x03\x04 no").find("cannot be read") != std::string::npos);
  CHECK(cells(workbook("<row")).find("not XML") != std::string::npos);
}

TEST_CASE("a spreadsheet goes through a mapping, or is LP-TSV") {
  ImportContext context = test_context();
  context.schema = &test_schema();
  context.mapping = *parse_json(R"({"format":"stele-mapping/v1","type":"place","key":"no","columns":[{"column":"name","property":"name","lang":"az"}]})");
  auto import = import_text("xlsx", workbook(R"(<row r="1"><c r="A1" t="inlineStr"><is><t>no</t></is></c><c r="B1" t="inlineStr"><is><t>name</t></is></c></row><row r="2"><c r="A2"><v>7</v></c><c r="B2" t="inlineStr"><is><t>Gəncə</t></is></c></row>)"), context);
  REQUIRE(import.status);
  CHECK(lines_of(import.rows.at(0)) == "type \"place\"\nname {\"lang\":\"az\",\"text\":\"Gəncə\"}\n");
  CHECK(!import_text("xlsx", workbook("<row><c><v>1</v></c></row>")).status);
  std::string path = real_data("whg/datasets/static/files/lp7_100.xlsx");
  if (path.empty()) return;
  FileReader in(path);
  auto real = import_from("xlsx", in, test_context());
  REQUIRE(real.status);
  CHECK(real.rows.size() >= 90);
  size_t taken = 0;
  for (const Row& row : real.rows) taken += !row.drafts.empty();
  CHECK(taken > 60);
}
