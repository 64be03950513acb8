// Each rule has cases that it must find and cases that it must leave alone. A rule without both fails the last test.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "model/test_support.h"

using namespace stele;
using namespace stele::model;
using namespace stele::model::test;

namespace {

struct Case {
  std::string rule;
  Severity severity;
  Draft bad;
};

Draft with(Draft d, const std::function<void(Draft&)>& change) {
  change(d);
  return d;
}

std::vector<Case> bad() {
  auto place = [](std::string property, Value value) { return draft("a", std::move(property), std::move(value)); };
  Draft note = place("note", text("x"));
  auto error = Severity::kError, warning = Severity::kWarning;
  return {
      {"envelope", error, with(note, [](Draft& d) { d.subject = {}; })},
      {"envelope", error, with(note, [](Draft& d) { d.source = {}; })},
      {"envelope", error, with(note, [](Draft& d) { d.contributor = {}; })},
      {"property", error, place("no-such-property", text("x"))},
      {"property", error, place("", text("x"))},
      {"property", error, place("note", Term{"x"})},
      {"type", error, place("type", text("no-such-type"))},
      {"type", error, place("type", text("name"))},  // a type of part is no type of record
      {"type", error, place("type", Unknown{"nobody knows"})},
      {"term", error, place("settlement-type", Term{"no-such-term"})},
      {"term", error, with(note, [](Draft& d) { d.certainty = "very"; })},
      {"term", error, place("dating", When{Period::parse("1905").value(), "", "martian"})},
      {"term", error, place("audience", text("everybody"))},
      {"term", error, place("audience", Unknown{"not asked"})},
      {"parts", error, place("name", name("A", "en", {{"colour", "red"}}))},
      {"parts", error, place("name", name("A", "en", {{"status", "real"}}))},
      {"parts", error, place("position", Position{"POINT (1 2)", {{"method", "guess"}}})},
      {"parts", error, place("part-of", Membership{id("b"), {{"perspective", "truly"}}})},
      {"reference", error, place("same-as", Ref{id("a")})},
      {"reference", error, place("part-of", Membership{id("a"), {}})},
      {"position", error, place("position", Position{"POINT (12 95)", {}})},
      {"position", error, place("position", Position{"POINT 12 95", {}})},
      {"position", error, place("position", Position{"POINT (NaN 1)", {}})},
      {"position", error, place("position", Position{"POLYGON ((1 1, 2 2, 3 1))", {}})},
      {"position", warning, place("position", Position{"POINT (0 0)", {}})},
      {"language", error, place("name", name("A", ""))},
      {"language", error, place("name", name("A", "english language"))},
      {"language", error, place("note", text("x", "1"))},
      {"script", warning, place("name", name("Гянджа", "az-Latn"))},
      {"script", warning, place("name", name("Ganja", "hy"))},
      {"script", warning, place("name", name("Gənca а", "az-Latn"))},  // the last letter is Cyrillic
      {"script", warning, place("name", name("123", "hy"))},
      {"wiki-anchor", warning, place("name", name("Agdam#History", "en"))},
      {"invisible", warning, place("name", name("Ag\u200bdam", "en"))},
      {"invisible", warning, place("name", name("Ag\ndam", "en"))},
      {"invisible", error, place("name", name("Ag\u202edam", "en"))},
      {"invisible", error, place("name", name(std::string("Ag\x01") + "dam", "en"))},
      {"invisible", error, place("note", text("\x01"))},
      {"invisible", error, place("note", text("\xff\xfe"))},
      {"length", error, place("name", name(std::string(501, 'a'), "en"))},
      {"length", error, place("note", text(std::string(20001, 'a')))},
      {"length", error, with(note, [](Draft& d) { d.original = std::string(20001, 'a'); })},
      {"length", error, with(note, [](Draft& d) { d.locator = std::string(1001, 'a'); })},
      {"length", error, with(note, [](Draft& d) { d.words = std::string(501, 'a'); })},
      {"length", error, place("recorded-value", Keyed{std::string(201, 'k'), "v"})},
      {"length", error, place("position", Position{"POINT (1 2)" + std::string(40000, ' '), {}})},
      {"address", error, place("link", Link{"javascript:alert(1)", ""})},
      {"address", error, place("link", Link{"ftp://example.org/", ""})},
      {"address", error, place("link", Link{"//example.org/", ""})},
  };
}

std::multimap<std::string, Draft> good() {
  auto place = [](std::string property, Value value) { return draft("a", std::move(property), std::move(value)); };
  return {
      {"envelope", place("note", text("x"))},
      {"property", place("note", Unknown{"burnt"})},
      {"type", place("type", text("monument"))},
      {"term", with(place("sensitivity", Term{"looting-risk"}), [](Draft& d) { d.certainty = "medium"; })},
      {"term", place("audience", text("sealed"))},
      {"term", place("dating", When{Period::parse("1905").value(), "", "julian"})},
      {"parts", place("name", name("A", "en", {{"status", "official-former"}, {"meaning", "free words"}}))},
      {"reference", place("same-as", Ref{id("b")})},
      {"reference", place("part-of", Membership{id("b"), {}})},
      {"position", place("position", Position{"POINT (46.36 40.68)", {}})},
      {"position", place("position", Position{"POLYGON ((1 1, 2 2, 3 1, 1 1))", {}})},
      {"position", place("position", Unknown{"nobody remembers"})},
      {"language", place("name", name("Qax", "und"))},
      {"language", place("note", text("no tag"))},
      {"script", place("name", name("Gəncə", "az-Latn"))},
      {"script", place("name", name("Գանձակ", "hy"))},
      {"script", place("name", name("გარდაბანი", "ka"))},
      {"script", place("name", name("Гянджа", "ru"))},
      {"script", place("name", name("گنجه", "fa"))},
      {"script", place("name", name("Gharabagh", "und"))},
      {"wiki-anchor", place("note", text("see Agdam#History"))},
      {"invisible", place("note", text("two\nlines\u200c", "fa"))},
      {"length", place("name", name(std::string(500, 'a'), "en"))},
      {"length", place("note", text(std::string(20000, 'a')))},
      {"address", place("link", Link{"https://example.org/", ""})},
  };
}

std::vector<Finding> check(const Draft& d) {
  std::vector<Finding> findings;
  bool passed = Checker(schema()).check(d, "row 7", findings).has_value();
  bool error =
      std::any_of(findings.begin(), findings.end(), [](const Finding& f) { return f.severity == Severity::kError; });
  CHECK(passed == !error);
  return findings;
}

}  // namespace

