// For the tests of this module and of the server: an archive in a folder that goes away, and drafts for it.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "archive/archive.h"

namespace stele::archive::test {

inline Id id(std::string_view key) { return Id::derive("test", key); }

inline model::Draft said(std::string_view subject, std::string property, model::Value value) {
  model::Draft d;
  d.subject = id(subject), d.source = id("source"), d.contributor = id("contributor");
  d.property = std::move(property), d.value = std::move(value);
  return d;
}
inline model::Draft with(model::Draft d, model::Audience audience) {
  d.audience = audience;
  return d;
}
inline model::Text text(std::string words) { return {std::move(words), {}}; }
inline model::Name name(std::string words) { return {std::move(words), "en", {}}; }

inline std::string bytes_of_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

class Folder {
 public:
  Folder() : path_((std::filesystem::temp_directory_path() / ("stele-test-" + Id::random().text())).string()) {}
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }
  std::string file(const std::string& file_name) const { return path_ + "/" + file_name; }
  // Which files hold these bytes.
  std::vector<std::string> holding(std::string_view needle) const {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path_))
      if (entry.is_regular_file() && bytes_of_file(entry.path()).find(needle) != std::string::npos)
        out.push_back(entry.path().filename());
    return out;
  }

 private:
  std::string path_;
};

inline std::unique_ptr<Archive> make(const Folder& folder) {
  if (Status made = Archive::init(folder.path(), {"stele.example/test"}); !made)
    throw std::runtime_error(made.error().message);
  return Archive::open(folder.path()).value();
}

inline Receipt put(Archive& archive, std::vector<model::Draft> drafts) {
  std::vector<model::Finding> findings;
  return archive.submit({}, std::move(drafts), findings).value();
}

inline bool carry_on(const Progress&) { return true; }

inline std::string write(const Folder& folder, const std::string& file_name, std::string_view bytes) {
  std::filesystem::create_directories(std::filesystem::path(folder.file(file_name)).parent_path());
  std::ofstream(folder.file(file_name), std::ios::binary) << bytes;
  return folder.file(file_name);
}

}  // namespace stele::archive::test
