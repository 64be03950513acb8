#include "store/sqlite.h"

#include <sqlite3.h>

#include <utility>

namespace stele::store {
namespace {

constexpr int kBusyMs = 60000;

Code code_of(int rc) {
  switch (rc & 0xff) {
    case SQLITE_FULL: return Code::kFull;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return Code::kCorrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Code::kConflict;
    case SQLITE_CANTOPEN: return Code::kNotFound;
    case SQLITE_READONLY:
    case SQLITE_PERM: return Code::kDenied;
    case SQLITE_IOERR:
    case SQLITE_NOMEM: return Code::kUnavailable;
    default: return Code::kInternal;
  }
}

std::string words_of(int rc) {
  switch (code_of(rc)) {
    case Code::kFull: return "The disk is full; nothing of this was written. Free some space and try again.";
    case Code::kCorrupt: return "The file is damaged.";
    case Code::kConflict: return "Another process kept the archive locked for too long; try again.";
    case Code::kNotFound: return "The file cannot be opened.";
    case Code::kDenied: return "The file may not be written by this user.";
    case Code::kUnavailable: return "The disk reported an error; nothing of this was acknowledged.";
    default: return "The database refused the request.";
  }
}

std::unexpected<Error> failed(sqlite3* db, int rc) {
  const char* file = db ? sqlite3_db_filename(db, "main") : nullptr;
  std::string where = file && *file ? file : "memory";
  return fail(code_of(rc), words_of(rc) + " [" + (db ? sqlite3_errmsg(db) : sqlite3_errstr(rc)) + "]", where);
}

using Visit = const std::function<void(int64_t)>*;

void gather_row(sqlite3_context* context, int count, sqlite3_value** values) {
  Visit visit = *static_cast<Visit*>(sqlite3_user_data(context));
  for (int i = 0; visit && i < count; ++i) (*visit)(sqlite3_value_int64(values[i]));
}
void gather_end(sqlite3_context* context) { sqlite3_result_null(context); }

}  // namespace

Statement::Statement(Statement&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(handle_, other.handle_);
  return *this;
}
Statement::~Statement() { sqlite3_finalize(handle_); }

Statement& Statement::bind(int index, int64_t value) { return sqlite3_bind_int64(handle_, index, value), *this; }
Statement& Statement::bind(int index, double value) { return sqlite3_bind_double(handle_, index, value), *this; }
Statement& Statement::bind(int index, std::string_view text) {
  sqlite3_bind_text(handle_, index, text.data() ? text.data() : "", static_cast<int>(text.size()), SQLITE_STATIC);
  return *this;
}
Statement& Statement::bind(int index, Bytes blob) {
  static const char kNothing = 0;
  sqlite3_bind_blob(handle_, index, blob.data() ? static_cast<const void*>(blob.data()) : &kNothing,
                    static_cast<int>(blob.size()), SQLITE_STATIC);
  return *this;
}
Statement& Statement::bind_null(int index) { return sqlite3_bind_null(handle_, index), *this; }

Result<bool> Statement::step() {
  int rc = sqlite3_step(handle_);
  if (rc == SQLITE_ROW) return true;
  sqlite3* db = sqlite3_db_handle(handle_);
  if (rc == SQLITE_DONE) return sqlite3_reset(handle_), false;
  auto error = failed(db, rc);
  sqlite3_reset(handle_);
  return error;
}

Status Statement::run() {
  for (;;) {
    STELE_TRY(bool row, step());
    if (!row) return {};
  }
}

void Statement::reset() { sqlite3_reset(handle_); }

int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_, column); }
double Statement::real(int column) const { return sqlite3_column_double(handle_, column); }
std::string_view Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
  return text ? std::string_view(text, static_cast<size_t>(sqlite3_column_bytes(handle_, column))) : std::string_view();
}
Bytes Statement::blob(int column) const {
  const auto* data = static_cast<const uint8_t*>(sqlite3_column_blob(handle_, column));
  return {data, static_cast<size_t>(sqlite3_column_bytes(handle_, column))};
}
bool Statement::is_null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }

