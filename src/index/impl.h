// What the parts of the index share: the connection, its prepared statements, and the small lookups over them. Private
// to this module.
#pragma once

#include <optional>
#include <unordered_map>

#include "index/bitmap.h"
#include "index/doc.h"
#include "index/index.h"
#include "index/shared.h"
#include "store/sqlite.h"

namespace stele::index {

// A new version means: rebuild.
inline constexpr int64_t kVersion = 6;
inline constexpr const char* kAll = "";  // the facet that every listed record has

// Points are counted in cells of these levels of the grid, for maps of few details.
inline constexpr int kCellLevels[] = {6, 8, 10, 12, 14};

struct Found {
  int64_t rid = 0;
  Id id;
  Doc doc;
};

struct Index::Impl : FacetNumbers {
  explicit Impl(const model::Schema& s) : schema(s) {}

  const model::Schema& schema;
  store::Db db;
  std::optional<store::Transaction> open;  // taken, not yet committed
  uint64_t gathered = 0;                   // statements in it
  std::unordered_map<std::string, store::Statement> prepared;
  std::unordered_map<std::string, uint64_t> facet_ids;  // "facet\0value"; numbers are never reused
  std::unordered_map<uint64_t, std::pair<std::string, std::string>> facets;
  std::string file;
  std::shared_ptr<Shared> shared;  // never null
  names::Workspace work;

  Result<uint64_t> number(std::string_view facet, std::string_view value) override;
  Result<std::pair<std::string, std::string>> facet(uint64_t number) override;
  Result<const std::pair<std::string, std::string>*> facet_name(uint64_t number);  // stays valid until a rollback

  // Prepares once. The reference stays valid.
  Result<store::Statement*> sql(const char* text);
  Status set_up();
  void roll_back();  // everything since the last commit
  Result<int64_t> rid_of(const Id& id);  // 0 when unknown
  Result<Found> found(int64_t rid);
  Result<Bitmap> facet_bits(std::string_view facet, std::string_view value);
  Result<std::vector<uint64_t>> positions(int64_t rid);
};

model::Hit hit_of(const Found& found, const model::TitleRule& rule, std::string why);
Result<Bitmap> matches_of(Index::Impl& impl, const model::Query& query);  // the records that it finds

Box box_of(const model::Near& near);  // that holds the circle

// A read transaction, so that everything that is asked within it is of one moment.
class Snapshot {
 public:
  explicit Snapshot(store::Db& db) : db_(db), open_(db.run("BEGIN").has_value()) {}
  ~Snapshot() {
    if (open_) (void)db_.run("COMMIT");
  }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  store::Db& db_;
  bool open_;
};

}  // namespace stele::index
