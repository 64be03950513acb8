#include "archive/archive.h"

#include <doctest/doctest.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "archive/test_support.h"
#include "store/log.h"
#include "store/sqlite.h"

using namespace stele;
using namespace stele::archive;
using namespace stele::archive::test;
namespace m = stele::model;

namespace {

const Caller kPublic{};
Caller keyholder() { return {{m::Audience::kSealed}, ""}; }

std::vector<m::Draft> place(std::string_view key, std::string called) {
  return {said(key, "type", text("place")), said(key, "name", name(std::move(called))),
          said(key, "position", m::Position{"POINT (46.3612345 40.6823456)", {}})};
}

uint64_t found(Archive& archive, const std::string& words) {
  m::Query q;
  q.words = words;
  return archive.find(kPublic, q).value().total;
}

std::string line(std::string_view key, const std::string& rest) {
  return R"({"subject":")" + id(key).text() + "\"," + rest + "}\n";
}

Result<ImportReport> import(Archive& archive, const std::string& path,
                            ImportRequest::Mode mode = ImportRequest::Mode::kApply) {
  ImportRequest request;
  request.path = path, request.format = "statements", request.mode = mode;
  return archive.import(kPublic, request, carry_on);
}

std::string three_places() {
  std::string out;
  for (std::string key : {"a", "b", "c"})
    out += line(key, R"("property":"type","value":"place")") +
           line(key, R"("property":"name","value":{"text":"Mill )" + key + R"(","lang":"en"})");
  return out;
}

void sql(const std::string& path, const std::string& statement) {
  auto db = store::Db::open(path, store::Durability::kDurable, store::Access::kReadWrite).value();
  Status done = db.run(statement);
  REQUIRE_MESSAGE(done, (done ? "" : done.error().message));
}

}  // namespace

TEST_CASE("an archive is made once, and what is submitted is read at once") {
  Folder folder;
  CHECK(Archive::open(folder.path()).error().code == Code::kNotFound);
  auto archive = make(folder);
  CHECK(Archive::init(folder.path(), {}).error().code == Code::kConflict);
  uint64_t before = archive->log_size().value();
  Receipt receipt = put(*archive, place("a", "Upper Spring"));
  CHECK(receipt.first == before);
  CHECK(receipt.log_size == archive->log_size().value());
  CHECK(receipt.log_size == before + receipt.count);
  CHECK(archive->get(kPublic, id("a"))->title() == "Upper Spring");
  CHECK(found(*archive, "upper spring") == 1);
  CHECK(archive->suggest(kPublic, "upp", 5)->size() == 1);
  CHECK(archive->get(kPublic, id("b")).error().code == Code::kNotFound);
  CHECK(archive->audit(carry_on));
  archive.reset();
  archive = Archive::open(folder.path()).value();
  CHECK(found(*archive, "upper spring") == 1);
  CHECK((std::filesystem::status(folder.file("log.key")).permissions() & std::filesystem::perms(077)) ==
        std::filesystem::perms::none);
}

TEST_CASE("one error refuses all, and every finding is told with its place") {
  Folder folder;
  auto archive = make(folder);
  uint64_t before = archive->log_size().value();
  std::vector<m::Draft> drafts = place("a", "Upper Spring");
  drafts.push_back(said("a", "no-such-property", text("x")));
  drafts.push_back(said("a", "link", m::Link{"javascript:x", ""}));
  std::vector<m::Finding> findings;
  auto refused = archive->submit(kPublic, drafts, findings);
  CHECK(refused.error().code == Code::kInvalid);
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].where == "/3");
  CHECK(findings[1].where == "/4");
  CHECK(archive->log_size().value() == before);
  CHECK(found(*archive, "") == found(*archive, ""));
  CHECK(archive->get(kPublic, id("a")).error().code == Code::kNotFound);
}

