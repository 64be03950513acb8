// The record that cannot be altered unnoticed: an append-only log of commitments with a signed checkpoint, in the forms
// of docs/formats/log.md (C2SP tlog-tiles, tlog-checkpoint, tlog-proof over RFC 6962). It knows bytes, not meaning.
// A Ledger belongs to one thread at a time. Several processes may each have one on the same log: an append reads the
// tree's right edge inside its own transaction.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "proof/checkpoint.h"
#include "proof/note.h"
#include "proof/tiles.h"
#include "proof/tlog_proof.h"
#include "store/log.h"

namespace stele::ledger {

struct Head {
  proof::Checkpoint checkpoint;  // size and root
  std::string note;              // as signed; "" for a log that has no entry yet
};

struct Receipt {
  uint64_t first = 0;  // position of the first row
  Head head;           // covers all of them
};

struct AuditProgress {
  uint64_t done = 0, total = 0;
};

class Ledger {
 public:
  // The signer's name is the log's origin. kCorrupt when the stored head is not signed by it.
  static Result<Ledger> open(std::unique_ptr<store::Log> log, std::shared_ptr<const proof::Signer> signer);

  // Durable, in order, and covered by a signed checkpoint on return; all rows or none. An empty span gives the head.
  Result<Receipt> append(std::span<const store::LogRow> rows);

  Result<Head> head();
  Result<std::vector<store::LogRow>> read(uint64_t first, uint64_t count);
  Result<std::vector<Hash>> commitments(uint64_t first, uint64_t count);
  // The proof that the row at `position` is in the log of the present head.
  Result<proof::TlogProof> prove(uint64_t position);
  Result<proof::Path> prove_consistency(uint64_t old_size, uint64_t new_size);
  // A static file of the tiled log: "checkpoint", "tile/0/x001/234", "tile/entries/000.p/5". kNotFound beyond the end.
  Result<std::string> file(std::string_view path);
  Status erase(uint64_t position);
  void settle() { log_->settle(); }  // after much was appended

  const proof::VerifierKey& key() const { return signer_->key(); }

  // Re-derives tree, tiles and checkpoint from the commitments alone. Errors name the first thing that is wrong.
  Status audit(const std::function<void(AuditProgress)>& progress);

 private:
  Ledger(std::unique_ptr<store::Log> log, std::shared_ptr<const proof::Signer> signer)
      : log_(std::move(log)), signer_(std::move(signer)) {}
  Result<Head> head_of(const store::LogHead& stored) const;
  Result<Hash> subtree(int level, uint64_t index);
  Result<std::string> tile(const proof::TileId& id, uint64_t size);
  Result<std::string> entries(const proof::TileId& id);

  std::unique_ptr<store::Log> log_;
  std::shared_ptr<const proof::Signer> signer_;
  store::LogHead seen_;  // the last head that head() was given, and what it made of it
  Head opened_;
};

}  // namespace stele::ledger
