// The tree above 256 leaves is kept as tiles (tile/1/..., tile/2/...) beside the rows, each rewritten while it is its
// level's last. Level-0 tiles and entry bundles are not kept: 256 commitments give them in a tenth of a millisecond,
// and keeping them would double the size of the log.
//
// The stored head is the right edge of the tree and the signed checkpoint:
//   edge <base64 of the serialised right edge> LF <note>
#include "ledger/ledger.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "proof/card.h"
#include "proof/tree.h"

namespace stele::ledger {
namespace {

constexpr std::string_view kEdge = "edge ";

std::string side_name(int level, uint64_t index) {
  return "tile/" + std::to_string(level) + "/" + std::to_string(index);
}

std::string to_bytes(std::span<const Hash> hashes) {
  std::string out;
  out.reserve(hashes.size() * sizeof(Hash));
  for (const Hash& hash : hashes) out.append(reinterpret_cast<const char*>(hash.data()), hash.size());
  return out;
}

struct StoredHead {
  proof::RightEdge edge;
  std::string note;
};

Result<StoredHead> parse_head(const store::LogHead& stored) {
  StoredHead out;
  if (stored.size == 0) return out;
  auto damaged = [] { return fail(Code::kCorrupt, "The head of the log is damaged."); };
  std::string_view text = stored.bytes;
  size_t line = text.find('\n');
  if (!text.starts_with(kEdge) || line == std::string_view::npos) return damaged();
  auto raw = from_base64(text.substr(kEdge.size(), line - kEdge.size()));
  if (!raw) return damaged();
  auto edge = proof::RightEdge::parse(*raw);
  if (!edge || edge->size() != stored.size) return damaged();
  out.edge = std::move(*edge);
  out.note = text.substr(line + 1);
  return out;
}

// Gathers the hashes that an append adds to the kept tiles.
class TileWriter {
 public:
  explicit TileWriter(const store::SideReader& side) : side_(side) {}

  void completed(int level, uint64_t index, const Hash& hash) {
    if (level == 0 || level % 8 || !status_) return;
    std::string name = side_name(level / 8, index / proof::kTileWidth);
    auto it = tiles_.find(name);
    if (it == tiles_.end()) {
      auto before = side_(name);
      if (!before) return void(status_ = std::unexpected(before.error()));
      it = tiles_.emplace(name, std::move(*before)).first;
    }
    it->second.resize((index % proof::kTileWidth) * sizeof(Hash));
    it->second.append(reinterpret_cast<const char*>(hash.data()), hash.size());
  }

  Result<std::map<std::string, std::string>> take() {
    STELE_CHECK(status_);
    return std::move(tiles_);
  }

