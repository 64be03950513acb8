// The log as a stranger sees it: entries, proofs, static files, and the audit that derives everything anew.
#include <filesystem>

#include "archive/impl.h"
#include "proof/bundle.h"

namespace stele::archive {

namespace {

// The visible statement at a position, as its record's view shows it.
Result<std::optional<model::SeenStatement>> seen_at(Archive::Impl& impl, Hands& hands, const Caller& caller,
                                                    uint64_t position, const std::set<Id>& withdrawn) {
  STELE_TRY(std::vector<model::Statement> statements, hands.source->range(position, 1));
  if (statements.empty()) return std::optional<model::SeenStatement>();
  auto view = view_of(impl, hands, caller, statements[0].subject, withdrawn);
  if (!view && view.error().code != Code::kNotFound) return std::unexpected(view.error());
  if (view)
    for (const model::SeenStatement& s : view->statements())
      if (s.position == position) return std::optional(s);
  return std::optional<model::SeenStatement>();
}

std::unexpected<Error> no_statement(const std::string& which) {
  return fail(Code::kNotFound, "There is no such statement, or you may not see it.", which);
}

}  // namespace

Result<Bundle> Archive::prove(const Caller& caller, uint64_t position) {
  STELE_TRY(Borrowed hands, Borrowed::take(*impl_));
  STELE_TRY(std::set<Id> withdrawn, hands->index->withdrawn());
  STELE_TRY(ledger::Head head, hands->ledger->head());
  if (position >= head.checkpoint.size) return no_statement(std::to_string(position));
  STELE_TRY(std::optional<model::SeenStatement> seen, seen_at(*impl_, *hands, caller, position, withdrawn));
  if (!seen) return no_statement(std::to_string(position));
  STELE_TRY(std::vector<store::LogRow> rows, hands->ledger->read(position, 1));
  STELE_TRY(OpenBody body, open_body(rows.at(0), *impl_->keyring));
  STELE_TRY(std::vector<model::FieldText> texts, model::fields_of_body(body.json));
  std::vector<proof::Field> fields;
  std::string lines;
  for (const model::FieldText& text : texts) {
    fields.push_back({text.name, text.json});
    // A position that is only shown coarsely is withheld: its exact form must not leave by this door.
    // So is whatever the view has left out because it may lead to the spot.
    bool withheld =
        (seen->generalised && (text.name == "value" || text.name == "original" || text.name == "locator")) ||
        (text.name == "original" && seen->original.empty()) || (text.name == "locator" && seen->locator.empty());
    if (!withheld) lines += proof::field_line(body.seed, text.name, text.json) + "\n";
  }
  proof::CardHead card_head{impl_->signer->name(), body.seen.size, body.seen.root, body.kind, body.supersedes, {}};
  STELE_TRY(std::string card, proof::card_text(body.seed, card_head, fields));
  STELE_TRY(proof::TlogProof proof, hands->ledger->prove(position));
  return Bundle{{std::string(proof::kFieldsFile), lines},
                {std::string(proof::kCardFile), card},
                {std::string(proof::kProofFile), proof::to_text(proof)},
                {std::string(proof::kKeyFile), impl_->signer->key().to_string() + "\n"}};
}

Result<uint64_t> Archive::locate(const Caller& caller, const std::string& statement) {
  STELE_TRY(Borrowed hands, Borrowed::take(*impl_));
  STELE_TRY(ledger::Head head, hands->ledger->head());
  STELE_TRY(std::set<Id> withdrawn, hands->index->withdrawn());
  uint64_t position = head.checkpoint.size;
  if (auto number = proof::parse_decimal(statement)) {
    position = *number;
  } else {
    auto raw = statement.size() == 44   ? from_base64(statement)
               : statement.size() == 64 ? from_hex(statement)
                                        : from_base32(statement);
    if (!raw || raw->size() != sizeof(Hash))
      return fail(
          Code::kInvalid,
          "A statement is named by its place in the log (a number) or by its commitment (base64, hex or base32).",
          statement);
    constexpr uint64_t kStep = 65536;
    for (uint64_t at = 0; at < head.checkpoint.size && position == head.checkpoint.size; at += kStep) {
      STELE_TRY(std::vector<Hash> hashes, hands->ledger->commitments(at, kStep));
      for (uint64_t i = 0; i < hashes.size(); ++i)
        if (text_of(hashes[i]) == *raw) position = at + i;
    }
  }
  if (position >= head.checkpoint.size) return no_statement(statement);
  STELE_TRY(std::optional<model::SeenStatement> seen, seen_at(*impl_, *hands, caller, position, withdrawn));
  if (!seen) return no_statement(statement);
  return position;
}

Result<std::vector<LogEntry>> Archive::log_entries(const Caller& caller, uint64_t first, uint64_t count) {
  STELE_TRY(Borrowed hands, Borrowed::take(*impl_));
  STELE_TRY(std::set<Id> withdrawn, hands->index->withdrawn());
  STELE_TRY(std::vector<store::LogRow> rows, hands->ledger->read(first, std::min<uint64_t>(count, 1000)));
  std::vector<LogEntry> out;
  for (uint64_t i = 0; i < rows.size(); ++i) {
    LogEntry entry{first + i, to_base64(rows[i].commitment), std::nullopt, false};
    STELE_TRY(entry.statement, seen_at(*impl_, *hands, caller, first + i, withdrawn));
    // Erased and hidden look alike from outside, except to those who may see more than the public.
    entry.erased = rows[i].erased && caller.viewer.may_read > model::Audience::kPublic;
    out.push_back(std::move(entry));
  }
  return out;
}

Result<std::string> Archive::log_file(const std::string& path) {
  STELE_TRY(Borrowed hands, Borrowed::take(*impl_));
  return hands->ledger->file(path);
}

Result<std::string> Archive::log_key() { return impl_->signer->key().to_string() + "\n"; }

Result<uint64_t> Archive::log_size() {
  STELE_TRY(Borrowed hands, Borrowed::take(*impl_));
  STELE_TRY(ledger::Head head, hands->ledger->head());
  return head.checkpoint.size;
}

Result<AuditReport> Archive::audit(const ProgressSink& progress) {
  STELE_TRY(Borrowed hands, Borrowed::take(*impl_));
  STELE_TRY(ledger::Head head, hands->ledger->head());
  uint64_t size = head.checkpoint.size;
  AuditReport report;
  report.root = to_base64(head.checkpoint.root);
  // 1. The commitments give the tiles, the root and the signed checkpoint.
  STELE_CHECK(hands->ledger->audit(
      [&](ledger::AuditProgress p) { (void)progress({"checking the tree", p.done, p.total, 0, 0, 0}); }));
  // 2. Every body hashes to its commitment.
  constexpr uint64_t kStep = 4096;
  for (uint64_t at = 0; at < size; at += kStep) {
    STELE_TRY(std::vector<store::LogRow> rows, hands->ledger->read(at, std::min(kStep, size - at)));
    for (uint64_t i = 0; i < rows.size(); ++i) {
      Status good = verify_row(rows[i], impl_->signer->name(), *impl_->keyring);
      if (good) ++report.statements;
      else if (good.error().code == Code::kNotFound) ++report.erased;
      else return fail(Code::kCorrupt, good.error().message, "log position " + std::to_string(at + i));
    }
    if (!progress({"checking bodies", std::min(size, at + kStep), size, 0, 0, 0}))
      return fail(Code::kUnavailable, "Stopped.");
  }
  // 3. The index is what a replay gives.
  STELE_CHECK(impl_->follow(*hands, progress));
  std::string scratch = impl_->path("audit-" + Id::random().text() + ".db");
  struct Remove {
    std::string path;
    ~Remove() {
      std::error_code ignored;
      for (const char* tail : {"", "-wal", "-shm"}) std::filesystem::remove(path + tail, ignored);
    }
  } remove{scratch};
  STELE_TRY(std::unique_ptr<index::Index> replay, index::Index::open(scratch, impl_->schema));
  STELE_TRY(uint64_t followed, hands->index->position());
  for (uint64_t at = 0; at < followed;) {
    uint64_t end = std::min(followed, at + 10000);
    STELE_TRY(std::vector<model::Statement> statements, hands->source->range(at, end - at));
    STELE_CHECK(replay->apply(at, end, statements, *hands->source, index::Index::Keep::kWhenDue));
    at = end;
    if (!progress({"replaying into an index", at, followed, 0, 0, 0})) return fail(Code::kUnavailable, "Stopped.");
  }
  STELE_TRY(std::string wanted, replay->digest());
  STELE_TRY(std::string have, hands->index->digest());
  STELE_TRY(uint64_t still, hands->index->position());
  if (still == followed && wanted != have)
    return fail(Code::kCorrupt, "The index is not what the log gives; `stele rebuild` makes it anew.",
                hands->index_name);
  STELE_TRY(index::Totals totals, hands->index->totals());
  report.records = totals.records;
  return report;
}

Result<std::string> verify_bundle(const std::map<std::string, std::string>& files,
                                  const std::optional<std::string>& trusted_key) {
  proof::BundleFiles bundle(files.begin(), files.end());
  std::optional<proof::VerifierKey> trusted;
  if (trusted_key) {
    std::string_view text = *trusted_key;
    while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
    STELE_TRY(proof::VerifierKey key, proof::VerifierKey::parse(text));
    trusted = std::move(key);
  }
  STELE_TRY(proof::Report report, proof::verify_bundle(bundle, trusted));
  return proof::to_text(report);
}

}  // namespace stele::archive
