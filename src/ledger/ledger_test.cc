#include "ledger/ledger.h"

#include <doctest/doctest.h>

#include "base/sha256.h"
#include "proof/card.h"
#include "proof/tree.h"

using namespace stele;
using namespace stele::ledger;

namespace {

std::shared_ptr<const proof::Signer> signer() {
  return std::make_shared<const proof::Signer>(proof::Signer::make("stele.example/test", sha256("test key")).value());
}

std::vector<store::LogRow> rows(uint64_t first, uint64_t count) {
  std::vector<store::LogRow> out;
  for (uint64_t i = first; i < first + count; ++i) out.push_back({sha256(std::to_string(i)), {}, "b", false});
  return out;
}

struct Tampered : store::Log {
  std::unique_ptr<store::Log> inner;
  std::function<void(std::vector<Hash>&, uint64_t)> change = [](auto&, auto) {};
  Result<store::LogHead> head() override { return inner->head(); }
  Result<uint64_t> append(std::span<const store::LogRow> r, const store::HeadMaker& m) override {
    return inner->append(r, m);
  }
  Result<std::vector<store::LogRow>> read(uint64_t f, uint64_t c) override { return inner->read(f, c); }
  Result<std::vector<Hash>> commitments(uint64_t f, uint64_t c) override {
    auto out = inner->commitments(f, c);
    if (out) change(*out, f);
    return out;
  }
  Result<std::string> side(const std::string& n) override { return inner->side(n); }
  Status erase(uint64_t p) override { return inner->erase(p); }
};

}  // namespace

TEST_CASE("every entry of a growing log has a proof, and older heads are its prefixes") {
  auto ledger = Ledger::open(store::memory_log(), signer()).value();
  CHECK(ledger.head()->checkpoint.root == proof::empty_root());
  uint64_t size = 0;
  std::vector<proof::Checkpoint> heads;
  for (uint64_t n : {1, 2, 5, 248, 1, 300, 700, 66000}) {
    Receipt receipt = ledger.append(rows(size, n)).value();
    CHECK(receipt.first == size);
    size += n;
    CHECK(receipt.head.checkpoint.size == size);
    heads.push_back(receipt.head.checkpoint);
  }
  for (uint64_t at : {uint64_t{0}, uint64_t{1}, uint64_t{255}, uint64_t{256}, uint64_t{1000}, uint64_t{65535},
                      uint64_t{65536}, size - 1}) {
    auto proof = ledger.prove(at).value();
    CHECK(proof::verify_inclusion(at, size, proof::statement_leaf_hash(sha256(std::to_string(at))), proof.path,
                                  heads.back().root));
    CHECK_FALSE(
        proof::verify_inclusion(at, size, proof::statement_leaf_hash(sha256("x")), proof.path, heads.back().root));
  }
  CHECK(ledger.prove(size).error().code == Code::kNotFound);
  for (const auto& old : heads) {
    auto path = ledger.prove_consistency(old.size, size).value();
    CHECK(proof::verify_consistency(old.size, old.root, size, heads.back().root, path));
  }
  CHECK(ledger.audit([](AuditProgress) {}));
}

TEST_CASE("the tiles that a stranger would fetch lead to the signed root") {
  auto ledger = Ledger::open(store::memory_log(), signer()).value();
  constexpr uint64_t kSize = 66000;
  REQUIRE(ledger.append(rows(0, kSize)));
  auto checkpoint = proof::open_checkpoint(ledger.file("checkpoint").value(), ledger.key()).value();
  std::map<std::string, std::vector<Hash>> tiles;
  for (const proof::TileId& id : proof::tiles_between(0, kSize)) {
    std::string bytes = ledger.file(proof::tile_path(id)).value();
    if (id.level == proof::kEntriesLevel) {
      auto entries = proof::parse_entries(bytes).value();
      CHECK(entries.size() == static_cast<size_t>(id.width));
      CHECK(proof::parse_leaf(entries[0]).value() == sha256(std::to_string(id.index * 256)));
    } else {
      tiles[std::to_string(id.level) + "/" + std::to_string(id.index)] = proof::parse_tile(bytes).value();
    }
  }
  auto root = proof::root_at(kSize, [&](int level, uint64_t index) -> Result<Hash> {
    auto part = proof::locate_subtree(level, index);
    auto& tile = tiles[std::to_string(part.tile_level) + "/" + std::to_string(part.tile)];
    return proof::subtree_of(
        std::span<const Hash>(tile).subspan(static_cast<size_t>(part.first), size_t{1} << part.height));
  });
  CHECK(root.value() == checkpoint.root);
  CHECK(ledger.file("tile/0/999").error().code == Code::kNotFound);
  CHECK_FALSE(ledger.file("tile/0/../0"));
}

TEST_CASE("an audit finds one changed commitment, and a wrong key opens nothing") {
  auto tampered = std::make_unique<Tampered>();
  tampered->inner = store::memory_log();
  Tampered* handle = tampered.get();
  auto ledger = Ledger::open(std::move(tampered), signer()).value();
  REQUIRE(ledger.append(rows(0, 1000)));
  CHECK(ledger.audit([](AuditProgress) {}));
  handle->change = [](std::vector<Hash>& hashes, uint64_t first) {
    if (first <= 777 && 777 - first < hashes.size()) hashes[777 - first][5] ^= 1;
  };
  CHECK(ledger.audit([](AuditProgress) {}).error().code == Code::kCorrupt);

  auto log = store::memory_log();
  auto other =
      std::make_shared<const proof::Signer>(proof::Signer::make("stele.example/test", sha256("another key")).value());
  struct Shared : Tampered {};
  auto keep = std::make_unique<Shared>();
  keep->inner = std::move(log);
  store::Log* raw = keep->inner.get();
  auto mine = Ledger::open(std::move(keep), signer()).value();
  REQUIRE(mine.append(rows(0, 3)));
  struct Borrowed : store::Log {
    store::Log* l;
    explicit Borrowed(store::Log* log_in) : l(log_in) {}
    Result<store::LogHead> head() override { return l->head(); }
    Result<uint64_t> append(std::span<const store::LogRow> r, const store::HeadMaker& m) override {
      return l->append(r, m);
    }
    Result<std::vector<store::LogRow>> read(uint64_t f, uint64_t c) override { return l->read(f, c); }
    Result<std::vector<Hash>> commitments(uint64_t f, uint64_t c) override { return l->commitments(f, c); }
    Result<std::string> side(const std::string& n) override { return l->side(n); }
    Status erase(uint64_t p) override { return l->erase(p); }
  };
  CHECK(Ledger::open(std::make_unique<Borrowed>(raw), other).error().code == Code::kCorrupt);
}
