#include "index/doc.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "index/test_support.h"

using namespace stele;
using namespace stele::index;
using namespace stele::model::test;
namespace m = stele::model;

namespace {

Doc full() {
  Doc d;
  d.type = "place", d.title = "Gəncə", d.title_lang = "az-Latn";
  d.statements = 70000;
  d.names.resize(3);
  d.names[0].text = "Gəncə", d.names[0].lang = "az-Latn", d.names[0].is_title = true;
  d.names[0].held = m::Held{-5, kDayMin, 10, kDayMax, true}, d.names[0].marks = 7;
  d.names[0].voices = {"survey of 1903", id("x").text()};
  d.names[1].held = m::Held{};
  d.facets = {{"settlement-type", "city"}, {"type", "place"}};
  d.spans = {{kDayMin, -5}, {10, kDayMax}};
  d.identifiers = {"wof:421169285"};
  d.links = {{"part-of", id("x")}};
  d.point = Point{46.36, -40.68};
  d.words = "gence";
  return d;
}

m::View view(std::vector<m::Draft> drafts) {
  m::Record record{id("a"), {}};
  for (m::Draft& d : drafts) record.statements.push_back(statement(record.statements.size(), std::move(d)));
  return m::redact(record, {}, schema(), {});
}

m::Draft said(std::string property, m::Value value) { return draft("a", std::move(property), std::move(value)); }

}  // namespace

TEST_CASE("a doc comes back from its bytes") {
  Numbers numbers;
  for (const Doc& d : {full(), Doc{}}) CHECK(doc_from_bytes(to_bytes(d, numbers).value(), numbers).value() == d);
}

TEST_CASE("cut, lengthened and changed bytes never pass for another doc unnoticed, or at least never crash") {
  Numbers numbers;
  std::string bytes = to_bytes(full(), numbers).value();
  for (size_t n = 0; n < bytes.size(); ++n)
    CHECK(doc_from_bytes(bytes.substr(0, n), numbers).error().code == Code::kCorrupt);
  CHECK_FALSE(doc_from_bytes(bytes + "x", numbers));
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    std::string bad = bytes;
    for (unsigned edits = 1 + random() % 4; edits; --edits) bad[random() % bad.size()] = static_cast<char>(random());
    (void)doc_from_bytes(bad, numbers);
  }
  CHECK_FALSE(doc_from_bytes(std::string(11, '\xff'), numbers));
}

TEST_CASE("a doc holds what the view shows: names, facets, periods, identifiers, links, the first point, words") {
  m::Draft old = said("name", name("Old", "en"));
  old.holds = Period::parse("1905").value();
  auto doc =
      make_doc(view({said("type", text("place")), said("name", name("Gəncə", "az-Latn")), old,
                     said("settlement-type", m::Term{"city"}), said("settlement-type", m::Unknown{"x"}),
                     said("position", m::Position{"POINT (46.36 40.68)", {}}),
                     said("position", m::Position{"POINT (1 1)", {}}), said("identifier", m::Identifier{"wof", "1"}),
                     said("same-as", m::Ref{id("b")}), said("part-of", m::Membership{id("c"), {}}),
                     said("description", text("A town, old")), said("demo", m::Flag{true})}),
               schema());
  REQUIRE(doc);
  CHECK(doc->type == "place");
  CHECK(doc->title == "Old");  // the English name
  CHECK(doc->statements == 12);
  REQUIRE(doc->names.size() == 2);
  CHECK(doc->names[0].text == "Gəncə");
  CHECK(doc->names[0].lang == "az-Latn");
  CHECK_FALSE(doc->names[0].held);
  CHECK(doc->names[0].voices == std::vector<std::string>{id("contributor").text(), id("source").text()});
  CHECK(doc->names[1].text == "Old");
  CHECK(doc->names[1].held->start_first == day_of(1905, 1, 1));
  CHECK(doc->names[1].is_title);
  CHECK(doc->words == "a town old");
  CHECK(all_words(*doc) == "gence old a town old");
  CHECK(doc->identifiers == std::vector<std::string>{"wof:1"});
  CHECK(doc->links.size() == 2);
  CHECK(doc->point == Point{46.36, 40.68});
  CHECK(doc->spans == std::vector<std::pair<Day, Day>>{{day_of(1905, 1, 1), day_of(1905, 12, 31)}});
  using Facet = std::pair<std::string, std::string>;
  CHECK(doc->facets ==
        std::vector<Facet>{{"settlement-type", "city"}, {"source", id("source").text()}, {"type", "place"}});
}

TEST_CASE("what is hidden, superseded or not listed is not in a doc") {
  CHECK_FALSE(make_doc(view({said("type", text("person")), said("name", name("A"))}), schema()));
  CHECK_FALSE(make_doc(view({said("type", text("contribution")), said("note", text("A"))}), schema()));
  CHECK_FALSE(make_doc(view({}), schema()));
  m::Draft better = said("name", name("New"));
  better.supersedes = {sha256("statement 1")};
  auto doc = make_doc(view({said("type", text("place")), said("name", name("Wrong")), better}), schema());
  REQUIRE(doc);
  CHECK(doc->names.size() == 1);
  CHECK(all_words(*doc) == "new");
  CHECK(doc->statements == 2);
}

TEST_CASE("names of another property are found, but never on top") {
  auto doc = make_doc(view({said("type", text("renaming")), said("name-from", name("Old")), said("name-to", name("New")),
                            said("name", name("The renaming", "ru"))}),
                      schema());
  REQUIRE(doc);
  CHECK(doc->names.size() == 3);
  CHECK(title_of(*doc, m::TitleRule({"en", {}, {}})).text == "The renaming");
}
