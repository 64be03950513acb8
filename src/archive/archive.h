// The archive: the only writer and the only reader of everything above the ledger. All that the program can do is in
// this header; the command line and the server are two ways to call it.
//
// An archive is one folder:
//   log.db       the log and its bodies (docs/formats/log.md)     keys.db   keys of personal statements
//   log.key      the log's private key, readable by its owner only
//   index-*.db   derived; `index` names the one in use; all of them may be deleted while nothing runs
//   objects/     import reports and other things that never change
//   schema/      optional: types and vocabularies of this archive, read in addition to the built-in ones
//   checkpoint   a copy of the last signed checkpoint: guards against a restored stale copy of log.db
//
// An Archive may be used from several threads; several processes may have the same archive open.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/geo.h"
#include "base/result.h"
#include "formats/format.h"
#include "model/check.h"
#include "model/match.h"
#include "model/query.h"
#include "model/redact.h"
#include "model/schema.h"
#include "model/then.h"

namespace stele::archive {

struct InitOptions {
  std::string origin;  // the log's name, "example.org/our-archive"; "" = "stele.invalid/<random>"
};

// Who asks. Until there are accounts everybody reads as the public does.
struct Caller {
  model::Viewer viewer;
  std::string recorder;  // who puts it in: a word for the contribution's record, e.g. the login name; may be ""
};

struct Receipt {
  uint64_t first = 0, count = 0;  // positions in the log
  uint64_t log_size = 0;          // a reader that waits for this size sees what was submitted
  Id contribution;                // nil when nothing was new
  std::string checkpoint;         // the signed note that covers it
};

struct Progress {
  std::string_view stage;  // "reading", "following the log", "checking bodies"
  uint64_t done = 0;       // bytes or statements
  uint64_t total = 0;      // 0 = not known
  uint64_t statements = 0, records = 0, findings = 0;
  uint64_t rows = 0;  // of a list, where they are what is counted
};
// Called now and then from the working thread; returning false asks for a clean stop.
using ProgressSink = std::function<bool(const Progress&)>;

struct ImportRequest {
  std::string path;             // the file
  std::string format;           // "" = recognised from its first bytes
  std::optional<Json> mapping;  // for tables; without one it is guessed and returned in the report
  std::string dataset;          // "" = the mapping's, else the format's own, else the file's name without ending
  enum class Mode { kApply, kDryRun } mode = Mode::kApply;
};

struct ImportReport {
  std::string format;
  uint64_t rows = 0, refused_rows = 0, unchanged_rows = 0;
  uint64_t statements = 0;                           // appended (or that would be, in a dry run)
  uint64_t records = 0;                              // subjects that were new
  uint64_t repeated = 0;                             // statements that were there already and are not added again
  std::map<std::string, uint64_t> findings_by_rule;  // counts of "rule/severity"
  std::vector<model::Finding> findings;              // the first 1,000; all of them are in the report file
  std::string report_object;  // name in objects/, "" when there was nothing to report or in a dry run
  std::optional<Json> guessed_mapping;
  Receipt receipt;
  double seconds = 0;
};

struct Stats {
  std::map<std::string, uint64_t> records_by_type;  // what the public may see
  uint64_t records = 0, statements = 0, names = 0;  // the same
  std::map<std::string, uint64_t> names_by_language;
  uint64_t log_size = 0, log_bytes = 0, index_bytes = 0, index_position = 0;
  std::string origin, root, checkpoint;
};

struct AuditReport {
  uint64_t statements = 0, erased = 0, records = 0;
  std::string root;
};

// One statement as a stranger can check it: file name -> bytes (fields.jsonl, card, proof.tlog-proof, log.vkey).
using Bundle = std::map<std::string, std::string>;

// A statement's place in the log, as pages show it.
struct LogEntry {
  uint64_t position = 0;
  std::string commitment;                         // base64
  std::optional<model::SeenStatement> statement;  // only if this reader may see it
  bool erased = false;
};

struct ContributionInfo {
  Id id;
  bool withdrawn = false;
  uint64_t first = 0, statements = 0;
};

// What a record was called and where it belonged at one time, with the titles of those who say so: sources and
// contributors of all statements in it, as far as this reader may see them.
struct RecordThen {
  model::Then then;
  struct Title {
    std::string text, lang;
  };
  std::map<Id, Title> voices;
};

// The built-in schema together with that of the folder (DIR/schema/), if there is one; "" = only the built-in one.
Result<model::Schema> load_schema(const std::string& folder);

class Archive {
 public:
  // Makes the folder and an empty log. kConflict when there is an archive already.
  static Status init(const std::string& folder, const InitOptions& options);
  // kNotFound when there is none; kCorrupt when log.db is older than the last checkpoint this folder has seen.
  static Result<std::unique_ptr<Archive>> open(const std::string& folder);
  ~Archive();

