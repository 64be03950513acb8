// Reading. Whatever leaves here is a View, or was made from Views by the index: see model/redact.h.
#include <sys/stat.h>

#include <filesystem>

#include "archive/impl.h"

namespace stele::archive {

namespace {

std::unexpected<Error> nothing(const Id& id) { return fail(Code::kNotFound, "There is no such record.", id.text()); }

uint64_t file_bytes(const std::string& path) {
  std::error_code error;
  uint64_t size = std::filesystem::file_size(path, error);
  return error ? 0 : size;
}

// Views of the records that an export asks for, one after another.
class Views : public formats::ViewSource {
 public:
  Views(Archive::Impl& impl, Hands& hands, const Caller& caller, std::vector<Id> ids, std::set<Id> withdrawn)
      : impl_(impl), hands_(hands), caller_(caller), ids_(std::move(ids)), withdrawn_(std::move(withdrawn)) {}

  Result<const model::View*> next() override {
    while (at_ < ids_.size()) {
      auto view = view_of(impl_, hands_, caller_, ids_[at_++], withdrawn_);
      if (!view && view.error().code == Code::kNotFound) continue;  // hidden since the list was made
      if (!view) return std::unexpected(view.error());
      current_ = std::make_unique<model::View>(std::move(*view));
      return current_.get();
    }
    return nullptr;
  }

  // nullptr also when this reader may see nothing of it.
  const model::View* look_up(const Id& id) override {
    auto it = looked_up_.find(id);
    if (it == looked_up_.end()) {
      if (looked_up_.size() > kMostKept) looked_up_.clear();
      auto view = view_of(impl_, hands_, caller_, id, withdrawn_);
      it = looked_up_.emplace(id, view ? std::make_unique<model::View>(std::move(*view)) : nullptr).first;
    }
    return it->second.get();
  }

