// The Reconciliation Service API (reconciliation-api.github.io) from one core: 0.1 and 0.2 as OpenRefine speaks them,
// and the 1.0 draft. A query of any version is read into an Asked; answer() asks the archive once for a whole batch;
// what comes back is written down in the form of each version (reconcile_api.cc). docs/formats/reconcile.md says what
// each property does as a condition.
//
// Nothing here throws or keeps state; every function may be called from any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "model/match.h"
#include "server/reader.h"
#include "server/routes.h"

namespace stele::server::reconcile {

inline constexpr size_t kBatchSize = 1000;   // queries; also ids of an extension
inline constexpr double kUsualRadius = 25e3;  // metres, of a position without a distance

enum class Version : uint8_t { kLegacy, kDraft };

// A condition on a property that the index does not filter by.
struct Condition {
  enum class Quantifier : uint8_t { kAny, kAll, kNone };
  std::string property;
  std::vector<std::string> values;  // texts, or ids of records
  Quantifier quantifier = Quantifier::kAny;
  bool is_required = false;
};

// One query, understood.
struct Asked {
  std::vector<std::string> names;          // other spellings of one name; usually one
  std::vector<std::string> ids;            // records asked for by id
  model::MatchQuery match;                 // without the name
  bool is_type_soft = false;               // "should": when nothing of the type is found, what else fits is answered
  std::vector<std::string> part_of_names;  // units that are named instead of given by id
  std::vector<Condition> others;
  std::vector<std::string> notes;  // what was given and could not be used
  std::string error;               // a sentence; then nothing else counts
};
Asked read_legacy_query(const Json& query, const model::Schema& schema);
Asked read_draft_query(const Json& query, const model::Schema& schema);

// What was found out about a candidate: {"id", "name", "value"}.
struct Feature {
  std::string id, name;
  std::variant<bool, double> value;
};
struct Scored {
  model::Candidate candidate;
  std::vector<Feature> features;
};
struct Answered {
  std::vector<Scored> candidates;  // the best first
  model::Verdict verdict = model::Verdict::kNone;
  std::vector<std::string> notes;
  std::string error;
};
// One answer for each query, in order.
Result<std::vector<Answered>> answer(const Site& site, std::span<const Asked> asked, const Reader& reader);

void append_legacy(std::string& out, const Answered& answered, const Site& site, const Reader& reader);
void append_draft(std::string& out, const Answered& answered, const Site& site, const Reader& reader);

// Values of properties for a list of records.
struct ExtendProperty {
  std::string id;
  size_t limit = 0;         // 0 = all
  bool wants_ids = false;   // of terms and records their ids instead of words
  std::string lang;         // names and texts in this language only; "" = all
};
struct Extend {
  std::vector<std::string> ids;
  std::vector<ExtendProperty> properties;
};
Result<Extend> read_extend(const Json& query);
Result<std::string> extended(const Extend& extend, const Site& site, const Reader& reader, Version version);

// What this reader may see of a record, by the text of its id; nullopt when that is nothing, when it is no id, and when
// the record is of a type that is in no list (a contribution): reconciliation knows only what can be found.
Result<std::optional<model::View>> listed_view(const Site& site, std::string_view id);

// Whether a JSONP callback is a plain name ("jQuery123._back") and nothing else.
bool is_callback(std::string_view name);
// "ltr" or "rtl", of the letters that the tag means.
std::string_view direction_of(std::string_view lang);

// --- the addresses (routes.cc) ---
Response legacy(const Site& site, const Request& request, const PathParams& path);
Response draft_manifest(const Site& site, const Request& request, const PathParams& path);
Response draft_match(const Site& site, const Request& request, const PathParams& path);
Response draft_extend(const Site& site, const Request& request, const PathParams& path);
Response suggest_entity(const Site& site, const Request& request, const PathParams& path);
Response suggest_property(const Site& site, const Request& request, const PathParams& path);
Response suggest_type(const Site& site, const Request& request, const PathParams& path);
Response flyout(const Site& site, const Request& request, const PathParams& path);
Response preview(const Site& site, const Request& request, const PathParams& path);
Response propose(const Site& site, const Request& request, const PathParams& path);

}  // namespace stele::server::reconcile