TEST_CASE("importing twice adds nothing; undone it is gone, and can be imported again; a dry run leaves no trace") {
  Folder folder;
  auto archive = make(folder);
  std::string path = write(folder, "in.jsonl", three_places());
  uint64_t before = archive->log_size().value();
  auto dry = import(*archive, path, ImportRequest::Mode::kDryRun);
  REQUIRE_MESSAGE(dry, (dry ? "" : dry.error().message));
  CHECK(dry->rows == 6);
  CHECK(dry->statements > 0);
  CHECK(archive->log_size().value() == before);
  CHECK(found(*archive, "mill") == 0);

  ImportReport first = import(*archive, path).value();
  CHECK(first.statements >= 6);
  CHECK(first.statements == first.receipt.count);
  CHECK(archive->log_size().value() == before + first.receipt.count);
  CHECK(found(*archive, "mill") == 3);
  uint64_t after = archive->log_size().value();
  ImportReport second = import(*archive, path).value();
  CHECK(second.statements == 0);
  CHECK(second.unchanged_rows == 6);
  CHECK(second.receipt.contribution.is_nil());
  CHECK(archive->log_size().value() == after);

  CHECK(archive->undo(kPublic, id("nobody"), "").error().code == Code::kNotFound);
  REQUIRE(archive->undo(kPublic, first.receipt.contribution, "a trial"));
  CHECK(archive->undo(kPublic, first.receipt.contribution, "").error().code == Code::kConflict);
  CHECK(found(*archive, "mill") == 0);
  CHECK(archive->get(keyholder(), id("a")).error().code == Code::kNotFound);
  ImportReport third = import(*archive, path).value();
  CHECK(third.statements >= 6);
  CHECK(found(*archive, "mill") == 3);
  CHECK(archive->audit(carry_on));
}

TEST_CASE("nobody takes back a contribution by handing in a statement") {
  Folder folder;
  auto archive = make(folder);
  Receipt receipt = put(*archive, place("a", "Upper Spring"));
  m::Draft attack = said("x", "withdrawn", text("gone"));
  attack.subject = receipt.contribution;
  std::vector<m::Finding> findings;
  CHECK(archive->submit(kPublic, {said("b", "type", text("place")), attack}, findings).error().code == Code::kInvalid);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].where == "/1");
  std::string row =
      R"({"subject":")" + receipt.contribution.text() + R"(","property":"withdrawn","value":"gone"})" + "\n";
  CHECK(import(*archive, write(folder, "in.jsonl", row))->refused_rows == 1);
  CHECK(found(*archive, "upper spring") == 1);
}

TEST_CASE("rows that say nothing right are refused with a finding, and the others go on") {
  Folder folder;
  auto archive = make(folder);
  std::string bad = line("a", R"("property":"link","value":{"url":"javascript:x"})") + "{\"subject\":5}\n" +
                    line("x", R"("property":"nothing","value":"x")");
  ImportReport report = import(*archive, write(folder, "in.jsonl", three_places() + bad)).value();
  CHECK(report.rows == 9);
  CHECK(report.refused_rows == 3);
  CHECK(report.unchanged_rows == 0);
  CHECK(report.findings.size() >= 3);
  CHECK(found(*archive, "mill") == 3);
  CHECK(!folder.holding("http or https address").empty());  // the report file
}

