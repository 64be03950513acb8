// The Log port in one SQLite file (docs/formats/log.md, "At rest"). Rows lie in blocks of up to 64: the commitments one
// after another, the keys likewise, and the bodies compressed together with zstd, because neighbours resemble each
// other. Erasing one row rewrites its block without that key and body; secure_delete and a truncated WAL see to it that
// the old bytes are gone from the file.
#include <sqlite3.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>

#include "store/log.h"
#include "store/sqlite.h"

namespace stele::store {
namespace {

constexpr size_t kBlockRows = 64;
constexpr size_t kBlockBytes = 256 * 1024;  // a block is closed early when its bodies are long
constexpr int kLevel = 3;

constexpr const char* kSchema = R"(
CREATE TABLE IF NOT EXISTS block(first INTEGER PRIMARY KEY, count INTEGER NOT NULL, commitments BLOB NOT NULL,
  keys BLOB NOT NULL, bodies BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS side(name TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS head(id INTEGER PRIMARY KEY CHECK(id=1), size INTEGER NOT NULL, bytes BLOB NOT NULL);
)";

void append_length(std::string& out, size_t n) {
  for (; n >= 0x80; n >>= 7) out += static_cast<char>(n | 0x80);
  out += static_cast<char>(n);
}

Result<size_t> read_length(std::string_view& in) {
  size_t n = 0;
  for (int shift = 0; shift < 35 && !in.empty(); shift += 7) {
    auto byte = static_cast<unsigned char>(in.front());
    in.remove_prefix(1);
    n |= static_cast<size_t>(byte & 0x7f) << shift;
    if (!(byte & 0x80)) return n;
  }
  return fail(Code::kCorrupt, "A block of the log is damaged: a length is wrong.");
}

std::string hashes(std::span<const LogRow> rows, Hash LogRow::* member) {
  std::string out;
  for (const LogRow& row : rows) out.append(reinterpret_cast<const char*>((row.*member).data()), sizeof(Hash));
  return out;
}

// The bodies of a block: each with its length before it, length 0 for an erased one; compressed as one frame.
class Packer {
 public:
  Packer() : context_(ZSTD_createCCtx()) {}
  ~Packer() { ZSTD_freeCCtx(context_); }
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;

  Result<std::string> pack(std::span<const LogRow> rows) {
    plain_.clear();
    for (const LogRow& row : rows) {
      append_length(plain_, row.body.size());
      plain_ += row.body;
    }
    std::string out(ZSTD_compressBound(plain_.size()), '\0');
    size_t n = ZSTD_compressCCtx(context_, out.data(), out.size(), plain_.data(), plain_.size(), kLevel);
    if (ZSTD_isError(n)) return fail(Code::kInternal, "A block of the log could not be compressed.");
    out.resize(n);
    return out;
  }

 private:
  ZSTD_CCtx* context_;
  std::string plain_;
};

Result<std::string> unpack(Bytes packed) {
  unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > (1u << 30))
    return fail(Code::kCorrupt, "A block of the log is damaged.");
  std::string plain(size, '\0');
  thread_local std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(), ZSTD_freeDCtx);
  size_t n = ZSTD_decompressDCtx(context.get(), plain.data(), plain.size(), packed.data(), packed.size());
  if (ZSTD_isError(n) || n != size) return fail(Code::kCorrupt, "A block of the log is damaged.");
  return plain;
}

struct PackedBlock {
  uint64_t offset = 0;  // from the first row of the append
  size_t count = 0;
  std::string commitments, keys, bodies;
};

class SqliteLog : public Log {
 public:
  static Result<std::unique_ptr<Log>> open(const std::string& path) {
    auto log = std::make_unique<SqliteLog>();
    STELE_TRY(log->db_, Db::open(path, Durability::kDurable, Access::kReadWrite));
    STELE_CHECK(log->db_.run(kSchema));
    STELE_TRY(log->read_,
              log->db_.prepare(
                  "SELECT first,count,commitments,keys,bodies FROM block WHERE first>=?1 ORDER BY first LIMIT ?2"));
    STELE_TRY(log->floor_, log->db_.prepare("SELECT max(first) FROM block WHERE first<=?1"));
    STELE_TRY(log->insert_, log->db_.prepare("INSERT INTO block VALUES(?1,?2,?3,?4,?5)"));
    STELE_TRY(log->side_, log->db_.prepare("SELECT bytes FROM side WHERE name=?1"));
    STELE_TRY(log->put_side_, log->db_.prepare("INSERT OR REPLACE INTO side VALUES(?1,?2)"));
    STELE_TRY(log->head_, log->db_.prepare("SELECT size,bytes FROM head WHERE id=1"));
    STELE_TRY(log->put_head_, log->db_.prepare("INSERT OR REPLACE INTO head VALUES(1,?1,?2)"));
    return std::unique_ptr<Log>(std::move(log));
  }

