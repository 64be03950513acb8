// The folder, its locks and its index. Opening is cheap when the index is there; when it is missing, or was made by
// another version or under another schema, it is made anew.
#include "archive/archive.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "archive/impl.h"
#include "stele_schema.h"

namespace stele::archive {

namespace fs = std::filesystem;

namespace {

constexpr const char* kIndexPointer = "index";
constexpr uint64_t kFollowStep = 20000;  // statements in one transaction of the index

Result<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Code::kNotFound, "The file cannot be read.", path);
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

// Written beside, then renamed: never half a file.
Status write_file(const std::string& path, std::string_view bytes, mode_t mode) {
  static std::atomic<uint64_t> count = 0;  // several threads may write the same file at once
  std::string beside = path + ".new" + std::to_string(::getpid()) + "-" + std::to_string(++count);
  int fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (fd < 0) return fail(errno == ENOSPC ? Code::kFull : Code::kDenied, "The file cannot be written.", path);
  bool good = ::write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
  good = ::close(fd) == 0 && good;
  if (good && ::rename(beside.c_str(), path.c_str()) == 0) return {};
  ::unlink(beside.c_str());
  return fail(Code::kFull, "The file cannot be written; the disk may be full.", path);
}

std::string random_name() {
  std::array<uint8_t, 6> bytes;
  fill_random(bytes);
  return "index-" + to_hex(bytes) + ".db";
}

// Audits that were killed have left something too. One that still runs keeps its files open and is not disturbed.
void remove_index_files(const std::string& folder, const std::string& keep) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    std::string name = entry.path().filename();
    bool is_old = name.starts_with("index-") && !name.starts_with(keep);
    if (is_old || name.starts_with("audit-")) fs::remove(entry.path(), error);
  }
}

// A checkpoint is three lines and its signature; the second line is the size of the log.
uint64_t size_in_note(std::string_view note) {
  size_t first = note.find('\n');
  size_t second = first == std::string_view::npos ? first : note.find('\n', first + 1);
  if (second == std::string_view::npos) return 0;
  auto size = proof::parse_decimal(note.substr(first + 1, second - first - 1));
  return size ? *size : 0;
}

}  // namespace

FolderLock::FolderLock(const std::string& file, Mode mode)
    : fd_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640)) {
  if (fd_ >= 0) ::flock(fd_, mode == Mode::kAlone ? LOCK_EX : LOCK_SH);
}
FolderLock::~FolderLock() {
  if (fd_ >= 0) ::close(fd_);
}

