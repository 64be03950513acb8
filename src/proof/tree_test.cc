#include "proof/tree.h"

#include <doctest/doctest.h>

#include <map>
#include <random>

#include "proof/reference.h"

using namespace stele;
using namespace stele::proof;

namespace {

// A log in memory: every full subtree that RightEdge reported.
struct MemoryLog {
  std::vector<Hash> leaves;
  std::map<std::pair<int, uint64_t>, Hash> subtrees;
  RightEdge edge;

  void grow_to(uint64_t size) {
    while (leaves.size() < size) {
      leaves.push_back(leaf_hash("entry " + std::to_string(leaves.size())));
      edge.add(leaves.back(), [&](int level, uint64_t index, const Hash& hash) {
        CHECK(subtrees.emplace(std::pair(level, index), hash).second);
      });
    }
  }
  // Refuses to answer for anything that is not wholly inside the first `size` leaves.
  Subtree reader(uint64_t size) const {
    return [this, size](int level, uint64_t index) -> Result<Hash> {
      if ((index + 1) << level > size) return fail(Code::kInternal, "outside the tree");
      return subtrees.at({level, index});
    };
  }
  std::span<const Hash> first(uint64_t n) const { return std::span(leaves).first(n); }
};

std::string hex(const Hash& hash) { return to_hex(hash); }

void check_inclusion(const MemoryLog& log, uint64_t index, uint64_t size, const Hash& root) {
  Path path = prove_inclusion(index, size, log.reader(size)).value();
  REQUIRE(path == reference::path(index, log.first(size)));
  REQUIRE(verify_inclusion(index, size, log.leaves[index], path, root));
}

void check_consistency(const MemoryLog& log, uint64_t old_size, uint64_t new_size, const Hash& old_root,
                       const Hash& root) {
  Path path = prove_consistency(old_size, new_size, log.reader(new_size)).value();
  if (old_size > 0) REQUIRE(path == reference::proof(old_size, log.first(new_size)));
  REQUIRE(verify_consistency(old_size, old_root, new_size, root, path));
}

}  // namespace

TEST_CASE("the hashes are those of RFC 6962 and of the test vectors of Certificate Transparency") {
  CHECK(hex(empty_root()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex(leaf_hash("")) == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  RightEdge edge;
  for (const char* entry :
       {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"})
    edge.add(leaf_hash(from_hex(entry).value()));
  CHECK(hex(edge.root()) == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

TEST_CASE("every proof of every tree up to 300 leaves is the one of the definition, and verifies") {
  MemoryLog log;
  std::vector<Hash> roots;
  for (uint64_t size = 0; size <= 300; ++size) {
    log.grow_to(size);
    Hash root = log.edge.root();
    roots.push_back(root);
    REQUIRE(root == reference::mth(log.first(size)));
    REQUIRE(root_at(size, log.reader(size)).value() == root);
    REQUIRE(right_edge_at(size, log.reader(size)).value().serialise() == log.edge.serialise());
    for (uint64_t index = 0; index < size; ++index) check_inclusion(log, index, size, root);
    for (uint64_t old_size = 0; old_size <= size; ++old_size)
      check_consistency(log, old_size, size, roots[old_size], root);
  }
}

TEST_CASE("larger trees, at random") {
  MemoryLog log;
  log.grow_to(20'000);
  std::mt19937_64 random(7);
  for (int i = 0; i < 60; ++i) {
    uint64_t size = 300 + random() % 19'700, old_size = 1 + random() % size;
    Hash root = reference::mth(log.first(size));
    REQUIRE(root_at(size, log.reader(size)).value() == root);
    check_inclusion(log, random() % size, size, root);
    check_consistency(log, old_size, size, reference::mth(log.first(old_size)), root);
  }
}

TEST_CASE("a proof verifies for nothing but its own tree, place, leaf and path") {
  MemoryLog log;
  log.grow_to(70);
  for (uint64_t size : {1, 2, 3, 5, 8, 13, 33, 64, 70}) {
    Hash root = reference::mth(log.first(size));
    for (uint64_t index = 0; index < size; ++index) {
      Path path = prove_inclusion(index, size, log.reader(size)).value();
      for (uint64_t other = 0; other < size + 3; ++other)
        CHECK(bool(verify_inclusion(other, size, log.leaves[index], path, root)) == (other == index));
      CHECK_FALSE(verify_inclusion(index, size, leaf_hash("stranger"), path, root));
      for (Hash& hash : path) {
        hash[9] ^= 4;
        CHECK_FALSE(verify_inclusion(index, size, log.leaves[index], path, root));
        hash[9] ^= 4;
      }
      Path longer = path;
      longer.push_back(root);
      CHECK_FALSE(verify_inclusion(index, size, log.leaves[index], longer, root));
      CHECK_FALSE(root_from_inclusion(index, size, log.leaves[index], longer));
      if (path.empty()) continue;
      CHECK_FALSE(verify_inclusion(index, size, log.leaves[index], std::span(path).first(path.size() - 1), root));
    }
  }
}

TEST_CASE("a fork is not consistent") {
  MemoryLog log;
  log.grow_to(70);
  Hash root = log.edge.root();
  for (uint64_t old_size = 1; old_size < 70; ++old_size) {
    Path path = prove_consistency(old_size, 70, log.reader(70)).value();
    Hash old_root = reference::mth(log.first(old_size)), forked = old_root;
    forked[0] ^= 1;
    CHECK_FALSE(verify_consistency(old_size, forked, 70, root, path));
    CHECK_FALSE(verify_consistency(old_size, old_root, 70, forked, path));
    CHECK_FALSE(verify_consistency(70, root, old_size, old_root, path));
    CHECK_FALSE(verify_consistency(old_size, old_root, 70, root, {}));
    for (Hash& hash : path) {
      hash[31] ^= 128;
      CHECK_FALSE(verify_consistency(old_size, old_root, 70, root, path));
      hash[31] ^= 128;
    }
    path.push_back(root);
    CHECK_FALSE(verify_consistency(old_size, old_root, 70, root, path));
  }
  CHECK(verify_consistency(70, root, 70, root, {}));
  CHECK_FALSE(verify_consistency(70, root, 70, log.leaves[0], {}));
  CHECK_FALSE(verify_consistency(0, root, 70, root, {}));
  CHECK_FALSE(prove_consistency(71, 70, log.reader(70)));
  CHECK_FALSE(prove_inclusion(70, 70, log.reader(70)));
}

TEST_CASE("the right edge survives its own bytes and nothing else") {
  MemoryLog log;
  log.grow_to(11);
  std::string bytes = log.edge.serialise();
  CHECK(bytes.size() == 8 + 3 * 32);
  RightEdge back = RightEdge::parse(bytes).value();
  CHECK(back.size() == 11);
  CHECK(back.root() == log.edge.root());
  back.add(leaf_hash("entry 11"));
  log.grow_to(12);
  CHECK(back.root() == log.edge.root());
  for (size_t cut = 0; cut < bytes.size(); ++cut) CHECK_FALSE(RightEdge::parse(bytes.substr(0, cut)));
  CHECK_FALSE(RightEdge::parse(bytes + "x"));
  CHECK(RightEdge::parse(std::string(8, '\0')).value().root() == empty_root());
}
