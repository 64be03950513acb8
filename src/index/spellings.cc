// Changes are numbered in the table "renamed". The latest few are a small part that is made again at each question after
// a change; when they are many they join the older ones, and when those are many the file takes them all.
#include "index/spellings.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "index/impl.h"
#include "names/index_file.h"

namespace stele::index {
namespace {

constexpr int64_t kMostLatest = 200;     // changes
constexpr int64_t kLeastForFile = 2000;  // changes that are worth a new file, if they are also
constexpr int64_t kShareForFile = 8;     // one in so many of the names that the file has

struct Mapping {
  void* start = nullptr;
  size_t size = 0;
  ~Mapping() {
    if (start) ::munmap(start, size);
  }
};

Result<std::shared_ptr<Mapping>> map_file(const std::string& path) {
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat found {};
  auto out = std::make_shared<Mapping>();
  bool good = fd >= 0 && ::fstat(fd, &found) == 0 && found.st_size > 0;
  if (good) {
    void* start = ::mmap(nullptr, static_cast<size_t>(found.st_size), PROT_READ, MAP_SHARED, fd, 0);
    good = start != MAP_FAILED;
    if (good) out->start = start, out->size = static_cast<size_t>(found.st_size);
  }
  if (fd >= 0) ::close(fd);
  if (!good) return fail(Code::kNotFound, "The name index cannot be read; `stele rebuild` makes it anew.", path);
  return out;
}

Status write_whole(const std::string& path, const std::vector<uint8_t>& bytes) {
  std::string unfinished = path + ".new";
  std::FILE* out = std::fopen(unfinished.c_str(), "wb");
  bool good = out && std::fwrite(bytes.data(), 1, bytes.size(), out) == bytes.size();
  if (out) good = std::fclose(out) == 0 && good;
  if (good && ::rename(unfinished.c_str(), path.c_str()) == 0) return {};
  ::unlink(unfinished.c_str());
  return fail(Code::kFull, "The name index cannot be written; the disk may be full.", path);
}

std::string file_of(const Index::Impl& impl, const std::string& tag) { return impl.file + ".names-" + tag; }

// Files of other tags are no longer wanted. Who has one mapped keeps it.
void remove_others(const Index::Impl& impl, const std::string& tag) {
  std::filesystem::path own(file_of(impl, tag));
  std::string prefix = std::filesystem::path(file_of(impl, "")).filename();
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(own.parent_path(), ignored)) {
    std::string name = entry.path().filename();
    if (name.starts_with(prefix) && name != own.filename()) std::filesystem::remove(entry.path(), ignored);
  }
}

Result<std::string> tag_now(Index::Impl& impl) {
  STELE_TRY(auto* get, impl.sql("SELECT value FROM meta WHERE key='names'"));
  STELE_TRY(bool row, get->step());
  std::string out = row ? std::string(get->text(0)) : std::string();
  get->reset();
  return out;
}

Result<int64_t> number(Index::Impl& impl, const char* sql) {
  STELE_TRY(auto* get, impl.sql(sql));
  STELE_TRY(bool row, get->step());
  int64_t out = row ? get->integer(0) : 0;
  get->reset();
  return out;
}

void add(names::IndexBuilder& builder, int64_t rid, const Doc& doc) {
  for (const DocName& name : doc.names)  // an act that changed a name bears neither the old one nor the new one
    if (name.is_title) builder.add(name.text, static_cast<uint32_t>(rid), name_number(name.text));
}

}  // namespace

uint32_t name_number(std::string_view name) {
  uint32_t hash = 2166136261U;  // FNV-1a
  for (char c : name) hash = (hash ^ static_cast<uint8_t>(c)) * 16777619U;
  return hash;
}

Result<const names::Matcher*> matcher() {
  static const Result<names::Matcher> kMatcher = names::Matcher::builtin();
  if (!kMatcher) return std::unexpected(kMatcher.error());
  return &*kMatcher;
}

