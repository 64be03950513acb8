#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "model/test_support.h"

using namespace stele;
using namespace stele::model;
using namespace stele::model::test;

namespace {

// The smallest schema that loads.
std::vector<SchemaFile> small() {
  return {
      {"vocab/colour.csv", "id,label_en,definition,source\nred,Red,\"The colour, as of blood\",\"Somebody, 1900\"\n"},
      {"types/thing.json", R"({"id":"thing","kind":"record","label":{"en":"Thing"},"help":{"en":"A thing."},
            "properties":[{"id":"colour","value":"term","vocab":"colour","label":{"en":"Colour"},"help":{"en":"Its colour."}}]})"}};
}

std::string thing(std::string properties, std::string rest = "") {
  return R"({"id":"other","kind":"record","label":{"en":"O"},"help":{"en":"O."})" + rest + R"(,"properties":[)" +
         properties + "]}";
}

// The sentence with which the loader refuses `file` beside the small schema.
std::string refusal(std::string path, std::string bytes) {
  auto files = small();
  files.push_back({std::move(path), std::move(bytes)});
  auto loaded = Schema::load(files);
  if (loaded) return "(loaded)";
  CHECK(loaded.error().code == Code::kInvalid);
  return loaded.error().message;
}

constexpr const char* kWords = R"("label":{"en":"L"},"help":{"en":"H."})";

// The statements of an example as drafts; a value that its kind cannot have is a refusal, too.
bool passes(const Json& statements) {
  Checker checker(schema());
  bool all = true;
  for (const Json& s : *statements.as_array()) {
    const PropertySpec* property = schema().property(s.str("property"));
    if (!property) return false;
    auto value = value_from_json(property->kind, *s.find("value"));
    if (!value) return false;
    Draft d = draft("example", std::string(s.str("property")), std::move(*value));
    if (!s.str("holds").empty()) {
      auto holds = Period::parse(s.str("holds"));
      if (!holds) return false;
      d.holds = *holds;
    }
    std::vector<Finding> findings;
    if (!checker.check(d, "", findings)) {
      for (const Finding& finding : findings) INFO(finding.message);
      all = false;
    }
  }
  return all;
}

}  // namespace

TEST_CASE("the schema of the project loads, and its digest follows every byte and no order") {
  auto files = schema_files();
  REQUIRE(files.size() > 50);
  Schema loaded = Schema::load(files).value();
  CHECK(loaded.type("place"));
  CHECK(loaded.type("monument")->coordinate_release == "grid-1km");
  CHECK(loaded.type("person")->audience == Audience::kRestricted);
  CHECK_FALSE(loaded.type("contribution")->listed);
  CHECK(loaded.term("certainty", "medium"));
  CHECK(loaded.parts(ValueKind::kName).size() > 3);
  std::reverse(files.begin(), files.end());
  CHECK(Schema::load(files)->digest() == loaded.digest());
  std::ranges::find(files, "types/place.json", &SchemaFile::path)->bytes += ' ';
  auto other = Schema::load(files);
  if (other) CHECK(other->digest() != loaded.digest());
}

TEST_CASE("what can have one true value at a time is told from what can have several") {
  for (const char* once : {"existence-state", "settlement-type", "birth", "date"})
    CHECK(schema().property(once)->repeat == Repeat::kOnce);
  for (const char* many : {"name", "position", "part-of", "description", "source-cited", "type"})
    CHECK(schema().property(many)->repeat == Repeat::kMany);
  // One type says it for all that use the property, whichever is read first.
  for (const char* path : {"types/aaa.json", "types/zzz.json"}) {
    auto files = small();
    files.push_back({path, thing(std::string(R"({"id":"colour","value":"term","vocab":"colour","repeat":"once",)") + kWords + "}")});
    CHECK(Schema::load(files)->property("colour")->repeat == Repeat::kOnce);
  }
}

TEST_CASE("a vocabulary of a region pack says so, and adds its terms to the core's") {
  bool any = false;
  for (const auto& [id, vocab] : schema().vocabs())
    for (const TermSpec& term : vocab.terms) any |= term.pack == "south-caucasus";
  CHECK(any);
}

