#include "base/json.h"

#include <doctest/doctest.h>

using namespace stele;

TEST_CASE("a number keeps the characters it was written with") {
  Json json = parse_json(R"({"a":[41.6940,-0.0,1e400x]})").value_or(Json());
  CHECK(json.is_null());  // the x
  json = parse_json(R"( {"lat":41.6940, "n":-0, "big":123456789012345678901234567890} )").value();
  CHECK(json.find("lat")->scalar() == "41.6940");
  CHECK(json.find("n")->scalar() == "-0");
  CHECK(json.find("big")->scalar() == "123456789012345678901234567890");
  CHECK(to_json(json) == R"({"lat":41.6940,"n":-0,"big":123456789012345678901234567890})");
}

TEST_CASE("what RFC 8259 refuses is refused, and what it leaves open too") {
  for (const char* bad : {"", " ", "{", "[1,]", "{\"a\":1,}", "01", "+1", "nul", "\"\\ud800\"", "\"a", "[1] [2]", "1 2",
                          "{\"a\":1,\"a\":2}", "\"\x01\"", "\"\xff\"", "tru", "[1 2]", "{\"a\" 1}", "\"\\x\""})
    CHECK_MESSAGE(!parse_json(bad), bad);
  for (const char* good : {"1", "\"\"", "null", "true", "[]", "{}", "[[],{}]", " 1 ", "\"\\ud83d\\ude00\"", "1E+2"})
    CHECK_MESSAGE(parse_json(good), good);
  std::string deep(65, '[');
  deep += std::string(65, ']');
  CHECK_FALSE(parse_json(deep));
  CHECK(parse_json(deep, {.max_depth = 70}));
  std::string many = "{\"x\":1";
  for (int i = 0; i < 30; ++i) many += ",\"k" + std::to_string(i) + "\":1";
  CHECK(parse_json(many + "}"));
  CHECK_FALSE(parse_json(many + ",\"x\":2}"));
}

TEST_CASE("the canonical form sorts by UTF-16 and escapes only what it must") {
  // RFC 8785 section 3.2.3, less its numbers
  Json json = parse_json(R"({"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",
    "1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"})").value();
  CHECK(canonical_json(json) ==
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\",\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\","
        "\"\xe2\x82\xac\":\"Euro Sign\",\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\",\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}");
  CHECK(to_json(Json("a\"\\\b\f\n\r\t\x01/")) == R"("a\"\\\b\f\n\r\t\u0001/")");
}
