// A thin hold on SQLite: handles that close themselves, errors as Error, nothing more. One Db belongs to one thread at
// a time. A full disk is kFull, a damaged file kCorrupt, a lock not had within the timeout kConflict.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace stele::store {

enum class Durability : uint8_t {
  kDurable,  // WAL, synchronous=FULL: an acknowledged commit survives a power cut
  kDerived,  // WAL, synchronous=OFF: consistent after a kill, rebuilt after a power cut; for what can be derived again
};
enum class Access : uint8_t { kReadWrite, kReadOnly };

class Statement {
 public:
  Statement() = default;
  Statement(Statement&&) noexcept;
  Statement& operator=(Statement&&) noexcept;
  ~Statement();

  // Parameters count from 1. Text and blobs must stay alive until the next step() or run().
  Statement& bind(int index, int64_t value);
  Statement& bind(int index, double value);
  Statement& bind(int index, std::string_view text);
  Statement& bind(int index, Bytes blob);
  Statement& bind_null(int index);

  Result<bool> step();  // true: a row is there; false: done (and reset)
  Status run();         // steps to the end and resets
  void reset();

  int64_t integer(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;  // valid until the next step
  Bytes blob(int column) const;             // the same
  bool is_null(int column) const;

 private:
  friend class Db;
  sqlite3_stmt* handle_ = nullptr;
};

class Db {
 public:
  static Result<Db> open(const std::string& path, Durability durability, Access access);
  static Result<Db> in_memory();
  Db() = default;
  Db(Db&&) noexcept;
  Db& operator=(Db&&) noexcept;
  ~Db();

  Status run(const std::string& sql);  // one or more statements without results
  Result<Statement> prepare(std::string_view sql);
  Result<int64_t> number(std::string_view sql);  // the one number that the query gives
  // Moves the journal into the file and empties it, unless somebody is reading; for when much was written.
  void shrink_journal();
  // Runs a statement "SELECT gather(column, ...) ..." and calls visit with the column of every row (with several
  // columns: with each in turn): several times faster than stepping, for when many rows give a number or two each.
  Status gather(Statement& statement, const std::function<void(int64_t)>& visit);
  int64_t last_rowid() const;
  int64_t changes() const;
  sqlite3* handle() const { return handle_; }

 private:
  sqlite3* handle_ = nullptr;
  // What the SQL function gather() hands its rows to; on the heap, because SQLite keeps its address.
  std::unique_ptr<const std::function<void(int64_t)>*> gathering_;
};

// BEGIN IMMEDIATE ... COMMIT; rolled back unless commit() was called and succeeded.
class Transaction {
 public:
  static Result<Transaction> begin(Db& db);
  Transaction(Transaction&&) noexcept;
  ~Transaction();
  Status commit();

 private:
  explicit Transaction(Db* db) : db_(db) {}
  Db* db_ = nullptr;
};

}  // namespace stele::store
