// What is said, in the five shapes it passes through (design: Draft -> Checked -> Entry -> Statement -> Record ->
// View). Each shape is made in exactly one place, so that having one proves that the step before it was taken:
//   Draft      anybody: an importer, a form, the API
//   Checked    model::check() only
//   Entry      archive (seal) only; bytes for the ledger
//   Statement  decode_statement(), from the ledger's bytes
//   Record     the index, from statements
//   View       model::redact() only; the only thing exporters and the server accept
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/id.h"
#include "base/period.h"
#include "model/value.h"

namespace stele::model {

enum class Audience : uint8_t { kPublic, kCommunity, kRestricted, kSealed };
std::string_view audience_name(Audience audience);
Result<Audience> audience_named(std::string_view name);
inline Audience strictest(Audience a, Audience b) { return a > b ? a : b; }

struct Draft {
  Id subject;
  std::string property;
  Value value;
  std::optional<Period> holds;  // when it is said to have been so in the world
  std::string words;            // that period as the source words it, or ""
  Id source;                    // where it comes from; "own memory" is a source too
  std::string locator;          // page, row, second, region in the source
  Id contributor;               // who says it
  std::string certainty;        // vocabulary certainty, or "" when the source does not say
  std::string original;         // original wording, when the value is not verbatim
  Audience audience = Audience::kPublic;
  std::vector<Hash> supersedes;  // commitments of statements that this one replaces
};

// A draft that passed every rule.
class Checked {
 public:
  const Draft& draft() const { return draft_; }
  Draft take() && { return std::move(draft_); }

 private:
  friend class Checker;
  explicit Checked(Draft draft) : draft_(std::move(draft)) {}
  Draft draft_;
};

// A statement as the log keeps it.
struct Statement : Draft {
  uint64_t position = 0;  // its index in the log
  Hash commitment{};      // SHA-256 of its card; its global id
  Id contribution;        // submitted together
  std::string kind;       // "claim", "name", "control"
};

// All statements about one subject, in the order of the log, withdrawn and superseded ones included.
struct Record {
  Id id;
  std::vector<Statement> statements;
};

// --- bytes -----------------------------------------------------------------------------------------------------------
// A statement has fields, each a name and canonical JSON, sorted by name (docs/formats/statement.md).
struct FieldText {
  std::string name;
  std::string json;
};
// Appends the fields as one canonical JSON object, which is how a body is stored, and says where in `out` the value of
// each field lies. Names are of the program's own table and live for ever.
struct FieldSpan {
  std::string_view name;
  size_t begin = 0, end = 0;
};
void append_body_json(std::string& out, const Checked& checked, const Id& contribution, std::vector<FieldSpan>& spans);
// Reads a body's JSON object. An unknown property is no error here (a newer program may have written it): its value
// comes back as Text of its JSON.
class Schema;
Result<Statement> decode_statement(std::string_view body_json, const Schema& schema);
// The fields of a stored body, as they were sealed.
Result<std::vector<FieldText>> fields_of_body(std::string_view body_json);
// What makes two statements the same: everything but contribution, audience and supersedes.
Hash content_key(const Draft& draft);

}  // namespace stele::model
