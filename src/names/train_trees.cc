// The idea: features are cut into at most 64 bins by their quantiles; a level of a tree is one pass over all rows that
// adds the slopes per node, feature and bin; the best cut of each node is the one that lowers the loss most (second
// order). Sums are in double and in row order, so the result does not depend on anything but the rows.
#include <algorithm>
#include <cmath>

#include "names/trees.h"

namespace stele::names {

class Trainer {
 public:
  Trainer(std::span<const float> rows, uint32_t features, const TrainOptions& options)
      : rows_(rows), features_(features), count_(rows.size() / features), options_(options) {
    cut_into_bins();
  }

  Trees run(const Slopes& slopes) {
    Trees out;
    out.features_ = features_, out.depth_ = options_.depth;
    std::vector<float> sums(count_), first(count_), second(count_);
    for (uint32_t t = 0; t < options_.trees; ++t) {
      slopes(sums, first, second);
      grow(first, second, out);
      const float* leaf = out.leaf_.data() + (size_t{t} << options_.depth);
      for (size_t r = 0; r < count_; ++r) sums[r] += leaf[node_[r] - inner()];
      ++out.trees_;
    }
    return out;
  }

 private:
  static constexpr size_t kBins = 64;
  struct Cell {
    double first = 0, second = 0;
  };

  size_t inner() const { return (size_t{1} << options_.depth) - 1; }

  void cut_into_bins() {
    bins_.resize(count_ * features_);
    edges_.resize(features_);
    for (uint32_t f = 0; f < features_; ++f) {
      std::vector<float> sample;
      size_t step = std::max<size_t>(count_ / 50'000, 1);
      for (size_t r = 0; r < count_; r += step) sample.push_back(rows_[r * features_ + f]);
      std::sort(sample.begin(), sample.end());
      for (size_t b = 1; b < kBins; ++b) {
        float edge = sample[b * (sample.size() - 1) / kBins];
        if (edges_[f].empty() || edge > edges_[f].back()) edges_[f].push_back(edge);
      }
      for (size_t r = 0; r < count_; ++r)
        bins_[r * features_ + f] = static_cast<uint8_t>(
            std::lower_bound(edges_[f].begin(), edges_[f].end(), rows_[r * features_ + f]) - edges_[f].begin());
    }
  }

  void grow(const std::vector<float>& first, const std::vector<float>& second, Trees& out) {
    node_.assign(count_, 0);
    size_t base = out.feature_.size();
    out.feature_.resize(base + inner(), 0);
    out.threshold_.resize(base + inner(), INFINITY);
    for (uint32_t d = 0; d < options_.depth; ++d)
      grow_level(d, first, second, out.feature_.data() + base, out.threshold_.data() + base);
    std::vector<Cell> leaves(size_t{1} << options_.depth);
    for (size_t r = 0; r < count_; ++r) {
      Cell& cell = leaves[node_[r] - inner()];
      cell.first += first[r], cell.second += second[r];
    }
    for (const Cell& cell : leaves)
      out.leaf_.push_back(static_cast<float>(-options_.rate * cell.first / (cell.second + options_.regularise)));
  }

  void grow_level(uint32_t depth, const std::vector<float>& first, const std::vector<float>& second, uint8_t* feature,
                  float* threshold) {
    size_t begin = (size_t{1} << depth) - 1, width = size_t{1} << depth;
    std::vector<Cell> cells(width * features_ * kBins);
    for (size_t r = 0; r < count_; ++r) {
      Cell* to = cells.data() + (node_[r] - begin) * features_ * kBins;
      const uint8_t* bin = bins_.data() + r * features_;
      for (uint32_t f = 0; f < features_; ++f, to += kBins)
        to[bin[f]].first += first[r], to[bin[f]].second += second[r];
    }
    std::vector<uint8_t> cut(width, 255);
    for (size_t n = 0; n < width; ++n)
      cut[n] = best_cut(cells.data() + n * features_ * kBins, feature[begin + n], threshold[begin + n]);
    for (size_t r = 0; r < count_; ++r) {
      size_t n = node_[r] - begin;
      node_[r] = static_cast<uint32_t>(2 * node_[r] + 1 + (bins_[r * features_ + feature[node_[r]]] > cut[n]));
    }
  }

  // The highest bin that goes left; 255 (all go left) when no cut is worth it.
  uint8_t best_cut(const Cell* cells, uint8_t& feature, float& threshold) const {
    double most = 1e-6;
    uint8_t cut = 255;
    for (uint32_t f = 0; f < features_; ++f) {
      Cell all, left;
      for (size_t b = 0; b < kBins; ++b)
        all.first += cells[f * kBins + b].first, all.second += cells[f * kBins + b].second;
      for (size_t b = 0; b < edges_[f].size(); ++b) {
        left.first += cells[f * kBins + b].first, left.second += cells[f * kBins + b].second;
        double right_first = all.first - left.first, right_second = all.second - left.second;
        if (left.second < options_.smallest_leaf * 0.05 || right_second < options_.smallest_leaf * 0.05) continue;
        double gain = worth(left.first, left.second) + worth(right_first, right_second) - worth(all.first, all.second);
        if (gain > most)
          most = gain, cut = static_cast<uint8_t>(b), feature = static_cast<uint8_t>(f), threshold = edges_[f][b];
      }
    }
    return cut;
  }
  double worth(double first, double second) const { return first * first / (second + options_.regularise); }

  std::span<const float> rows_;
  uint32_t features_;
  size_t count_;
  TrainOptions options_;
  std::vector<std::vector<float>> edges_;
  std::vector<uint8_t> bins_;
  std::vector<uint32_t> node_;
};

Trees train_trees(std::span<const float> rows, uint32_t features, const Slopes& slopes, const TrainOptions& options) {
  return Trainer(rows, features, options).run(slopes);
}

}  // namespace stele::names
