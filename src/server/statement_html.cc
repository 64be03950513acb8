// Attribution is never folded away: a value without its source and its speaker would look like a truth.
#include "server/statement_html.h"

#include <fmt/format.h>

#include "base/geo.h"

namespace stele::server {
namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};

std::string_view term_label(const model::Schema& schema, std::string_view vocab, std::string_view id, std::string_view lang) {
  const model::TermSpec* term = vocab.empty() ? nullptr : schema.term(vocab, id);
  return term ? model::label(term->labels, lang) : id;
}

Html term_html(const StatementStyle& style, std::string_view property, std::string_view id) {
  const model::Schema& schema = style.site.schema();
  if (property == "type") {
    const model::TypeSpec* type = schema.type(id);
    if (!type) return fragment(id);
    return el("a", url_attr("href", style.reader.url("/types/" + percent_encoded(id))), model::label(type->labels, style.lang()));
  }
  const model::PropertySpec* spec = schema.property(property);
  if (!spec || spec->vocab.empty()) return fragment(id);
  return el("a", url_attr("href", style.reader.url("/vocab/" + spec->vocab) + "#" + percent_encoded(id)),
            term_label(schema, spec->vocab, id, style.lang()));
}

Html when_html(const StatementStyle& style, const model::When& when) {
  const Words& w = style.words();
  Html out = period_span(w, when.period);
  if (!when.words.empty()) out.add(fragment(" ", w.html("statement.in_source", {{"words", when.words}})));
  if (!when.calendar.empty()) {
    std::string_view calendar = term_label(style.site.schema(), "calendar", when.calendar, style.lang());
    out.add(fragment(" · ", w.html("statement.calendar", {{"calendar", calendar}})));
  }
  return out;
}

Html position_html(const StatementStyle& style, const model::Position& position, bool is_generalised) {
  const Words& w = style.words();
  Html out = el("code", position.wkt);
  if (auto shape = parse_wkt(position.wkt)) {
    Point p = shape->centre();
    std::string near = style.reader.url("/", {{"near", fmt::format("{:.4f},{:.4f},10", p.lat, p.lon)}});
    out.add(fragment(" ", el("a", url_attr("href", near), w("statement.what_is_near"))));
  }
  if (is_generalised) {
    std::string_view release = model::part(position.parts, "generalised");
    std::string_view cell = release == "grid-1km" ? w("statement.coarse_1km")
                            : release == "grid-10km" ? w("statement.coarse_10km")
                                                     : w("statement.coarse");
    out.add(el("p", attr("class", "care"), cell));
  }
  return out;
}

Html text_html(const model::Text& text) { return el("span", attr("class", "text"), name_span(text.text, text.lang)); }

Html link_html(const model::Link& link) {
  std::string_view words = link.label.empty() ? std::string_view(link.url) : std::string_view(link.label);
  return el("a", url_attr("href", link.url), attr("rel", "nofollow noreferrer"), words);
}

Html membership_html(const StatementStyle& style, const model::Membership& membership) {
  Html out = style.titles.link(membership.unit);
  std::string_view name = model::part(membership.parts, "unit-name");
  if (!name.empty()) out.add(fragment(" ", style.words().html("statement.named", {{"name", name}})));
  return out;
}

const model::Parts* parts_of(const model::Value& value) {
  if (auto* name = std::get_if<model::Name>(&value)) return &name->parts;
  if (auto* position = std::get_if<model::Position>(&value)) return &position->parts;
  if (auto* membership = std::get_if<model::Membership>(&value)) return &membership->parts;
  return nullptr;
}

bool is_told_already(std::string_view part) { return part == "generalised" || part == "unit-name"; }

Html parts_html(const StatementStyle& style, const model::Value& value) {
  const model::Parts* parts = parts_of(value);
  if (!parts) return {};
  Html rows;
  auto specs = style.site.schema().parts(model::kind_of(value));
  for (const auto& [id, text] : *parts) {
    if (is_told_already(id)) continue;
    auto spec = std::find_if(specs.begin(), specs.end(), [&](const model::PartSpec& s) { return s.id == id; });
    bool is_known = spec != specs.end();
    rows.add(fragment(el("dt", is_known ? model::label(spec->labels, style.lang()) : std::string_view(id)),
                      el("dd", el("bdi", is_known ? term_label(style.site.schema(), spec->vocab, text, style.lang()) : std::string_view(text)))));
  }
  return rows.empty() ? rows : el("dl", attr("class", "parts"), rows);
}