TEST_CASE("every valid example passes, every invalid one is refused") {
  size_t valid = 0, invalid = 0;
  for (const TypeSpec& type : schema().types()) {
    CAPTURE(type.id);
    const Json* good = type.examples.find("valid");
    const Json* bad = type.examples.find("invalid");
    REQUIRE(good);
    REQUIRE(bad);
    CHECK(good->as_array()->size() > 0);
    CHECK(bad->as_array()->size() > 0);
    for (const Json& record : *good->as_array()) {
      CAPTURE(to_json(record));
      CHECK(passes(record));
      ++valid;
    }
    for (const Json& example : *bad->as_array()) {
      CAPTURE(to_json(example));
      CHECK(!example.str("why").empty());
      CHECK_FALSE(passes(*example.find("statements")));
      ++invalid;
    }
  }
  CHECK(valid > 20);
  CHECK(invalid > 20);
}

TEST_CASE("every property that has a term, and every part with a vocabulary, finds it; every label is there") {
  for (const TypeSpec& type : schema().types())
    for (const PropertyUse& use : type.properties) {
      CAPTURE(use.property->id);
      CHECK(label(use.property->labels, "xx") != "");
      CHECK(label(use.property->help, "en") != "");
      if (use.property->kind == ValueKind::kTerm) CHECK(schema().vocab(use.property->vocab));
    }
}

TEST_CASE("a mistake in a file is one sentence that names the file") {
  REQUIRE(Schema::load(small()));
  std::string no_label = thing(R"({"id":"x","value":"text"})");
  std::vector<std::tuple<std::string, std::string, std::string>> cases = {
      {"vocab/bad.csv", "name,label\n", "first line must be"},
      {"vocab/bad.csv", "", "first line must be"},
      {"vocab/bad.csv", "id,label_en,definition,source\nx,,d,s\n", "line 2 needs an id and a label"},
      {"vocab/bad.csv", "id,label_en,definition,source\nx\n", "line 2 needs an id and a label"},
      {"vocab/bad.csv", "id,label_en,definition,source\nx,X,d,s\nx,Y,d,s\n", "\"x\" occurs twice"},
      {"regions/r/vocab/colour.csv", "id,label_en,definition,source\nred,Red,again,s\n", "\"red\" occurs twice"},
      {"vocab/_map_aat.csv", "vocab,term,aat\ncolour\n", "line 2 is too short"},
      {"types/other.json", "{", "schema/types/other.json"},
      {"types/other.json", R"({"id":"a","id":"b"})", "schema/types/other.json"},
      {"types/other.json", std::string("{") + kWords + "}", "\"id\" of its own"},
      {"types/other.json", std::string(R"({"id":"thing",)") + kWords + R"(,"properties":[]})", "\"id\" of its own"},
      {"types/other.json", R"({"id":"other","help":{"en":"x"},"properties":[]})", "need English words"},
      {"types/other.json", R"({"id":"other","label":{"ru":"x"},"help":{"en":"x"},"properties":[]})",
       "need English words"},
      {"types/other.json", std::string(R"({"id":"other","kind":"part","of":"number",)") + kWords + R"(,"parts":[]})",
       "no kind of value"},
      {"types/other.json", std::string(R"({"id":"other","kind":"part","of":"name",)") + kWords + "}",
       "needs \"parts\""},
      {"types/other.json",
       std::string(R"({"id":"other","kind":"part","of":"name",)") + kWords +
           R"(,"parts":[{"id":"p","vocab":"nowhere"}]})",
       "\"nowhere\", which does not exist"},
      {"types/other.json", std::string(R"({"id":"other",)") + kWords + "}", "needs \"properties\""},
      {"types/other.json", thing("", R"(,"audience":"everyone")"), "is no audience"},
      {"types/other.json", thing(std::string("{") + kWords + R"(,"value":"text"})"), "has no \"id\""},
      {"types/other.json", thing(std::string(R"({"id":"x","value":"number",)") + kWords + "}"), "no kind of value"},
      {"types/other.json", thing(std::string(R"({"id":"x","value":"text","audience":"nobody",)") + kWords + "}"),
       "is no audience"},
      {"types/other.json", no_label, "needs an English label"},
      {"types/other.json", thing(std::string(R"({"id":"colour","value":"text",)") + kWords + "}"),
       "means something else"},
      {"types/other.json",
       thing(std::string(R"({"id":"colour","value":"term","vocab":"colour","facet":true,)") + kWords + "}"),
       "means something else"},
      {"types/other.json",
       thing(std::string(R"({"id":"colour","value":"term","vocab":"colour","audience":"sealed",)") + kWords + "}"),
       "means something else"},
      {"types/other.json", thing(std::string(R"({"id":"x","value":"term","vocab":"nowhere",)") + kWords + "}"),
       "\"nowhere\", which does not exist"},
      {"types/other.json", thing(std::string(R"({"id":"x","value":"ref","ref_types":["ghost"],)") + kWords + "}"),
       "\"ghost\", which is no type"},
      {"types/other.json", thing(std::string(R"({"id":"x","value":"text","required":"always",)") + kWords + "}"),
       "\"required\""},
      {"types/other.json", thing(std::string(R"({"id":"x","value":"text","repeat":"twice",)") + kWords + "}"),
       "\"repeat\" of \"x\" is once or many"},
      {"types/other.json",
       thing(std::string(R"({"id":"x","value":"text","repeat":"once",)") + kWords +
             R"(},{"id":"x","value":"text","repeat":"many",)" + kWords + "}"),
       "\"repeat\" of \"x\" is something else here"},
      {"types/other.json", thing("", R"(,"coordinate_release":"grid-2km")"), "coordinate_release"},
      {"types/other.json", std::string(R"({"id":"other","kind":"recrod",)") + kWords + R"(,"properties":[]})",
       "\"kind\" is record or part"},
  };
  for (const auto& [path, bytes, says] : cases) {
    CAPTURE(path);
    CAPTURE(bytes);
    std::string said = refusal(path, bytes);
    CAPTURE(said);
    CHECK(said != "(loaded)");
    CHECK(said.find(says) != std::string::npos);
    CHECK(said.starts_with("schema/"));
  }
}