TEST_CASE("a personal statement's words are in no file, and yet it is read with its key and audited") {
  constexpr const char* kCanary = "Zxqvcanary";
  Folder folder;
  std::string outside =
      (std::filesystem::temp_directory_path() / ("stele-in-" + Id::random().text() + ".jsonl")).string();
  auto archive = make(folder);
  put(*archive, {said("p", "type", text("person")), said("p", "name", name("Zxqvcanary One"))});
  put(*archive, {said("p", "note", text("later: Zxqvcanary"))});
  // The name comes before the type; a type that makes it a person comes with it; a setting closes the record.
  put(*archive, {said("q", "name", name("Zxqvcanary Two")), said("q", "type", text("person"))});
  put(*archive, {said("r", "name", name("Zxqvcanary Three")), said("r", "type", text("place")),
                 said("r", "type", text("person"))});
  put(*archive, {said("s", "type", text("place")), said("s", "name", name("Zxqvcanary Four")),
                 said("s", "audience", text("restricted"))});
  put(*archive, {said("t", "type", text("place")), with(said("t", "note", text("Zxqvcanary")), m::Audience::kSealed)});
  put(*archive, {said("u", "name", name("Zxqvcanary without a type"))});
  std::ofstream(outside) << line("v", R"("property":"name","value":{"text":"Zxqvcanary#Five","lang":"hy"})")
                         << line("v", R"("property":"type","value":"person")")
                         << line("v", R"("property":"note","value":"Zxqvcanary")");
  REQUIRE(import(*archive, outside));
  CHECK(folder.holding(kCanary).empty());
  // Bodies are compressed, so they are looked at as they are before that.
  auto log = store::open_sqlite_log(folder.file("log.db")).value();
  size_t personal = 0;
  for (const store::LogRow& row : log->read(0, 1000).value()) {
    CHECK_MESSAGE(row.body.find(kCanary) == std::string::npos, row.body);
    personal += row.body.starts_with("personal");
  }
  CHECK(personal > 8);
  for (const char* key : {"p", "q", "r", "s", "u", "v"}) {
    CAPTURE(std::string(key));
    CHECK(archive->get(kPublic, id(key)).error().code == Code::kNotFound);
    auto view = archive->get(keyholder(), id(key));
    REQUIRE(view);
    CHECK(view->title().find(kCanary) != std::string::npos);
  }
  CHECK(archive->get(kPublic, id("t"))->of("note").empty());
  CHECK(found(*archive, kCanary) == 0);
  AuditReport audit = archive->audit(carry_on).value();
  CHECK(audit.erased == 0);
  CHECK(audit.statements == archive->log_size().value());
  REQUIRE(archive->rebuild_index(carry_on));
  CHECK(folder.holding(kCanary).empty());
  archive.reset();
  CHECK(folder.holding(kCanary).empty());
  std::filesystem::remove(outside);
}

TEST_CASE("a row that closes its record in the last column has said nothing in plain text before") {
  Folder folder;
  auto archive = make(folder);
  std::string outside =
      (std::filesystem::temp_directory_path() / ("stele-in-" + Id::random().text() + ".csv")).string();
  std::ofstream(outside) << "key,called,audience\n1,Zxqvcanary One,restricted\n2,Open Mill,public\n";
  ImportRequest request;
  request.path = outside, request.format = "csv", request.dataset = "list";
  request.mapping = parse_json(R"({"format":"stele-mapping/v1","type":"place","dataset":"list","key":"key","columns":[
    {"column":"called","property":"name","lang":"en"},{"column":"audience","property":"audience"}]})")
                        .value();
  auto report = archive->import(kPublic, request, carry_on);
  REQUIRE_MESSAGE(report, (report ? "" : to_string(report.error())));
  auto log = store::open_sqlite_log(folder.file("log.db")).value();
  size_t open = 0;
  for (const store::LogRow& row : log->read(0, 1000).value()) {
    CHECK_MESSAGE(row.body.find("Zxqvcanary") == std::string::npos, row.body);
    open += row.body.find("Open Mill") != std::string::npos;
  }
  CHECK(open == 1);
  CHECK(found(*archive, "open mill") == 1);
  CHECK(found(*archive, "zxqvcanary") == 0);
  std::filesystem::remove(outside);
}

TEST_CASE("a stale copy of the log is refused") {
  Folder folder;
  auto archive = make(folder);
  put(*archive, place("a", "A"));
  archive.reset();
  std::filesystem::copy_file(folder.file("log.db"), folder.file("old.db"));
  archive = Archive::open(folder.path()).value();
  put(*archive, place("b", "B"));
  archive.reset();
  for (const char* tail : {"log.db", "log.db-wal", "log.db-shm"}) std::filesystem::remove(folder.file(tail));
  std::filesystem::copy_file(folder.file("old.db"), folder.file("log.db"));
  auto stale = Archive::open(folder.path());
  CHECK(stale.error().code == Code::kCorrupt);
  CHECK(stale.error().message.find("older") != std::string::npos);
}

