// Whatever is read as a doc is written again as a doc that reads the same.
#include "index/doc.h"

#include <cstdlib>

namespace {

// Numbers facets as an index does, without one.
class Numbers : public stele::index::FacetNumbers {
 public:
  stele::Result<uint64_t> number(std::string_view facet, std::string_view value) override {
    for (size_t i = 0; i < known_.size(); ++i)
      if (known_[i].first == facet && known_[i].second == value) return i;
    known_.emplace_back(facet, value);
    return known_.size() - 1;
  }
  stele::Result<std::pair<std::string, std::string>> facet(uint64_t number) override {
    if (number >= 64) return stele::fail(stele::Code::kCorrupt, "There is no such facet.");
    if (number >= known_.size()) known_.resize(number % 64 + 1, {"facet", "value"});
    return known_[number];
  }

 private:
  std::vector<std::pair<std::string, std::string>> known_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Numbers numbers;
  auto doc = stele::index::doc_from_bytes({reinterpret_cast<const char*>(data), size}, numbers);
  if (!doc) return 0;
  auto bytes = stele::index::to_bytes(*doc, numbers);
  if (!bytes) std::abort();
  auto again = stele::index::doc_from_bytes(*bytes, numbers);
  if (!again || !(*again == *doc)) std::abort();
  return 0;
}
