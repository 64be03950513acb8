// The Log port without a disk, for tests: the shortest thing that keeps the promises of log.h.
#include <map>

#include "store/log.h"

namespace stele::store {
namespace {

class MemoryLog : public Log {
 public:
  Result<LogHead> head() override { return head_; }

  Result<uint64_t> append(std::span<const LogRow> rows, const HeadMaker& make) override {
    STELE_TRY(HeadUpdate update, make(head_, [this](const std::string& name) { return side(name); }));
    uint64_t first = rows_.size();
    rows_.insert(rows_.end(), rows.begin(), rows.end());
    for (auto& [name, bytes] : update.side) side_[name] = bytes;
    head_ = {rows_.size(), std::move(update.bytes)};
    return first;
  }

  Result<std::vector<LogRow>> read(uint64_t first, uint64_t count) override {
    std::vector<LogRow> out;
    for (uint64_t i = first; i < rows_.size() && i - first < count; ++i) out.push_back(rows_[i]);
    return out;
  }

  Result<std::vector<Hash>> commitments(uint64_t first, uint64_t count) override {
    std::vector<Hash> out;
    for (uint64_t i = first; i < rows_.size() && i - first < count; ++i) out.push_back(rows_[i].commitment);
    return out;
  }

  Result<std::string> side(const std::string& name) override {
    auto it = side_.find(name);
    return it == side_.end() ? std::string() : it->second;
  }

  Status erase(uint64_t position) override {
    if (position >= rows_.size())
      return fail(Code::kNotFound, "The log has no such position.", std::to_string(position));
    rows_[position] = {rows_[position].commitment, {}, {}, true};
    return {};
  }

 private:
  std::vector<LogRow> rows_;
  std::map<std::string, std::string> side_;
  LogHead head_;
};

}  // namespace

std::unique_ptr<Log> memory_log() { return std::make_unique<MemoryLog>(); }

}  // namespace stele::store