TEST_CASE("index files may be deleted, damaged or left behind: the index is made again") {
  Folder folder;
  auto archive = make(folder);
  put(*archive, place("a", "Upper Spring"));
  archive.reset();
  auto indexes = [&] {
    std::vector<std::filesystem::path> out;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
      if (entry.path().filename().string().starts_with("index")) out.push_back(entry.path());
    return out;
  };
  SUBCASE("all") {
    for (auto& path : indexes()) std::filesystem::remove(path);
  }
  SUBCASE("not the name of the one in use") {
    for (auto& path : indexes())
      if (path.filename() != "index") std::filesystem::remove(path);
  }
  SUBCASE("only the name") { std::filesystem::remove(folder.file("index")); }
  SUBCASE("overwritten with other bytes") {
    for (auto& path : indexes())
      if (path.extension() == ".db") std::ofstream(path, std::ios::binary) << std::string(8192, 'x');
  }
  SUBCASE("a name that leads out of the folder") { std::ofstream(folder.file("index")) << "index-/../../x"; }
  auto opened = Archive::open(folder.path());
  REQUIRE_MESSAGE(opened, (opened ? "" : to_string(opened.error())));
  archive = std::move(*opened);
  CHECK(found(*archive, "upper spring") == 1);
  CHECK(archive->audit(carry_on));
  put(*archive, place("b", "Lower Spring"));
  CHECK(found(*archive, "spring") == 2);
}

TEST_CASE("the index is made anew while others read and write") {
  Folder folder;
  auto archive = make(folder);
  for (int i = 0; i < 20; ++i) put(*archive, place("p" + std::to_string(i), "Spring " + std::to_string(i)));
  std::atomic<bool> ending = false;
  std::atomic<int> wrong = 0, reads = 0, written = 20;
  std::vector<std::string> errors;
  std::mutex mutex;
  auto complain = [&](std::string what) {
    std::lock_guard lock(mutex);
    ++wrong, errors.push_back(std::move(what));
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i)
    threads.emplace_back([&] {
      m::Query q;
      q.words = "spring";
      while (!ending) {
        int least = written;
        auto page = archive->find(kPublic, q);
        if (!page) complain(to_string(page.error()));
        else if (page->total < static_cast<uint64_t>(least))
          complain("saw " + std::to_string(page->total) + " of " + std::to_string(least));
        if (auto view = archive->get(kPublic, id("p0")); !view) complain(to_string(view.error()));
        ++reads;
      }
    });
  threads.emplace_back([&] {
    while (!ending) {
      int n = written;
      std::vector<m::Finding> findings;
      auto receipt = archive->submit(kPublic, place("p" + std::to_string(n), "Spring " + std::to_string(n)), findings);
      if (!receipt) complain(to_string(receipt.error()));
      else if (auto view = archive->get(kPublic, id("p" + std::to_string(n))); !view)
        complain("own write not read: " + to_string(view.error()));
      ++written;
    }
  });
  for (int i = 0; i < 8; ++i) {
    Status made = archive->rebuild_index(carry_on);
    CHECK_MESSAGE(made, (made ? "" : to_string(made.error())));
  }
  ending = true;
  for (std::thread& thread : threads) thread.join();
  for (size_t i = 0; i < std::min<size_t>(errors.size(), 5); ++i) FAIL_CHECK(errors[i]);
  CHECK(wrong == 0);
  CHECK(reads > 0);
  CHECK(found(*archive, "spring") == static_cast<uint64_t>(written));
  CHECK(archive->audit(carry_on));
  size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    files +=
        entry.path().filename().string().ends_with(".db") && entry.path().filename().string().starts_with("index-");
  CHECK(files == 1);
}

TEST_CASE("two that have one archive open read each other's writes, also when one makes the index anew") {
  Folder folder;
  auto one = make(folder);
  auto two = Archive::open(folder.path()).value();
  constexpr int kEach = 40;
  std::mutex mutex;
  std::vector<std::string> errors;
  auto writer = [&](Archive& mine, Archive& other, const std::string& key) {
    for (int i = 0; i < kEach; ++i) {
      std::string subject = key + std::to_string(i);
      std::vector<m::Finding> findings;
      auto receipt = mine.submit(kPublic, place(subject, "Spring " + subject), findings);
      bool by_me = mine.get(kPublic, id(subject)).has_value(), by_other = other.get(kPublic, id(subject)).has_value();
      std::lock_guard lock(mutex);
      if (!receipt) errors.push_back(to_string(receipt.error()));
      if (!by_me) errors.push_back("own write not read: " + subject);
      if (!by_other) errors.push_back("the other's write not read: " + subject);
    }
  };
  std::thread first([&] { writer(*one, *two, "a"); }), second([&] { writer(*two, *one, "b"); });
  for (int i = 0; i < 6; ++i) CHECK((i % 2 ? one : two)->rebuild_index(carry_on));
  first.join(), second.join();
  for (size_t i = 0; i < std::min<size_t>(errors.size(), 5); ++i) FAIL_CHECK(errors[i]);
  CHECK(errors.empty());
  CHECK(found(*one, "spring") == 2 * kEach);
  CHECK(found(*two, "spring") == 2 * kEach);
  CHECK(one->audit(carry_on));
}

