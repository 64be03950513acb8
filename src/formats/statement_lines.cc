#include "formats/statement_lines.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"

namespace stele::formats {
namespace {

void member(std::string& out, std::string_view name, std::string_view text) {
  if (text.empty()) return;
  out.append(",\"").append(name).append("\":");
  append_json_string(out, text);
}

void id_member(std::string& out, std::string_view name, const Id& id) {
  if (!id.is_nil()) out.append(",\"").append(name).append("\":\"").append(id.text()).append("\"");
}

void append_members(std::string& out, const model::Draft& draft) {
  out.append("{\"subject\":\"").append(draft.subject.text()).append("\",\"property\":");
  append_json_string(out, draft.property);
  out += ",\"value\":";
  model::append_canonical(out, draft.value);
  if (draft.holds) member(out, "holds", draft.holds->text());
  member(out, "words", draft.words);
  id_member(out, "source", draft.source);
  member(out, "locator", draft.locator);
  id_member(out, "contributor", draft.contributor);
  member(out, "certainty", draft.certainty);
  member(out, "original", draft.original);
  if (draft.audience != model::Audience::kPublic) member(out, "audience", model::audience_name(draft.audience));
  if (draft.supersedes.empty()) return;
  out += ",\"supersedes\":[";
  for (const Hash& hash : draft.supersedes) {
    if (&hash != &draft.supersedes.front()) out += ',';
    out.append("\"").append(to_hex(hash)).append("\"");
  }
  out += ']';
}

// What every line may have; the last ones only say how a statement stood in the archive it comes from.
constexpr std::array<std::string_view, 17> kMembers = {"subject",    "property", "value",      "holds",      "words",       "source",
                                                       "locator",    "contributor", "certainty", "original", "audience",    "supersedes",
                                                       "commitment", "contribution", "recorder", "superseded", "generalised"};

std::unexpected<Error> wrong(std::string_view where, std::string message) { return fail(Code::kInvalid, std::move(message), std::string(where)); }

Status read_id(const Json& line, std::string_view name, Id& out) {
  const Json* json = line.find(name);
  if (!json) return {};
  auto id = json->as_string() ? Id::parse(*json->as_string()) : Result<Id>(wrong("", "It must be a string."));
  if (!id) return wrong("/" + std::string(name), id.error().message);
  out = *id;
  return {};
}

Status read_text(const Json& line, std::string_view name, std::string& out) {
  const Json* json = line.find(name);
  if (!json) return {};
  if (!json->as_string()) return wrong("/" + std::string(name), "It must be a string.");
  out = *json->as_string();
  return {};
}

Status read_value(const Json& line, const model::Schema& schema, model::Draft& draft) {
  STELE_CHECK(read_text(line, "property", draft.property));
  const model::PropertySpec* spec = schema.property(draft.property);
  if (!spec) return wrong("/property", "There is no property \"" + draft.property.substr(0, 80) + "\".");
  const Json* json = line.find("value");
  if (!json) return wrong("/value", "The statement has no value.");
  auto value = model::value_from_json(spec->kind, *json);
  if (!value) return wrong("/value", value.error().message);
  draft.value = std::move(*value);
  return {};
}

Status read_holds(const Json& line, model::Draft& draft) {
  std::string text;
  STELE_CHECK(read_text(line, "holds", text));
  if (text.empty()) return {};
  auto period = Period::parse(text);
  if (!period) return wrong("/holds", period.error().message);
  draft.holds = std::move(*period);
  return {};
}

Status read_rest(const Json& line, model::Draft& draft) {
  std::string audience;
  STELE_CHECK(read_text(line, "audience", audience));
  if (!audience.empty()) {
    auto named = model::audience_named(audience);
    if (!named) return wrong("/audience", named.error().message);
    draft.audience = *named;
  }
  const Json* list = line.find("supersedes");
  if (!list) return {};
  if (!list->as_array()) return wrong("/supersedes", "It must be a list.");
  for (const Json& item : *list->as_array()) {
    auto raw = from_hex(item.scalar());
    auto hash = raw ? to_hash(*raw) : Result<Hash>(std::unexpected(raw.error()));
    if (!hash) return wrong("/supersedes", hash.error().message);
    draft.supersedes.push_back(*hash);
  }
  return {};
}

}  // namespace

void append_statement_line(std::string& out, const model::Draft& draft) {
  append_members(out, draft);
  out += '}';
}

void append_statement_line(std::string& out, const model::SeenStatement& statement) {
  append_members(out, statement);
  out.append(",\"commitment\":\"").append(to_hex(statement.commitment)).append("\"");
  id_member(out, "contribution", statement.contribution);
  if (statement.superseded) out += ",\"superseded\":true";
  if (statement.generalised) out += ",\"generalised\":true";
  out += '}';
}

Result<model::Draft> read_statement_line(const Json& line, const model::Schema& schema) {
  model::Draft draft;
  for (const auto& [name, value] : *line.as_object())
    if (std::find(kMembers.begin(), kMembers.end(), name) == kMembers.end()) return wrong("/" + name, "A statement has no member of this name.");
  STELE_CHECK(read_id(line, "subject", draft.subject));
  if (draft.subject.is_nil()) return wrong("/subject", "The statement does not say what it is about.");
  STELE_CHECK(read_value(line, schema, draft));
  STELE_CHECK(read_holds(line, draft));
  STELE_CHECK(read_id(line, "source", draft.source));
  STELE_CHECK(read_id(line, "contributor", draft.contributor));
  for (auto [name, target] : {std::pair{"words", &draft.words}, std::pair{"locator", &draft.locator}, std::pair{"certainty", &draft.certainty},
                              std::pair{"original", &draft.original}})
    STELE_CHECK(read_text(line, name, *target));
  STELE_CHECK(read_rest(line, draft));
  return draft;
}

}  // namespace stele::formats