Result<Spellings::Part> Spellings::changed(Index::Impl& impl, int64_t first, int64_t last) {
  STELE_TRY(const names::Matcher* known, matcher());
  std::vector<int64_t> rids;
  STELE_TRY(auto* get, impl.sql("SELECT DISTINCT rid FROM renamed WHERE seq>?1 AND seq<=?2"));
  get->bind(1, first).bind(2, last);
  for (;;) {
    STELE_TRY(bool row, get->step());
    if (!row) break;
    rids.push_back(get->integer(0));
  }
  names::IndexBuilder builder(known->graphemes);
  for (int64_t rid : rids) {
    auto found = impl.found(rid);
    if (found) add(builder, rid, found->doc);
    else if (found.error().code != Code::kNotFound) return std::unexpected(found.error());
  }
  auto bytes = std::make_shared<std::vector<uint8_t>>(builder.build());
  Part out{bytes, {}, first, last};
  STELE_TRY(out.view, names::IndexView::open(Bytes(bytes->data(), bytes->size())));
  return out;
}

Status Spellings::refresh(Index::Impl& impl, const std::string& tag) {
  if (tag != tag_ || impl.file != file_) {
    main_ = {};
    if (!tag.empty()) {
      STELE_TRY(std::shared_ptr<Mapping> bytes, map_file(file_of(impl, tag)));
      STELE_TRY(main_.view, names::IndexView::open(Bytes(static_cast<const uint8_t*>(bytes->start), bytes->size)));
      main_.bytes = std::move(bytes);
    }
    older_ = latest_ = {};
    tag_ = tag, file_ = impl.file;
  }
  STELE_TRY(int64_t last, number(impl, "SELECT max(seq) FROM renamed"));
  if (last - older_.last > kMostLatest) {
    STELE_TRY(older_, changed(impl, 0, last));
    latest_ = {};
  }
  if (last > std::max(older_.last, latest_.last)) {
    STELE_TRY(latest_, changed(impl, older_.last, last));
  }
  auto parts = std::make_shared<Parts>();
  for (const Part* part : {&main_, &older_, &latest_}) {
    if (!part->bytes) continue;
    parts->views.push_back(part->view);
    parts->held.push_back(part->bytes);
  }
  parts_ = std::move(parts);
  return {};
}

Result<std::shared_ptr<const Parts>> Spellings::at(Index::Impl& impl) {
  STELE_TRY(int64_t position, number(impl, "SELECT value FROM meta WHERE key='position'"));
  STELE_TRY(std::string tag, tag_now(impl));
  std::lock_guard lock(mutex_);
  bool same = parts_ && tag == tag_ && impl.file == file_ && static_cast<uint64_t>(position) == position_;
  if (same) return parts_;
  if (Status status = refresh(impl, tag); !status) {
    STELE_TRY(std::string again, tag_now(impl));  // somebody may have made the file anew meanwhile
    if (again == tag) return std::unexpected(status.error());
    STELE_CHECK(refresh(impl, again));
  }
  position_ = static_cast<uint64_t>(position);
  return parts_;
}

Status Spellings::keep(Index::Impl& impl) {
  STELE_TRY(const names::Matcher* known, matcher());
  names::IndexBuilder builder(known->graphemes);
  int64_t last = 0;
  {
    Snapshot snapshot(impl.db);
    STELE_TRY(int64_t changes, number(impl, "SELECT count(*) FROM renamed"));
    STELE_TRY(int64_t names, number(impl, "SELECT value FROM meta WHERE key='named'"));
    if (changes < std::max(kLeastForFile, names / kShareForFile)) return {};
    STELE_TRY(last, number(impl, "SELECT max(seq) FROM renamed"));
    STELE_TRY(auto* get, impl.sql("SELECT rid,doc FROM record WHERE doc IS NOT NULL ORDER BY rid"));
    for (;;) {
      STELE_TRY(bool row, get->step());
      if (!row) break;
      STELE_TRY(Doc doc, doc_from_bytes(text_of(get->blob(1)), impl));
      add(builder, get->integer(0), doc);
    }
  }
  auto rows = static_cast<int64_t>(builder.rows());
  std::string tag = Id::random().text();
  STELE_CHECK(write_whole(file_of(impl, tag), builder.build()));
  STELE_TRY(store::Transaction transaction, store::Transaction::begin(impl.db));
  STELE_TRY(auto* drop, impl.sql("DELETE FROM renamed WHERE seq<=?1"));
  STELE_CHECK(drop->bind(1, last).run());
  STELE_TRY(auto* put, impl.sql("INSERT OR REPLACE INTO meta VALUES('names',?1),('named',?2)"));
  STELE_CHECK(put->bind(1, std::string_view(tag)).bind(2, rows).run());
  STELE_CHECK(transaction.commit());
  remove_others(impl, tag);
  return {};
}

}  // namespace stele::index
