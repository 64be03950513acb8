// Following the log. The unit is the record, not the statement: for every subject that a batch touches, its whole
// record is put together, cut down to what the public may see, and turned into a doc; what the old doc had put into the
// index is taken back, what the new one has is put in. So a withdrawal, a stricter audience or a late statement about
// an early record all go the same way, and the index is a function of the log and nothing else.
#include <algorithm>
#include <unordered_map>

#include "base/lang.h"
#include "index/grid.h"
#include "index/impl.h"
#include "model/redact.h"

namespace stele::index {
namespace {

// Statements between two commits of a long import. The most bounds what a reader waits for who asks for his own write.
constexpr uint64_t kLeastCommit = 65536, kMostCommit = 524288;

enum class Sign : int { kPut = 1, kTake = -1 };

void append_varint(std::string& out, uint64_t n) {
  for (; n >= 0x80; n >>= 7) out += static_cast<char>(n | 0x80);
  out += static_cast<char>(n);
}

class Batch {
 public:
  Batch(Index::Impl& impl, StatementSource& source, std::set<Id> withdrawn)
      : impl_(impl), source_(source), withdrawn_(std::move(withdrawn)) {}

  Status take(std::span<const model::Statement> statements);
  const std::set<Id>& withdrawn() const { return withdrawn_; }

 private:
  struct Subject {
    Id id;
    std::vector<const model::Statement*> fresh;
  };

  Status note_contributions(std::span<const model::Statement> statements);
  Status withdraw(const model::Statement& s);
  Status subject(const Subject& subject);
  Status positions(int64_t rid, const Subject& subject);
  Status renamed(int64_t rid);
  Status doc(Sign sign, int64_t rid, const Doc& doc);
  Status words(Sign sign, int64_t rid, const Doc& doc);
  Status name_keys(Sign sign, int64_t rid, const Doc& doc);
  Status facets(Sign sign, int64_t rid, const Doc& doc);
  Status facet(Sign sign, int64_t rid, std::string_view facet, std::string_view value);
  Status point(Sign sign, int64_t rid, const Doc& doc);
  Status spans(Sign sign, int64_t rid, const Doc& doc);
  Status pairs(Sign sign, int64_t rid, const Doc& doc);
  Status flush();
  Subject& touched(const Id& id);

