// Sums of small decision trees (gradient boosting): how a ranker judges, and how it is trained.
//
// Every tree is complete, `depth` questions "is feature f above t?" deep. predict() is pure; train() is deterministic:
// the same rows in the same order give the same trees, to the byte.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace stele::names {

class Trees {
 public:
  static Result<Trees> parse(Bytes bytes);
  std::string bytes() const;
  uint32_t features() const { return features_; }
  bool empty() const { return trees_ == 0; }

  // rows: out.size() rows of features() numbers. Adds nothing to what out held: it is overwritten.
  void predict(std::span<const float> rows, std::span<float> out) const;

 private:
  friend class Trainer;
  uint32_t features_ = 0, depth_ = 0, trees_ = 0;
  std::vector<uint8_t> feature_;  // trees x (2^depth - 1)
  std::vector<float> threshold_;  // the same
  std::vector<float> leaf_;       // trees x 2^depth
};

struct TrainOptions {
  uint32_t trees = 150, depth = 6;
  float rate = 0.1F, smallest_leaf = 20, regularise = 5;
};

// Rows of `features` numbers each. `slopes` is asked before every tree, given the sums so far, for the first and second
// derivatives of the loss by each row's sum.
using Slopes = std::function<void(std::span<const float> sums, std::span<float> first, std::span<float> second)>;
Trees train_trees(std::span<const float> rows, uint32_t features, const Slopes& slopes, const TrainOptions& options);

}  // namespace stele::names