TEST_CASE("a type put into the folder works without building the program, and the index is made anew") {
  Folder folder;
  auto archive = make(folder);
  put(*archive, place("a", "Upper Spring"));
  CHECK_FALSE(archive->schema().type("well"));
  archive.reset();
  write(folder, "schema/types/well.json",
        R"({"id":"well","kind":"record","label":{"en":"Well"},"help":{"en":"Where water is drawn."},
    "properties":[{"id":"name","value":"name","kind":"name","text_search":true,"label":{"en":"Name"},"help":{"en":"Its name."}},
                  {"id":"depth","value":"quantity","label":{"en":"Depth"},"help":{"en":"How deep."}},
                  {"id":"water","value":"term","vocab":"water","facet":true,"label":{"en":"Water"},"help":{"en":"What water."}}]})");
  write(folder, "schema/vocab/water.csv", "id,label_en,definition,source\nsweet,Sweet,Can be drunk,us\n");
  auto opened = Archive::open(folder.path());
  REQUIRE_MESSAGE(opened, (opened ? "" : to_string(opened.error())));
  archive = std::move(*opened);
  CHECK(found(*archive, "upper spring") == 1);
  put(*archive, {said("w", "type", text("well")), said("w", "name", name("Deep Well")),
                 said("w", "depth", m::Quantity{"23.5", "m"}), said("w", "water", m::Term{"sweet"})});
  m::Query q;
  q.facets = {{"water", "sweet"}};
  CHECK(archive->find(kPublic, q)->total == 1);
  CHECK(archive->get(kPublic, id("w"))->type() == "well");
  CHECK(archive->audit(carry_on));
  archive.reset();
  // Without its type the record is closed, not lost.
  std::filesystem::remove_all(folder.file("schema"));
  archive = Archive::open(folder.path()).value();
  CHECK(archive->get(kPublic, id("w")).error().code == Code::kNotFound);
  CHECK(archive->audit(carry_on));
}

TEST_CASE("a proof convinces a stranger, any change of it does not, and it gives no exact position away") {
  Folder folder;
  auto archive = make(folder);
  std::string exact = "46.3612345";
  m::Draft position = said("m", "position", m::Position{"POINT (46.3612345 40.6823456)", {}});
  position.original = "E 46.3612345";
  position.locator = "map sheet at 46.3612345";
  m::Draft note = said("h", "note", text("x"));
  note.original = "at 46.3612345", note.locator = "46.3612345";
  put(*archive,
      {said("m", "type", text("monument")), said("m", "name", name("Bridge")), position,
       said("h", "type", text("monument")), said("h", "name", name("Hidden")),
       said("h", "position", m::Position{"POINT (46.3612345 40.6823456)", {}}),
       said("h", "position-in-words", text("at 46.3612345")), note, said("h", "sensitivity", m::Term{"looting-risk"})});
  size_t proven = 0, refused = 0;
  for (uint64_t at = 0; at < archive->log_size().value(); ++at) {
    auto bundle = archive->prove(kPublic, at);
    if (!bundle) {
      CHECK(bundle.error().code == Code::kNotFound);
      ++refused;
      continue;
    }
    ++proven;
    for (const auto& [file, bytes] : *bundle) CHECK_MESSAGE(bytes.find(exact) == std::string::npos, file);
    std::map<std::string, std::string> files(bundle->begin(), bundle->end());
    auto words = verify_bundle(files, archive->log_key().value());
    REQUIRE_MESSAGE(words, (words ? "" : to_string(words.error())));
    for (auto& [file, bytes] : files) {
      if (bytes.empty()) continue;
      std::map<std::string, std::string> changed = files;
      changed[file][bytes.size() / 2] ^= 1;
      CHECK_MESSAGE(!verify_bundle(changed, archive->log_key().value()), file);
    }
  }
  CHECK(proven > 5);
  CHECK(refused > 0);
  CHECK(archive->prove(kPublic, 100000).error().code == Code::kNotFound);
  // Nor does any export.
  struct Memory : formats::Writer {
    std::string bytes;
    Status write(std::string_view more) override { return bytes += more, Status(); }
  };
  for (const formats::Exporter& exporter : formats::exporters()) {
    Memory out;
    CHECK(archive->export_to(kPublic, exporter, {}, out).value() > 0);
    CHECK_MESSAGE(out.bytes.find(exact) == std::string::npos, exporter.name);
    CHECK_MESSAGE(out.bytes.find("40.6823") == std::string::npos, exporter.name);
  }
  CHECK_FALSE(verify_bundle({}, std::nullopt));
}

