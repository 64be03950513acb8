// For the tests of this module: statements from memory, and an index file that goes away.
#pragma once

#include <filesystem>

#include "index/index.h"
#include "model/test_support.h"

namespace stele::index {

class MemorySource : public StatementSource {
 public:
  explicit MemorySource(const std::vector<model::Statement>& all) : all_(all) {}
  Result<std::vector<model::Statement>> at(std::span<const uint64_t> positions) override {
    std::vector<model::Statement> out;
    for (uint64_t position : positions) out.push_back(all_.at(position));
    return out;
  }
  Result<std::vector<model::Statement>> range(uint64_t first, uint64_t count) override {
    std::vector<model::Statement> out;
    for (uint64_t i = first; i < std::min<uint64_t>(first + count, all_.size()); ++i) out.push_back(all_[i]);
    return out;
  }

 private:
  const std::vector<model::Statement>& all_;
};

class TempFolder {
 public:
  TempFolder() : path_(std::filesystem::temp_directory_path() / ("stele-test-" + Id::random().text())) {
    std::filesystem::create_directories(path_);
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace stele::index
