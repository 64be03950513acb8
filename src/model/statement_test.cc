#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "model/test_support.h"

using namespace stele;
using namespace stele::model;
using namespace stele::model::test;

namespace {

Checked checked(const Draft& d) {
  std::vector<Finding> findings;
  auto out = Checker(schema()).check(d, "", findings);
  for (const Finding& finding : findings) MESSAGE(finding.message);
  return std::move(*out);
}

Draft full() {
  Draft d = draft("a", "name", name("Gəncə \"x\"", "az-Latn", {{"status", "official-former"}}));
  d.holds = Period::parse("1918/1920~").value();
  d.words = "until the \"change\"";
  d.locator = "p. 5\\6";
  d.certainty = "medium";
  d.original = "Гянджа";
  d.audience = Audience::kCommunity;
  d.supersedes = {sha256("old")};
  return d;
}

}  // namespace

TEST_CASE("a body decodes to what was sealed, and the spans are its fields") {
  Draft bare = draft("a", "note", text("only the least", "en"));
  for (const Draft& d : {full(), bare}) {
    std::string body = "before";
    std::vector<FieldSpan> spans;
    append_body_json(body, checked(d), id("c"), spans);
    std::string json = body.substr(6);
    CHECK(canonical_json(parse_json(json).value()) == json);
    Statement s = decode_statement(json, schema()).value();
    CHECK(s.subject == d.subject);
    CHECK(s.property == d.property);
    CHECK(s.value == d.value);
    CHECK(s.holds == d.holds);
    CHECK(s.words == d.words);
    CHECK(s.source == d.source);
    CHECK(s.locator == d.locator);
    CHECK(s.contributor == d.contributor);
    CHECK(s.certainty == d.certainty);
    CHECK(s.original == d.original);
    CHECK(s.audience == d.audience);
    CHECK(s.contribution == id("c"));
    auto fields = fields_of_body(json).value();
    REQUIRE(fields.size() == spans.size());
    for (size_t i = 0; i < fields.size(); ++i) {
      CHECK(fields[i].name == spans[i].name);
      CHECK(fields[i].json == body.substr(spans[i].begin, spans[i].end - spans[i].begin));
    }
    CHECK(std::is_sorted(spans.begin(), spans.end(), [](auto& a, auto& b) { return a.name < b.name; }));
  }
}

TEST_CASE("what makes two statements the same: everything but contribution, audience and supersedes") {
  Draft a = full(), b = full();
  b.audience = Audience::kSealed;
  b.supersedes.clear();
  CHECK(content_key(a) == content_key(b));
  std::vector<std::function<void(Draft&)>> changes = {
      [](Draft& d) { d.subject = id("b"); },
      [](Draft& d) { d.property = "note"; },
      [](Draft& d) { d.value = name("Gəncə \"x\"", "az-Latn"); },
      [](Draft& d) { d.holds = Period::parse("1918/1920").value(); },
      [](Draft& d) { d.holds.reset(); },
      [](Draft& d) { d.words += "."; },
      [](Draft& d) { d.source = id("another source"); },
      [](Draft& d) { d.locator += "."; },
      [](Draft& d) { d.contributor = id("somebody else"); },
      [](Draft& d) { d.certainty = "high"; },
      [](Draft& d) { d.original.clear(); },
  };
  for (size_t i = 0; i < changes.size(); ++i) {
    CAPTURE(i);
    Draft c = full();
    changes[i](c);
    CHECK(content_key(c) != content_key(a));
  }
}

TEST_CASE("fields cannot run into each other") {
  Draft a = draft("a", "note", text("x")), b = a;
  a.locator = "1\noriginal=\"2\"", b.locator = "1", b.original = "2";
  CHECK(content_key(a) != content_key(b));
}

TEST_CASE("a property of a newer program is kept as text; damaged bodies are refused") {
  std::string subject = id("a").text();
  auto s = decode_statement(
      R"({"property":"from-the-future","subject":")" + subject + R"(","value":{"b":"2","a":["1"]}})", schema());
  REQUIRE(s);
  CHECK(std::get<Text>(s->value).text == R"({"a":["1"],"b":"2"})");
  for (const std::string& body : std::vector<std::string>{
           "", "{}", "[]", "{\"property\":\"note\"}", R"({"property":"note","subject":"x","value":"a"})",
           R"({"property":"note","value":"a"})", R"({"property":"note","subject":")" + subject + R"(","value":5})",
           R"({"property":"note","subject":")" + subject + R"(","value":"a","holds":"whenever"})",
           R"({"property":"note","subject":")" + subject + R"(","value":"a","audience":"everybody"})",
           R"({"property":"note","subject":")" + subject + R"(","value":"a","source":"nobody"})"}) {
    CAPTURE(body);
    CHECK_FALSE(decode_statement(body, schema()));
  }
  CHECK_FALSE(fields_of_body("[]"));
}

TEST_CASE("audiences in order, strictest wins") {
  for (auto a : {Audience::kPublic, Audience::kCommunity, Audience::kRestricted, Audience::kSealed})
    CHECK(audience_named(audience_name(a)).value() == a);
  CHECK_FALSE(audience_named("everyone"));
  CHECK_FALSE(audience_named(""));
  CHECK(strictest(Audience::kCommunity, Audience::kRestricted) == Audience::kRestricted);
  CHECK(strictest(Audience::kSealed, Audience::kPublic) == Audience::kSealed);
}
