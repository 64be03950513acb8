// The answer while it is being written: OUT.part, which gets its name OUT when it is whole. A run that was interrupted
// goes on behind the last whole row of it. Beside it stands OUT.part.how with the choices it was made with, because rows
// answered by other choices must not stand in one file. One thread; one process at a time, kept so by a lock.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace stele::app {

class PartFile {
 public:
  // `header` is the first line, `how` the choices. kConflict when there is a file of another header or made with other
  // choices, or somebody else writes it; the message says what to do.
  static Result<std::unique_ptr<PartFile>> open(const std::string& out, std::string_view header, std::string_view how);
  ~PartFile();
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  uint64_t rows() const { return rows_; }  // whole ones that were there
  // Checks the next of these rows against the beginning it must have; kConflict when it is of another row.
  Status confirm(std::string_view beginning);

  Status write(std::string_view rows);
  Status flush();   // hands everything to the system
  Status finish();  // durable, and under its name

 private:
  PartFile(std::string out, int fd) : out_(std::move(out)), part_(out_ + ".part"), how_(part_ + ".how"), fd_(fd) {}
  Status start(std::string_view header, std::string_view how);
  Status scan(std::string_view header);
  Result<bool> next_row(std::string& row);
  Result<bool> read_more();
  std::unexpected<Error> conflict(std::string_view why) const;

  std::string out_, part_, how_, buffer_;
  int fd_;
  uint64_t rows_ = 0, confirmed_ = 0;
  std::string reading_;  // what was read of the rows that were there
  size_t taken_ = 0;     // of it
  uint64_t read_to_ = 0;
};

}  // namespace stele::app