  const model::Schema& schema() const;
  const std::string& folder() const;

  // --- writing ---
  // All or none. "withdrawn" statements are refused: that is undo's. Errors carry every finding; `where` of each is the
  // draft's number as a JSON pointer ("/2/value").
  Result<Receipt> submit(const Caller& caller, std::vector<model::Draft> drafts, std::vector<model::Finding>& findings);
  Result<ImportReport> import(const Caller& caller, const ImportRequest& request, const ProgressSink& progress);
  // Withdraws everything that one contribution said; the log keeps it, no reader sees it. kNotFound; kConflict if done
  // already.
  Result<Receipt> undo(const Caller& caller, const Id& contribution, const std::string& reason);

  // --- reading ---
  // What this reader may see of a record; kNotFound when that is nothing.
  Result<model::View> get(const Caller& caller, const Id& id);
  Result<model::Page> find(const Caller& caller, const model::Query& query);
  // Records that name this one in a ref or membership, by property ("part-of", "of", ...); cursor as in find().
  Result<model::Page> naming(const Caller& caller, const Id& target, const std::string& property, size_t limit,
                             const std::string& cursor, const model::Perspective& perspective = {});
  Result<std::map<std::string, uint64_t>> naming_counts(const Caller& caller, const Id& target);
  // Names that begin like this, for suggestions.
  Result<std::vector<model::Hit>> suggest(const Caller& caller, const std::string& words, size_t limit,
                                          const model::Perspective& perspective = {});
  // The records that each name may mean, the likeliest first, one list for each query; see model/match.h.
  Result<std::vector<std::vector<model::Candidate>>> match(const Caller& caller, std::span<const model::MatchQuery> queries,
                                                           const model::Perspective& perspective = {});
  // Mapbox Vector Tile 2.1, layer "places", of the points that find() would find, whatever its limit; empty string when
  // nothing is there. At most 100,000 bytes.
  Result<std::string> tile(const Caller& caller, int zoom, uint32_t x, uint32_t y, const model::Query& query = {});
  // "What was this called on that day, in which district, according to whom": names and belongings, upward, as of
  // `asked.at`, which must be set (kInvalid); see model/then.h. kNotFound as get().
  Result<RecordThen> at(const Caller& caller, const Id& id, const model::Perspective& asked);
  // Of what find() would find the `query.limit` records nearest to `query.near` (kInvalid without it), the nearest first.
  // For the neighbours of a record, exclude it.
  Result<std::vector<model::Hit>> nearest(const Caller& caller, const model::Query& query);
  // A listed record of a type ("" = of any): the same seed gives the same one as long as nothing is added. kNotFound.
  Result<Id> random(const Caller& caller, const std::string& type, uint64_t seed);
  Result<uint64_t> export_to(const Caller& caller, const formats::Exporter& exporter, const model::Query& query,
                             formats::Writer& out);
  Result<Stats> stats(const Caller& caller);

  // How far the index has followed the log: what was derived from reads at one position holds until it changes.
  Result<uint64_t> index_position();

  // --- the log ---
  Result<Bundle> prove(const Caller& caller, uint64_t position);
  // The position of a statement by its commitment (base64 or base32) or by its number in words; kNotFound if the reader
  // may not see it.
  Result<uint64_t> locate(const Caller& caller, const std::string& statement);
  Result<std::vector<LogEntry>> log_entries(const Caller& caller, uint64_t first, uint64_t count);
  Result<std::string> log_file(const std::string& path);  // "checkpoint", "tile/..." (c2sp.org/tlog-tiles)
  Result<std::string> log_key();                          // the verifier key, one line
  Result<uint64_t> log_size();
  // Re-derives everything: bodies -> commitments -> tree -> checkpoint, and the index from a replay.
  Result<AuditReport> audit(const ProgressSink& progress);

  // --- the index ---
  // Brings the index up to the log. Also done by every write.
  Status follow(const ProgressSink& progress);
  // Makes the index anew beside the present one, which serves until the new one takes its place.
  Status rebuild_index(const ProgressSink& progress);

  struct Impl;  // src/archive/impl.h, for this module only

 private:
  Archive();
  std::unique_ptr<Impl> impl_;
};

// The schema that is built into the program, and what `folder`/schema adds to it; "" adds nothing.
Result<model::Schema> load_schema(const std::string& folder);

// Checks a bundle folder, a checkpoint file or a bundle's files, without an archive. The text says in words what is
// proven and what is not.
Result<std::string> verify_bundle(const std::map<std::string, std::string>& files,
                                  const std::optional<std::string>& trusted_key);

}  // namespace stele::archive
