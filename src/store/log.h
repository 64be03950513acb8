// The port behind the ledger: rows that are appended, read, and whose bodies can be erased. A row's commitment is for
// ever; its key and body are what an erasure destroys. Implementations: SqliteLog (sqlite_log.cc), MemoryLog; both pass
// the same suite (suite_test.cc). One Log object belongs to one thread at a time; several objects, in one or several
// processes, may be open on the same place.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace stele::store {

struct LogRow {
  Hash commitment{};
  Hash key{};        // zero when erased
  std::string body;  // empty when erased
  bool erased = false;
};

// What the ledger keeps about the log as a whole, replaced by every append in the same transaction.
struct LogHead {
  uint64_t size = 0;
  std::string bytes;
};

// Small named blobs written together with an append: the ledger's tiles.
using SideReader = std::function<Result<std::string>(const std::string& name)>;  // "" when there is none
struct HeadUpdate {
  std::string bytes;
  std::map<std::string, std::string> side;
};
// Given the head as it is inside the transaction, the new one. May be called again after a conflict.
using HeadMaker = std::function<Result<HeadUpdate>(const LogHead& now, const SideReader& side)>;

class Log {
 public:
  virtual ~Log() = default;

  virtual Result<LogHead> head() = 0;
  // All rows and the new head, durable on return, or nothing. Returns the position of the first row.
  virtual Result<uint64_t> append(std::span<const LogRow> rows, const HeadMaker& make) = 0;
  // Rows [first, first + count), fewer at the end. An erased row comes with its commitment and `erased` set.
  virtual Result<std::vector<LogRow>> read(uint64_t first, uint64_t count) = 0;
  virtual Result<std::vector<Hash>> commitments(uint64_t first, uint64_t count) = 0;
  virtual Result<std::string> side(const std::string& name) = 0;  // "" when there is none
  // Destroys key and body of one row, also in the journal. Erasing twice is no error; beyond the end is kNotFound.
  virtual Status erase(uint64_t position) = 0;
  // After much was appended: gives back room that only the journal takes, if nobody is in the way.
  virtual void settle() {}
};

std::unique_ptr<Log> memory_log();
Result<std::unique_ptr<Log>> open_sqlite_log(const std::string& path);

}  // namespace stele::store
