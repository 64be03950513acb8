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

namespace {

std::string title_at(const View& v, const char* at, std::string lang = "en", std::string by = {}) {
  std::optional<Period> period;
  if (*at) period = Period::parse(at).value();
  return v.title(Perspective{std::move(lang), period, std::move(by)});
}

}  // namespace

TEST_CASE("at a time: certainly so, possibly so, not dated, not so; only then the language") {
  View v = view({{name("Ganja", "en")},
                 {name("Елисаветполь", "ru"), "1804/1918"},
                 {name("Kirovabad", "en", {{"status", "official-former"}}), "1935/1989"},
                 {name("Gandja", "en", {{"status", "official-former"}}), "192X/1935"}});
  CHECK(title_at(v, "") == "Ganja");
  CHECK(title_at(v, "1905") == "Елисаветполь");
  CHECK(title_at(v, "1950-06-01") == "Kirovabad");
  CHECK(title_at(v, "1925") == "Gandja");  // possibly, before the one without a date
  CHECK(title_at(v, "1931") == "Gandja");
  CHECK(title_at(v, "1991") == "Ganja");  // without a date, before those that were not
  CHECK(title_at(v, "1935") == "Kirovabad");  // both possibly, both former: the one recorded first
  CHECK(title_at(view({{name("A", "en"), "1800"}, {name("B", "az"), "1900"}}), "1700") == "A");
}

TEST_CASE("a false name is not put on top for its time, a former one is") {
  View v = view({{name("Wrong", "en", {{"status", "false"}}), "1900/1950"},
                 {name("Right", "en", {{"status", "historical"}}), "1900/1950"}});
  CHECK(title_at(v, "1920") == "Right");
}

TEST_CASE("as named by somebody: who gives the status, who says it, where it stands") {
  Record record{id("a"), {statement(0, draft("a", "type", text("place"))), statement(1, draft("a", "name", name("One", "en"))),
                          statement(2, draft("a", "name", name("Two", "hy", {{"status-by", "survey of 1903"}}))),
                          statement(3, draft("a", "name", name("Three", "ka"))),
                          statement(4, draft("a", "name", name("Four", "az")))}};
  record.statements[3].contributor = id("elder");
  record.statements[4].source = id("map");
  View v = redact(record, {}, schema(), {});
  CHECK(title_at(v, "", "en", "survey of 1903") == "Two");
  CHECK(title_at(v, "", "en", id("elder").text()) == "Three");
  CHECK(title_at(v, "", "en", id("map").text()) == "Four");
  CHECK(title_at(v, "", "en", "nobody") == "One");
  CHECK(title_at(v, "", "az", id("source").text()) == "One");  // in English before Armenian and Georgian
}

TEST_CASE("a time comes before a voice, a voice before a language") {
  View v = view({{name("Now", "en", {{"status-by", "office"}}), "1990/.."},
                 {name("Then", "ru"), "1900/1950"},
                 {name("Theirs", "hy", {{"status-by", "office"}}), "1900/1950"},
                 {name("Ours", "en"), "1900/1950"}});
  CHECK(title_at(v, "1920", "en", "office") == "Theirs");
  CHECK(title_at(v, "1920", "en") == "Ours");
  CHECK(title_at(v, "1995", "ru", "office") == "Now");
}

TEST_CASE("the script that the reader's tag means comes before the language's other scripts") {
  View v = view({{name("Ҝәнҹә", "az-Cyrl")}, {name("گنجه", "az-Arab")}, {name("Gəncə", "az-Latn")}});
  CHECK(v.title("az") == "Gəncə");
  CHECK(v.title("az-Cyrl") == "Ҝәнҹә");
  CHECK(v.title("az-Arab") == "گنجه");
  // A name of the past does not come back because its letters are today's.
  CHECK(view({{name("Ҝәнҹә", "az-Cyrl")}, {name("Kirovabad", "az-Latn"), "1935/1989"}}).title("az") == "Ҝәнҹә");
}

TEST_CASE("how a period lies to a time") {
  auto lies = [](const char* period, const char* at) {
    return holding_name(holding(std::optional(Period::parse(period).value()), Period::parse(at).value()));
  };
  CHECK(lies("1905", "1905") == "certainly");
  CHECK(lies("1905", "1905-06-01") == "possibly");
  CHECK(lies("1905-06-01", "1905-06-01") == "certainly");
  CHECK(lies("1900/1910", "1905") == "certainly");
  CHECK(lies("1900/1910", "1910") == "possibly");
  CHECK(lies("1900/1910", "1911") == "not");
  CHECK(lies("../1910", "1800") == "certainly");
  CHECK(lies("1988/..", "2020-01-01") == "certainly");
  CHECK(lies("19XX", "1905") == "possibly");
  CHECK(holding_name(holding(std::optional<Period>(), Period::parse("1905").value())) == "undated");
}
