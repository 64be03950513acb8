// For tests of this module and of those above it: the real schema from the project's folder, drafts that pass every
// rule, and statements as the log would give them back. Tests run in the project's folder.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "model/check.h"
#include "model/redact.h"
#include "model/schema.h"

namespace stele::model::test {

inline std::vector<SchemaFile> schema_files() {
  std::vector<SchemaFile> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("schema")) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    out.push_back({std::filesystem::relative(entry.path(), "schema").generic_string(),
                   std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>())});
  }
  return out;
}

inline const Schema& schema() {
  static const Schema kSchema = Schema::load(schema_files()).value();
  return kSchema;
}

inline Id id(std::string_view key) { return Id::derive("test", key); }

inline Draft draft(std::string_view subject, std::string property, Value value) {
  Draft d;
  d.subject = id(subject);
  d.property = std::move(property);
  d.value = std::move(value);
  d.source = id("source");
  d.contributor = id("contributor");
  return d;
}

// A statement as the index meets it: its commitment is made from its position.
inline Statement statement(uint64_t position, Draft d, std::string_view contribution = "c1") {
  Statement s;
  static_cast<Draft&>(s) = std::move(d);
  s.position = position;
  s.commitment = sha256("statement " + std::to_string(position));
  s.contribution = id(contribution);
  const PropertySpec* property = schema().property(s.property);
  s.kind = property ? property->statement_kind : "claim";
  return s;
}

inline Name name(std::string text, std::string lang = "en", Parts parts = {}) {
  return {std::move(text), std::move(lang), std::move(parts)};
}
inline Text text(std::string words, std::string lang = {}) { return {std::move(words), std::move(lang)}; }

}  // namespace stele::model::test
