// The idea: a tree is an array in heap order, so that a prediction is `depth` steps without a branch; all rows go
// through one tree before the next, so that their steps overlap.
#include "names/trees.h"

#include <cstring>

namespace stele::names {
namespace {

constexpr std::string_view kMagic = "stele-trees 1\n\0\0";

template <class T>
void put(std::string& out, const std::vector<T>& values) {
  out.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

}  // namespace

std::string Trees::bytes() const {
  std::string out(kMagic.data(), 16);
  uint32_t head[4] = {features_, depth_, trees_, 0};
  out.append(reinterpret_cast<const char*>(head), sizeof head);
  put(out, threshold_);
  put(out, leaf_);
  put(out, feature_);
  return out;
}

Result<Trees> Trees::parse(Bytes bytes) {
  auto broken = [] {
    return fail(Code::kCorrupt, "The trees are not of version 1 or not whole; run build/train-names.", "schema/names");
  };
  uint32_t head[4];
  if (bytes.size() < 32 || std::memcmp(bytes.data(), kMagic.data(), 14) != 0) return broken();
  std::memcpy(head, bytes.data() + 16, sizeof head);
  Trees out;
  out.features_ = head[0], out.depth_ = head[1], out.trees_ = head[2];
  if (out.features_ == 0 || out.features_ > 256 || out.depth_ == 0 || out.depth_ > 8 || out.trees_ > 10'000)
    return broken();
  size_t inner = size_t{out.trees_} * ((1U << out.depth_) - 1), leaves = size_t{out.trees_} << out.depth_;
  if (bytes.size() != 32 + inner * 5 + leaves * 4) return broken();
  out.threshold_.resize(inner), out.leaf_.resize(leaves), out.feature_.resize(inner);
  const uint8_t* at = bytes.data() + 32;
  std::memcpy(out.threshold_.data(), at, inner * 4);
  std::memcpy(out.leaf_.data(), at + inner * 4, leaves * 4);
  std::memcpy(out.feature_.data(), at + inner * 4 + leaves * 4, inner);
  for (uint8_t f : out.feature_)
    if (f >= out.features_) return broken();
  return out;
}

void Trees::predict(std::span<const float> rows, std::span<float> out) const {
  std::fill(out.begin(), out.end(), 0.0F);
  size_t inner = (size_t{1} << depth_) - 1;
  for (size_t t = 0; t < trees_; ++t) {
    const uint8_t* feature = feature_.data() + t * inner;
    const float* threshold = threshold_.data() + t * inner;
    const float* leaf = leaf_.data() + (t << depth_);
    for (size_t r = 0; r < out.size(); ++r) {
      const float* row = rows.data() + r * features_;
      size_t node = 0;
      for (uint32_t d = 0; d < depth_; ++d)
        node = 2 * node + 1 + static_cast<size_t>(row[feature[node]] > threshold[node]);
      out[r] += leaf[node - inner];
    }
  }
}

}  // namespace stele::names
