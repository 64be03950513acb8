// Objects in memory and in a folder. In the folder an object is written beside its place, made durable, and linked
// there under its name, which fails if the name is taken: never half an object, never a changed one.
#include "store/objects.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>

#include "base/bytes.h"

namespace stele::store {

namespace fs = std::filesystem;

bool is_object_name(std::string_view name) {
  if (name.empty() || name.size() > 500) return false;
  char before = '/';
  for (char c : name) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    if (!plain && c != '/') return false;
    if (before == '/' && (c == '/' || c == '.')) return false;
    before = c;
  }
  return before != '/';
}

namespace {

std::unexpected<Error> bad_name(const std::string& name) {
  return fail(Code::kInvalid, "This is not a name for an object.", name);
}
std::unexpected<Error> taken(const std::string& name) {
  return fail(Code::kConflict, "An object of this name exists and has other bytes; objects never change.", name);
}

class MemoryObjects : public Objects {
 public:
  Status put(const std::string& name, std::string_view bytes) override {
    if (!is_object_name(name)) return bad_name(name);
    std::lock_guard lock(mutex_);
    auto [it, added] = objects_.try_emplace(name, bytes);
    if (!added && it->second != bytes) return taken(name);
    return {};
  }
  Result<std::string> get(const std::string& name) override {
    std::lock_guard lock(mutex_);
    auto it = objects_.find(name);
    if (it == objects_.end()) return fail(Code::kNotFound, "There is no such object.", name);
    return it->second;
  }
  Result<std::vector<std::string>> list(const std::string& prefix) override {
    std::lock_guard lock(mutex_);
    std::vector<std::string> out;
    for (auto it = objects_.lower_bound(prefix); it != objects_.end() && it->first.starts_with(prefix); ++it)
      out.push_back(it->first);
    return out;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> objects_;
};

std::unexpected<Error> os_error(const std::string& name) {
  if (errno == ENOSPC || errno == EDQUOT)
    return fail(Code::kFull, "The disk is full; nothing of this was written.", name);
  return fail(Code::kUnavailable, std::string("The disk reported an error: ") + std::strerror(errno) + ".", name);
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

Status write_all(int fd, std::string_view bytes, const std::string& name) {
  while (!bytes.empty()) {
    ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return os_error(name);
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return ::fsync(fd) == 0 ? Status() : Status(os_error(name));
}

Status sync_folder(const fs::path& folder) {
  Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || ::fsync(fd.get()) != 0) return os_error(folder.string());
  return {};
}

class FolderObjects : public Objects {
 public:
  explicit FolderObjects(std::string root) : root_(std::move(root)) {}

  Status put(const std::string& name, std::string_view bytes) override {
    if (!is_object_name(name)) return bad_name(name);
    fs::path target = root_ / name;
    if (auto there = get(name); there) return *there == bytes ? Status() : Status(taken(name));
    std::error_code ignored;
    fs::create_directories(target.parent_path(), ignored);
    std::array<uint8_t, 8> salt;
    fill_random(salt);
    fs::path temporary = target.parent_path() / (".new-" + to_hex(salt));
    Status status = write(temporary, target, bytes, name);
    ::unlink(temporary.c_str());
    return status;
  }

  Result<std::string> get(const std::string& name) override {
    if (!is_object_name(name)) return bad_name(name);
    std::ifstream in(root_ / name, std::ios::binary);
    if (!in) return fail(Code::kNotFound, "There is no such object.", name);
    std::string out((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (in.bad()) return fail(Code::kUnavailable, "The object cannot be read.", name);
    return out;
  }

  Result<std::vector<std::string>> list(const std::string& prefix) override {
    std::vector<std::string> out;
    std::error_code error;
    for (fs::recursive_directory_iterator it(root_, error), end; !error && it != end; it.increment(error)) {
      if (!it->is_regular_file()) continue;
      std::string name = fs::relative(it->path(), root_).generic_string();
      if (is_object_name(name) && name.starts_with(prefix)) out.push_back(std::move(name));
    }
    std::sort(out.begin(), out.end());
    return out;
  }

 private:
  Status write(const fs::path& temporary, const fs::path& target, std::string_view bytes, const std::string& name) {
    Descriptor fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640));
    if (fd.get() < 0) return os_error(name);
    STELE_CHECK(write_all(fd.get(), bytes, name));
    if (::link(temporary.c_str(), target.c_str()) != 0) {
      if (errno != EEXIST) return os_error(name);
      auto there = get(name);
      if (!there || *there != bytes) return taken(name);
    }
    return sync_folder(target.parent_path());
  }

  fs::path root_;
};

}  // namespace

std::unique_ptr<Objects> memory_objects() { return std::make_unique<MemoryObjects>(); }
std::unique_ptr<Objects> folder_objects(const std::string& path) { return std::make_unique<FolderObjects>(path); }

}  // namespace stele::store
