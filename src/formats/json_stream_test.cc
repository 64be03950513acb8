#include "formats/json_stream.h"

#include <doctest/doctest.h>

#include "formats/test_support.h"

using namespace stele;
using namespace stele::formats;

namespace {

// All elements joined by "|", and the error's message if there was one.
std::string split(std::string text, size_t step = 1 << 20) {
  MemoryReader in(std::move(text), step);
  JsonStream stream(in);
  std::string out;
  for (;;) {
    auto next = stream.next();
    if (!next) return out + "ERROR " + next.error().message;
    if (!*next) return out;
    out += std::to_string(stream.number()) + ":" + std::string(**next) + "|";
  }
}

// Says "{" once and then "a" for ever, counting what was taken.
class EndlessLine : public Reader {
 public:
  uint64_t given = 0;
  Result<size_t> read(std::span<char> out) override {
    std::fill(out.begin(), out.end(), 'a');
    if (given == 0) std::copy_n("{\"x\":1}\n\"", 9, out.data());
    given += out.size();
    return out.size();
  }
};

}  // namespace

TEST_CASE("JSON lines, arrays, features and objects are told apart") {
  CHECK(split("{\"a\":1}\n\n{\"b\":[2]}\n") == "1:{\"a\":1}|3:{\"b\":[2]}|");
  CHECK(split("[{\"a\":\"]\"} , 2,\n\"x\\\"]\"]") == "1:{\"a\":\"]\"}|2:2|3:\"x\\\"]\"|");
  CHECK(split("\xEF\xBB\xBF{\"type\":\"F\",\"x\":{\"features\":[0]}, \"features\" : [ {} ,{\"a\":{}}], \"bbox\":[1,{}]} \n") == "1:{}|2:{\"a\":{}}|");
  CHECK(split("{\n \"a\": 1\n}\n{\n \"b\": 2 }") == "1:{\n \"a\": 1\n}|2:{\n \"b\": 2 }|");
  CHECK(split("{\"features\":[]}") == "");
  CHECK(split(" \n ") == "");
}

TEST_CASE("elements are the same whatever the size of the reads") {
  for (std::string text : {"{\"a\":1}\n{\"b\\\\\":\"}\"}\n", "{\"features\":[{\"a\":[1,\"\\\"\"]},{\"b\":2}],\"z\":\"]\"}", "[[1],[2,[3]]]"})
    for (size_t step = 1; step < 9; ++step) CHECK(split(text, step) == split(text));
}

TEST_CASE("a broken line is one element, and the lines after it are read") {
  CHECK(split("{\"a\":1}\n{\"b\":\n{\"c\":3}\n") == "1:{\"a\":1}|2:{\"b\":|3:{\"c\":3}|");
}

TEST_CASE("a file that was cut off gives what stood before, and an error") {
  CHECK(split("{\"a\":1}\n{\"b\":2").starts_with("1:{\"a\":1}|ERROR The file ends in the middle of line 2"));
  CHECK(split("{\"a\":1}\n{\"b\":{\"c\":2}").starts_with("1:{\"a\":1}|ERROR The file ends in the middle of line 2"));
  CHECK(split("[{\"a\":1},{\"b\":").starts_with("1:{\"a\":1}|ERROR The file ends in the middle of feature 2"));
  CHECK(split("{\"features\":[{\"a\":1}").starts_with("1:{\"a\":1}|ERROR The file ends"));
  CHECK(split("{\"features\":[{\"a\":1}],\"x\":\"y").starts_with("1:{\"a\":1}|ERROR The file ends"));
  CHECK(split("{\"a").starts_with("ERROR The file ends"));
  CHECK(split("name,lat\n").starts_with("ERROR This is not the JSON"));
  CHECK(split("[1 2]").starts_with("1:1|ERROR This is not the JSON"));
}

TEST_CASE("a line without an end is refused in bounded memory") {
  EndlessLine endless;
  JsonStream stream(endless);
  REQUIRE(stream.next());
  auto next = stream.next();
  REQUIRE(!next);
  CHECK(next.error().message.find("larger than 64 MB") != std::string::npos);
  CHECK(endless.given < (uint64_t{70} << 20));
}

TEST_CASE("what is not JSON becomes a refused row with its place") {
  auto import = import_text("geojson", "{\"features\":[{\"a\":1,\"b\":{\"x\":1,\"x\":2}},[1]," + std::string(200, '[') + std::string(200, ']') + "]}");
  REQUIRE(import.status);
  REQUIRE(import.rows.size() == 3);
  CHECK(findings_of(import.rows[0]) == "error json feature 1, /b: An object of this JSON names the same key twice.\n");
  CHECK(findings_of(import.rows[1]).starts_with("error json feature 2"));
  CHECK(findings_of(import.rows[2]).find("deep") != std::string::npos);
}
