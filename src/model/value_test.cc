#include "model/value.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "base/lang.h"

using namespace stele;
using namespace stele::model;

namespace {

Period period(std::string_view edtf) { return Period::parse(edtf).value(); }
const Id kId = Id::derive("test", "x");

// At least one of every kind, with and without its optional members.
std::vector<Value> samples() {
  return {Text{"words", ""},
          Text{"sözlər \"quoted\"\n\t\\", "az-Latn"},
          Text{"", ""},
          Name{"Gəncə", "az-Latn", {}},
          Name{"Yelizavetpol",
               "ru-Latn",
               {{"form", "romanized"},
                {"meaning", "Elisabeth's town"},
                {"status", "official-former"},
                {"zzz", "after text"}}},
          Name{"No tag", "", {}},
          Term{"medium"},
          Ref{kId},
          When{period("1905"), "", ""},
          When{period("1905~/1918"), "c. 1905 until the war", "julian"},
          Quantity{"23.50", "m"},
          Quantity{"1897", ""},
          Position{"POINT (46.3600 40.6800)", {}},
          Position{"POINT (46.36 40.68)", {{"accuracy-m", "200"}, {"method", "map-picked"}, {"zone", "after wkt"}}},
          Membership{kId, {}},
          Membership{kId,
                     {{"holder", "census"},
                      {"perspective", "source-view"},
                      {"unit-name", "Uyezd"},
                      {"unit-type", "uezd"},
                      {"zeta", "after unit"}}},
          Identifier{"wof", "421169285"},
          Keyed{"Country Type", "as printed"},
          Link{"https://example.org/a?b=c", ""},
          Link{"https://example.org/", "Web site"},
          Flag{true},
          Flag{false},
          Unknown{"archive-destroyed"}};
}

}  // namespace

TEST_CASE("every kind of value comes back from its JSON, and both writers write the same bytes") {
  std::set<ValueKind> met;
  for (const Value& value : samples()) {
    met.insert(kind_of(value));
    std::string fast;
    append_canonical(fast, value);
    CAPTURE(fast);
    CHECK(fast == canonical_json(to_json(value)));
    ValueKind kind = kind_of(value) == ValueKind::kUnknown ? ValueKind::kText : kind_of(value);
    auto back = value_from_json(kind, parse_json(fast).value());
    bool whole = !(std::holds_alternative<Name>(value) && std::get<Name>(value).text.empty());
    REQUIRE(whole);
    REQUIRE(back);
    CHECK(*back == value);
    CHECK(kind_of(*back) == kind_of(value));
  }
  CHECK(met.size() == std::variant_size_v<Value>);
}

TEST_CASE("kinds have names, and every kind reads an unknown with its reason") {
  for (size_t i = 0; i < std::variant_size_v<Value>; ++i) {
    auto kind = static_cast<ValueKind>(i);
    CHECK(kind_named(kind_name(kind)).value() == kind);
    auto unknown = value_from_json(kind, parse_json(R"({"unknown":"burnt"})").value());
    REQUIRE(unknown);
    CHECK(std::get<Unknown>(*unknown).reason == "burnt");
  }
  CHECK_FALSE(kind_named("number"));
  CHECK_FALSE(kind_named(""));
}