  Result<LogHead> head() override {
    LogHead out;
    STELE_TRY(bool row, head_.step());
    if (!row) return out;
    out.size = static_cast<uint64_t>(head_.integer(0));
    out.bytes = text_of(head_.blob(1));
    head_.reset();
    return out;
  }

  Result<uint64_t> append(std::span<const LogRow> rows, const HeadMaker& make) override {
    STELE_TRY(std::vector<PackedBlock> blocks, pack(rows));  // outside the transaction: it is the slow part
    STELE_TRY(Transaction transaction, Transaction::begin(db_));
    STELE_TRY(LogHead now, head());
    STELE_TRY(HeadUpdate update, make(now, [this](const std::string& name) { return side(name); }));
    for (const PackedBlock& block : blocks) STELE_CHECK(insert(now.size, block));
    for (const auto& [name, bytes] : update.side) STELE_CHECK(put_side_.bind(1, name).bind(2, bytes_of(bytes)).run());
    STELE_CHECK(put_head_.bind(1, static_cast<int64_t>(now.size + rows.size())).bind(2, bytes_of(update.bytes)).run());
    STELE_CHECK(transaction.commit());
    return now.size;
  }

  Result<std::vector<LogRow>> read(uint64_t first, uint64_t count) override {
    std::vector<LogRow> out;
    STELE_CHECK(each_block(first, count, [&](uint64_t at, uint64_t skip, uint64_t take) -> Status {
      STELE_TRY(std::vector<LogRow> rows, rows_of_current());
      (void)at;
      for (uint64_t i = skip; i < skip + take; ++i) out.push_back(std::move(rows[i]));
      return {};
    }));
    return out;
  }

  Result<std::vector<Hash>> commitments(uint64_t first, uint64_t count) override {
    std::vector<Hash> out;
    STELE_CHECK(each_block(first, count, [&](uint64_t, uint64_t skip, uint64_t take) -> Status {
      Bytes all = read_.blob(2);
      for (uint64_t i = skip; i < skip + take; ++i) {
        Hash hash;
        std::memcpy(hash.data(), all.data() + i * sizeof(Hash), sizeof(Hash));
        out.push_back(hash);
      }
      return {};
    }));
    return out;
  }

  Result<std::string> side(const std::string& name) override {
    side_.bind(1, std::string_view(name));
    STELE_TRY(bool row, side_.step());
    std::string out;
    if (row) out = text_of(side_.blob(0));
    side_.reset();
    return out;
  }

  void settle() override { db_.shrink_journal(); }

