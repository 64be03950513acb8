// Exporters take views only, so the tests make records, and views of them as a public reader has.
#include <doctest/doctest.h>

#include <random>

#include "base/geo.h"
#include "formats/statement_lines.h"
#include "formats/test_support.h"

using namespace stele;
using namespace stele::formats;

namespace {

model::Statement statement(const Id& subject, std::string property, model::Value value, std::string holds = {}) {
  model::Statement s;
  s.subject = subject;
  s.property = std::move(property);
  s.value = std::move(value);
  s.source = Id::derive("test", "source");
  s.contributor = Id::derive("test", "contributor");
  if (!holds.empty()) s.holds = *Period::parse(holds);
  return s;
}

class Views : public ViewSource {
 public:
  void add(model::Record record) { views_.push_back(model::redact(record, {}, test_schema(), {})); }
  Result<const model::View*> next() override { return at_ < views_.size() ? &views_[at_++] : nullptr; }
  const model::View* look_up(const Id& id) override {
    for (const model::View& view : views_)
      if (view.id() == id) return &view;
    return nullptr;
  }

 private:
  std::vector<model::View> views_;
  size_t at_ = 0;
};

class Text : public Writer {
 public:
  std::string text;
  Status write(std::string_view bytes) override { return text += bytes, Status(); }
};

std::string exported(std::string_view format, Views& views) {
  Text out;
  auto records = exporter_named(format)->write(views, test_schema(), out);
  REQUIRE(records);
  return out.text;
}

model::Record source_record() {
  Id id = Id::derive("test", "source");
  return {id, {statement(id, "type", model::Text{"place", ""}), statement(id, "name", model::Name{"A Book", "en", {}})}};
}

model::Record place(std::string name = "Dzoravan") {
  Id id = Id::derive("test", name);
  model::Record record{id, {statement(id, "type", model::Text{"place", ""}), statement(id, "name", model::Name{name, "hy", {{"status", "variant"}}}, "1850/1900~"),
                            statement(id, "position", model::Position{"POINT (44.10 -41.5)", {}}),
                            statement(id, "part-of", model::Membership{Id::derive("test", "unit"), {{"unit-name", "Upper"}}}, "1900"),
                            statement(id, "identifier", model::Identifier{"wikidata", "Q7"}), statement(id, "feature-class", model::Term{"P"})}};
  record.statements[1].locator = "p. 3";
  record.statements[1].certainty = "medium";
  return record;
}

}  // namespace

TEST_CASE("Linked Places: names, dates, certainty and citations, as the schema of the format has them") {
  Views views;
  views.add(place());
  views.add(source_record());
  std::string text = exported("linked-places", views);
  auto json = parse_json(text);
  REQUIRE(json);
  const Json& feature = json->find("features")->as_array()->front();
  CHECK(to_json(*feature.find("properties")) == R"({"title":"Dzoravan","fclasses":["P"]})");
  CHECK(to_json(*feature.find("names")) ==
        R"([{"toponym":"Dzoravan","lang":"hy","when":{"timespans":[{"start":{"in":"1850"},"end":{"earliest":"1900-01-01","latest":"1900-12-31"}}],"label":"1850/1900~","certainty":"less-certain"},"certainty":"less-certain","citations":[{"label":"A Book, p. 3","@id":"stele:)" +
            Id::derive("test", "source").text() + R"("}]}])");
  CHECK(to_json(*feature.find("geometry")).starts_with(R"({"type":"Point","coordinates":[44.10,-41.5],"citations":)"));
  CHECK(feature.find("relations")->as_array()->front().str("label") == "part of Upper");
  CHECK(to_json(*feature.find("links")) == R"([{"type":"closeMatch","identifier":"https://www.wikidata.org/wiki/Q7"}])");
}

TEST_CASE("what Linked Places exports, its importer reads") {
  Views views;
  views.add(place());
  auto import = import_text("linked-places", exported("linked-places", views));
  REQUIRE(import.status);
  std::string lines = lines_of(import.rows.at(0));
  CHECK(lines.find("position {\"wkt\":\"POINT (44.10 -41.5)\"}") != std::string::npos);
  CHECK(lines.find("name {\"lang\":\"hy\",\"text\":\"Dzoravan\"} 1850/1900") != std::string::npos);
  CHECK(lines.find("identifier {\"id\":\"Q7\",\"scheme\":\"wikidata\"}") != std::string::npos);
}

TEST_CASE("GeoJSON and CSV") {
  Views views;
  views.add(place());
  views.add(place("=HYPERLINK(\"x\")"));
  std::string csv = exported("csv", views);
  CHECK(csv.find(",place,Dzoravan,-41.5,44.10,hy: Dzoravan,1850/1900~; 1900,") != std::string::npos);
  CHECK(csv.find(",\"'=HYPERLINK(\"\"x\"\")\",") != std::string::npos);
  Views again;
  again.add(place());
  auto json = parse_json(exported("geojson", again));
  REQUIRE(json);
  const Json& feature = json->find("features")->as_array()->front();
  CHECK(to_json(*feature.find("geometry")) == R"({"type":"Point","coordinates":[44.10,-41.5]})");
  CHECK(to_json(*feature.find("properties")->find("names")) == R"([{"text":"Dzoravan","lang":"hy","status":"variant","holds":"1850/1900~"}])");
  Views none;
  CHECK(parse_json(exported("geojson", none)));
  Views nobody;
  CHECK(parse_json(exported("linked-places", nobody)));
}

