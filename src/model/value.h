// The kinds of value a statement can have. Types and properties are data (schema/), kinds of value are code: a new kind
// is a new alternative of Value, and the compiler lists what else must know it.
//
// Each kind has one JSON form, which is what is sealed in the log (docs/formats/statement.md): strings, objects and
// arrays of strings, true and false; never JSON numbers.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/id.h"
#include "base/json.h"
#include "base/period.h"

namespace stele::model {

// The further parts of a value, by name ("status" -> "official-former"), sorted by name; which there are is data: the
// part types of schema/types (name.json, membership.json, position.json).
using Parts = std::vector<std::pair<std::string, std::string>>;
std::string_view part(const Parts& parts, std::string_view name);            // "" when absent
void set_part(Parts& parts, std::string_view name, std::string_view value);  // "" removes

struct Text {
  std::string text;
  std::string lang;
};  // lang: BCP 47 tag or ""
struct Name {
  std::string text;
  std::string lang;
  Parts parts;
};  // an attested name, as in the source
struct Term {
  std::string id;
};  // of the property's vocabulary
struct Ref {
  Id id;
};  // another subject
struct When {
  Period period;
  std::string words;
  std::string calendar;
};  // words and calendar as in the source, or ""
struct Quantity {
  std::string number;
  std::string unit;
};  // decimal as written; unit as in the source
struct Position {
  std::string wkt;
  Parts parts;
};  // role, method, accuracy-m, generalised
struct Membership {
  Id unit;
  Parts parts;
};  // role, perspective, unit-name
struct Identifier {
  std::string scheme;
  std::string id;
};  // of an outside register
struct Keyed {
  std::string key;
  std::string text;
};  // a value kept as its source labels it
struct Link {
  std::string url;
  std::string label;
};
struct Flag {
  bool value = false;
};
struct Unknown {
  std::string reason;
};  // "not known, because ..." is an answer everywhere

using Value =
    std::variant<Text, Name, Term, Ref, When, Quantity, Position, Membership, Identifier, Keyed, Link, Flag, Unknown>;

enum class ValueKind : uint8_t {
  kText,
  kName,
  kTerm,
  kRef,
  kWhen,
  kQuantity,
  kPosition,
  kMembership,
  kIdentifier,
  kKeyed,
  kLink,
  kFlag,
  kUnknown
};
inline ValueKind kind_of(const Value& value) { return static_cast<ValueKind>(value.index()); }
std::string_view kind_name(ValueKind kind);  // "text", "name", ... as in schema/types
Result<ValueKind> kind_named(std::string_view name);

Json to_json(const Value& value);
// Appends the canonical JSON of the value (RFC 8785); the same bytes as canonical_json(to_json(value)), faster.
void append_canonical(std::string& out, const Value& value);
// The kind is the property's; {"unknown":"reason"} is read as Unknown for every kind.
Result<Value> value_from_json(ValueKind kind, const Json& json);
// One line for people and for CSV: "Gəncə", "POINT (46.36 40.68)", "unknown (archive-destroyed)".
std::string plain_text(const Value& value);

bool operator==(const Value& a, const Value& b);  // same kind, same canonical JSON

}  // namespace stele::model
