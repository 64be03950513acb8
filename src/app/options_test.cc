#include "app/options.h"

#include <doctest/doctest.h>

using namespace stele;
using namespace stele::app;

namespace {
constexpr Option kOptions[] = {{"--format", "NAME", ""}, {"-o", "FILE", ""}, {"--json", "", ""},
                               {"--facet", "K=V", "", Option::Times::kMany}};

Result<Arguments> parse(std::vector<std::string> words) { return parse_arguments(words, kOptions); }
std::string complaint(std::vector<std::string> words) {
  auto result = parse(std::move(words));
  return result ? "" : result.error().message;
}
}  // namespace

TEST_CASE("operands and options may be mixed") {
  auto got = parse({"dir", "--format", "csv", "a", "--json", "-o", "x", "b"});
  REQUIRE(got);
  CHECK(got->operands() == std::vector<std::string>{"dir", "a", "b"});
  CHECK(got->value("--format") == "csv");
  CHECK(got->value("-o") == "x");
  CHECK(got->has("--json"));
  CHECK(!got->has("--facet"));
  CHECK(got->value("--facet") == "");
}

TEST_CASE("a value may stand behind an equals sign, be empty, begin with a dash or hold an equals sign") {
  auto got = parse({"--format=", "--facet=a=b", "--facet", "-1,2"});
  REQUIRE(got);
  CHECK(got->has("--format"));
  CHECK(got->value("--format") == "");
  CHECK(got->values("--facet") == std::vector<std::string>{"a=b", "-1,2"});
}

TEST_CASE("two dashes end the options, one dash is an operand") {
  auto got = parse({"-", "--", "--json", "-o"});
  REQUIRE(got);
  CHECK(got->operands() == std::vector<std::string>{"-", "--json", "-o"});
  CHECK(!got->has("--json"));
}

TEST_CASE("what cannot be read is refused in a sentence") {
  CHECK(complaint({"--nothing"}) == "There is no option \"--nothing\".");
  CHECK(complaint({"--form", "csv"}) == "There is no option \"--form\".");
  CHECK(complaint({"-x"}) == "There is no option \"-x\".");
  CHECK(complaint({"--json=yes"}) == "The option \"--json\" takes no value.");
  CHECK(complaint({"--format"}) == "The option \"--format\" needs a value: --format NAME.");
  CHECK(complaint({"-o", "a", "-o", "b"}) == "The option \"-o\" can be given only once.");
}