Html holds_html(const StatementStyle& style, const model::SeenStatement& s) {
  if (!s.holds && s.words.empty()) return {};
  const Words& w = style.words();
  Html when;
  if (s.holds) when.add(period_span(w, *s.holds));
  if (!s.words.empty()) when.add(fragment(s.holds ? " " : "", w.html("statement.in_source", {{"words", s.words}})));
  return el("span", attr("class", "holds"), w.html("statement.held", {{"when", when}}));
}

Html source_html(const StatementStyle& style, const model::SeenStatement& s) {
  const Words& w = style.words();
  Html source = s.source.is_nil() ? fragment(w("statement.not_told")) : style.titles.link(s.source);
  if (!s.locator.empty()) source.add(fragment(", ", el("bdi", s.locator)));
  return w.html("statement.source", {{"source", source}});
}

Html attribution(const StatementStyle& style, const model::SeenStatement& s) {
  Html out;
  auto piece = [&](Html part) {
    if (part.empty()) return;
    if (!out.empty()) out.add(" · ");
    out.add(std::move(part));
  };
  piece(holds_html(style, s));
  piece(source_html(style, s));
  if (!s.contributor.is_nil()) piece(style.words().html("statement.said_by", {{"who", style.titles.link(s.contributor)}}));
  if (!s.certainty.empty()) {
    std::string_view certainty = term_label(style.site.schema(), "certainty", s.certainty, style.lang());
    piece(style.words().html("statement.certainty", {{"certainty", fragment(certainty)}}));
  }
  piece(log_link(style.reader, s.position));
  return el("p", attr("class", "facts"), out);
}

Html replacement(const StatementStyle& style, const model::SeenStatement& s) {
  if (!s.superseded) return {};
  auto at = style.replaced_by ? style.replaced_by->find(s.commitment) : std::map<Hash, uint64_t>::const_iterator();
  bool is_shown = style.replaced_by && at != style.replaced_by->end();
  const Words& w = style.words();
  return el("p", attr("class", "care"), is_shown ? w.html("statement.superseded_by", {{"entry", log_link(style.reader, at->second)}})
                                                 : fragment(w("statement.superseded")));
}

}  // namespace

Html value_html(const StatementStyle& style, const model::SeenStatement& s) {
  return std::visit(
      Overloaded{
          [&](const model::Text& v) { return s.property == "type" ? term_html(style, s.property, v.text) : text_html(v); },
          [&](const model::Name& v) {
            Html lang = v.lang.empty() ? Html() : fragment(" ", el("span", attr("class", "lang"), v.lang));
            return fragment(el("span", attr("class", "name"), name_span(v.text, v.lang)), lang);
          },
          [&](const model::Term& v) { return term_html(style, s.property, v.id); },
          [&](const model::Ref& v) { return style.titles.link(v.id); },
          [&](const model::When& v) { return when_html(style, v); },
          [&](const model::Quantity& v) { return fragment(v.number, v.unit.empty() ? "" : " ", v.unit); },
          [&](const model::Position& v) { return position_html(style, v, s.generalised); },
          [&](const model::Membership& v) { return membership_html(style, v); },
          [&](const model::Identifier& v) { return fragment(v.scheme, ": ", el("bdi", v.id)); },
          [&](const model::Keyed& v) { return fragment(el("bdi", v.key), ": ", el("bdi", v.text)); },
          [&](const model::Link& v) { return link_html(v); },
          [&](const model::Flag& v) { return fragment(v.value ? style.words()("value.yes") : style.words()("value.no")); },
          [&](const model::Unknown& v) { return style.words().html("value.unknown", {{"reason", v.reason}}); },
      },
      s.value);
}

Html statement_item(const StatementStyle& style, const model::SeenStatement& s) {
  std::string anchor = "s" + std::to_string(s.position);
  Html original = s.original.empty() ? Html()
                                     : el("p", attr("class", "original"), style.words().html("statement.original", {{"words", s.original}}));
  return el("li", attr("id", anchor), s.superseded ? attr("class", "superseded") : Attr(),
            el("div", attr("class", "value"), value_html(style, s)), parts_html(style, s.value), original,
            replacement(style, s), attribution(style, s));
}

std::string_view property_label(const model::Schema& schema, std::string_view property, const Words& words) {
  if (property == "type") return words("record.type_of_record");
  const model::PropertySpec* spec = schema.property(property);
  return spec ? model::label(spec->labels, words.tag()) : property;
}

Html log_link(const Reader& reader, uint64_t position) {
  return el("a", attr("class", "log"), url_attr("href", reader.url("/log/" + std::to_string(position))),
            reader.words.text("log.entry", {{"number", position}}));
}

}  // namespace stele::server