TEST_CASE("each rule finds what it is for, in a sentence, at the place it was told") {
  size_t number = 0;
  for (const Case& c : bad()) {
    CAPTURE(number++);
    CAPTURE(c.rule);
    CAPTURE(c.bad.property);
    bool found = false;
    for (const Finding& finding : check(c.bad)) {
      CHECK(finding.where == "row 7");
      CHECK(finding.message.ends_with("."));
      found |= finding.rule == c.rule && finding.severity == c.severity;
    }
    CHECK(found);
  }
}

TEST_CASE("no rule finds anything in what is right") {
  for (const auto& [rule, d] : good()) {
    CAPTURE(rule);
    CAPTURE(plain_text(d.value));
    for (const Finding& finding : check(d)) FAIL_CHECK(finding.rule << ": " << finding.message);
  }
}

TEST_CASE("all findings of a draft come at once") {
  Draft d = draft("a", "name", name(std::string(600, 'a') + "#", "not a tag"));
  d.source = {};
  std::set<std::string> met;
  for (const Finding& finding : check(d)) met.insert(finding.rule);
  CHECK(met == std::set<std::string>{"envelope", "language", "wiki-anchor", "length"});
}

TEST_CASE("every rule has a case for and a case against") {
  auto wrong = bad();
  auto right = good();
  std::set<std::string_view> names;
  for (const Rule& rule : rules()) {
    CAPTURE(rule.name);
    CHECK(names.insert(rule.name).second);
    CHECK(!rule.help.empty());
    CHECK(std::any_of(wrong.begin(), wrong.end(), [&](const Case& c) { return c.rule == rule.name; }));
    CHECK(right.contains(std::string(rule.name)));
  }
}
