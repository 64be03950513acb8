// Writing: check everything, seal, append, follow. What is acknowledged is durable and covered by a signed checkpoint,
// and the index has followed, so the writer reads his own write.
#include <algorithm>
#include <unordered_map>

#include "archive/impl.h"

namespace stele::archive {

std::optional<model::Audience> Archive::Impl::closes(const model::Draft& draft) const {
  if (draft.property == "type") {
    const auto* type = schema.type(model::plain_text(draft.value));
    return type ? type->audience : model::Audience::kSealed;
  }
  if (draft.property == "audience")
    return model::audience_named(model::plain_text(draft.value)).value_or(model::Audience::kSealed);
  return std::nullopt;
}

AtRest Archive::Impl::at_rest(const model::Draft& draft, std::optional<model::Audience> record) const {
  model::Audience audience = model::strictest(draft.audience, record.value_or(model::Audience::kSealed));
  const auto* property = schema.property(draft.property);
  audience = model::strictest(audience, property ? property->audience : model::Audience::kSealed);
  return audience >= model::Audience::kRestricted ? AtRest::kEncrypted : AtRest::kPlain;
}

Result<ledger::Receipt> Archive::Impl::append(Hands& hands, Sealed& sealed) {
  STELE_CHECK(keyring->put(sealed.keys));  // a key without its statement is harmless, the other way round is not
  STELE_TRY(ledger::Receipt receipt, hands.ledger->append(sealed.rows));
  STELE_CHECK(remember(receipt.head.note));
  for (uint64_t i = 0; i < sealed.statements.size(); ++i) sealed.statements[i].position = receipt.first + i;
  return receipt;
}

Status Archive::Impl::index(Hands& hands, uint64_t first, uint64_t end, std::span<const model::Statement> statements,
                            index::Index::Keep keep) {
  FolderLock swap(path("swap.lock"), FolderLock::Mode::kShared);
  STELE_TRY(std::string present, index_name());
  if (present != hands.index_name) {  // the index was made anew since these hands were taken
    STELE_TRY(hands.index, index::Index::open(path(present), schema, shared));
    hands.index_name = present;
  }
  Status applied = hands.index->apply(first, end, statements, *hands.source, keep);
  // The statements are in the log: an index that cannot follow now will do so later, and is never wrong meanwhile.
  if (!applied) (void)follow(hands, [](const Progress&) { return true; });
  return {};
}

Result<ledger::Receipt> Archive::Impl::commit(Hands& hands, Sealed&& sealed) {
  STELE_TRY(ledger::Receipt receipt, append(hands, sealed));
  STELE_CHECK(index(hands, receipt.first, receipt.first + sealed.rows.size(), sealed.statements));
  return receipt;
}

namespace {

std::string pointer(size_t i) { return "/" + std::to_string(i); }

// The drafts that open every contribution: what it is and who put it in.
std::vector<model::Draft> contribution_drafts(const Id& contribution, const Id& office, const Caller& caller) {
  auto said = [&](std::string property, model::Value value) {
    model::Draft draft;
    draft.subject = draft.source = contribution;
    draft.contributor = office;
    draft.property = std::move(property);
    draft.value = std::move(value);
    return draft;
  };
  std::vector<model::Draft> out;
  out.push_back(said("type", model::Text{"contribution", ""}));
  if (auto when = Period::parse(now_utc())) out.push_back(said("recorded-at", model::When{*when, "", ""}));
  if (!caller.recorder.empty()) out.push_back(said("recorder", model::Text{caller.recorder, ""}));
  return out;
}

}  // namespace

Result<Receipt> Archive::submit(const Caller& caller, std::vector<model::Draft> drafts,
                                std::vector<model::Finding>& findings) {
  for (size_t i = 0; i < drafts.size(); ++i)
    if (drafts[i].property == kWithdrawn)
      findings.push_back({model::Severity::kError, "withdrawn", kOnlyUndo, pointer(i)});
  if (std::ranges::any_of(drafts, [](const model::Draft& d) { return d.property == kWithdrawn; }))
    return fail(Code::kInvalid, kOnlyUndo);
  return impl_->say(caller, std::move(drafts), findings);
}

Result<Receipt> Archive::Impl::say(const Caller& caller, std::vector<model::Draft>&& drafts,
                                   std::vector<model::Finding>& findings) {
  std::lock_guard lock(write_mutex);
  STELE_TRY(Borrowed hands, Borrowed::take(*this));
  Id contribution = Id::random();
  std::vector<model::Draft> opening = contribution_drafts(contribution, office(), caller);
  drafts.insert(drafts.begin(), opening.begin(), opening.end());
  // Who may see each record, as far as these drafts and the archive say. Only a type makes it known.
  struct Closed {
    bool typed = false;
    model::Audience audience = model::Audience::kPublic;
    void take(const Impl& impl, const model::Draft& draft) {
      typed |= draft.property == "type";
      if (auto how = impl.closes(draft)) audience = model::strictest(audience, *how);
    }
  };
  std::unordered_map<Id, Closed, IdHash> closed;
  for (const model::Draft& draft : drafts) {
    auto [it, added] = closed.try_emplace(draft.subject);
    it->second.take(*this, draft);
    if (!added) continue;
    STELE_TRY(model::Record record, hands->index->record(draft.subject, *hands->source));
    for (const model::Statement& s : record.statements) it->second.take(*this, s);
  }
  model::Checker checker(schema);
  std::vector<ToSeal> ready;
  bool refused = false;
  for (size_t i = 0; i < drafts.size(); ++i) {
    const auto* property = schema.property(drafts[i].property);
    const Closed& record = closed[drafts[i].subject];
    AtRest at_rest = this->at_rest(drafts[i], record.typed ? std::optional(record.audience) : std::nullopt);
    std::string kind = property ? property->statement_kind : "claim";
    auto checked = checker.check(std::move(drafts[i]), i < opening.size() ? "" : pointer(i - opening.size()), findings);
    if (!checked) refused = true;
    else ready.push_back({std::move(*checked), std::move(kind), at_rest});
  }
  if (refused) {
    for (const model::Finding& finding : findings)
      if (finding.severity == model::Severity::kError) return fail(Code::kInvalid, finding.message, finding.where);
  }
  STELE_TRY(ledger::Head head, hands->ledger->head());
  uint64_t count = ready.size();
  STELE_TRY(Sealed sealed, seal(std::move(ready), {signer->name(), head.checkpoint, contribution}));
  STELE_TRY(ledger::Receipt receipt, commit(*hands, std::move(sealed)));
  return Receipt{receipt.first, count, receipt.head.checkpoint.size, contribution, receipt.head.note};
}

Result<Receipt> Archive::undo(const Caller& caller, const Id& contribution, const std::string& reason) {
  {
    STELE_TRY(Borrowed hands, Borrowed::take(*impl_));
    STELE_TRY(index::Contribution known, hands->index->contribution(contribution));
    if (known.withdrawn) return fail(Code::kConflict, "This contribution was withdrawn before.", contribution.text());
  }
  model::Draft draft;
  draft.subject = draft.source = contribution;
  draft.contributor = impl_->office();
  draft.property = kWithdrawn;
  draft.value = model::Text{reason.empty() ? "undone" : reason, ""};
  std::vector<model::Finding> findings;
  return impl_->say(caller, {draft}, findings);
}

}  // namespace stele::archive