namespace {

// Anything that a statement may carry, from a seeded generator.
class Drafts {
 public:
  explicit Drafts(unsigned seed) : random_(seed) {}

  model::Statement make(const Id& subject) {
    model::Statement s = value(subject);
    s.words = text();
    s.locator = text();
    s.certainty = text();
    s.original = text();
    s.source = Id::derive("s", text());
    s.contributor = Id::derive("c", text());
    if (pick(3) == 0) s.holds = *Period::parse(std::vector<std::string>{"1905", "1905~/..", "-0330/0640", "[1600..1610]"}[pick(4)]);
    if (pick(3) == 0) s.supersedes = {Hash{1, 2, 3}, Hash{static_cast<uint8_t>(pick(255))}};
    return s;
  }

 private:
  size_t pick(size_t n) { return random_() % n; }
  std::string text() {
    static const std::vector<std::string> kPieces = {"", "a", "Gəncə", "\"", "\\", "\n", "Ձ", "\x01", "{", "  ", "=1", "\U00010330", "</script>"};
    std::string out;
    for (size_t n = pick(4); n > 0; --n) out += kPieces[pick(kPieces.size())];
    return out;
  }
  model::Statement value(const Id& subject) {
    switch (pick(9)) {
      case 0: return statement(subject, "name", model::Name{text() + "x", "az-Latn", {{"status", text() + "x"}}});
      case 1: return statement(subject, "position", model::Position{"POINT (44.10 41.5)", {{"role", "x"}}});
      case 2: return statement(subject, "part-of", model::Membership{Id::derive("u", text()), {{"unit-name", text() + "x"}}});
      case 3: return statement(subject, "identifier", model::Identifier{"wof", text() + "x"});
      case 4: return statement(subject, "recorded-value", model::Keyed{text() + "x", text() + "x"});
      case 5: return statement(subject, "date", model::When{*Period::parse("1905"), text() + "x", ""});
      case 6: return statement(subject, "demo", model::Flag{pick(2) == 0});
      case 7: return statement(subject, "count", model::Quantity{"12.50", text()});
      default: return statement(subject, "description", model::Unknown{"archive-destroyed"});
    }
  }
  std::mt19937 random_;
};

}  // namespace

TEST_CASE("statements come back equal, whatever they hold") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    Drafts drafts(seed);
    Id subject = Id::derive("test", std::to_string(seed));
    model::Record record{subject, {statement(subject, "type", model::Text{"place", ""})}};
    for (int i = 0; i < 5; ++i) record.statements.push_back(drafts.make(subject));
    Views views;
    views.add(record);
    ImportContext context = test_context();
    context.schema = &test_schema();
    auto import = import_text("statements", exported("statements", views), context);
    REQUIRE(import.status);
    for (const Row& row : import.rows) CHECK(findings_of(row) == "");
    REQUIRE(import.rows.size() == record.statements.size());
    for (size_t i = 0; i < import.rows.size(); ++i) {
      std::string before, after;
      append_statement_line(before, static_cast<const model::Draft&>(record.statements[i]));
      append_statement_line(after, import.rows[i].drafts.at(0));
      CHECK(before == after);
      CHECK(model::content_key(record.statements[i]) == model::content_key(import.rows[i].drafts[0]));
    }
  }
}

TEST_CASE("a line that is no statement is refused with its place") {
  ImportContext context = test_context();
  context.schema = &test_schema();
  std::string id = Id::derive("a", "b").text();
  auto import = import_text("statements", "{\"subject\":\"" + id + "\",\"property\":\"name\",\"value\":{\"text\":\"A\",\"lang\":\"hy\"},\"holds\":\"soon\"}\n"
                                          "{\"subject\":\"nobody\",\"property\":\"name\",\"value\":\"x\"}\n"
                                          "{\"subject\":\"" + id + "\",\"property\":\"nome\",\"value\":\"x\"}\n"
                                          "{\"subject\":\"" + id + "\",\"property\":\"name\",\"value\":\"A\",\"wrods\":\"x\"}\n", context);
  REQUIRE(import.status);
  REQUIRE(import.rows.size() == 4);
  std::string all;
  for (const Row& row : import.rows) all += findings_of(row);
  CHECK(import.drafts() == 0);
  for (std::string_view place : {"line 1, /holds", "line 2, /subject", "line 3, /property", "line 4, /wrods"}) CHECK(all.find(place) != std::string::npos);
}
