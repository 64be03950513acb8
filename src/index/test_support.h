// For the tests of this module: statements from memory, an index file that goes away, facet numbers without an index.
#pragma once

#include <filesystem>

#include "index/doc.h"
#include "index/index.h"
#include "model/test_support.h"

namespace stele::index {

// Numbers facets as an index does, without one.
class Numbers : public FacetNumbers {
 public:
  // What a number that was never given means: damage, or (for bytes made up by a fuzzer) some facet.
  enum class Strange : uint8_t { kRefused, kInvented };
  explicit Numbers(Strange strange = Strange::kRefused) : strange_(strange) {}
  Result<uint64_t> number(std::string_view facet, std::string_view value) override {
    for (size_t i = 0; i < known_.size(); ++i)
      if (known_[i].first == facet && known_[i].second == value) return i;
    known_.emplace_back(facet, value);
    return known_.size() - 1;
  }
  Result<std::pair<std::string, std::string>> facet(uint64_t number) override {
    constexpr uint64_t kMostInvented = 64;
    if (strange_ == Strange::kInvented && number < kMostInvented && number >= known_.size())
      known_.resize(number + 1, {"facet", "value"});
    if (number >= known_.size()) return fail(Code::kCorrupt, "There is no such facet.");
    return known_[number];
  }

 private:
  Strange strange_;
  std::vector<std::pair<std::string, std::string>> known_;
};

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
