// Each function is one sentence of RFC 6962 sections 2.1, 2.1.1 and 2.1.2.
#include "proof/reference.h"

#include "base/sha256.h"

namespace stele::proof::reference {
namespace {

// "the largest power of two smaller than n"
uint64_t split(uint64_t n) {
  uint64_t k = 1;
  while (2 * k < n) k *= 2;
  return k;
}

Path with(Path path, const Hash& hash) {
  path.push_back(hash);
  return path;
}

enum class Known { kRoot, kNot };  // whether the verifier already holds the root of this subtree

Path subproof(uint64_t m, std::span<const Hash> leaves, Known known) {
  if (m == leaves.size()) return known == Known::kRoot ? Path{} : Path{mth(leaves)};
  uint64_t k = split(leaves.size());
  if (m <= k) return with(subproof(m, leaves.first(k), known), mth(leaves.subspan(k)));
  return with(subproof(m - k, leaves.subspan(k), Known::kNot), mth(leaves.first(k)));
}

}  // namespace

Hash mth(std::span<const Hash> leaves) {
  if (leaves.empty()) return sha256(std::string_view());
  if (leaves.size() == 1) return leaves[0];
  uint64_t k = split(leaves.size());
  Hash left = mth(leaves.first(k)), right = mth(leaves.subspan(k));
  return Sha256().add("\x01").add(Bytes(left)).add(Bytes(right)).finish();
}

Path path(uint64_t index, std::span<const Hash> leaves) {
  if (leaves.size() == 1) return {};
  uint64_t k = split(leaves.size());
  if (index < k) return with(path(index, leaves.first(k)), mth(leaves.subspan(k)));
  return with(path(index - k, leaves.subspan(k)), mth(leaves.first(k)));
}

Path proof(uint64_t old_size, std::span<const Hash> leaves) { return subproof(old_size, leaves, Known::kRoot); }

}  // namespace stele::proof::reference
