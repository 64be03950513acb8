// The Merkle tree of the log: RFC 6962 section 2.1 (RFC 9162 section 2.1 with the same hashes).
//   leaf = SHA-256(0x00 || entry)     node = SHA-256(0x01 || left || right)     empty tree = SHA-256("")
// Everything here is pure and may be called from any thread; the caller brings the hashes.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace stele::proof {

Hash leaf_hash(std::string_view entry);
Hash node_hash(const Hash& left, const Hash& right);
Hash empty_root();

// The right edge of a growing tree: its size and the hashes of its maximal full subtrees, widest first. That is all
// one needs to append (one hash a leaf on average, at most 64) and to know the root. A small value: copy it to try.
class RightEdge {
 public:
  uint64_t size() const { return size_; }
  // One hash for every one bit of size(), from the highest bit to the lowest.
  std::span<const Hash> peaks() const { return peaks_; }

  // Appends the leaf number size().
  void add(const Hash& leaf) {
    add(leaf, [](int, uint64_t, const Hash&) {});
  }
  // The same, and calls completed(level, index, hash) for every full subtree of 2^level leaves (number index of its
  // level) that this leaf completes, level 0 (the leaf itself) first: what the tiles of a log are made of.
  template <class Completed>
  void add(const Hash& leaf, Completed&& completed) {
    Hash hash = leaf;
    uint64_t index = size_;
    int level = 0;
    completed(level, index, std::as_const(hash));
    for (; index & 1; index >>= 1) {
      hash = node_hash(peaks_.back(), hash);
      peaks_.pop_back();
      completed(++level, index >> 1, std::as_const(hash));
    }
    peaks_.push_back(hash);
    ++size_;
  }

  Hash root() const;

  // 8 bytes of size (big-endian), then the peaks. parse() refuses a length that does not fit the size (kInvalid); it
  // cannot know whether the hashes are true: compare root() with the last checkpoint.
  std::string serialise() const;
  static Result<RightEdge> parse(std::string_view bytes);

 private:
  uint64_t size_ = 0;
  std::vector<Hash> peaks_;
};

// Gives the hash of the full subtree of 2^level leaves, number `index` of its level: leaves [index << level,
// (index + 1) << level). It is only asked for subtrees that lie wholly inside the tree. Its errors are passed on.
using Subtree = std::function<Result<Hash>(int level, uint64_t index)>;
using Path = std::vector<Hash>;

// The tree of the first `size` leaves, read through `subtree`.
Result<RightEdge> right_edge_at(uint64_t size, const Subtree& subtree);
Result<Hash> root_at(uint64_t size, const Subtree& subtree);

// Proof construction (RFC 9162 sections 2.1.3.1 and 2.1.4.1). kInvalid unless index < size, and old_size <= new_size.
// Consistency from size 0 or between equal sizes is the empty path.
Result<Path> prove_inclusion(uint64_t index, uint64_t size, const Subtree& subtree);
Result<Path> prove_consistency(uint64_t old_size, uint64_t new_size, const Subtree& subtree);

// Verification, the numbered steps of RFC 9162 section 2.1.3.2: the root that `path` leads to from `leaf`. The caller
// compares it with a root he trusts. kInvalid when the path is too short or too long, or index >= size.
Result<Hash> root_from_inclusion(uint64_t index, uint64_t size, const Hash& leaf, std::span<const Hash> path);
Status verify_inclusion(uint64_t index, uint64_t size, const Hash& leaf, std::span<const Hash> path, const Hash& root);

// RFC 9162 section 2.1.4.2: success when the tree of new_size begins with the tree of old_size. Every tree begins with
// the empty one (old_root must then be empty_root() and the path empty).
Status verify_consistency(uint64_t old_size, const Hash& old_root, uint64_t new_size, const Hash& new_root,
                          std::span<const Hash> path);

}  // namespace stele::proof
