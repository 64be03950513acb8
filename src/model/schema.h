// Types, properties and vocabularies: the data in schema/ that drives checks, forms, columns, facets, exports and their
// help texts. Immutable after load(); safe from any thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/statement.h"
#include "model/value.h"

namespace stele::model {

// Words in several languages: language tag -> text. English is always there.
using Labels = std::map<std::string, std::string, std::less<>>;
std::string_view label(const Labels& labels, std::string_view lang);  // falls back to English

struct PartSpec {  // one part of a composite value, e.g. a name's "status"
  std::string id;
  std::string vocab;  // "" = free text
  Labels labels, help;
};

// Whether a property can have several true values at one time. Of kOnce (does it still exist?) two different values
// whose times meet contradict each other, and are shown as such; of kMany (names) they stand beside each other.
enum class Repeat : uint8_t { kMany, kOnce };

struct PropertySpec {
  std::string id;
  ValueKind kind = ValueKind::kText;
  std::string vocab;                      // of a term
  std::vector<std::string> ref_types;     // of a ref: the types it may point to; empty = any
  Audience audience = Audience::kPublic;  // the strictest of this and the statement's own applies
  std::string statement_kind = "claim";   // the card's kind line
  std::vector<std::string> facet_keys;    // of a keyed value: the keys that are facets
  Repeat repeat = Repeat::kMany;
  bool facet = false;                     // counted in search
  bool text_search = false;               // its words are found by search
  Labels labels, help;
};

struct PropertyUse {  // a property as one type uses it
  const PropertySpec* property = nullptr;
  std::string required;  // "" optional, "draft", "publish", "claims"
};

struct TypeSpec {
  std::string id;
  enum class Kind { kRecord, kPart } kind = Kind::kRecord;
  ValueKind part_of = ValueKind::kText;      // for part types: the kind of value they describe
  std::vector<PropertyUse> properties;       // record types
  std::vector<PartSpec> parts;               // part types
  Audience audience = Audience::kPublic;     // default for every statement about such a record (person: restricted)
  std::string coordinate_release = "exact";  // default form of positions shown (monument: grid-1km)
  bool listed = true;                        // found by search and in lists (contribution: no)
  Labels labels, help;
  Json mapping;   // to CIDOC CRM, Linked Places
  Json examples;  // {"valid":[...],"invalid":[...]}
};

struct TermSpec {
  std::string id, definition, source, aat;
  std::string pack;  // "" = core, else the region pack it comes from
  Labels labels, help;  // help: the definition, and its translations
};

struct Vocab {
  std::string id;
  std::string pack;  // the region pack when the core has no such vocabulary at all
  std::vector<TermSpec> terms;
  const TermSpec* find(std::string_view term) const;
};

struct SchemaFile {
  // "types/place.json", "vocab/certainty.csv", "regions/south-caucasus/vocab/currency.csv", "i18n/az/types.json"
  std::string path;
  std::string bytes;
};

class Schema {
 public:
  // All findings are one error: the sentence names the file and what is wrong in it.
  static Result<Schema> load(std::span<const SchemaFile> files);
  // What a translation may be of: "type/place", "type/place#help", "part/name/kind", "certainty/certain#help", each with
  // its English words.
  std::map<std::string, std::string> translatable() const;

  const std::vector<TypeSpec>& types() const { return types_; }
  const TypeSpec* type(std::string_view id) const;
  const PropertySpec* property(std::string_view id) const;
  const std::map<std::string, Vocab, std::less<>>& vocabs() const { return vocabs_; }
  const Vocab* vocab(std::string_view id) const;
  const TermSpec* term(std::string_view vocab, std::string_view term) const;
  // The parts that a kind of value has ("name" -> kind, status, form, ...).
  std::span<const PartSpec> parts(ValueKind kind) const;
  // A digest of all files but the translations, which change no meaning: a projection made under another schema is
  // rebuilt.
  const std::string& digest() const { return digest_; }

 private:
  friend class SchemaLoader;
  std::vector<TypeSpec> types_;
  std::map<std::string, std::unique_ptr<PropertySpec>, std::less<>> properties_;
  std::map<std::string, Vocab, std::less<>> vocabs_;
  std::string digest_;
};

}  // namespace stele::model