 private:
  const store::SideReader& side_;
  std::map<std::string, std::string> tiles_;
  Status status_;
};

}  // namespace

Result<Ledger> Ledger::open(std::unique_ptr<store::Log> log, std::shared_ptr<const proof::Signer> signer) {
  Ledger ledger(std::move(log), std::move(signer));
  STELE_TRY(Head head, ledger.head());
  (void)head;
  return ledger;
}

Result<Head> Ledger::head_of(const store::LogHead& stored) const {
  STELE_TRY(StoredHead parsed, parse_head(stored));
  if (stored.size == 0) return Head{{signer_->name(), 0, proof::empty_root()}, {}};
  auto checkpoint = proof::open_checkpoint(parsed.note, signer_->key());
  if (!checkpoint)
    return fail(Code::kCorrupt, "The log's checkpoint is not signed by its key: " + checkpoint.error().message);
  if (checkpoint->size != stored.size || checkpoint->root != parsed.edge.root())
    return fail(Code::kCorrupt, "The log's checkpoint does not fit the log.");
  return Head{std::move(*checkpoint), std::move(parsed.note)};
}

Result<Head> Ledger::head() {
  STELE_TRY(store::LogHead stored, log_->head());
  // Verifying a signature costs more than most questions; the same bytes are verified once.
  bool is_seen = stored.size == seen_.size && stored.bytes == seen_.bytes && !stored.bytes.empty();
  if (is_seen) return opened_;
  STELE_TRY(opened_, head_of(stored));
  seen_ = std::move(stored);
  return opened_;
}

Result<Receipt> Ledger::append(std::span<const store::LogRow> rows) {
  if (rows.empty()) {
    STELE_TRY(Head now, head());
    return Receipt{now.checkpoint.size, std::move(now)};
  }
  Head made;
  // The leaf hashes do not depend on the position, so they are ready before the transaction starts.
  std::vector<Hash> leaves;
  leaves.reserve(rows.size());
  for (const store::LogRow& row : rows) leaves.push_back(proof::statement_leaf_hash(row.commitment));
  STELE_TRY(
      uint64_t first,
      log_->append(rows, [&](const store::LogHead& now, const store::SideReader& side) -> Result<store::HeadUpdate> {
        STELE_TRY(StoredHead stored, parse_head(now));
        TileWriter tiles(side);
        for (const Hash& leaf : leaves)
          stored.edge.add(leaf,
                          [&](int level, uint64_t index, const Hash& hash) { tiles.completed(level, index, hash); });
        made.checkpoint = {signer_->name(), stored.edge.size(), stored.edge.root()};
        STELE_TRY(made.note, proof::sign_checkpoint(made.checkpoint, *signer_));
        STELE_TRY(auto side_files, tiles.take());
        std::string bytes(kEdge);
        bytes += to_base64(bytes_of(stored.edge.serialise())) + "\n" + made.note;
        return store::HeadUpdate{std::move(bytes), std::move(side_files)};
      }));
  return Receipt{first, std::move(made)};
}

Result<std::vector<store::LogRow>> Ledger::read(uint64_t first, uint64_t count) { return log_->read(first, count); }
Result<std::vector<Hash>> Ledger::commitments(uint64_t first, uint64_t count) {
  return log_->commitments(first, count);
}
Status Ledger::erase(uint64_t position) { return log_->erase(position); }

Result<Hash> Ledger::subtree(int level, uint64_t index) {
  if (level < 8) {
    uint64_t first = index << level, count = uint64_t{1} << level;
    STELE_TRY(std::vector<Hash> hashes, log_->commitments(first, count));
    if (hashes.size() != count) return fail(Code::kCorrupt, "The log is shorter than its head says.");
    for (Hash& hash : hashes) hash = proof::statement_leaf_hash(hash);
    return proof::subtree_of(hashes);
  }
  proof::TilePart part = proof::locate_subtree(level, index);
  STELE_TRY(std::string bytes, log_->side(side_name(part.tile_level, part.tile)));
  size_t first = static_cast<size_t>(part.first), count = size_t{1} << part.height;
  if (bytes.size() < (first + count) * sizeof(Hash))
    return fail(Code::kCorrupt, "A tile of the log is missing or too short.", side_name(part.tile_level, part.tile));
  std::vector<Hash> hashes(count);
  std::memcpy(hashes.data(), bytes.data() + first * sizeof(Hash), count * sizeof(Hash));
  return proof::subtree_of(hashes);
}

Result<proof::TlogProof> Ledger::prove(uint64_t position) {
  STELE_TRY(Head now, head());
  if (position >= now.checkpoint.size)
    return fail(Code::kNotFound, "The log has no such position.", std::to_string(position));
  STELE_TRY(proof::Path path, proof::prove_inclusion(position, now.checkpoint.size, [this](int level, uint64_t index) {
              return subtree(level, index);
            }));
  return proof::TlogProof{std::nullopt, position, std::move(path), now.note};
}

Result<proof::Path> Ledger::prove_consistency(uint64_t old_size, uint64_t new_size) {
  STELE_TRY(store::LogHead now, log_->head());
  if (old_size > new_size || new_size > now.size)
    return fail(Code::kInvalid, "The sizes must be in order and within the log.");
  return proof::prove_consistency(old_size, new_size,
                                  [this](int level, uint64_t index) { return subtree(level, index); });
}

Result<std::string> Ledger::entries(const proof::TileId& id) {
  STELE_TRY(std::vector<Hash> hashes, log_->commitments(id.index * proof::kTileWidth, static_cast<uint64_t>(id.width)));
  std::string out;
  for (const Hash& hash : hashes) STELE_CHECK(proof::append_entry(out, proof::leaf_text(hash)));
  return out;
}

Result<std::string> Ledger::tile(const proof::TileId& id, uint64_t size) {
  auto width = static_cast<size_t>(id.width);
  if (id.level > 0) {
    STELE_TRY(std::string bytes, log_->side(side_name(id.level, id.index)));
    if (bytes.size() < width * sizeof(Hash))
      return fail(Code::kCorrupt, "A tile of the log is missing or too short.", proof::tile_path(id));
    bytes.resize(width * sizeof(Hash));
    return bytes;
  }
  (void)size;
  STELE_TRY(std::vector<Hash> hashes, log_->commitments(id.index * proof::kTileWidth, width));
  for (Hash& hash : hashes) hash = proof::statement_leaf_hash(hash);
  return to_bytes(hashes);
}

Result<std::string> Ledger::file(std::string_view path) {
  STELE_TRY(Head now, head());
  if (path == "checkpoint") {
    if (now.note.empty()) return fail(Code::kNotFound, "The log has no entry yet.");
    return now.note;
  }
  STELE_TRY(proof::TileId id, proof::parse_tile_path(path));
  if (id.width > proof::tile_width(id.level, id.index, now.checkpoint.size))
    return fail(Code::kNotFound, "The log has no such tile yet.", std::string(path));
  if (id.level == proof::kEntriesLevel) return entries(id);
  return tile(id, now.checkpoint.size);
}

Status Ledger::audit(const std::function<void(AuditProgress)>& progress) {
  STELE_TRY(store::LogHead stored, log_->head());
  STELE_TRY(Head now, head_of(stored));
  constexpr uint64_t kStep = 65536;
  proof::RightEdge edge;
  std::map<std::string, std::string> tiles;
  store::SideReader nothing = [](const std::string&) -> Result<std::string> { return std::string(); };
  TileWriter writer(nothing);
  for (uint64_t at = 0; at < stored.size;) {
    STELE_TRY(std::vector<Hash> hashes, log_->commitments(at, std::min(kStep, stored.size - at)));
    if (hashes.empty())
      return fail(Code::kCorrupt, "The log is shorter than its head says.", "position " + std::to_string(at));
    for (const Hash& hash : hashes)
      edge.add(proof::statement_leaf_hash(hash),
               [&](int level, uint64_t index, const Hash& h) { writer.completed(level, index, h); });
    at += hashes.size();
    progress({at, stored.size});
  }
  if (edge.root() != now.checkpoint.root)
    return fail(Code::kCorrupt,
                "The commitments do not give the root of the checkpoint: an entry was changed, added or taken away.");
  STELE_TRY(tiles, writer.take());
  for (const auto& [name, bytes] : tiles) {
    STELE_TRY(std::string kept, log_->side(name));
    // A tile may have grown since, if somebody is appending; it must begin with what we derived.
    if (!kept.starts_with(bytes)) return fail(Code::kCorrupt, "A tile of the log is not what its entries give.", name);
  }
  return {};
}

}  // namespace stele::ledger
