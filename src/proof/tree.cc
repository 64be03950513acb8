// Every hash that a proof needs is the root of a range of leaves whose start is aligned to its width, so one function,
// range_root(), serves roots, inclusion and consistency; it asks for full subtrees only. The verifiers follow the
// numbered steps of RFC 9162, so that a reader can hold the two beside each other.
#include "proof/tree.h"

#include <algorithm>
#include <bit>

#include "base/sha256.h"

namespace stele::proof {
namespace {

// The last node of a row pairs with what lies left of it only; the empty right side is no node.
Hash fold_right(std::span<const Hash> peaks) {
  Hash root = peaks.back();
  for (size_t i = peaks.size() - 1; i-- > 0;) root = node_hash(peaks[i], root);
  return root;
}

// The maximal full subtrees of leaves [begin, end), widest first. begin is a multiple of a power of two >= end - begin.
Result<std::vector<Hash>> range_peaks(uint64_t begin, uint64_t end, const Subtree& subtree) {
  std::vector<Hash> peaks;
  while (begin < end) {
    int level = std::bit_width(end - begin) - 1;
    STELE_TRY(Hash hash, subtree(level, begin >> level));
    peaks.push_back(hash);
    begin += uint64_t{1} << level;
  }
  return peaks;
}

Result<Hash> range_root(uint64_t begin, uint64_t end, const Subtree& subtree) {
  STELE_TRY(std::vector<Hash> peaks, range_peaks(begin, end, subtree));
  return peaks.empty() ? empty_root() : fold_right(peaks);
}

void put_be64(std::string& out, uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
}

std::unexpected<Error> wrong_path(const char* how) {
  return fail(Code::kInvalid, std::string("The proof does not fit the tree: ") + how);
}

}  // namespace

Hash leaf_hash(std::string_view entry) {
  const uint8_t prefix = 0;
  return Sha256().add(Bytes(&prefix, 1)).add(entry).finish();
}

Hash node_hash(const Hash& left, const Hash& right) {
  uint8_t bytes[65] = {1};
  std::copy(left.begin(), left.end(), bytes + 1);
  std::copy(right.begin(), right.end(), bytes + 33);
  return sha256(Bytes(bytes));
}

Hash empty_root() { return sha256(std::string_view()); }

Hash RightEdge::root() const { return peaks_.empty() ? empty_root() : fold_right(peaks_); }

std::string RightEdge::serialise() const {
  std::string out;
  put_be64(out, size_);
  for (const Hash& hash : peaks_) out += text_of(hash);
  return out;
}

Result<RightEdge> RightEdge::parse(std::string_view bytes) {
  RightEdge edge;
  if (bytes.size() < 8) return fail(Code::kInvalid, "The right edge of the tree is cut short.");
  for (uint8_t byte : bytes_of(bytes.substr(0, 8))) edge.size_ = edge.size_ << 8 | byte;
  bytes.remove_prefix(8);
  if (bytes.size() != 32u * static_cast<size_t>(std::popcount(edge.size_)))
    return fail(Code::kInvalid, "The right edge of the tree does not have as many hashes as its size asks for.");
  for (; !bytes.empty(); bytes.remove_prefix(32)) {
    STELE_TRY(Hash hash, to_hash(bytes.substr(0, 32)));
    edge.peaks_.push_back(hash);
  }
  return edge;
}

Result<RightEdge> right_edge_at(uint64_t size, const Subtree& subtree) {
  STELE_TRY(std::vector<Hash> peaks, range_peaks(0, size, subtree));
  std::string bytes;
  put_be64(bytes, size);
  for (const Hash& hash : peaks) bytes += text_of(hash);
  return RightEdge::parse(bytes);
}

Result<Hash> root_at(uint64_t size, const Subtree& subtree) { return range_root(0, size, subtree); }

Result<Path> prove_inclusion(uint64_t index, uint64_t size, const Subtree& subtree) {
  if (index >= size)
    return fail(Code::kInvalid, "Entry " + std::to_string(index) + " is not in a log of " + std::to_string(size) + ".");
  Path path;
  for (int level = 0; (size - 1) >> level > 0; ++level) {
    uint64_t sibling = (index >> level) ^ 1;
    uint64_t begin = sibling << level;
    if (begin >= size) continue;  // the node is promoted: it has no sibling on this level
    STELE_TRY(Hash hash, range_root(begin, std::min(size, begin + (uint64_t{1} << level)), subtree));
    path.push_back(hash);
  }
  return path;
}

Result<Path> prove_consistency(uint64_t old_size, uint64_t new_size, const Subtree& subtree) {
  if (old_size > new_size)
    return fail(Code::kInvalid, "A log of " + std::to_string(new_size) + " cannot contain one of " +
                                    std::to_string(old_size) + " entries.");
  Path path;
  if (old_size == 0) return path;
  uint64_t begin = 0, end = new_size;
  while (old_size < end) {  // SUBPROOF: narrow [begin, end) until the old tree ends where it ends
    uint64_t middle = begin + std::bit_floor(end - begin - 1);
    bool left = old_size <= middle;
    STELE_TRY(Hash other, left ? range_root(middle, end, subtree) : range_root(begin, middle, subtree));
    path.push_back(other);
    (left ? end : begin) = middle;
  }
  if (begin > 0) {
    STELE_TRY(Hash seed, range_root(begin, end, subtree));
    path.push_back(seed);
  }
  std::reverse(path.begin(), path.end());
  return path;
}

Result<Hash> root_from_inclusion(uint64_t index, uint64_t size, const Hash& leaf, std::span<const Hash> path) {
  if (index >= size) return wrong_path("its index is not below the size.");  // step 1
  uint64_t fn = index, sn = size - 1;                                        // step 2
  Hash r = leaf;                                                             // step 3
  for (const Hash& p : path) {                                               // step 4
    if (sn == 0) return wrong_path("it has too many hashes.");
    if (fn & 1 || fn == sn) {
      r = node_hash(p, r);
      while (!(fn & 1) && fn != 0) fn >>= 1, sn >>= 1;
    } else {
      r = node_hash(r, p);
    }
    fn >>= 1, sn >>= 1;
  }
  if (sn != 0) return wrong_path("it has too few hashes.");  // step 5
  return r;
}

Status verify_inclusion(uint64_t index, uint64_t size, const Hash& leaf, std::span<const Hash> path, const Hash& root) {
  STELE_TRY(Hash computed, root_from_inclusion(index, size, leaf, path));
  if (computed != root) return wrong_path("it leads to another root.");
  return {};
}

Status verify_consistency(uint64_t old_size, const Hash& old_root, uint64_t new_size, const Hash& new_root,
                          std::span<const Hash> path) {
  if (old_size > new_size) return wrong_path("the old size is above the new one.");
  if (old_size == 0 || old_size == new_size) {
    const Hash expected = old_size == 0 ? empty_root() : new_root;
    if (!path.empty() || old_root != expected) return wrong_path("the roots differ.");
    return {};
  }
  if (path.empty()) return wrong_path("it is empty.");  // step 1
  Path steps(path.begin(), path.end());
  if (std::has_single_bit(old_size)) steps.insert(steps.begin(), old_root);  // step 2
  uint64_t fn = old_size - 1, sn = new_size - 1;                             // step 3
  while (fn & 1) fn >>= 1, sn >>= 1;                                         // step 4
  Hash fr = steps.front(), sr = steps.front();                               // step 5
  for (const Hash& c : std::span(steps).subspan(1)) {                        // step 6
    if (sn == 0) return wrong_path("it has too many hashes.");
    if (fn & 1 || fn == sn) {
      fr = node_hash(c, fr);
      sr = node_hash(c, sr);
      while (!(fn & 1) && fn != 0) fn >>= 1, sn >>= 1;
    } else {
      sr = node_hash(sr, c);
    }
    fn >>= 1, sn >>= 1;
  }
  if (fr != old_root || sr != new_root || sn != 0) return wrong_path("the roots differ.");  // step 7
  return {};
}

}  // namespace stele::proof