TEST_CASE("a statement is found by number and by commitment in each spelling, and hidden ones are not") {
  Folder folder;
  auto archive = make(folder);
  Receipt open = put(*archive, place("a", "Upper Spring"));
  Receipt closed = put(*archive, {said("p", "type", text("person")), said("p", "name", name("Somebody"))});
  uint64_t at = open.first + open.count - 1, hidden = closed.first + closed.count - 1;
  auto entry = archive->log_entries(kPublic, at, 1)->at(0);
  REQUIRE(entry.statement);
  auto raw = from_base64(entry.commitment).value();
  for (const std::string& spelling :
       {std::to_string(at), entry.commitment, to_hex(bytes_of(raw)), to_base32(bytes_of(raw))})
    CHECK(archive->locate(kPublic, spelling).value() == at);
  auto other = archive->log_entries(kPublic, hidden, 1)->at(0);
  CHECK_FALSE(other.statement);
  CHECK(archive->locate(kPublic, other.commitment).error().code == Code::kNotFound);
  CHECK(archive->locate(kPublic, std::to_string(hidden)).error().message ==
        archive->locate(kPublic, "100000").error().message);
  CHECK(archive->locate(keyholder(), other.commitment).value() == hidden);
  CHECK(archive->locate(kPublic, "no such thing").error().code == Code::kInvalid);
}

TEST_CASE("an audit finds a changed byte, wherever it is") {
  Folder folder;
  auto archive = make(folder);
  put(*archive, place("a", "Upper Spring"));
  put(*archive, {said("p", "type", text("person")), said("p", "name", name("Somebody"))});
  CHECK(archive->audit(carry_on));
  std::string index_file = folder.file(bytes_of_file(folder.file("index")));
  archive.reset();
  SUBCASE("a commitment") {
    sql(folder.file("log.db"),
        "UPDATE block SET commitments=CAST(x'00'||substr(commitments,2) AS BLOB) WHERE first=(SELECT max(first) FROM "
        "block)");
  }
  SUBCASE("a body") {
    sql(folder.file("log.db"),
        "UPDATE block SET bodies=CAST(substr(bodies,1,length(bodies)/2)||x'00'||substr(bodies,length(bodies)/2+2) AS "
        "BLOB) WHERE first=(SELECT max(first) FROM block)");
  }
  SUBCASE("a seed") { sql(folder.file("log.db"), "UPDATE block SET keys=CAST(x'00'||substr(keys,2) AS BLOB)"); }
  SUBCASE("the signed head") { sql(folder.file("log.db"), "UPDATE head SET size=size-1"); }
  SUBCASE("the index: a title") { sql(index_file, "UPDATE record SET title_key='zzz' WHERE title_key IS NOT NULL"); }
  SUBCASE("the index: a number") { sql(index_file, "UPDATE total SET n=n+1"); }
  SUBCASE("the index: a point") { sql(index_file, "UPDATE point SET lon=lon+1"); }
  SUBCASE("the key of a person") { sql(folder.file("keys.db"), "UPDATE key SET key=zeroblob(32)"); }
  auto opened = Archive::open(folder.path());
  if (!opened) CHECK(opened.error().code == Code::kCorrupt);
  else CHECK(opened.value()->audit(carry_on).error().code == Code::kCorrupt);
}
