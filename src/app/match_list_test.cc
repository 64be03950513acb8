#include "app/match_list.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "archive/archive.h"

using namespace stele;
using namespace stele::app;

namespace {

formats::TableRow row(std::vector<std::string> cells) { return {2, std::move(cells), {}}; }

const model::Schema& schema() {
  static const model::Schema made = archive::load_schema("").value();
  return made;
}

ListColumns columns(std::vector<std::string> header, NamedColumns named = {}) { return find_columns(row(std::move(header)), ',', named).value(); }
std::string error_of(std::vector<std::string> header, NamedColumns named = {}, char delimiter = ',') {
  auto found = find_columns(row(std::move(header)), delimiter, named);
  return found ? "" : found.error().message;
}

std::string kinds(const RowQuestion& question) {
  std::string out;
  for (const RowFinding& finding : question.findings) out += (out.empty() ? "" : " ") + finding.kind;
  return out;
}

RowQuestion ask(std::vector<std::string> cells) {
  static const ListColumns all = columns({"name", "lat", "lon", "year", "kind"}, {.name = {}, .lat = {}, .lon = {}, .type = "kind", .during = {}});
  return question_of(row(std::move(cells)), all, 5000, schema());
}

}  // namespace

TEST_CASE("columns are known by their headers, in several languages") {
  ListColumns c = columns({"no", "Name", "Latitude", "LON", "Year"});
  CHECK(c.name.at == 1);
  CHECK(c.lat.at == 2);
  CHECK(c.lon.at == 3);
  CHECK(c.during.at == 4);
  CHECK(c.type.at == -1);
  CHECK_FALSE(c.name.is_named);
  CHECK(columns({"№", "Название", "Широта", "Долгота"}).name.at == 1);
  CHECK(columns({"no", "გრძედი", "სოფელი", "განედი"}).lon.at == 1);
  CHECK(columns({"no", "name_az"}).name.at == 1);
  CHECK(columns({"anything"}).name.at == 0);
  CHECK(columns({"name", "lat"}).lat.at == -1);
  CHECK(columns({"a", "b", "c"}, {.name = "b", .lat = "c", .lon = "a", .type = {}, .during = {}}).lat.is_named);
}

TEST_CASE("a header that does not fit is refused in words") {
  CHECK(error_of({"a", "b"}).find("--name") != std::string::npos);
  CHECK(error_of({"a", "b"}, {.name = "c", .lat = {}, .lon = {}, .type = {}, .during = {}}) == "--name: there is no column \"c\". The columns are \"a\", \"b\".");
  CHECK(error_of({"name", "b"}, {.name = {}, .lat = "b", .lon = {}, .type = {}, .during = {}}).find("both") != std::string::npos);
  CHECK(error_of({"name;lat;lon"}).find("\";\"") != std::string::npos);
  CHECK(error_of({"name\tlat"}).find("\"tab\"") != std::string::npos);
  CHECK(error_of({"name", "match_verdict"}).find("already") != std::string::npos);
}

TEST_CASE("rows ask, and say what cannot be used") {
  RowQuestion all = ask({"Ağbulaq", "41.69", "44.83", "1905", "Place"});
  CHECK(all.is_asked);
  CHECK(kinds(all).empty());
  CHECK(all.query.near->centre.lat == doctest::Approx(41.69));
  CHECK(all.query.near->radius_m == 5000);
  CHECK(all.query.near_wanted == model::Wants::kRather);
  CHECK(all.query.during->text() == "1905");
  CHECK(all.query.types == std::vector<std::string>{"place"});
  CHECK(kinds(ask({"x", "n/a", "44.83", "", ""})) == "position");
  CHECK(kinds(ask({"x", "41.69", "", "", ""})) == "position");
  CHECK(kinds(ask({"x", "95", "44", "soon", "village"})) == "position time type");
  CHECK(kinds(ask({"Gаnja"})) == "letters");  // the second letter is Cyrillic
  CHECK(kinds(ask({"ガルニ神殿"})).empty());
  CHECK(kinds(ask({"\u202eabc"})) == "letters");
  CHECK(kinds(ask({std::string(1000, 'a')})) == "name");
  CHECK(kinds(ask({"Ağbulaq Агбулаг"})).empty());
  CHECK_FALSE(ask({"", "", "", "", ""}).is_asked);
  CHECK_FALSE(ask({"?"}).is_asked);
  CHECK(ask({"", "41.69", "44.83"}).is_asked);
  RowQuestion wide = ask({"a", "", "", "", "", "more"});
  CHECK_FALSE(wide.is_asked);
  CHECK(kinds(wide) == "cells");
}

TEST_CASE("the answer stands behind the row's own cells") {
  ListColumns c = columns({"name", "a,b"});
  std::string header = answer_header(c);
  CHECK(header.starts_with("name,\"a,b\",match_verdict,match_finding,match1_id,match1_name"));
  CHECK(header.ends_with("match3_reason\r\n"));
  CHECK(row_beginning(row({"x \"y\"", ""}), c) == "\"x \"\"y\"\"\",");
  CHECK(row_beginning(row({"x"}), c) == "x,");
  model::Candidate candidate;
  candidate.hit.title = "=1+1", candidate.hit.type = "place", candidate.score = 0.95, candidate.how = "same", candidate.name = "a\nb";
  std::string answer = row_answer({candidate}, {{"name", "One, two."}}, ',');
  CHECK(answer.find(",match,\"One, two.\",") == 0);
  CHECK(answer.find(",'=1+1,place,0.950,\"a\nb\",,,same name,") != std::string::npos);
  auto commas = [](std::string_view text) { return std::ranges::count(text, ','); };
  CHECK(commas(row_answer({}, {}, ',')) == commas(header) - 2);  // the header's own cells have one comma within, one between
  CHECK(row_answer({}, {}, ';').starts_with(";none;;;"));
}
