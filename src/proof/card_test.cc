#include "proof/card.h"

#include <doctest/doctest.h>

#include <array>
#include <fstream>

#include "base/sha256.h"
#include "proof/tree.h"

using namespace stele;
using namespace stele::proof;

namespace {

// The golden statement. Its bytes were computed by a Python program of thirty lines (hmac, hashlib, base64), not by us;
// docs/formats/card.md shows them.
const Field kFields[] = {{"certainty", R"("certain")"},
                         {"name.text", "\"K\xc9\x99rimli\""},
                         {"place", R"({"lat":"39.7601","lon":"46.7499"})"},
                         {"source", R"(["s1",null,true])"}};
const Hash kSupersedes[] = {sha256("earlier")};
const Hash kRefutes[] = {sha256("wrong")};
const std::string kCard = R"(stele-card/v1
log log.example/shusha
seen 41 SBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=
salt KHhv6Ufm/xELBH6QKNxk7ZIRVkeN8mXZoRwLlkbzchc=
kind name
supersedes KlHTVHwjqN5Q8+IyhaDfNWYn72TDAAh9OycXPwje0qA=
refutes iBCtWB5Z8rw5KLJhcHpxMI9+E56wSCA2bcTVwY2YAiU=
field certainty 4c87c9973e667f2634a85db4b6c2fe1c1cf3cd9a4c63448a02a11c7c4ba8e26c
field name.text 0d4af1a309dca03ac50f66e3b831f1e6d8b090f83d0741b452b99f9a64cf9bf9
field place ab5c3ad4ab09c408f6e63d95e3f65d5b11d909819183971d84bb78553952fbe5
field source 65d6dca48f69e3581ce0a1cdb05be72b4ea20087f7095251ced5809d84241d78
)";

Seed golden_seed() {
  Seed seed;
  for (size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<uint8_t>(i);
  return seed;
}

CardHead golden_head() { return {"log.example/shusha", 41, sha256("root"), "name", kSupersedes, kRefutes}; }

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

const std::string kLineStart = "[\"knd4KFAdI6rBetNo9sPoFw\",\"certainty\",";

}  // namespace

TEST_CASE("the golden statement") {
  Seed seed = golden_seed();
  CHECK(card_text(seed, golden_head(), kFields).value() == kCard);
  CHECK(field_line(seed, "certainty", kFields[0].value_json) == R"(["knd4KFAdI6rBetNo9sPoFw","certainty","certain"])");
  CHECK(field_line(seed, "source", kFields[3].value_json) == R"(["vfmOCc6nCRWZpbQF2mRRsQ","source",["s1",null,true]])");
  Hash hash = seal(seed, golden_head(), kFields).value();
  CHECK(to_hex(hash) == "bdfd9615fa3aaef355da988fd0de5e00b4d2146ab1150816d1a0a2b89390273e");
  CHECK(leaf_text(hash) == "stele-leaf/v1 statement vf2WFfo6rvNV2piP0N5eALTSFGqxFQgW0aCiuJOQJz4=\n");
  CHECK(leaf_text(hash).size() == 69);
  CHECK(to_hex(statement_leaf_hash(hash)) == "7e9fae19802ee35ae6c4c5450526fcbfd54f264a0751d1195a1c32f2638f2296");
  CHECK(parse_leaf(leaf_text(hash)).value() == hash);
}

TEST_CASE("the documentation shows the golden statement") {
  std::ifstream page("docs/formats/card.md");
  std::string lines;
  for (std::string line; std::getline(page, line);)
    if (line.starts_with("    ")) lines += line.substr(4) + "\n";
  CHECK(lines.find(kCard) != std::string::npos);
  for (const Field& field : kFields)
    CHECK(lines.find(field_line(golden_seed(), field.name, field.value_json) + "\n") != std::string::npos);
}

TEST_CASE("sealing is the hash of the card's text, also for long values and many fields") {
  std::string big = "\"" + std::string(5000, 'x') + "\"";
  std::vector<std::string> names, values;
  for (int i = 0; i < 300; ++i) {
    names.push_back("f" + std::to_string(1000 + i) + std::string(i % 60, 'n'));
    values.push_back("\"" + std::string(static_cast<size_t>(i) * 3, 'v') + "\"");
  }
  values[7] = big;
  std::vector<Field> fields;
  for (size_t i = 0; i < names.size(); ++i) fields.push_back({names[i], values[i]});
  Seed seed = golden_seed();
  std::string text = card_text(seed, golden_head(), fields).value();
  CHECK(seal(seed, golden_head(), fields).value() == card_hash(text));
  Card card = parse_card(text).value();
  REQUIRE(card.fields.size() == 300);
  for (size_t i = 0; i < fields.size(); ++i)
    CHECK(card.fields[i].digest == field_digest(field_line(seed, names[i], values[i])));
}

