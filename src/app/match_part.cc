// We write every row ourselves with quotes that close, so a row ends at a line end outside quotes; what stands behind
// the last such end was cut off and is written again.
#include "app/match_part.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "app/output.h"

namespace stele::app {
namespace {

constexpr size_t kStep = 256 << 10;

std::unexpected<Error> file_error(const std::string& what, const std::string& path) {
  int number = errno;
  Code code = number == ENOSPC || number == EDQUOT  ? Code::kFull
              : number == EACCES || number == EROFS ? Code::kDenied
                                                    : Code::kUnavailable;
  if (number == ENOENT || number == ENOTDIR) code = Code::kNotFound;
  return fail(code, fmt::format("{}: {}.", what, std::strerror(number)), path);
}

}  // namespace

PartFile::~PartFile() {
  if (fd_ >= 0) ::close(fd_);
}

std::unexpected<Error> PartFile::conflict(std::string_view why) const {
  return fail(Code::kConflict, fmt::format("{} Delete it to begin anew, or write to another file with -o.", why),
              part_);
}

Result<std::unique_ptr<PartFile>> PartFile::open(const std::string& out, std::string_view header,
                                                 std::string_view how) {
  std::string part = out + ".part";
  int fd = ::open(part.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) return file_error("The file could not be made", part);
  std::unique_ptr<PartFile> file(new PartFile(out, fd));
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) return fail(Code::kConflict, "Another run is writing this file.", part);
  STELE_CHECK(file->start(header, how));
  return file;
}

Status PartFile::start(std::string_view header, std::string_view how) {
  off_t size = ::lseek(fd_, 0, SEEK_END);
  if (size > 0) STELE_CHECK(scan(header));
  if (rows_ == 0) {
    // Nothing is answered yet, so the choices are ours.
    if (::ftruncate(fd_, 0) != 0 || ::lseek(fd_, 0, SEEK_SET) < 0)
      return file_error("The file could not be begun", part_);
    STELE_TRY(auto note, file_output(how_));
    STELE_CHECK(note->write(how));
    STELE_CHECK(note->finish());
    return write(header);
  }
  if (auto known = read_small_file(how_); known && *known != how)
    return conflict("This unfinished answer was made with other choices (" + *known + ").");
  return {};
}

// Counts the whole rows and cuts off what follows them.
Status PartFile::scan(std::string_view header) {
  std::string row;
  uint64_t whole = 0, end = 0;
  for (;; ++whole) {
    STELE_TRY(bool any, next_row(row));
    if (!any) break;
    if (whole == 0 && row != header) return conflict("This unfinished answer is of another list.");
    end += row.size();
  }
  if (::ftruncate(fd_, static_cast<off_t>(end)) != 0) return file_error("The file could not be cut", part_);
  rows_ = whole > 0 ? whole - 1 : 0;
  reading_.clear(), taken_ = 0, read_to_ = header.size();
  return {};
}

// A whole row with its line end; false when there is no further one.
Result<bool> PartFile::next_row(std::string& row) {
  bool in_quotes = false;
  for (size_t at = taken_;; ++at) {
    if (at == reading_.size()) {
      at -= taken_;
      STELE_TRY(bool more, read_more());
      if (!more) return false;
    }
    if (reading_[at] == '"') in_quotes = !in_quotes;
    if (reading_[at] != '\n' || in_quotes) continue;
    row = reading_.substr(taken_, at + 1 - taken_);
    taken_ = at + 1;
    return true;
  }
}

// Drops what was taken and reads on behind what is left.
Result<bool> PartFile::read_more() {
  reading_.erase(0, std::exchange(taken_, 0));
  size_t had = reading_.size();
  reading_.resize(had + kStep);
  ssize_t n = ::pread(fd_, reading_.data() + had, kStep, static_cast<off_t>(read_to_));
  if (n < 0) return file_error("The file could not be read", part_);
  reading_.resize(had + static_cast<size_t>(n));
  read_to_ += static_cast<uint64_t>(n);
  return n > 0;
}

Status PartFile::confirm(std::string_view beginning) {
  std::string row;
  STELE_TRY(bool any, next_row(row));
  ++confirmed_;
  if (any && row.starts_with(beginning)) return {};
  return conflict(
      fmt::format("The list has changed since this answer was begun: its row {} is another one now.", confirmed_ + 1));
}

Status PartFile::write(std::string_view rows) {
  buffer_ += rows;
  return buffer_.size() < kStep ? Status() : flush();
}

Status PartFile::flush() {
  if (::lseek(fd_, 0, SEEK_END) < 0) return file_error("The file could not be written", part_);
  std::string_view left = buffer_;
  while (!left.empty()) {
    ssize_t n = ::write(fd_, left.data(), left.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return file_error("The file could not be written", part_);
    left.remove_prefix(static_cast<size_t>(n));
  }
  buffer_.clear();
  return {};
}

Status PartFile::finish() {
  STELE_CHECK(flush());
  if (::fsync(fd_) != 0) return file_error("The file could not be made durable", part_);
  if (::rename(part_.c_str(), out_.c_str()) != 0) return file_error("The file could not get its name", out_);
  ::unlink(how_.c_str());
  return {};
}

}  // namespace stele::app