  Index::Impl& impl_;
  StatementSource& source_;
  std::set<Id> withdrawn_;
  std::vector<Subject> subjects_;  // in the order they are met, so that record numbers follow the log
  std::unordered_map<Id, size_t, IdHash> where_;
  std::map<int64_t, Bitmap> bits_;                     // facet id -> the chunks that change
  std::map<std::pair<int, uint64_t>, int64_t> cells_;  // level, key -> change
  std::map<std::pair<std::string, std::string>, int64_t> totals_;
};

Batch::Subject& Batch::touched(const Id& id) {
  auto [it, added] = where_.try_emplace(id, subjects_.size());
  if (added) subjects_.push_back({id, {}});
  return subjects_[it->second];
}

Status Batch::take(std::span<const model::Statement> statements) {
  STELE_CHECK(note_contributions(statements));
  for (const model::Statement& s : statements) {
    touched(s.subject).fresh.push_back(&s);
    if (s.property == "withdrawn" && s.kind == "control") STELE_CHECK(withdraw(s));
  }
  for (const Subject& s : subjects_) STELE_CHECK(subject(s));
  return flush();
}

Status Batch::note_contributions(std::span<const model::Statement> statements) {
  struct Part {
    uint64_t first = 0, end = 0;
    int64_t n = 0;
  };
  std::map<Id, Part> parts;
  for (const model::Statement& s : statements) {
    Part& part = parts[s.contribution];
    if (part.n++ == 0) part.first = s.position;
    part.end = s.position + 1;
  }
  STELE_TRY(auto* known, impl_.sql("INSERT OR IGNORE INTO contribution(id) VALUES(?1)"));
  STELE_TRY(auto* range, impl_.sql("INSERT OR REPLACE INTO contributed VALUES(?1,?2,?3,?4)"));
  for (const auto& [id, part] : parts) {
    if (id.is_nil()) continue;
    STELE_CHECK(known->bind(1, Bytes(id.bytes)).run());
    STELE_CHECK(range->bind(1, Bytes(id.bytes))
                    .bind(2, static_cast<int64_t>(part.first))
                    .bind(3, static_cast<int64_t>(part.end))
                    .bind(4, part.n)
                    .run());
  }
  return {};
}

// Everything that the contribution spoke about must be put together anew, without it. It is marked even when it has
// said nothing yet, so that the mark does not depend on where a batch ends.
Status Batch::withdraw(const model::Statement& s) {
  if (!withdrawn_.insert(s.subject).second) return {};
  STELE_TRY(auto* mark, impl_.sql("INSERT INTO contribution VALUES(?1,1) ON CONFLICT(id) DO UPDATE SET withdrawn=1"));
  STELE_CHECK(mark->bind(1, Bytes(s.subject.bytes)).run());
  std::vector<std::pair<uint64_t, uint64_t>> ranges;
  STELE_TRY(auto* get, impl_.sql("SELECT first,end FROM contributed WHERE id=?1"));
  get->bind(1, Bytes(s.subject.bytes));
  for (;;) {
    STELE_TRY(bool row, get->step());
    if (!row) break;
    ranges.emplace_back(get->integer(0), get->integer(1));
  }
  constexpr uint64_t kStep = 20000;
  for (auto [first, end] : ranges)
    for (; first < end; first += kStep) {
      STELE_TRY(std::vector<model::Statement> old, source_.range(first, std::min(kStep, end - first)));
      for (const model::Statement& o : old)
        if (o.contribution == s.subject) touched(o.subject);
    }
  return {};
}

Status Batch::subject(const Subject& subject) {
  model::Record record{subject.id, {}};
  STELE_TRY(int64_t rid, impl_.rid_of(subject.id));
  std::optional<Doc> before;
  if (rid) {
    STELE_TRY(std::vector<uint64_t> old, impl_.positions(rid));
    STELE_TRY(record.statements, source_.at(old));
    auto found = impl_.found(rid);
    if (found) before = std::move(found->doc);
    else if (found.error().code != Code::kNotFound) return std::unexpected(found.error());
  } else {
    STELE_TRY(auto* insert, impl_.sql("INSERT INTO record(id) VALUES(?1)"));
    STELE_CHECK(insert->bind(1, Bytes(subject.id.bytes)).run());
    rid = impl_.db.last_rowid();
  }
  for (const model::Statement* s : subject.fresh) record.statements.push_back(*s);
  STELE_CHECK(positions(rid, subject));
  std::optional<Doc> after = make_doc(model::redact(record, withdrawn_, impl_.schema, model::Viewer{}), impl_.schema);
  if (before == after) return {};
  static const std::vector<DocName> kNone;
  if ((before ? before->names : kNone) != (after ? after->names : kNone)) STELE_CHECK(renamed(rid));
  if (before) STELE_CHECK(doc(Sign::kTake, rid, *before));
  if (after) STELE_CHECK(doc(Sign::kPut, rid, *after));
  STELE_TRY(auto* update, impl_.sql("UPDATE record SET title_key=?2, weight=?3, doc=?4 WHERE rid=?1"));
  update->bind(1, rid);
  if (!after) return update->bind_null(2).bind_null(3).bind_null(4).run();
  std::string key = fold(after->title);
  STELE_TRY(std::string bytes, to_bytes(*after, impl_));
  return update->bind(2, std::string_view(key))
      .bind(3, static_cast<int64_t>(after->statements))
      .bind(4, bytes_of(bytes))
      .run();
}

Status Batch::renamed(int64_t rid) {
  STELE_TRY(auto* insert, impl_.sql("INSERT INTO renamed(rid) VALUES(?1)"));
  return insert->bind(1, rid).run();
}

Status Batch::positions(int64_t rid, const Subject& subject) {
  if (subject.fresh.empty()) return {};
  uint64_t first = subject.fresh[0]->position, last = first;
  std::string gaps;
  for (size_t i = 1; i < subject.fresh.size(); ++i) {
    append_varint(gaps, subject.fresh[i]->position - last);
    last = subject.fresh[i]->position;
  }
  STELE_TRY(auto* insert, impl_.sql("INSERT INTO said VALUES(?1,?2,?3)"));
  return insert->bind(1, rid).bind(2, static_cast<int64_t>(first)).bind(3, bytes_of(gaps)).run();
}

Status Batch::doc(Sign sign, int64_t rid, const Doc& d) {
  STELE_CHECK(words(sign, rid, d));
  STELE_CHECK(name_keys(sign, rid, d));
  STELE_CHECK(facets(sign, rid, d));
  STELE_CHECK(point(sign, rid, d));
  STELE_CHECK(spans(sign, rid, d));
  int64_t step = static_cast<int>(sign);
  totals_[{"type", d.type}] += step;
  totals_[{"statements", ""}] += step * d.statements;
  for (const DocName& name : d.names) totals_[{"lang", name.lang}] += step;
  return pairs(sign, rid, d);
}

Status Batch::words(Sign sign, int64_t rid, const Doc& d) {
  std::string text = all_words(d);
  if (text.empty()) return {};
  STELE_TRY(auto* change, impl_.sql(sign == Sign::kPut ? "INSERT INTO words(rowid,text) VALUES(?1,?2)"
                                                       : "INSERT INTO words(words,rowid,text) VALUES('delete',?1,?2)"));
  return change->bind(1, rid).bind(2, std::string_view(text)).run();
}

Status Batch::name_keys(Sign sign, int64_t rid, const Doc& d) {
  STELE_TRY(auto* change, impl_.sql(sign == Sign::kPut ? "INSERT OR IGNORE INTO name VALUES(?1,?2)"
                                                       : "DELETE FROM name WHERE key=?1 AND rid=?2"));
  for (const DocName& name : d.names) {
    std::string key = fold(name.text);
    if (!key.empty()) STELE_CHECK(change->bind(1, std::string_view(key)).bind(2, rid).run());
  }
  return {};
}

Status Batch::facet(Sign sign, int64_t rid, std::string_view facet, std::string_view value) {
  STELE_TRY(uint64_t number, impl_.number(facet, value));
  auto fid = static_cast<int64_t>(number);
  Bitmap& bits = bits_[fid];
  auto n = static_cast<uint64_t>(rid);
  if (!bits.find(n >> 16)) {
    STELE_TRY(auto* get, impl_.sql("SELECT bits FROM bits WHERE fid=?1 AND chunk=?2"));
    get->bind(1, fid).bind(2, static_cast<int64_t>(n >> 16));
    STELE_TRY(bool row, get->step());
    if (row) STELE_CHECK(Bitmap::unpack(get->blob(0), bits.words(n >> 16)));
    get->reset();
  }
  if (sign == Sign::kPut) bits.add(n);
  else bits.remove(n);
  return {};
}

Status Batch::facets(Sign sign, int64_t rid, const Doc& d) {
  STELE_CHECK(facet(sign, rid, kAll, ""));
  for (const auto& [name, value] : d.facets) STELE_CHECK(facet(sign, rid, name, value));
  return {};
}

Status Batch::point(Sign sign, int64_t rid, const Doc& d) {
  if (!d.point) return {};
  uint64_t key = morton(grid_of(*d.point));
  for (int level : kCellLevels) cells_[{level, key >> 2 * (kGridBits - level)}] += static_cast<int>(sign);
  if (sign == Sign::kTake) {
    STELE_TRY(auto* remove, impl_.sql("DELETE FROM point WHERE key=?1 AND rid=?2"));
    return remove->bind(1, static_cast<int64_t>(key)).bind(2, rid).run();
  }
  STELE_TRY(auto* insert, impl_.sql("INSERT OR REPLACE INTO point VALUES(?1,?2,?3,?4)"));
  return insert->bind(1, static_cast<int64_t>(key)).bind(2, rid).bind(3, d.point->lon).bind(4, d.point->lat).run();
}

Status Batch::spans(Sign sign, int64_t rid, const Doc& d) {
  for (auto [lo, hi] : d.spans) {
    if (sign == Sign::kPut) {
      STELE_TRY(auto* insert, impl_.sql("INSERT INTO span(lo,hi,rid) VALUES(?1,?2,?3)"));
      STELE_CHECK(insert->bind(1, int64_t{lo}).bind(2, int64_t{hi}).bind(3, rid).run());
      continue;
    }
    STELE_TRY(auto* remove, impl_.sql("DELETE FROM span WHERE id IN (SELECT id FROM span WHERE lo>=?1 AND lo<=?1 AND "
                                      "hi>=?2 AND hi<=?2 AND rid=?3)"));
    STELE_CHECK(remove->bind(1, int64_t{lo}).bind(2, int64_t{hi}).bind(3, rid).run());
  }
  return {};
}

Status Batch::pairs(Sign sign, int64_t rid, const Doc& d) {
  STELE_TRY(auto* identifier, impl_.sql(sign == Sign::kPut ? "INSERT OR IGNORE INTO identifier VALUES(?1,?2)"
                                                           : "DELETE FROM identifier WHERE key=?1 AND rid=?2"));
  for (const std::string& key : d.identifiers)
    STELE_CHECK(identifier->bind(1, std::string_view(key)).bind(2, rid).run());
  STELE_TRY(auto* link, impl_.sql(sign == Sign::kPut ? "INSERT OR IGNORE INTO link VALUES(?1,?2,?3)"
                                                     : "DELETE FROM link WHERE target=?1 AND property=?2 AND rid=?3"));
  for (const auto& [property, target] : d.links)
    STELE_CHECK(link->bind(1, Bytes(target.bytes)).bind(2, std::string_view(property)).bind(3, rid).run());
  return {};
}

Status Batch::flush() {
  STELE_TRY(auto* put, impl_.sql("INSERT OR REPLACE INTO bits VALUES(?1,?2,?3)"));
  for (const auto& [fid, bitmap] : bits_)
    for (const auto& [chunk, words] : bitmap.chunks()) {
      std::string packed = Bitmap::pack(*words);
      STELE_CHECK(put->bind(1, fid).bind(2, static_cast<int64_t>(chunk)).bind(3, bytes_of(packed)).run());
    }
  STELE_TRY(auto* cell,
            impl_.sql("INSERT INTO cell VALUES(?1,?2,?3) ON CONFLICT(level,key) DO UPDATE SET n=n+excluded.n"));
  for (const auto& [where, change] : cells_)
    if (change)
      STELE_CHECK(
          cell->bind(1, int64_t{where.first}).bind(2, static_cast<int64_t>(where.second)).bind(3, change).run());
  STELE_TRY(auto* total,
            impl_.sql("INSERT INTO total VALUES(?1,?2,?3) ON CONFLICT(kind,key) DO UPDATE SET n=n+excluded.n"));
  for (const auto& [what, change] : totals_)
    if (change)
      STELE_CHECK(
          total->bind(1, std::string_view(what.first)).bind(2, std::string_view(what.second)).bind(3, change).run());
  return {};
}

}  // namespace

Status Index::apply(uint64_t first, uint64_t end, std::span<const model::Statement> statements,
                    StatementSource& source, Keep keep) {
  Status status = take(first, end, statements, source);
  if (!status) impl_->roll_back();
  bool due = keep == Keep::kCommitted || impl_->gathered >= std::clamp(end / 8, kLeastCommit, kMostCommit);
  return status && due ? commit() : status;
}

Status Index::take(uint64_t first, uint64_t end, std::span<const model::Statement> statements,
                   StatementSource& source) {
  if (!impl_->open) {
    STELE_TRY(store::Transaction transaction, store::Transaction::begin(impl_->db));
    impl_->open.emplace(std::move(transaction));
  }
  STELE_TRY(uint64_t at, position());
  if (at != first) return fail(Code::kConflict, "Another process has followed the log meanwhile.");
  STELE_TRY(std::set<Id> gone, withdrawn());
  Batch batch(*impl_, source, std::move(gone));
  STELE_CHECK(batch.take(statements));
  STELE_TRY(auto* move, impl_->sql("UPDATE meta SET value=?1 WHERE key='position'"));
  impl_->gathered += statements.size();
  return move->bind(1, static_cast<int64_t>(end)).run();
}

bool Index::is_open() const { return impl_->open.has_value(); }

Status Index::commit() {
  if (!impl_->open) return {};
  Status status = impl_->open->commit();
  if (!status) return impl_->roll_back(), status;
  impl_->open.reset();
  impl_->gathered = 0;
  return {};
}

// Numbers given to facets in a transaction that is rolled back were never given.
void Index::Impl::roll_back() {
  open.reset();
  gathered = 0;
  facet_ids.clear();
  facets.clear();
}

}  // namespace stele::index