TEST_CASE("quotes and commas in a vocabulary are read as RFC 4180 says") {
  Schema loaded = Schema::load(small()).value();
  const TermSpec* red = loaded.term("colour", "red");
  REQUIRE(red);
  CHECK(red->definition == "The colour, as of blood");
  CHECK(red->source == "Somebody, 1900");
}

TEST_CASE("translations add words and change nothing else") {
  auto files = schema_files();
  std::vector<SchemaFile> plain;
  for (const SchemaFile& file : files)
    if (!file.path.starts_with("i18n/")) plain.push_back(file);
  Schema before = Schema::load(plain).value();
  auto with = plain;
  with.push_back({"i18n/ka/types.json", R"({"machine": {"type/place": "ადგილი", "property/name#help": "h", "part/name/kind": "k"}, "reviewed": {"type/no-such": "x"}})"});
  with.push_back({"i18n/ka/vocab.json", R"({"machine": {"settlement-type/village": "სოფელი"}, "reviewed": {"settlement-type/village#help": "d"}})"});
  Schema after = Schema::load(with).value();
  CHECK(after.digest() == before.digest());
  CHECK(label(after.type("place")->labels, "ka") == "ადგილი");
  CHECK(label(after.type("place")->labels, "hy") == label(before.type("place")->labels, "en"));
  CHECK(label(after.property("name")->help, "ka") == "h");
  CHECK(label(after.parts(ValueKind::kName)[0].labels, "ka") == "k");
  CHECK(label(after.term("settlement-type", "village")->labels, "ka") == "სოფელი");
  CHECK(label(after.term("settlement-type", "village")->help, "ka") == "d");
  CHECK(label(after.term("settlement-type", "village")->help, "ru") == after.term("settlement-type", "village")->definition);
  with.push_back({"i18n/ru/types.json", R"({"machine": {"type/place": 7}})"});
  auto bad = Schema::load(with);
  REQUIRE_FALSE(bad.has_value());
  CHECK(bad.error().message.find("i18n/ru/types.json") != std::string::npos);
}
