// Written straight into the text of the answer: a page of a thousand records would otherwise be built twice. Members
// that do not apply are left out, except where null says something ("next").
#include "server/view_json.h"

#include <fmt/format.h>

#include "base/bytes.h"
#include "server/reply.h"

namespace stele::server {
namespace {

void text_unless_empty(ObjectText& object, std::string_view key, std::string_view value) {
  if (!value.empty()) object.text(key, value);
}

void append_text(std::string& out, std::string_view text) { append_json_string(out, text); }

void append_point(std::string& out, Point point) {
  ObjectText object(out);
  fmt::format_to(std::back_inserter(object.member("lon")), "{}", point.lon);
  fmt::format_to(std::back_inserter(object.member("lat")), "{}", point.lat);
}

std::string_view audience_of(const model::PropertySpec& property) { return model::audience_name(property.audience); }

void append_property(std::string& out, const model::PropertyUse& use) {
  const model::PropertySpec& property = *use.property;
  ObjectText object(out);
  object.text("id", property.id);
  object.text("value", model::kind_name(property.kind));
  text_unless_empty(object, "vocab", property.vocab);
  if (!property.ref_types.empty()) append_array(object.member("ref_types"), property.ref_types, append_text);
  text_unless_empty(object, "required", use.required);
  object.text("repeat", property.repeat == model::Repeat::kOnce ? "once" : "many");
  object.text("audience", audience_of(property));
  object.flag("facet", property.facet);
  if (!property.facet_keys.empty()) append_array(object.member("facet_keys"), property.facet_keys, append_text);
  append_labels(object.member("labels"), property.labels);
  append_labels(object.member("help"), property.help);
}

void append_part(std::string& out, const model::PartSpec& part) {
  ObjectText object(out);
  object.text("id", part.id);
  text_unless_empty(object, "vocab", part.vocab);
  append_labels(object.member("labels"), part.labels);
  append_labels(object.member("help"), part.help);
}

void append_term(std::string& out, const model::TermSpec& term) {
  ObjectText object(out);
  object.text("id", term.id);
  append_labels(object.member("labels"), term.labels);
  text_unless_empty(object, "definition", term.definition);
  text_unless_empty(object, "source", term.source);
  text_unless_empty(object, "aat", term.aat);
  text_unless_empty(object, "pack", term.pack);
}

}  // namespace

void append_statement(std::string& out, const model::SeenStatement& s) {
  ObjectText object(out);
  object.number("position", s.position);
  object.text("commitment", to_base64(s.commitment));
  object.text("subject", s.subject.text());
  object.text("property", s.property);
  object.text("value_kind", model::kind_name(model::kind_of(s.value)));
  model::append_canonical(object.member("value"), s.value);
  if (s.holds) object.text("holds", s.holds->text());
  text_unless_empty(object, "words", s.words);
  if (!s.source.is_nil()) object.text("source", s.source.text());
  text_unless_empty(object, "locator", s.locator);
  if (!s.contributor.is_nil()) object.text("contributor", s.contributor.text());
  text_unless_empty(object, "certainty", s.certainty);
  text_unless_empty(object, "original", s.original);
  object.text("audience", model::audience_name(s.audience));
  if (!s.contribution.is_nil()) object.text("contribution", s.contribution.text());
  object.text("kind", s.kind);
  append_array(object.member("supersedes"), s.supersedes, [](std::string& text, const Hash& hash) {
    append_json_string(text, to_base64(hash));
  });
  object.flag("superseded", s.superseded);
  object.flag("generalised", s.generalised);
}

void append_hit(std::string& out, const model::Hit& hit) {
  ObjectText object(out);
  object.text("id", hit.id.text());
  object.text("type", hit.type);
  object.text("title", hit.title);
  text_unless_empty(object, "title_lang", hit.title_lang);
  append_array(object.member("names"), hit.names, [](std::string& text, const auto& name) {
    ObjectText one(text);
    one.text("text", name.first);
    text_unless_empty(one, "lang", name.second);
  });
  if (hit.point) append_point(object.member("point"), *hit.point);
  object.number("statements", hit.statements);
  text_unless_empty(object, "why", hit.why);
  object.text("url", "/record/" + hit.id.text());
}

void append_facets(std::string& out, const std::vector<model::FacetCounts>& facets) {
  append_array(out, facets, [](std::string& text, const model::FacetCounts& facet) {
    ObjectText object(text);
    object.text("facet", facet.facet);
    append_array(object.member("values"), facet.values, [](std::string& inner, const model::FacetValue& value) {
      ObjectText one(inner);
      one.text("value", value.value);
      one.number("count", value.count);
    });
    object.number("more", facet.more);
  });
}

void append_counts(std::string& out, const std::map<std::string, uint64_t>& counts) {
  ObjectText object(out);
  for (const auto& [key, count] : counts) object.number(key, count);
}

void append_labels(std::string& out, const model::Labels& labels) {
  ObjectText object(out);
  for (const auto& [lang, text] : labels) object.text(lang, text);
}

void append_type(std::string& out, const model::TypeSpec& type) {
  bool is_record = type.kind == model::TypeSpec::Kind::kRecord;
  ObjectText object(out);
  object.text("id", type.id);
  object.text("kind", is_record ? "record" : "part");
  object.flag("listed", type.listed);
  object.text("audience", model::audience_name(type.audience));
  append_labels(object.member("labels"), type.labels);
  append_labels(object.member("help"), type.help);
  if (is_record) object.text("coordinate_release", type.coordinate_release);
  if (is_record) append_array(object.member("properties"), type.properties, append_property);
  else append_array(object.member("parts"), type.parts, append_part);
  append_json(object.member("mapping"), type.mapping);
  append_json(object.member("examples"), type.examples);
}

std::string_view pack_of(const model::Vocab& vocab) {
  std::string_view pack = vocab.terms.empty() ? std::string_view() : std::string_view(vocab.terms.front().pack);
  for (const model::TermSpec& term : vocab.terms)
    if (term.pack != pack) return {};
  return pack;
}

void append_vocab(std::string& out, const model::Vocab& vocab) {
  ObjectText object(out);
  object.text("id", vocab.id);
  text_unless_empty(object, "pack", pack_of(vocab));
  append_array(object.member("terms"), vocab.terms, append_term);
}

void append_log_entry(std::string& out, const archive::LogEntry& entry) {
  ObjectText object(out);
  object.number("position", entry.position);
  object.text("commitment", entry.commitment);
  object.flag("erased", entry.erased);
  if (entry.statement) append_statement(object.member("statement"), *entry.statement);
}

void append_stats(std::string& out, const archive::Stats& stats) {
  ObjectText object(out);
  object.number("records", stats.records);
  object.number("statements", stats.statements);
  object.number("names", stats.names);
  append_counts(object.member("records_by_type"), stats.records_by_type);
  append_counts(object.member("names_by_language"), stats.names_by_language);
  object.number("log_size", stats.log_size);
  object.number("log_bytes", stats.log_bytes);
  object.number("index_bytes", stats.index_bytes);
  object.number("index_position", stats.index_position);
  object.text("origin", stats.origin);
  object.text("root", stats.root);
  object.text("checkpoint", stats.checkpoint);
}

namespace {

void append_said(std::string& out, const model::SaidThen& said) {
  ObjectText object(out);
  object.text("held", model::holding_name(said.held));
  append_statement(object.member("statement"), said.statement);
}

void append_unit(std::string& out, const model::UnitThen& unit) {
  ObjectText object(out);
  object.text("unit", unit.unit.text());
  object.flag("seen", unit.is_seen);
  text_unless_empty(object, "type", unit.type);
  text_unless_empty(object, "title", unit.title);
  text_unless_empty(object, "title_lang", unit.title_lang);
  append_array(object.member("said"), unit.said, append_said);
  object.flag("repeated", unit.is_repeated);
  append_array(object.member("units"), unit.units, append_unit);
}

}  // namespace

void append_then(std::string& out, const archive::RecordThen& found, const Period& at) {
  const model::Then& then = found.then;
  ObjectText object(out);
  object.text("id", then.id.text());
  object.text("date", at.text());
  object.text("type", then.type);
  object.text("title", then.title);
  text_unless_empty(object, "title_lang", then.title_lang);
  append_array(object.member("names"), then.names, append_said);
  append_array(object.member("units"), then.units, append_unit);
  object.flag("whole", then.is_whole);
  ObjectText voices(object.member("voices"));
  for (const auto& [id, title] : found.voices) {
    ObjectText one(voices.member(id.text()));
    one.text("title", title.text);
    text_unless_empty(one, "title_lang", title.lang);
  }
}

bool possibly_at(const model::SeenStatement& statement, const std::optional<Period>& at) {
  return !at || !statement.holds || statement.holds->possibly_in(at->earliest(), at->latest());
}

}  // namespace stele::server
