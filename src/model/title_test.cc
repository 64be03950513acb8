#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "model/test_support.h"

using namespace stele;
using namespace stele::model;
using namespace stele::model::test;

namespace {

struct Said {
  Name name;
  const char* holds = "";
};

View view(std::vector<Said> names, std::string type = "place") {
  Record record{id("a"), {}};
  record.statements.push_back(statement(0, draft("a", "type", text(std::move(type)))));
  for (Said& said : names) {
    Draft d = draft("a", "name", std::move(said.name));
    if (*said.holds) d.holds = Period::parse(said.holds).value();
    record.statements.push_back(statement(record.statements.size(), std::move(d)));
  }
  return redact(record, {}, schema(), {});
}

}  // namespace

TEST_CASE("the reader's language first, then no language, then English, then the first tag in the alphabet") {
  View all = view({{name("Гянджа", "ru")},
                   {name("Gəncə", "az-Latn")},
                   {name("Ganja", "en")},
                   {name("Ganca", "und")},
                   {name("Գանձակ", "hy")}});
  CHECK(all.title("az") == "Gəncə");
  CHECK(all.title("hy") == "Գանձակ");
  CHECK(all.title("ru") == "Гянджа");
  CHECK(all.title("en") == "Ganja");
  CHECK(all.title("fr") == "Ganca");
  CHECK(view({{name("Гянджа", "ru")}, {name("Ganja", "en")}, {name("Գանձակ", "hy")}}).title("fr") == "Ganja");
  CHECK(view({{name("Гянджа", "ru")}, {name("Գանձակ", "hy")}}).title("fr") == "Գանձակ");
}

TEST_CASE("a name in use before one of the past, a name before a variant, then the one recorded first") {
  CHECK(view({{name("Kirovabad", "en"), "1935/1989"}, {name("Ganja", "en")}}).title() == "Ganja");
  CHECK(view({{name("Kirovabad", "en", {{"status", "official-former"}})}, {name("Ganja", "en")}}).title() == "Ganja");
  CHECK(view({{name("Kirovabad", "en"), "1935/1989"}, {name("Gəncə", "az")}}).title() == "Kirovabad");
  CHECK(view({{name("Gandzha", "en", {{"status", "variant"}})}, {name("Ganja", "en")}}).title() == "Ganja");
  CHECK(view({{name("Ganja#History", "en")}, {name("Ganja", "en")}}).title() == "Ganja");
  CHECK(view({{name("One", "en")}, {name("Two", "en")}}).title() == "One");
  CHECK(view({{name("Still", "en"), "1989/.."}, {name("Other", "en")}}).title() == "Still");
}

TEST_CASE("a reader's tag with script or country means its language") {
  View both = view({{name("Ganja", "en")}, {name("Gəncə", "az-Latn")}});
  CHECK(both.title("az-Latn") == "Gəncə");
  CHECK(both.title("az-AZ") == "Gəncə");
}

TEST_CASE("without a name: description, the names of a renaming, at last type and id") {
  CHECK(view({}).title() == "place " + id("a").text().substr(0, 8));
  Record record{
      id("a"),
      {statement(0, draft("a", "type", text("place"))), statement(1, draft("a", "description", text("A mill.")))}};
  CHECK(redact(record, {}, schema(), {}).title() == "A mill.");
  Record renaming{
      id("a"),
      {statement(0, draft("a", "type", text("renaming"))), statement(1, draft("a", "name-from", name("Old")))}};
  CHECK(redact(renaming, {}, schema(), {}).title() == "Old");
  CHECK(redact(Record{id("a"), {}}, {}, schema(), {}).title() == id("a").text());
}

TEST_CASE("a long description is cut between letters, not within one") {
  std::string words = "x";
  while (words.size() < 300) words += "ə";
  Record record{
      id("a"), {statement(0, draft("a", "type", text("place"))), statement(1, draft("a", "description", text(words)))}};
  std::string title = redact(record, {}, schema(), {}).title();
  CHECK(title.size() <= 120);
  CHECK(is_valid_utf8(title));
}
