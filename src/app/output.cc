#include "app/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "app/console.h"
#include "base/id.h"

namespace stele::app {
namespace fs = std::filesystem;
namespace {

std::unexpected<Error> file_error(const std::string& what, const std::string& path) {
  int number = errno;
  Code code = Code::kUnavailable;
  if (number == ENOSPC || number == EDQUOT) code = Code::kFull;
  if (number == ENOENT || number == ENOTDIR) code = Code::kNotFound;
  if (number == EACCES || number == EPERM || number == EROFS) code = Code::kDenied;
  if (number == EISDIR || number == ENAMETOOLONG) code = Code::kInvalid;
  return fail(code, fmt::format("{}: {}.", what, std::strerror(number)), path);
}

class StandardOutput : public Output {
 public:
  Status write(std::string_view bytes) override { return print(bytes); }
  Status finish() override { return flush_output(); }
};

// The name of a file that is being written: in the same folder, so that it can be renamed, and nobody else's.
std::string unfinished_name(const std::string& path) {
  fs::path whole(path);
  return (whole.parent_path() / fmt::format(".{}.{}", whole.filename().string(), Id::random().text())).string();
}

class FileOutput : public Output {
 public:
  FileOutput(int fd, std::string path, std::string unfinished)
      : fd_(fd), path_(std::move(path)), unfinished_(std::move(unfinished)) {}
  ~FileOutput() override {
    if (fd_ >= 0) ::close(fd_);
    if (!unfinished_.empty()) ::unlink(unfinished_.c_str());
  }

  Status write(std::string_view bytes) override {
    buffer_ += bytes;
    return buffer_.size() < kBufferBytes ? Status() : drain();
  }

  Status finish() override {
    STELE_CHECK(drain());
    if (::fsync(fd_) != 0) return file_error("The file could not be made durable", path_);
    int fd = std::exchange(fd_, -1);
    if (::close(fd) != 0) return file_error("The file could not be written", path_);
    if (::rename(unfinished_.c_str(), path_.c_str()) != 0) return file_error("The file could not get its name", path_);
    unfinished_.clear();
    return {};
  }

 private:
  static constexpr size_t kBufferBytes = 256 * 1024;

  Status drain() {
    std::string_view left = buffer_;
    while (!left.empty()) {
      ssize_t n = ::write(fd_, left.data(), left.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return file_error("The file could not be written", path_);
      left.remove_prefix(static_cast<size_t>(n));
    }
    buffer_.clear();
    return {};
  }

  int fd_;
  std::string path_, unfinished_, buffer_;
};

}  // namespace

std::unique_ptr<Output> standard_output() { return std::make_unique<StandardOutput>(); }

Result<std::unique_ptr<Output>> file_output(const std::string& path) {
  std::string unfinished = unfinished_name(path);
  int fd = ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) return file_error("The file could not be made", path);
  return std::unique_ptr<Output>(std::make_unique<FileOutput>(fd, path, unfinished));
}

Result<std::string> read_small_file(const std::string& path, size_t most) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return fail(Code::kInvalid, "This is a folder, not a file.", path);
  std::ifstream in(path, std::ios::binary);
  if (!in) return file_error("The file could not be opened", path);
  constexpr size_t kStep = 64 << 10;  // as much memory as there are bytes, not as there might be
  std::string bytes;
  while (in && bytes.size() <= most) {
    size_t had = bytes.size();
    bytes.resize(had + kStep);
    in.read(bytes.data() + had, kStep);
    bytes.resize(had + static_cast<size_t>(in.gcount()));
  }
  if (in.bad()) return file_error("The file could not be read", path);
  if (bytes.size() > most) return fail(Code::kInvalid, fmt::format("The file is larger than {} bytes.", thousands(most)), path);
  return bytes;
}

Result<std::map<std::string, std::string>> read_folder(const std::string& path) {
  std::error_code error;
  fs::directory_iterator entries(path, error);
  if (error) return fail(Code::kNotFound, fmt::format("The folder could not be read: {}.", error.message()), path);
  std::map<std::string, std::string> files;
  for (const fs::directory_entry& entry : entries) {
    std::string name = entry.path().filename().string();
    if (name.starts_with('.') || !entry.is_regular_file(error)) continue;
    STELE_TRY(files[name], read_small_file(entry.path().string()));
  }
  return files;
}

Status write_folder(const std::string& path, const std::map<std::string, std::string>& files) {
  std::error_code error;
  if (fs::exists(path, error)) return fail(Code::kConflict, "There is something of this name already; choose another.", path);
  std::string whole = path;
  while (whole.size() > 1 && whole.ends_with('/')) whole.pop_back();
  std::string unfinished = unfinished_name(whole);
  auto give_up = [&](std::unexpected<Error> why) {
    fs::remove_all(unfinished, error);
    return why;
  };
  if (!fs::create_directory(unfinished, error)) {
    errno = error.value();
    return file_error("The folder could not be made", path);
  }
  for (const auto& [name, bytes] : files) {
    auto out = file_output(unfinished + "/" + name);
    Status written = out ? (*out)->write(bytes) : Status(std::unexpected(out.error()));
    if (written) written = (*out)->finish();
    if (!written) return give_up(std::unexpected(written.error()));
  }
  if (::rename(unfinished.c_str(), whole.c_str()) != 0) return give_up(file_error("The folder could not get its name", path));
  return {};
}

}  // namespace stele::app
