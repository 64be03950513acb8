// One suite for every implementation of the two ports.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/sha256.h"
#include "store/log.h"
#include "store/objects.h"

using namespace stele;
using namespace stele::store;

namespace {

struct Scratch {
  std::filesystem::path path;
  Scratch() {
    std::string pattern = (std::filesystem::temp_directory_path() / "stele-test-XXXXXX").string();
    path = mkdtemp(pattern.data());
  }
  ~Scratch() { std::filesystem::remove_all(path); }
};

LogRow row(int i) {
  std::string body = "body number " + std::to_string(i) + std::string(static_cast<size_t>(i % 7) * 50, 'x');
  return {sha256("c" + std::to_string(i)), sha256("k" + std::to_string(i)), body, false};
}

std::vector<LogRow> rows(int first, int count) {
  std::vector<LogRow> out;
  for (int i = first; i < first + count; ++i) out.push_back(row(i));
  return out;
}

HeadMaker keep_size(std::string note) {
  return [note](const LogHead& now, const SideReader& side) -> Result<HeadUpdate> {
    STELE_TRY(std::string count, side("appends"));
    return HeadUpdate{note + " after " + std::to_string(now.size), {{"appends", count + "|"}}};
  };
}

void log_suite(Log& log, const std::function<std::unique_ptr<Log>()>& reopen) {
  CHECK(log.head()->size == 0);
  CHECK(log.read(0, 10)->empty());
  int next = 0;
  for (int n : {1, 1, 63, 64, 65, 200, 1}) {
    CHECK(log.append(rows(next, n), keep_size("head")).value() == static_cast<uint64_t>(next));
    next += n;
  }
  CHECK(log.head()->size == static_cast<uint64_t>(next));
  CHECK(log.head()->bytes == "head after " + std::to_string(next - 1));
  CHECK(log.side("appends").value() == "|||||||");
  CHECK(log.side("nothing").value().empty());
  for (auto [first, count] :
       {std::pair{0, 395}, {0, 1}, {1, 1}, {60, 10}, {128, 64}, {394, 5}, {395, 5}, {0, 100000}}) {
    auto got = log.read(static_cast<uint64_t>(first), static_cast<uint64_t>(count)).value();
    auto hashes = log.commitments(static_cast<uint64_t>(first), static_cast<uint64_t>(count)).value();
    int expected = std::max(0, std::min(count, next - first));
    REQUIRE(got.size() == static_cast<size_t>(expected));
    REQUIRE(hashes.size() == got.size());
    for (int i = 0; i < expected; ++i) {
      LogRow want = row(first + i);
      CHECK(got[static_cast<size_t>(i)].commitment == want.commitment);
      CHECK(got[static_cast<size_t>(i)].key == want.key);
      CHECK(got[static_cast<size_t>(i)].body == want.body);
      CHECK(hashes[static_cast<size_t>(i)] == want.commitment);
    }
  }
  // A head that cannot be made leaves nothing behind.
  auto refused = log.append(rows(next, 3), [](const LogHead&, const SideReader&) -> Result<HeadUpdate> {
    return fail(Code::kConflict, "no");
  });
  CHECK(refused.error().code == Code::kConflict);
  CHECK(log.head()->size == static_cast<uint64_t>(next));
  // Erasing takes key and body of one row and nothing else.
  CHECK(log.erase(70));
  CHECK(log.erase(70));
  CHECK(log.erase(100000).error().code == Code::kNotFound);
  auto got = log.read(69, 3).value();
  CHECK(got[0].body == row(69).body);
  CHECK(got[1].erased);
  CHECK(got[1].body.empty());
  CHECK(got[1].key == Hash{});
  CHECK(got[1].commitment == row(70).commitment);
  CHECK(got[2].body == row(71).body);
  if (auto other = reopen()) {  // a second hand on the same place sees it all and may append
    CHECK(other->head()->size == static_cast<uint64_t>(next));
    CHECK(other->append(rows(next, 2), keep_size("other")).value() == static_cast<uint64_t>(next));
    CHECK(log.append(rows(next + 2, 1), keep_size("first")).value() == static_cast<uint64_t>(next + 2));
    CHECK(other->read(static_cast<uint64_t>(next + 2), 1)->at(0).body == row(next + 2).body);
  }
}

}  // namespace

TEST_CASE("the log in memory keeps the promises of the port") {
  auto log = memory_log();
  log_suite(*log, [] { return nullptr; });
}

TEST_CASE("the log in SQLite keeps the promises of the port") {
  Scratch scratch;
  std::string path = scratch.path / "log.db";
  auto log = open_sqlite_log(path).value();
  log_suite(*log, [&] { return open_sqlite_log(path).value(); });
}

TEST_CASE("an erased body is in no file of the SQLite log") {
  Scratch scratch;
  auto log = open_sqlite_log(scratch.path / "log.db").value();
  LogRow secret{sha256("c"), sha256("k"), "canary-" + to_hex(sha256("s")), false};
  std::vector<LogRow> all{row(1), secret, row(2)};
  REQUIRE(log->append(all, keep_size("h")));
  auto found = [&](std::string_view what) {
    for (const auto& file : std::filesystem::directory_iterator(scratch.path)) {
      std::ifstream in(file.path(), std::ios::binary);
      std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
      if (bytes.find(what) != std::string::npos) return true;
    }
    return false;
  };
  std::string_view key = text_of(secret.key);
  CHECK(found(key));  // the test can see it
  CHECK(log->erase(1));
  CHECK_FALSE(found(key));
  CHECK_FALSE(found(secret.body));
  CHECK(log->read(1, 1)->at(0).erased);
}

namespace {
void objects_suite(Objects& objects) {
  CHECK(objects.get("a/b").error().code == Code::kNotFound);
  CHECK(objects.put("a/b", "one"));
  CHECK(objects.put("a/b", "one"));
  CHECK(objects.put("a/b", "two").error().code == Code::kConflict);
  CHECK(objects.get("a/b").value() == "one");
  CHECK(objects.put("a/c.json", std::string("\0\n", 2)));
  CHECK(objects.put("z", ""));
  CHECK(objects.get("z").value().empty());
  CHECK(objects.list("a/").value() == std::vector<std::string>{"a/b", "a/c.json"});
  for (const char* bad : {"", "/a", "a/", "a//b", "../a", "a/../b", "a/.b", "A", "a b", "a\n"})
    CHECK_MESSAGE(!objects.put(bad, "x"), bad);
}
}  // namespace

TEST_CASE("objects in memory keep the promises of the port") { objects_suite(*memory_objects()); }
TEST_CASE("objects in a folder keep the promises of the port") {
  Scratch scratch;
  objects_suite(*folder_objects(scratch.path / "objects"));
}