std::string now_utc() {
  std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

Result<model::Schema> load_schema(const std::string& folder) {
  std::vector<model::SchemaFile> files;
  for (const Asset& asset : schema_files()) files.push_back({std::string(asset.path), std::string(asset.bytes)});
  std::error_code error;
  fs::path own = fs::path(folder) / "schema";
  if (!folder.empty() && fs::is_directory(own, error))
    for (const auto& entry : fs::recursive_directory_iterator(own, error)) {
      if (!entry.is_regular_file()) continue;
      STELE_TRY(std::string bytes, read_file(entry.path()));
      files.push_back({fs::relative(entry.path(), own).generic_string(), std::move(bytes)});
    }
  return model::Schema::load(files);
}

// --- LogSource ---

Status LogSource::read(uint64_t first, uint64_t count, std::span<const uint64_t> wanted,
                       std::vector<model::Statement>& out) {
  STELE_TRY(std::vector<store::LogRow> rows, ledger_.read(first, count));
  size_t next = 0;
  for (uint64_t i = 0; i < rows.size(); ++i) {
    uint64_t position = first + i;
    if (!wanted.empty()) {
      if (next == wanted.size()) break;
      if (wanted[next] != position) continue;
      ++next;
    }
    auto statement = decode_entry(rows[i], position, schema_, keyring_);
    if (statement) out.push_back(std::move(*statement));
    else if (statement.error().code != Code::kNotFound)
      return fail(Code::kCorrupt, statement.error().message, "log position " + std::to_string(position));
  }
  return {};
}

// Positions that lie close together are read as one run: rows come in blocks anyway.
Result<std::vector<model::Statement>> LogSource::at(std::span<const uint64_t> positions) {
  constexpr uint64_t kClose = 64;
  std::vector<model::Statement> out;
  out.reserve(positions.size());
  for (size_t i = 0; i < positions.size();) {
    size_t end = i + 1;
    while (end < positions.size() && positions[end] - positions[end - 1] <= kClose) ++end;
    STELE_CHECK(read(positions[i], positions[end - 1] - positions[i] + 1, positions.subspan(i, end - i), out));
    i = end;
  }
  return out;
}

Result<std::vector<model::Statement>> LogSource::range(uint64_t first, uint64_t count) {
  std::vector<model::Statement> out;
  out.reserve(count);
  STELE_CHECK(read(first, count, {}, out));
  return out;
}

// --- hands ---

Id Archive::Impl::office() const { return Id::derive("stele-office", signer->name()); }

Result<std::string> Archive::Impl::index_name() {
  auto name = read_file(path(kIndexPointer));
  if (!name) return std::string();
  if (!name->starts_with("index-") || name->find('/') != std::string::npos) return std::string();
  return *name;
}

Result<std::unique_ptr<Hands>> Archive::Impl::make_hands() {
  auto hands = std::make_unique<Hands>();
  STELE_TRY(std::unique_ptr<store::Log> log, store::open_sqlite_log(path("log.db")));
  STELE_TRY(ledger::Ledger opened, ledger::Ledger::open(std::move(log), signer));
  hands->ledger = std::make_unique<ledger::Ledger>(std::move(opened));
  // Whoever puts a new index in place removes the old one: kept off from the reading of the name until the file is
  // open.
  FolderLock swap(path("swap.lock"), FolderLock::Mode::kShared);
  STELE_TRY(hands->index_name, index_name());
  if (!hands->index_name.empty()) {
    STELE_TRY(hands->index, index::Index::open(path(hands->index_name), schema, shared));
  }
  hands->source = std::make_unique<LogSource>(*hands->ledger, schema, *keyring);
  return hands;
}

Result<Borrowed> Borrowed::take(Archive::Impl& impl) {
  STELE_TRY(std::string present, impl.index_name());
  for (;;) {
    std::unique_ptr<Hands> hands;
    {
      std::lock_guard lock(impl.pool_mutex);
      if (!impl.idle.empty()) {
        hands = std::move(impl.idle.back());
        impl.idle.pop_back();
      }
    }
    if (!hands) {
      STELE_TRY(hands, impl.make_hands());
    } else if (hands->index_name != present) {
      continue;  // the index was made anew meanwhile: these hands are let go
    }
    return Borrowed(impl, std::move(hands));
  }
}

Borrowed::~Borrowed() {
  if (!hands_) return;
  std::lock_guard lock(impl_->pool_mutex);
  impl_->idle.push_back(std::move(hands_));
}

// --- the archive ---

Archive::Archive() : impl_(std::make_unique<Impl>()) {}
Archive::~Archive() = default;
const model::Schema& Archive::schema() const { return impl_->schema; }
const std::string& Archive::folder() const { return impl_->folder; }

Status Archive::init(const std::string& folder, const InitOptions& options) {
  std::error_code error;
  if (fs::exists(folder + "/log.key", error) || fs::exists(folder + "/log.db", error))
    return fail(Code::kConflict, "There is an archive in this folder already.", folder);
  fs::create_directories(folder, error);
  if (error) return fail(Code::kDenied, "The folder cannot be made: " + error.message() + ".", folder);
  ::chmod(folder.c_str(), 0750);
  Hash seed;
  fill_random(seed);
  std::array<uint8_t, 6> random;
  fill_random(random);
  std::string origin = options.origin.empty() ? "stele.invalid/" + to_hex(random) : options.origin;
  auto signer = proof::Signer::make(origin, Bytes(seed));
  if (!signer)
    return fail(Code::kInvalid, "\"" + origin + "\" cannot be the log's name: no blanks, no plus sign, not empty.");
  {
    STELE_TRY(std::unique_ptr<store::Log> log, store::open_sqlite_log(folder + "/log.db"));
    (void)log;
  }
  // The key is written last: a folder with a key is a whole archive.
  STELE_CHECK(write_file(folder + "/log.key", signer->private_text() + "\n", 0600));
  STELE_TRY(std::unique_ptr<Archive> archive, open(folder));
  Id office = archive->impl_->office();
  auto said = [&](std::string property, model::Value value) {
    model::Draft draft;
    draft.subject = draft.source = draft.contributor = office;
    draft.property = std::move(property);
    draft.value = std::move(value);
    return draft;
  };
  std::vector<model::Draft> drafts;
  drafts.push_back(said("type", model::Text{"group", ""}));
  drafts.push_back(said("name", model::Name{origin, "und", {}}));
  drafts.push_back(said("note", model::Text{"The office that keeps this archive.", "en"}));
  std::vector<model::Finding> findings;
  STELE_TRY(Receipt receipt, archive->submit({}, std::move(drafts), findings));
  (void)receipt;
  return {};
}

Result<std::unique_ptr<Archive>> Archive::open(const std::string& folder) {
  std::unique_ptr<Archive> archive(new Archive());
  Impl& impl = *archive->impl_;
  impl.folder = folder;
  auto key_text = read_file(folder + "/log.key");
  if (!key_text) return fail(Code::kNotFound, "There is no archive in this folder; `stele init` makes one.", folder);
  while (!key_text->empty() && key_text->back() == '\n') key_text->pop_back();
  auto signer = proof::Signer::parse(*key_text);
  if (!signer) return fail(Code::kCorrupt, "The log's key cannot be read.", folder + "/log.key");
  impl.signer = std::make_shared<const proof::Signer>(std::move(*signer));
  STELE_TRY(impl.schema, load_schema(folder));
  STELE_TRY(impl.keyring, Keyring::open(folder + "/keys.db"));
  impl.objects = store::folder_objects(folder + "/objects");
  // Stale-copy guard: whoever has signed a longer log must not go on from a shorter one.
  {
    STELE_TRY(std::unique_ptr<store::Log> log, store::open_sqlite_log(folder + "/log.db"));
    STELE_TRY(ledger::Ledger ledger, ledger::Ledger::open(std::move(log), impl.signer));
    STELE_TRY(ledger::Head head, ledger.head());
    auto note = read_file(folder + "/checkpoint");
    if (note && size_in_note(*note) > head.checkpoint.size) {
      STELE_TRY(head, ledger.head());  // another process may have appended between the two readings
      if (size_in_note(*note) > head.checkpoint.size)
        return fail(Code::kCorrupt,
                    "log.db is older than the last checkpoint signed here (" + std::to_string(head.checkpoint.size) +
                        " entries, not " + std::to_string(size_in_note(*note)) +
                        "): it may be a restored copy. Bring back the newer log.db.",
                    folder);
    }
  }
  auto hands = impl.make_hands();
  bool usable = hands && (*hands)->index;
  if (!hands && hands.error().code != Code::kConflict && hands.error().code != Code::kCorrupt &&
      hands.error().code != Code::kNotFound)
    return std::unexpected(hands.error());
  if (usable) impl.idle.push_back(std::move(*hands));
  else STELE_CHECK(archive->rebuild_index([](const Progress&) { return true; }));
  // An index that cannot follow (no room, somebody else holds it) is behind, never wrong: reading goes on.
  Status followed = archive->follow([](const Progress&) { return true; });
  if (!followed && followed.error().code != Code::kFull && followed.error().code != Code::kConflict)
    return std::unexpected(followed.error());
  return archive;
}

Status Archive::Impl::remember(const std::string& note) {
  auto before = read_file(path("checkpoint"));
  if (before && size_in_note(*before) >= size_in_note(note)) return {};
  return write_file(path("checkpoint"), note, 0640);
}

// Follows from wherever the index is; somebody else may be following too.
Status Archive::Impl::follow(Hands& hands, const ProgressSink& progress) {
  STELE_TRY(ledger::Head head, hands.ledger->head());
  uint64_t size = head.checkpoint.size;
  for (;;) {
    STELE_TRY(uint64_t at, hands.index->position());
    if (at >= size) return {};
    uint64_t end = std::min(size, at + kFollowStep);
    STELE_TRY(std::vector<model::Statement> statements, hands.source->range(at, end - at));
    Status status = hands.index->apply(at, end, statements, *hands.source);
    if (!status && status.error().code != Code::kConflict) return status;
    if (!progress({"following the log", end, size, end, 0, 0})) return fail(Code::kUnavailable, "Stopped.");
  }
}

Status Archive::follow(const ProgressSink& progress) {
  STELE_TRY(Borrowed hands, Borrowed::take(*impl_));
  return impl_->follow(*hands, progress);
}

namespace {

// Reads ahead in a thread of its own: decoding and indexing then take a core each.
class ReadAhead {
 public:
  ReadAhead(Hands& hands, uint64_t first, uint64_t end)
      : thread_([this, &hands, first, end] { run(hands, first, end); }) {}
  ~ReadAhead() {
    {
      std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  struct Step {
    uint64_t first = 0, end = 0;
    Result<std::vector<model::Statement>> statements;
  };
  // The next step; first == end when there is no more.
  Step next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !steps_.empty() || done_; });
    if (steps_.empty()) return {};
    Step step = std::move(steps_.front());
    steps_.erase(steps_.begin());
    changed_.notify_all();
    return step;
  }

 private:
  void run(Hands& hands, uint64_t first, uint64_t end) {
    while (first < end) {
      uint64_t step_end = std::min(end, first + kFollowStep);
      Step step{first, step_end, hands.source->range(first, step_end - first)};
      bool good = step.statements.has_value();
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return steps_.size() < 2 || stopped_; });
      if (stopped_) break;
      steps_.push_back(std::move(step));
      changed_.notify_all();
      if (!good) break;
      first = step_end;
    }
    std::lock_guard lock(mutex_);
    done_ = true;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Step> steps_;
  bool done_ = false, stopped_ = false;
  std::thread thread_;
};

}  // namespace