TEST_CASE("forms that a kind does not have are refused") {
  struct Case {
    ValueKind kind;
    const char* json;
  };
  const Case kCases[] = {
      {ValueKind::kText, "1"},
      {ValueKind::kText, "null"},
      {ValueKind::kText, R"(["a"])"},
      {ValueKind::kText, R"({"lang":"en"})"},
      {ValueKind::kText, R"({"text":"a","lang":1})"},
      {ValueKind::kText, R"({"text":"a","more":"b"})"},
      {ValueKind::kText, R"({"text":5})"},
      {ValueKind::kName, R"("Gence")"},
      {ValueKind::kName, R"({"lang":"az"})"},
      {ValueKind::kName, R"({"text":"","lang":"az"})"},
      {ValueKind::kName, R"({"text":"a","lang":"az","status":["x"]})"},
      {ValueKind::kTerm, "17"},
      {ValueKind::kTerm, R"({"id":"x"})"},
      {ValueKind::kRef, "\"no id\""},
      {ValueKind::kRef, "{}"},
      {ValueKind::kWhen, R"("from 1868 to 1929")"},
      {ValueKind::kWhen, "1905"},
      {ValueKind::kWhen, R"({"words":"long ago"})"},
      {ValueKind::kWhen, R"({"edtf":"1905","more":"x"})"},
      {ValueKind::kWhen, R"({"edtf":1905})"},
      {ValueKind::kQuantity, R"("5")"},
      {ValueKind::kQuantity, R"({"unit":"m"})"},
      {ValueKind::kQuantity, R"({"number":5,"unit":"m"})"},
      {ValueKind::kQuantity, R"({"number":"5","unit":"m","x":"y"})"},
      {ValueKind::kPosition, R"x("POINT (1 2)")x"},
      {ValueKind::kPosition, R"({"method":"map-picked"})"},
      {ValueKind::kPosition, R"x({"wkt":["POINT (1 2)"]})x"},
      {ValueKind::kMembership, "17"},
      {ValueKind::kMembership, R"({"unit":"Second District"})"},
      {ValueKind::kMembership, R"({"role":"part-of"})"},
      {ValueKind::kIdentifier, R"({"scheme":"wof"})"},
      {ValueKind::kIdentifier, R"({"scheme":"wof","id":5})"},
      {ValueKind::kKeyed, R"({"key":"a"})"},
      {ValueKind::kLink, R"({"label":"a"})"},
      {ValueKind::kFlag, R"("true")"},
      {ValueKind::kFlag, "1"},
      {ValueKind::kUnknown, "\"reason\""},
      {ValueKind::kUnknown, R"({"unknown":""})"},
      {ValueKind::kUnknown, R"({"unknown":"a","also":"b"})"},
  };
  for (const Case& c : kCases) {
    CAPTURE(kind_name(c.kind));
    CAPTURE(std::string(c.json));
    auto value = value_from_json(c.kind, parse_json(c.json).value());
    REQUIRE_FALSE(value);
    CHECK(value.error().code == Code::kInvalid);
    CHECK(value.error().message.ends_with("."));
  }
}

TEST_CASE("parts stay sorted by name, and an empty one is taken away") {
  Parts parts;
  for (const char* key : {"m", "z", "a", "k"}) set_part(parts, key, key);
  CHECK(std::is_sorted(parts.begin(), parts.end()));
  set_part(parts, "k", "other");
  CHECK(part(parts, "k") == "other");
  CHECK(parts.size() == 4);
  set_part(parts, "k", "");
  set_part(parts, "never there", "");
  CHECK(part(parts, "k") == "");
  CHECK(parts.size() == 3);
}

TEST_CASE("values are equal when kind and content are") {
  CHECK(Value(Text{"a", ""}) == Value(Text{"a", ""}));
  CHECK_FALSE(Value(Text{"a", ""}) == Value(Text{"a", "en"}));
  CHECK_FALSE(Value(Text{"a", ""}) == Value(Term{"a"}));
  CHECK_FALSE(Value(Position{"POINT (41.6940 1)", {}}) == Value(Position{"POINT (41.694 1)", {}}));
}

TEST_CASE("one line for people") {
  CHECK(plain_text(Quantity{"5", "m"}) == "5 m");
  CHECK(plain_text(Membership{kId, {}}) == kId.text());
  CHECK(plain_text(Membership{kId, {{"unit-name", "Uyezd"}}}) == "Uyezd");
  CHECK(plain_text(Unknown{"burnt"}) == "unknown (burnt)");
  CHECK(plain_text(Flag{true}) == "yes");
}