Result<Db> Db::open(const std::string& path, Durability durability, Access access) {
  Db db;
  int flags = access == Access::kReadWrite ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  int rc = sqlite3_open_v2(path.c_str(), &db.handle_, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  if (rc != SQLITE_OK) return failed(db.handle_, rc);
  sqlite3_extended_result_codes(db.handle_, 1);
  db.gathering_ = std::make_unique<Visit>(nullptr);
  sqlite3_create_function_v2(db.handle_, "gather", -1, SQLITE_UTF8, db.gathering_.get(), nullptr, gather_row, gather_end,
                             nullptr);
  sqlite3_busy_timeout(db.handle_, kBusyMs);
  STELE_CHECK(db.run("PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"));
  if (access == Access::kReadOnly) return db;
  // A block of the log is some 6 kB: on large pages several share one, on small ones each would leave a third empty.
  if (durability == Durability::kDurable) STELE_CHECK(db.run("PRAGMA page_size=32768;"));
  // The WAL file is kept when the last process closes, because SQLite does not report a failed directory sync when it
  // has to create one for an acknowledged commit.
  STELE_CHECK(db.run("PRAGMA journal_mode=WAL;"));
  int keep = 1;
  sqlite3_file_control(db.handle_, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
  if (durability == Durability::kDurable)
    STELE_CHECK(db.run("PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=1000; PRAGMA journal_size_limit=33554432;"));
  else
    STELE_CHECK(
        db.run("PRAGMA synchronous=OFF; PRAGMA secure_delete=OFF; PRAGMA cache_size=-131072; PRAGMA "
               "wal_autocheckpoint=8000; PRAGMA journal_size_limit=33554432;"));
  return db;
}

Result<Db> Db::in_memory() {
  Db db;
  int rc = sqlite3_open_v2(":memory:", &db.handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                           nullptr);
  if (rc != SQLITE_OK) return failed(db.handle_, rc);
  return db;
}

Status Db::gather(Statement& statement, const std::function<void(int64_t)>& visit) {
  *gathering_ = &visit;
  Status status = statement.run();
  *gathering_ = nullptr;
  return status;
}

Db::Db(Db&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)), gathering_(std::move(other.gathering_)) {}
Db& Db::operator=(Db&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(gathering_, other.gathering_);
  return *this;
}
Db::~Db() { sqlite3_close_v2(handle_); }

Status Db::run(const std::string& sql) {
  int rc = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (rc != SQLITE_OK) return failed(handle_, rc);
  return {};
}

Result<Statement> Db::prepare(std::string_view sql) {
  Statement statement;
  int rc = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                              &statement.handle_, nullptr);
  if (rc != SQLITE_OK) return failed(handle_, rc);
  return statement;
}

Result<int64_t> Db::number(std::string_view sql) {
  STELE_TRY(Statement statement, prepare(sql));
  STELE_TRY(bool row, statement.step());
  if (!row) return fail(Code::kNotFound, "The database has no such number.");
  return statement.integer(0);
}

void Db::shrink_journal() { sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr); }
int64_t Db::last_rowid() const { return sqlite3_last_insert_rowid(handle_); }
int64_t Db::changes() const { return sqlite3_changes64(handle_); }

Result<Transaction> Transaction::begin(Db& db) {
  STELE_CHECK(db.run("BEGIN IMMEDIATE"));
  return Transaction(&db);
}
Transaction::Transaction(Transaction&& other) noexcept : db_(std::exchange(other.db_, nullptr)) {}
Transaction::~Transaction() {
  if (db_) (void)db_->run("ROLLBACK");
}
Status Transaction::commit() {
  STELE_CHECK(db_->run("COMMIT"));
  db_ = nullptr;
  return {};
}

}  // namespace stele::store