  Status erase(uint64_t position) override {
    {
      STELE_TRY(Transaction transaction, Transaction::begin(db_));
      STELE_TRY(LogHead now, head());
      if (position >= now.size) return fail(Code::kNotFound, "The log has no such position.", std::to_string(position));
      PackedBlock packed;
      uint64_t block_first = 0;
      STELE_CHECK(each_block(position, 1, [&](uint64_t at, uint64_t skip, uint64_t) -> Status {
        STELE_TRY(std::vector<LogRow> rows, rows_of_current());
        rows[skip] = {rows[skip].commitment, {}, {}, true};
        STELE_TRY(packed.bodies, packer_.pack(rows));
        packed.keys = hashes(rows, &LogRow::key);
        block_first = at;
        return {};
      }));
      STELE_TRY(Statement update, db_.prepare("UPDATE block SET keys=?2, bodies=?3 WHERE first=?1"));
      STELE_CHECK(update.bind(1, static_cast<int64_t>(block_first))
                      .bind(2, bytes_of(packed.keys))
                      .bind(3, bytes_of(packed.bodies))
                      .run());
      STELE_CHECK(transaction.commit());
    }
    int rc = sqlite3_wal_checkpoint_v2(db_.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    if (rc != SQLITE_OK)
      return fail(Code::kConflict,
                  "The statement is erased, but its old bytes are still in the journal because the archive is being "
                  "read; erase again later.");
    return {};
  }

 private:
  Result<std::vector<PackedBlock>> pack(std::span<const LogRow> rows) {
    std::vector<PackedBlock> out;
    for (size_t start = 0; start < rows.size();) {
      size_t end = start, bytes = 0;
      while (end < rows.size() && end - start < kBlockRows &&
             (end == start || bytes + rows[end].body.size() <= kBlockBytes))
        bytes += rows[end++].body.size();
      auto part = rows.subspan(start, end - start);
      PackedBlock block{start, part.size(), hashes(part, &LogRow::commitment), hashes(part, &LogRow::key), {}};
      STELE_TRY(block.bodies, packer_.pack(part));
      out.push_back(std::move(block));
      start = end;
    }
    return out;
  }

  Status insert(uint64_t size, const PackedBlock& block) {
    return insert_.bind(1, static_cast<int64_t>(size + block.offset))
        .bind(2, static_cast<int64_t>(block.count))
        .bind(3, bytes_of(block.commitments))
        .bind(4, bytes_of(block.keys))
        .bind(5, bytes_of(block.bodies))
        .run();
  }

  // Calls visit(first position of the block, rows to skip, rows to take) with read_ on each block of the range.
  template <class Visit>
  Status each_block(uint64_t first, uint64_t count, Visit visit) {
    if (count == 0) return {};
    floor_.bind(1, static_cast<int64_t>(first));
    STELE_TRY(bool any, floor_.step());
    if (!any || floor_.is_null(0)) return floor_.reset(), Status();
    int64_t start = floor_.integer(0);
    floor_.reset();
    uint64_t end = count > UINT64_MAX - first ? UINT64_MAX : first + count;
    read_.bind(1, start).bind(2, int64_t{-1});
    for (;;) {
      STELE_TRY(bool row, read_.step());
      if (!row) return {};
      auto at = static_cast<uint64_t>(read_.integer(0)), n = static_cast<uint64_t>(read_.integer(1));
      if (at >= end) break;
      if (read_.blob(2).size() != n * sizeof(Hash) || read_.blob(3).size() != n * sizeof(Hash))
        return read_.reset(), fail(Code::kCorrupt, "A block of the log is damaged.", "position " + std::to_string(at));
      uint64_t skip = first > at ? first - at : 0;
      uint64_t take = std::min(n, end - at);
      if (take > skip) {
        Status visited = visit(at, skip, take - skip);
        if (!visited) return read_.reset(), visited;
      }
    }
    read_.reset();
    return {};
  }

  Result<std::vector<LogRow>> rows_of_current() {
    auto n = static_cast<size_t>(read_.integer(1));
    Bytes commitments = read_.blob(2), keys = read_.blob(3);
    STELE_TRY(std::string plain, unpack(read_.blob(4)));
    std::string_view rest = plain;
    std::vector<LogRow> rows(n);
    for (size_t i = 0; i < n; ++i) {
      std::memcpy(rows[i].commitment.data(), commitments.data() + i * sizeof(Hash), sizeof(Hash));
      std::memcpy(rows[i].key.data(), keys.data() + i * sizeof(Hash), sizeof(Hash));
      STELE_TRY(size_t length, read_length(rest));
      if (length > rest.size()) return fail(Code::kCorrupt, "A block of the log is damaged: a length is wrong.");
      rows[i].body = rest.substr(0, length);
      rows[i].erased = length == 0;
      rest.remove_prefix(length);
    }
    if (!rest.empty()) return fail(Code::kCorrupt, "A block of the log is damaged: it is too long.");
    return rows;
  }

  Db db_;
  Statement read_, floor_, insert_, side_, put_side_, head_, put_head_;
  Packer packer_;
};

}  // namespace

Result<std::unique_ptr<Log>> open_sqlite_log(const std::string& path) { return SqliteLog::open(path); }

}  // namespace stele::store
