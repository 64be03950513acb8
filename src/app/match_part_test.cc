#include "app/match_part.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/id.h"

using namespace stele;
using namespace stele::app;
namespace fs = std::filesystem;

namespace {

class Place {
 public:
  Place() : folder_(fs::temp_directory_path() / ("stele-part-" + Id::random().text())) { fs::create_directories(folder_); }
  ~Place() { fs::remove_all(folder_); }
  std::string out() const { return (folder_ / "out.csv").string(); }
  std::string text(const std::string& ending = "") const {
    std::ifstream in(out() + ending, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void put(const std::string& ending, const std::string& text) const { std::ofstream(out() + ending, std::ios::binary) << text; }

 private:
  fs::path folder_;
};

Code code_of(const Place& place, std::string_view header, std::string_view how) {
  auto file = PartFile::open(place.out(), header, how);
  return file ? Code::kInternal : file.error().code;
}

}  // namespace

TEST_CASE("an answer has its name only when it is whole") {
  Place place;
  {
    auto file = PartFile::open(place.out(), "a,b\r\n", "how").value();
    CHECK(file->rows() == 0);
    CHECK(file->write("1,2\r\n"));
    CHECK(file->flush());
    CHECK_FALSE(fs::exists(place.out()));
    CHECK(code_of(place, "a,b\r\n", "how") == Code::kConflict);  // somebody writes it
    CHECK(file->finish());
  }
  CHECK(place.text() == "a,b\r\n1,2\r\n");
  CHECK_FALSE(fs::exists(place.out() + ".part"));
  CHECK_FALSE(fs::exists(place.out() + ".part.how"));
}

TEST_CASE("a run goes on behind the last whole row, wherever it was cut") {
  std::string whole = "a,b\r\n1,\"x\r\ny\"\r\n2,\"q \"\"z\"\"\"\r\n";
  for (size_t cut = 0; cut <= whole.size(); ++cut) {
    CAPTURE(cut);
    Place place;
    place.put(".part", whole.substr(0, cut));
    place.put(".part.how", "how");
    auto file = PartFile::open(place.out(), "a,b\r\n", "how");
    REQUIRE(file);
    uint64_t rows = cut < 15 ? 0 : cut < whole.size() ? 1 : 2;
    CHECK((*file)->rows() == rows);
    if (rows > 0) CHECK((*file)->confirm("1,"));
    if (rows > 1) CHECK((*file)->confirm("2,"));
    if (rows < 1) CHECK((*file)->write("1,\"x\r\ny\"\r\n"));
    if (rows < 2) CHECK((*file)->write("2,\"q \"\"z\"\"\"\r\n"));
    CHECK((*file)->finish());
    CHECK(place.text() == whole);
  }
}

TEST_CASE("rows of another list or of other choices are not mixed") {
  Place place;
  place.put(".part", "a,b\r\n1,2\r\n");
  place.put(".part.how", "one way");
  CHECK(code_of(place, "a,c\r\n", "one way") == Code::kConflict);
  CHECK(code_of(place, "a,b\r\n", "another way") == Code::kConflict);
  {
    auto file = PartFile::open(place.out(), "a,b\r\n", "one way").value();
    auto wrong = file->confirm("3,");
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().code == Code::kConflict);
    CHECK(wrong.error().message.find("row 2 is another one now") != std::string::npos);
  }
  CHECK(place.text(".part") == "a,b\r\n1,2\r\n");
  CHECK(code_of(Place(), "", "") == Code::kInternal);
}