Status Archive::rebuild_index(const ProgressSink& progress) {
  FolderLock lock(impl_->path("lock"), FolderLock::Mode::kAlone);
  std::string name = random_name();
  STELE_TRY(std::unique_ptr<store::Log> log, store::open_sqlite_log(impl_->path("log.db")));
  STELE_TRY(ledger::Ledger ledger, ledger::Ledger::open(std::move(log), impl_->signer));
  Hands reading;
  reading.ledger = std::make_unique<ledger::Ledger>(std::move(ledger));
  reading.source = std::make_unique<LogSource>(*reading.ledger, impl_->schema, *impl_->keyring);
  STELE_TRY(Hands second, [&]() -> Result<Hands> {
    Hands hands;
    STELE_TRY(std::unique_ptr<store::Log> again, store::open_sqlite_log(impl_->path("log.db")));
    STELE_TRY(ledger::Ledger other, ledger::Ledger::open(std::move(again), impl_->signer));
    hands.ledger = std::make_unique<ledger::Ledger>(std::move(other));
    hands.source = std::make_unique<LogSource>(*hands.ledger, impl_->schema, *impl_->keyring);
    STELE_TRY(hands.index, index::Index::open(impl_->path(name), impl_->schema));
    return hands;
  }());
  STELE_TRY(ledger::Head head, reading.ledger->head());
  uint64_t size = head.checkpoint.size;
  {
    ReadAhead ahead(reading, 0, size);
    for (;;) {
      ReadAhead::Step step = ahead.next();
      if (!step.statements) return std::unexpected(step.statements.error());
      if (step.first == step.end) break;
      STELE_CHECK(second.index->apply(step.first, step.end, *step.statements, *second.source, index::Index::Keep::kWhenDue));
      if (!progress({"following the log", step.end, size, step.end, 0, 0})) {
        remove_index_files(impl_->folder, impl_->index_name().value_or(""));
        return fail(Code::kUnavailable, "Stopped; the old index goes on.");
      }
    }
  }
  STELE_CHECK(second.index->commit());
  STELE_CHECK(impl_->follow(second, progress));  // what came in meanwhile
  // The last steps with every writer kept off: what one has acknowledged must be in the index that readers turn to.
  FolderLock swap(impl_->path("swap.lock"), FolderLock::Mode::kAlone);
  STELE_CHECK(impl_->follow(second, progress));
  second.index->settle();
  second.index.reset();
  STELE_CHECK(write_file(impl_->path(kIndexPointer), name, 0640));
  remove_index_files(impl_->folder, name);
  return {};
}

}  // namespace stele::archive
