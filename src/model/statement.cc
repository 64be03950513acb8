// The bytes of a statement. The field table below is the one list of what a statement can carry: sealing, storing and
// reading all go through it.
#include "model/statement.h"

#include <algorithm>
#include <array>

#include "base/sha256.h"
#include "model/check.h"
#include "model/schema.h"

namespace stele::model {
namespace {

constexpr std::array<std::string_view, 4> kAudiences = {"public", "community", "restricted", "sealed"};

// Calls emit(name, write) for each field the draft has, sorted by name; write(out) appends its canonical JSON.
template <class Emit>
void each_field(const Draft& d, const Id* contribution, Emit emit) {
  auto string_field = [&](std::string_view name, std::string_view text) {
    if (!text.empty()) emit(name, [&](std::string& out) { append_json_string(out, text); });
  };
  auto id_field = [&](std::string_view name, const Id& id) {
    if (!id.is_nil()) emit(name, [&](std::string& out) { out += '"', out += id.text(), out += '"'; });
  };
  if (d.audience != Audience::kPublic) string_field("audience", audience_name(d.audience));
  string_field("certainty", d.certainty);
  if (contribution) id_field("contribution", *contribution);
  id_field("contributor", d.contributor);
  if (d.holds) string_field("holds", d.holds->text());
  string_field("locator", d.locator);
  string_field("original", d.original);
  string_field("property", d.property);
  id_field("source", d.source);
  id_field("subject", d.subject);
  emit("value", [&](std::string& out) { append_canonical(out, d.value); });
  string_field("words", d.words);
}

Result<Id> id_of(const Json& body, std::string_view name, bool needed) {
  std::string_view text = body.str(name);
  if (text.empty() && !needed) return Id{};
  return Id::parse(text);
}

}  // namespace

std::string_view audience_name(Audience audience) { return kAudiences[static_cast<size_t>(audience)]; }

Result<Audience> audience_named(std::string_view name) {
  auto at = std::find(kAudiences.begin(), kAudiences.end(), name);
  if (at == kAudiences.end())
    return fail(Code::kInvalid,
                "\"" + std::string(name) + "\" is no audience: public, community, restricted or sealed.");
  return static_cast<Audience>(at - kAudiences.begin());
}

void append_body_json(std::string& out, const Checked& checked, const Id& contribution, std::vector<FieldSpan>& spans) {
  out += '{';
  each_field(checked.draft(), &contribution, [&](std::string_view name, auto write) {
    if (out.back() != '{') out += ',';
    out += '"', out += name, out += "\":";
    size_t begin = out.size();
    write(out);
    spans.push_back({name, begin, out.size()});
  });
  out += '}';
}

Hash content_key(const Draft& draft) {
  std::string text;
  each_field(draft, nullptr, [&](std::string_view name, auto write) {
    if (name == "audience") return;
    text += name, text += '=';
    write(text);
    text += '\n';
  });
  return sha256(text);
}

Result<std::vector<FieldText>> fields_of_body(std::string_view body_json) {
  STELE_TRY(Json body, parse_json(body_json));
  if (!body.as_object()) return fail(Code::kCorrupt, "A stored statement is not a JSON object.");
  std::vector<FieldText> out;
  for (const auto& [name, value] : *body.as_object()) out.push_back({name, canonical_json(value)});
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

Result<Statement> decode_statement(std::string_view body_json, const Schema& schema) {
  STELE_TRY(Json body, parse_json(body_json));
  const Json* value = body.find("value");
  if (!value || body.str("property").empty())
    return fail(Code::kCorrupt, "A stored statement has no property or no value.");
  Statement s;
  s.property = body.str("property");
  STELE_TRY(s.subject, id_of(body, "subject", true));
  STELE_TRY(s.source, id_of(body, "source", false));
  STELE_TRY(s.contributor, id_of(body, "contributor", false));
  STELE_TRY(s.contribution, id_of(body, "contribution", false));
  if (std::string_view holds = body.str("holds"); !holds.empty()) {
    STELE_TRY(Period period, Period::parse(holds));
    s.holds = std::move(period);
  }
  if (std::string_view audience = body.str("audience"); !audience.empty()) {
    STELE_TRY(s.audience, audience_named(audience));
  }
  s.words = body.str("words");
  s.locator = body.str("locator");
  s.certainty = body.str("certainty");
  s.original = body.str("original");
  const PropertySpec* property = schema.property(s.property);
  if (!property) {
    s.value = Text{canonical_json(*value), {}};
    return s;
  }
  STELE_TRY(s.value, value_from_json(property->kind, *value));
  return s;
}

}  // namespace stele::model
