// What can be asked, derived from the log. The index holds docs made from what the public may see, sets of record
// numbers for facets, words, names, points and periods, and for every record the positions of its statements in the
// log. It stores the position it has reached in the same transaction as the rows, so a kill leaves it behind, never
// wrong; it can be deleted and made again.
//
// An Index is one connection: one thread at a time. Several, in one or several processes, may be open on one file.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/match.h"
#include "model/query.h"
#include "model/schema.h"
#include "model/statement.h"

namespace stele::index {

// Where the index reads statements from: the archive, from the log. Erased positions are left out of what is given.
class StatementSource {
 public:
  virtual ~StatementSource() = default;
  virtual Result<std::vector<model::Statement>> at(std::span<const uint64_t> positions) = 0;  // sorted positions
  virtual Result<std::vector<model::Statement>> range(uint64_t first, uint64_t count) = 0;
};

struct Shared;  // shared.h: what tiles keep of searches, and how names are spelled

struct Contribution {
  Id id;
  bool withdrawn = false;
  uint64_t first = 0, statements = 0;
};

struct Totals {
  std::map<std::string, uint64_t> records_by_type, names_by_language;
  uint64_t records = 0, statements = 0, names = 0;
};

std::shared_ptr<Shared> make_shared();

class Index {
 public:
  // Makes the file if it is missing. kConflict when it was made by another version of the program or under another
  // schema: then it must be rebuilt (see Archive).
  // `shared` may serve several; without it this one has its own.
  static Result<std::unique_ptr<Index>> open(const std::string& path, const model::Schema& schema,
                                             std::shared_ptr<Shared> shared = nullptr);
  ~Index();

  Result<uint64_t> position();  // how far it has followed
  // Takes the statements of positions [first, end) in one transaction. kConflict when the index is not at `first`:
  // somebody else followed; ask position() again. Statements must be in the order of their positions.
  // With kWhenDue the transaction stays open, seen by this connection only, until enough has gathered: its trees are
  // entered at random, so a commit rewrites the more pages the more the index holds, and commits that grow with it keep
  // a statement as cheap at the end of a long import as at its start. An error takes back all since the last commit.
  enum class Keep { kCommitted, kWhenDue };
  Status apply(uint64_t first, uint64_t end, std::span<const model::Statement> statements, StatementSource& source,
               Keep keep = Keep::kCommitted);
  bool is_open() const;  // something was taken and is not committed
  Status commit();  // nothing to do when nothing is open

  // After much was applied: puts the names of all records into the name index that is kept as a file, if it lacks many,
  // and empties the journal, if nobody is in the way. Both only make later answers quicker, so nothing is reported.
  void settle();

  // Every statement about a subject, withdrawn ones too; no statements when the subject is not known.
  Result<model::Record> record(const Id& id, StatementSource& source);
  Result<bool> knows(const Id& id);
  Result<std::set<Id>> withdrawn();
  Result<Contribution> contribution(const Id& id);  // kNotFound

  Result<model::Page> find(const model::Query& query);
  // The same order, without hits: calls visit(id) for every record that matches, until it says false.
  Status each(const model::Query& query, const std::function<Result<bool>(const Id&)>& visit);
  Result<std::vector<model::Hit>> suggest(const std::string& words, size_t limit,
                                          const model::Perspective& perspective = {});
  Result<model::Page> naming(const Id& target, const std::string& property, size_t limit, const std::string& cursor,
                             const model::Perspective& perspective = {});
  // Of what the query finds the `limit` records that are nearest to its `near`, the nearest first; kInvalid without it.
  Result<std::vector<model::Hit>> nearest(const model::Query& query);
  // One of the listed records of a type ("" = of any); the same seed gives the same one while the index stands still,
  // seeds that are evenly spread give each record as often. kNotFound when there is none.
  Result<Id> pick(const std::string& type, uint64_t seed);
  Result<std::map<std::string, uint64_t>> naming_counts(const Id& target);
  // The records that a name may mean, the likeliest first; see model/match.h. A name longer than 400 bytes is cut.
  Result<std::vector<model::Candidate>> match(const model::MatchQuery& query, const model::Perspective& perspective = {});
  // Another record that bears this outside identifier ("scheme:id"), or nil.
  Result<Id> bearer(const std::string& identifier, const Id& except);
  // The points of what the query finds (its limit and cursor aside), titled in its perspective: see tile.cc.
  Result<std::string> tile(int zoom, uint32_t x, uint32_t y, const model::Query& query = {});
  Result<Totals> totals();
  // Digest over everything derived, for comparing with a replay: equal statements give equal digests.
  Result<std::string> digest();

  struct Impl;  // src/index/impl.h, for this module only

 private:
  explicit Index(std::unique_ptr<Impl> impl);
  Status take(uint64_t first, uint64_t end, std::span<const model::Statement> statements, StatementSource& source);
  std::unique_ptr<Impl> impl_;
};

}  // namespace stele::index