TEST_CASE("what cannot be a card is not sealed") {
  Seed seed = golden_seed();
  CardHead head = golden_head();
  auto refuses = [&](std::vector<Field> fields) { return !seal(seed, head, fields) && !card_text(seed, head, fields); };
  CHECK(refuses({}));
  CHECK(refuses({{"b", "null"}, {"a", "null"}}));
  CHECK(refuses({{"a", "null"}, {"a", "null"}}));
  CHECK(refuses({{"", "null"}}));
  CHECK(refuses({{"Name", "null"}}));
  CHECK(refuses({{"a b", "null"}}));
  CHECK(refuses({{"1a", "null"}}));
  std::string long_name(65, 'a'), long_value(70000, 'a');
  CHECK(refuses({{long_name, "null"}}));
  CHECK(refuses({{"a", long_value}}));
  CHECK_FALSE(refuses({{std::string_view(long_name).substr(1), "null"}}));
  head.origin = "two words";
  CHECK(refuses({{"a", "null"}}));
  head = golden_head();
  head.kind = "Name";
  CHECK(refuses({{"a", "null"}}));
  head = golden_head();
  std::array<Hash, 2> twice{sha256("x"), sha256("x")};
  head.refutes = twice;
  CHECK(refuses({{"a", "null"}}));
}

TEST_CASE("a card is read back whole") {
  Card card = parse_card(kCard).value();
  CHECK(card.origin == "log.example/shusha");
  CHECK(card.seen_size == 41);
  CHECK(card.seen_root == sha256("root"));
  CHECK(card.salt == card_salt(golden_seed()));
  CHECK(card.kind == "name");
  CHECK(card.supersedes == std::vector(std::begin(kSupersedes), std::end(kSupersedes)));
  CHECK(card.refutes == std::vector(std::begin(kRefutes), std::end(kRefutes)));
  CHECK(card.fields.size() == 4);
  CHECK(card.signatures.empty());
  CHECK(to_text(card) == kCard);
}

TEST_CASE("a signed card is a signed note") {
  Seed key;
  key.fill(5);
  Signer signer = Signer::make("contributor.example/k1", key).value();
  std::string signed_card = sign_note(kCard, signer).value();
  Card card = parse_card(signed_card).value();
  CHECK(to_text(card) == kCard);
  CHECK(card.signatures.size() == 1);
  CHECK(card.signatures[0].name == "contributor.example/k1");
  CHECK(card_hash(signed_card) != card_hash(kCard));
  CHECK_FALSE(parse_card(kCard + "\n"));
  CHECK_FALSE(parse_card(kCard + "\nnot a signature\n"));
}

TEST_CASE("a card has one spelling") {
  const std::string field = "field source 65d6dca48f69e3581ce0a1cdb05be72b4ea20087f7095251ced5809d84241d78\n";
  for (const std::string& bad :
       {std::string(),
        replaced(kCard, "v1", "v2"),
        replaced(kCard, "seen 41", "seen 041"),
        replaced(kCard, "kind name", "kind Name"),
        replaced(kCard, "log log.example/shusha\n", ""),
        replaced(kCard, "log.example/shusha", "two words"),
        replaced(kCard, field, "note x\n" + field),
        replaced(kCard, "kind name\n", "kind name\n\n"),
        kCard + field,
        kCard + "\n",
        replaced(kCard, "field place", "field aplace"),
        replaced(kCard, "field place", "field name.text"),
        replaced(kCard, "4c87", "4C87"),
        replaced(kCard, "4c87", "4c8"),
        replaced(kCard, "4c87", "004c87"),
        replaced(kCard, "field source ", "field source  "),
        replaced(kCard, "refutes ", "supersede "),
        replaced(replaced(kCard, "refutes iBC", "supersedes iBC"), "supersedes KlHT", "refutes KlHT"),
        replaced(kCard, "\n", "\r\n"),
        kCard.substr(0, kCard.size() - 1),
        kCard.substr(0, kCard.find("field")),
        replaced(kCard, "salt KHh", "salt KH"),
        "\n" + kCard,
        replaced(kCard, "seen 41 SBN", "seen 41  SBN"),
        replaced(kCard, "field source", "field"),
        std::string("field"),
        replaced(kCard, "refutes iBCtWB5Z8rw5KLJhcHpxMI9+E56wSCA2bcTVwY2YAiU=",
                 "supersedes KlHTVHwjqN5Q8+IyhaDfNWYn72TDAAh9OycXPwje0qA=")})
    CHECK_FALSE_MESSAGE(parse_card(bad), bad);
  Result<Card> card = parse_card(replaced(kCard, "field place", "field aplace"));
  CHECK(card.error().where == "card:10");
  CHECK_FALSE(parse_card(replaced(kCard, "field certainty", "field " + std::string(70000, 'c'))));
}