 private:
  static constexpr size_t kMostKept = 2000;
  Archive::Impl& impl_;
  Hands& hands_;
  const Caller& caller_;
  std::vector<Id> ids_;
  std::set<Id> withdrawn_;
  size_t at_ = 0;
  std::unique_ptr<model::View> current_;
  std::map<Id, std::unique_ptr<model::View>> looked_up_;
};

void add_voices(const std::vector<model::SaidThen>& said, std::set<Id>& out) {
  for (const model::SaidThen& one : said)
    for (const Id& id : {one.statement.source, one.statement.contributor})
      if (!id.is_nil()) out.insert(id);
}
void add_voices(const std::vector<model::UnitThen>& units, std::set<Id>& out) {
  for (const model::UnitThen& unit : units) add_voices(unit.said, out), add_voices(unit.units, out);
}

// Everybody who says something in it, and every source of it.
std::set<Id> voices_in(const model::Then& then) {
  std::set<Id> out;
  add_voices(then.names, out), add_voices(then.units, out);
  return out;
}

}  // namespace

Result<model::View> view_of(Archive::Impl& impl, Hands& hands, const Caller& caller, const Id& id,
                            const std::set<Id>& withdrawn) {
  STELE_TRY(model::Record record, hands.index->record(id, *hands.source));
  if (record.statements.empty()) return nothing(id);
  model::View view = model::redact(record, withdrawn, impl.schema, caller.viewer);
  if (view.empty()) return nothing(id);
  return view;
}

Result<model::View> Archive::get(const Caller& caller, const Id& id) {
  STELE_TRY(Borrowed hands, Borrowed::take(*impl_));
  STELE_TRY(std::set<Id> withdrawn, hands->index->withdrawn());
  return view_of(*impl_, *hands, caller, id, withdrawn);
}

// The index holds what the public may see, and nobody reads more until there are accounts.
Result<model::Page> Archive::find(const Caller&, const model::Query& query) {
  STELE_TRY(Borrowed hands, Borrowed::take(*impl_));
  return hands->index->find(query);
}

Result<model::Page> Archive::naming(const Caller&, const Id& target, const std::string& property, size_t limit,
                                    const std::string& cursor, const model::Perspective& perspective) {
  STELE_TRY(Borrowed hands, Borrowed::take(*impl_));
  return hands->index->naming(target, property, limit, cursor, perspective);
}

Result<std::map<std::string, uint64_t>> Archive::naming_counts(const Caller&, const Id& target) {
  STELE_TRY(Borrowed hands, Borrowed::take(*impl_));
  return hands->index->naming_counts(target);
}

Result<std::vector<model::Hit>> Archive::suggest(const Caller&, const std::string& words, size_t limit,
                                                 const model::Perspective& perspective) {
  STELE_TRY(Borrowed hands, Borrowed::take(*impl_));
  return hands->index->suggest(words, limit, perspective);
}

Result<std::vector<std::vector<model::Candidate>>> Archive::match(const Caller&, std::span<const model::MatchQuery> queries,
                                                                  const model::Perspective& perspective) {
  STELE_TRY(Borrowed hands, Borrowed::take(*impl_));
  std::vector<std::vector<model::Candidate>> out;
  out.reserve(queries.size());
  for (const model::MatchQuery& query : queries) {
    STELE_TRY(std::vector<model::Candidate> candidates, hands->index->match(query, perspective));
    out.push_back(std::move(candidates));
  }
  return out;
}

Result<std::string> Archive::tile(const Caller&, int zoom, uint32_t x, uint32_t y, const model::Query& query) {
  STELE_TRY(Borrowed hands, Borrowed::take(*impl_));
  return hands->index->tile(zoom, x, y, query);
}

Result<std::vector<model::Hit>> Archive::nearest(const Caller&, const model::Query& query) {
  STELE_TRY(Borrowed hands, Borrowed::take(*impl_));
  return hands->index->nearest(query);
}

Result<Id> Archive::random(const Caller&, const std::string& type, uint64_t seed) {
  STELE_TRY(Borrowed hands, Borrowed::take(*impl_));
  return hands->index->pick(type, seed);
}

Result<RecordThen> Archive::at(const Caller& caller, const Id& id, const model::Perspective& asked) {
  if (!asked.at) return fail(Code::kInvalid, "Say at what time: a day, a year or a period.");
  STELE_TRY(Borrowed hands, Borrowed::take(*impl_));
  STELE_TRY(std::set<Id> withdrawn, hands->index->withdrawn());
  STELE_TRY(model::View view, view_of(*impl_, *hands, caller, id, withdrawn));
  Views others(*impl_, *hands, caller, {}, std::move(withdrawn));
  model::ViewOf look_up = [&](const Id& other) { return others.look_up(other); };
  RecordThen out{model::then_of(view, asked, look_up), {}};
  model::TitleRule rule(asked);
  for (const Id& voice : voices_in(out.then)) {
    const model::View* seen = look_up(voice);
    if (!seen) continue;
    const model::Name* name = seen->title_name(rule);
    out.voices[voice] = {seen->title(rule), name ? name->lang : std::string()};
  }
  return out;
}

Result<uint64_t> Archive::export_to(const Caller& caller, const formats::Exporter& exporter, const model::Query& query,
                                    formats::Writer& out) {
  STELE_TRY(Borrowed hands, Borrowed::take(*impl_));
  std::vector<Id> ids;
  STELE_CHECK(hands->index->each(query, [&](const Id& id) -> Result<bool> {
    ids.push_back(id);
    return true;
  }));
  STELE_TRY(std::set<Id> withdrawn, hands->index->withdrawn());
  Views views(*impl_, *hands, caller, std::move(ids), std::move(withdrawn));
  return exporter.write(views, impl_->schema, out);
}

Result<uint64_t> Archive::index_position() {
  STELE_TRY(Borrowed hands, Borrowed::take(*impl_));
  return hands->index->position();
}

Result<Stats> Archive::stats(const Caller&) {
  STELE_TRY(Borrowed hands, Borrowed::take(*impl_));
  STELE_TRY(index::Totals totals, hands->index->totals());
  STELE_TRY(ledger::Head head, hands->ledger->head());
  Stats out;
  out.records_by_type = std::move(totals.records_by_type);
  out.names_by_language = std::move(totals.names_by_language);
  out.records = totals.records, out.statements = totals.statements, out.names = totals.names;
  out.log_size = head.checkpoint.size;
  out.log_bytes =
      file_bytes(impl_->path("log.db")) + file_bytes(impl_->path("log.db-wal")) + file_bytes(impl_->path("keys.db"));
  out.index_bytes = file_bytes(impl_->path(hands->index_name)) + file_bytes(impl_->path(hands->index_name + "-wal"));
  STELE_TRY(out.index_position, hands->index->position());
  out.origin = impl_->signer->name();
  out.root = to_base64(head.checkpoint.root);
  out.checkpoint = head.note;
  return out;
}

}  // namespace stele::archive
