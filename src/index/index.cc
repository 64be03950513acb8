#include "index/index.h"

#include <algorithm>
#include <cstring>

#include "base/lang.h"
#include "base/sha256.h"
#include "index/impl.h"

namespace stele::index {
namespace {

constexpr const char* kTables = R"(
CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record(rid INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, title_key TEXT, weight INTEGER, doc BLOB);
CREATE INDEX IF NOT EXISTS record_title ON record(title_key, rid) WHERE title_key IS NOT NULL;
CREATE TABLE IF NOT EXISTS said(rid INTEGER, first INTEGER, positions BLOB, PRIMARY KEY(rid, first)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS contribution(id BLOB PRIMARY KEY, withdrawn INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS contributed(id BLOB, first INTEGER, end INTEGER, statements INTEGER, PRIMARY KEY(id, first)) WITHOUT ROWID;
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(text, content='', detail=none, columnsize=0, tokenize='unicode61 remove_diacritics 0');
CREATE TABLE IF NOT EXISTS name(key TEXT, rid INTEGER, PRIMARY KEY(key, rid)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS renamed(seq INTEGER PRIMARY KEY, rid INTEGER);
CREATE TABLE IF NOT EXISTS facet(fid INTEGER PRIMARY KEY, facet TEXT NOT NULL, value TEXT NOT NULL, UNIQUE(facet, value));
CREATE TABLE IF NOT EXISTS bits(fid INTEGER, chunk INTEGER, bits BLOB, PRIMARY KEY(fid, chunk)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS point(key INTEGER, rid INTEGER, lon REAL, lat REAL, PRIMARY KEY(key, rid)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cell(level INTEGER, key INTEGER, n INTEGER, PRIMARY KEY(level, key)) WITHOUT ROWID;
CREATE VIRTUAL TABLE IF NOT EXISTS span USING rtree_i32(id, lo, hi, +rid INTEGER);
CREATE TABLE IF NOT EXISTS identifier(key TEXT, rid INTEGER, PRIMARY KEY(key, rid)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS link(target BLOB, property TEXT, rid INTEGER, PRIMARY KEY(target, property, rid)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS total(kind TEXT, key TEXT, n INTEGER, PRIMARY KEY(kind, key)) WITHOUT ROWID;
)";

}  // namespace

Result<store::Statement*> Index::Impl::sql(const char* text) {
  auto it = prepared.find(text);
  if (it == prepared.end()) {
    STELE_TRY(store::Statement statement, db.prepare(text));
    it = prepared.emplace(text, std::move(statement)).first;
  }
  it->second.reset();
  return &it->second;
}

Status Index::Impl::set_up() {
  STELE_TRY(store::Transaction transaction, store::Transaction::begin(db));
  STELE_CHECK(db.run(kTables));
  STELE_TRY(auto* get, sql("SELECT value FROM meta WHERE key='made-for'"));
  STELE_TRY(bool row, get->step());
  std::string mine = std::to_string(kVersion) + " " + schema.digest();
  if (row) {
    bool same = get->text(0) == mine;
    get->reset();
    if (!same) return fail(Code::kConflict, "The index was made by another version of the program or of the schema.");
    return transaction.commit();
  }
  STELE_TRY(auto* put, sql("INSERT INTO meta VALUES('made-for',?1),('position',0)"));
  STELE_CHECK(put->bind(1, std::string_view(mine)).run());
  return transaction.commit();
}

Result<int64_t> Index::Impl::rid_of(const Id& id) {
  STELE_TRY(auto* get, sql("SELECT rid FROM record WHERE id=?1"));
  get->bind(1, Bytes(id.bytes));
  STELE_TRY(bool row, get->step());
  int64_t rid = row ? get->integer(0) : 0;
  get->reset();
  return rid;
}

Result<Found> Index::Impl::found(int64_t rid) {
  STELE_TRY(auto* get, sql("SELECT id,doc FROM record WHERE rid=?1"));
  get->bind(1, rid);
  STELE_TRY(bool row, get->step());
  if (!row || get->is_null(1)) return get->reset(), fail(Code::kNotFound, "There is no such record.");
  Found out;
  out.rid = rid;
  Bytes id = get->blob(0);
  if (id.size() == out.id.bytes.size()) std::copy(id.begin(), id.end(), out.id.bytes.begin());
  auto doc = doc_from_bytes(text_of(get->blob(1)), *this);
  get->reset();
  if (!doc) return std::unexpected(doc.error());
  out.doc = std::move(*doc);
  return out;
}

Result<uint64_t> Index::Impl::number(std::string_view facet, std::string_view value) {
  std::string key(facet);
  key += '\0';
  key += value;
  if (auto it = facet_ids.find(key); it != facet_ids.end()) return it->second;
  STELE_TRY(auto* insert, sql("INSERT OR IGNORE INTO facet(facet,value) VALUES(?1,?2)"));
  STELE_CHECK(insert->bind(1, facet).bind(2, value).run());
  STELE_TRY(auto* get, sql("SELECT fid FROM facet WHERE facet=?1 AND value=?2"));
  get->bind(1, facet).bind(2, value);
  STELE_TRY(bool row, get->step());
  uint64_t fid = row ? static_cast<uint64_t>(get->integer(0)) : 0;
  get->reset();
  facet_ids.emplace(std::move(key), fid);
  return fid;
}

Result<const std::pair<std::string, std::string>*> Index::Impl::facet_name(uint64_t number) {
  if (auto it = facets.find(number); it != facets.end()) return &it->second;
  STELE_TRY(auto* get, sql("SELECT facet,value FROM facet WHERE fid=?1"));
  get->bind(1, static_cast<int64_t>(number));
  STELE_TRY(bool row, get->step());
  if (!row) return fail(Code::kCorrupt, "A record in the index names a facet that is not there; rebuild the index.");
  std::pair<std::string, std::string> out{get->text(0), get->text(1)};
  get->reset();
  return &facets.emplace(number, std::move(out)).first->second;
}

Result<std::pair<std::string, std::string>> Index::Impl::facet(uint64_t number) {
  STELE_TRY(const auto* name, facet_name(number));
  return *name;
}

Result<Bitmap> Index::Impl::facet_bits(std::string_view facet, std::string_view value) {
  Bitmap out;
  STELE_TRY(auto* get,
            sql("SELECT b.chunk,b.bits FROM facet f JOIN bits b ON b.fid=f.fid WHERE f.facet=?1 AND f.value=?2"));
  get->bind(1, facet).bind(2, value);
  for (;;) {
    STELE_TRY(bool row, get->step());
    if (!row) return out;
    STELE_CHECK(Bitmap::unpack(get->blob(1), out.words(static_cast<uint64_t>(get->integer(0)))));
  }
}

// Positions are stored as differences, each a varint; the first is the row's key.
Result<std::vector<uint64_t>> Index::Impl::positions(int64_t rid) {
  std::vector<uint64_t> out;
  STELE_TRY(auto* get, sql("SELECT first,positions FROM said WHERE rid=?1 ORDER BY first"));
  get->bind(1, rid);
  for (;;) {
    STELE_TRY(bool row, get->step());
    if (!row) return out;
    auto at = static_cast<uint64_t>(get->integer(0));
    out.push_back(at);
    uint64_t gap = 0;
    int shift = 0;
    for (uint8_t byte : get->blob(1)) {
      gap |= static_cast<uint64_t>(byte & 0x7f) << shift;
      shift += 7;
      if (byte & 0x80) continue;
      out.push_back(at += gap);
      gap = 0, shift = 0;
    }
  }
}

std::shared_ptr<Shared> make_shared() { return std::make_shared<Shared>(); }

Index::Index(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Index::~Index() = default;

Result<std::unique_ptr<Index>> Index::open(const std::string& path, const model::Schema& schema,
                                            std::shared_ptr<Shared> shared) {
  auto impl = std::make_unique<Impl>(schema);
  impl->file = path, impl->shared = shared ? std::move(shared) : make_shared();
  STELE_TRY(impl->db, store::Db::open(path, store::Durability::kDerived, store::Access::kReadWrite));
  STELE_CHECK(impl->set_up());
  return std::unique_ptr<Index>(new Index(std::move(impl)));
}

Result<uint64_t> Index::position() {
  STELE_TRY(auto* get, impl_->sql("SELECT value FROM meta WHERE key='position'"));
  STELE_TRY(bool row, get->step());
  uint64_t out = row ? static_cast<uint64_t>(get->integer(0)) : 0;
  get->reset();
  return out;
}

void Index::settle() {
  (void)impl_->shared->spellings.keep(*impl_);
  impl_->db.shrink_journal();
}

Result<bool> Index::knows(const Id& id) {
  STELE_TRY(int64_t rid, impl_->rid_of(id));
  return rid != 0;
}

Result<model::Record> Index::record(const Id& id, StatementSource& source) {
  model::Record out;
  out.id = id;
  STELE_TRY(int64_t rid, impl_->rid_of(id));
  if (rid == 0) return out;
  STELE_TRY(std::vector<uint64_t> positions, impl_->positions(rid));
  STELE_TRY(out.statements, source.at(positions));
  return out;
}

Result<std::set<Id>> Index::withdrawn() {
  std::set<Id> out;
  STELE_TRY(auto* get, impl_->sql("SELECT id FROM contribution WHERE withdrawn=1"));
  for (;;) {
    STELE_TRY(bool row, get->step());
    if (!row) return out;
    Id id;
    Bytes raw = get->blob(0);
    if (raw.size() == id.bytes.size()) std::copy(raw.begin(), raw.end(), id.bytes.begin());
    out.insert(id);
  }
}

Result<Contribution> Index::contribution(const Id& id) {
  STELE_TRY(auto* get, impl_->sql("SELECT c.withdrawn,min(d.first),sum(d.statements) FROM contribution c JOIN "
                                  "contributed d ON d.id=c.id WHERE c.id=?1 GROUP BY c.id"));
  get->bind(1, Bytes(id.bytes));
  STELE_TRY(bool row, get->step());
  if (!row) return fail(Code::kNotFound, "There is no such contribution.", id.text());
  Contribution out{id, get->integer(0) != 0, static_cast<uint64_t>(get->integer(1)),
                   static_cast<uint64_t>(get->integer(2))};
  get->reset();
  return out;
}

Result<Totals> Index::totals() {
  Totals out;
  STELE_TRY(auto* get, impl_->sql("SELECT kind,key,n FROM total WHERE n<>0"));
  for (;;) {
    STELE_TRY(bool row, get->step());
    if (!row) return out;
    std::string_view kind = get->text(0);
    std::string key(get->text(1));
    auto n = static_cast<uint64_t>(get->integer(2));
    if (kind == "type") out.records_by_type[key] = n, out.records += n;
    if (kind == "lang") out.names_by_language[key] = n, out.names += n;
    if (kind == "statements") out.statements = n;
  }
}

namespace {

// Facets by name, whatever number this index gave them.
class ByName : public FacetNumbers {
 public:
  Result<uint64_t> number(std::string_view facet, std::string_view value) override {
    Hash hash = Sha256().add(facet).add("=").add(value).finish();
    uint64_t out;
    std::memcpy(&out, hash.data(), sizeof out);
    return out;
  }
  Result<std::pair<std::string, std::string>> facet(uint64_t) override {
    return fail(Code::kInternal, "Only for writing.");
  }
};

uint64_t mark_of(Bytes id) {
  uint64_t mark = 0;
  std::memcpy(&mark, id.data(), std::min(id.size(), sizeof mark));
  return mark;
}

// Everything that answers are read from, as rows whose text does not depend on record numbers.
constexpr const char* kDigested[] = {
    "SELECT n.key||'|'||hex(r.id) FROM name n JOIN record r USING(rid) ORDER BY 1",
    "SELECT p.key||'|'||p.lon||'|'||p.lat||'|'||hex(r.id) FROM point p JOIN record r USING(rid) ORDER BY 1",
    "SELECT level||'|'||key||'|'||n FROM cell WHERE n<>0 ORDER BY 1",
    "SELECT s.lo||'|'||s.hi||'|'||hex(r.id) FROM span s JOIN record r USING(rid) ORDER BY 1",
    "SELECT i.key||'|'||hex(r.id) FROM identifier i JOIN record r USING(rid) ORDER BY 1",
    "SELECT hex(l.target)||l.property||hex(r.id) FROM link l JOIN record r USING(rid) ORDER BY 1",
    "SELECT kind||'|'||key||'|'||n FROM total WHERE n<>0 ORDER BY 1",
    "SELECT hex(id)||withdrawn FROM contribution ORDER BY 1",
    "SELECT hex(id)||'|'||min(first)||'|'||sum(statements) FROM contributed GROUP BY id ORDER BY 1"};

}  // namespace

// The record numbers differ between two indexes that were made in other batches; ids and docs must not. Sets of records
// go in as the sum of a mark taken from each one's id, which no order and no numbering changes.
Result<std::string> Index::digest() {
  Sha256 sum;
  ByName by_name;
  std::vector<uint64_t> marks;  // by record number
  STELE_TRY(auto* get, impl_->sql("SELECT r.id,r.doc,r.rid,r.title_key,r.weight FROM record r ORDER BY r.id"));
  for (;;) {
    STELE_TRY(bool row, get->step());
    if (!row) break;
    auto rid = static_cast<size_t>(get->integer(2));
    if (marks.size() <= rid) marks.resize(rid + 1);
    marks[rid] = mark_of(get->blob(0));
    sum.add(get->blob(0));
    if (!get->is_null(1)) {
      STELE_TRY(Doc doc, doc_from_bytes(text_of(get->blob(1)), *impl_));
      STELE_TRY(std::string bytes, to_bytes(doc, by_name));
      sum.add(bytes);
    }
    sum.add("|").add(get->text(3)).add("|").add(std::to_string(get->integer(4))).add("|");
    STELE_TRY(std::vector<uint64_t> positions, impl_->positions(get->integer(2)));
    for (uint64_t position : positions) sum.add(std::to_string(position)).add(",");
  }
  auto mark = [&](uint64_t rid) { return rid < marks.size() ? marks[rid] : 1; };
  for (const char* query : kDigested) {
    STELE_TRY(auto* rows, impl_->sql(query));
    for (;;) {
      STELE_TRY(bool row, rows->step());
      if (!row) break;
      sum.add(rows->text(0)).add("\n");
    }
  }
  STELE_TRY(auto* facets, impl_->sql("SELECT fid,facet,value FROM facet ORDER BY facet,value"));
  for (;;) {
    STELE_TRY(bool row, facets->step());
    if (!row) break;
    std::string facet(facets->text(1)), value(facets->text(2));
    STELE_TRY(Bitmap bits, impl_->facet_bits(facet, value));
    uint64_t n = bits.count(), marked = 0;
    bits.each([&](uint64_t rid) { return marked += mark(rid), true; });
    if (n)
      sum.add(facet).add("|").add(value).add("|").add(std::to_string(n)).add("|").add(std::to_string(marked)).add("\n");
  }
  STELE_CHECK(
      impl_->db.run("CREATE VIRTUAL TABLE IF NOT EXISTS temp.word_rows USING fts5vocab('main','words','instance')"));
  STELE_TRY(auto* words, impl_->sql("SELECT term,doc FROM temp.word_rows"));
  std::map<std::string, uint64_t> terms;
  for (;;) {
    STELE_TRY(bool row, words->step());
    if (!row) break;
    terms[std::string(words->text(0))] += mark(static_cast<uint64_t>(words->integer(1)));
  }
  for (const auto& [term, marked] : terms) sum.add(term).add("|").add(std::to_string(marked)).add("\n");
  return to_hex(sum.finish());
}

}  // namespace stele::index