TEST_CASE("every flipped bit of a card is refused or gives another hash, never the same text") {
  for (size_t bit = 0; bit < kCard.size() * 8; ++bit) {
    std::string flipped = kCard;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    Result<Card> card = parse_card(flipped);
    if (card) CHECK(to_text(*card) == flipped);
  }
}

TEST_CASE("a field line is read strictly") {
  FieldLine line = parse_field_line(kLineStart + "{\"b\":[true,null,\"x\"]}]").value();
  CHECK(line.name == "certainty");
  auto salt = field_salt(golden_seed(), "certainty");
  CHECK(line.salt == text_of(salt));
  CHECK(line.value_json == "{\"b\":[true,null,\"x\"]}");
  CHECK(line.value.find("b")->as_array()->size() == 3);
  for (const char* bad :
       {"1]", "[1]]", "{\"a\":{\"b\":-0.5}}]", " null]", "null ]", "\nnull]", "null", "]", "", "null,null]", "null]]",
        "\"a\nb\"]", "\"\\ud800\"]", "\"\xff\"]", "{\"a\":null,\"a\":null}]", "nul]", "'a']", "null],[null]"})
    CHECK_FALSE_MESSAGE(parse_field_line(kLineStart + bad), bad);
  for (const char* bad : {"", "[", "[]", "null", "[\"\",\"a\",null]", "[\"knd4KFAdI6rBetNo9sPoFx\",\"a\",null]",
                          "[\"knd4KFAdI6rBetNo9sPoF+\",\"a\",null]", "[ \"knd4KFAdI6rBetNo9sPoFw\",\"a\",null]",
                          "[\"knd4KFAdI6rBetNo9sPoFw\", \"a\",null]", "[\"knd4KFAdI6rBetNo9sPoFw\",\"A\",null]",
                          "[\"knd4KFAdI6rBetNo9sPoFw\",\"\",null]", "[\"knd4KFAdI6rBetNo9sPoFw\",\"\\u0061\",null]",
                          "[\"knd4KFAdI6rBetNo9sPoFwAA\",\"a\",null]", "[\"knd4KFAdI6rBetNo9sPoFw\",\"a\"]",
                          "{\"knd4KFAdI6rBetNo9sPoFw\",\"a\",null]", "[\"knd4KFAdI6rBetNo9sPoFw\",\"a\",null}"})
    CHECK_FALSE_MESSAGE(parse_field_line(bad), bad);
  std::string deep = std::string(16, '[') + std::string(16, ']');
  CHECK(parse_field_line(kLineStart + deep + "]"));
  CHECK_FALSE(parse_field_line(kLineStart + "[" + deep + "]]"));
  std::string room(kMaxFieldLine - kLineStart.size() - 3, 'x');
  CHECK(parse_field_line(kLineStart + "\"" + room + "\"]"));
  CHECK_FALSE(parse_field_line(kLineStart + "\"" + room + "x\"]"));
}

TEST_CASE("a leaf has one spelling") {
  std::string leaf = leaf_text(sha256("x"));
  for (const std::string& bad : {std::string(), leaf + "\n", leaf.substr(0, 68), replaced(leaf, "v1", "v2"),
                                 replaced(leaf, "statement ", "statement  "), std::string("stele-leaf/v1 statement \n"),
                                 std::string("stele-leaf/v1 statement ")})
    CHECK_FALSE_MESSAGE(parse_leaf(bad), bad);
}
