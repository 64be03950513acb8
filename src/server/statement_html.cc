// Attribution is never folded away: a value without its source and its speaker would look like a truth. The line that
// says them is what one presses to read the rest, so there is nothing to press that has no words.
#include "server/statement_html.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/geo.h"

namespace stele::server {
namespace {

constexpr size_t kLongText = 4000, kLongName = 400, kLongLine = 160;  // bytes

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};

// What is longer than a page of a book shows its beginning, and all of it when it is opened.
Html foldable(std::string_view text, std::string_view lang, size_t most) {
  if (text.size() <= most) return name_span(text, lang);
  return el("details", attr("class", "long"), el("summary", name_span(shortened(text, most / 2), lang)), name_span(text, lang));
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
  Html out = el("div", attr("class", "wkt"), attr("dir", "ltr"), foldable(position.wkt, "", kLongName));
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

Html text_html(const model::Text& text) { return el("div", attr("class", "text"), foldable(text.text, text.lang, kLongText)); }

Html link_html(const model::Link& link) {
  std::string_view words = link.label.empty() ? std::string_view(link.url) : std::string_view(link.label);
  return el("a", url_attr("href", link.url), attr("rel", "nofollow noreferrer"), el("bdi", shortened(words, kLongLine)));
}

Html membership_html(const StatementStyle& style, const model::Membership& membership) {
  Html out = style.titles.link(membership.unit);
  std::string_view name = model::part(membership.parts, "unit-name");
  if (!name.empty()) out.add(fragment(" ", style.words().html("statement.named", {{"name", name}})));
  std::string_view role = model::part(membership.parts, "role");
  std::string_view holder = model::part(membership.parts, "holder"), view = model::part(membership.parts, "perspective");
  Html facts;
  if (!role.empty()) facts.add(part_label(style, model::ValueKind::kMembership, "role", role));
  std::string_view who = !holder.empty() ? holder : part_label(style, model::ValueKind::kMembership, "perspective", view);
  if (!who.empty()) facts.add(fragment(facts.empty() ? "" : " · ", style.words().html("name.according_to", {{"who", who}})));
  return facts.empty() ? out : out.add(fragment(" ", el("span", attr("class", "lang"), facts)));
}

const model::Parts* parts_of(const model::Value& value) {
  if (auto* name = std::get_if<model::Name>(&value)) return &name->parts;
  if (auto* position = std::get_if<model::Position>(&value)) return &position->parts;
  if (auto* membership = std::get_if<model::Membership>(&value)) return &membership->parts;
  return nullptr;
}

bool is_told_already(std::string_view part) {
  static constexpr std::string_view kTold[] = {"generalised", "unit-name", "status", "status-by", "status-when"};
  return std::ranges::find(kTold, part) != std::end(kTold);
}

// The subtags that name a spelling: "baku1926", "petr1708".
std::string_view variants_of(std::string_view tag) {
  constexpr size_t kShortest = 5;
  for (size_t at = 0; (at = tag.find('-', at)) != std::string_view::npos;) {
    size_t end = std::min(tag.find('-', ++at), tag.size());
    if (end - at >= kShortest) return tag.substr(at);
  }
  return {};
}

// --- the margin note ---

Html row(std::string_view term, const Html& what) { return what.empty() ? Html() : fragment(el("dt", term), el("dd", what)); }

Html part_rows(const StatementStyle& style, const model::Value& value) {
  const model::Parts* parts = parts_of(value);
  if (!parts) return {};
  Html rows;
  auto specs = style.site.schema().parts(model::kind_of(value));
  for (const auto& [id, text] : *parts) {
    if (is_told_already(id)) continue;
    auto spec = std::ranges::find(specs, id, &model::PartSpec::id);
    std::string_view label = spec == specs.end() ? std::string_view(id) : model::label(spec->labels, style.lang());
    rows.add(row(label, el("bdi", part_label(style, model::kind_of(value), id, text))));
  }
  return rows;
}

Html held_html(const StatementStyle& style, const model::SeenStatement& s) {
  Html when;
  if (s.holds) when.add(period_span(style.words(), *s.holds));
  if (s.words.empty()) return when;
  return when.add(fragment(s.holds ? " " : "", style.words().html("statement.in_source", {{"words", shortened(s.words, kLongLine)}})));
}

Html certainty_html(const StatementStyle& style, const model::SeenStatement& s) {
  if (s.certainty.empty()) return {};
  return el("a", url_attr("href", style.reader.url("/vocab/certainty") + "#" + percent_encoded(s.certainty)),
            term_label(style.site.schema(), "certainty", s.certainty, style.lang()));
}

Html recorded_html(const StatementStyle& style, const model::SeenStatement& s) {
  std::string when = s.contribution.is_nil() ? std::string() : style.titles.recorded(s.contribution);
  if (when.empty()) return log_link(style.reader, s.position);
  return fragment(style.words().period(when.substr(0, 10)), ", ", log_link(style.reader, s.position));
}

Html reference(const StatementStyle& style, const model::SeenStatement& s) {
  std::string anchor = "#s" + std::to_string(s.position);
  return el("li", value_html(style, s), " ", el("a", attr("class", "log"), url_attr("href", anchor), attribution_line(style, s)));
}

// Each of a group says what the others say; of a large group the first few stand here, all of them on the page.
Html rivals_html(const StatementStyle& style, const model::SeenStatement& s) {
  constexpr size_t kMost = 4;
  if (!style.connections) return {};
  auto at = style.connections->group_of.find(s.position);
  if (at == style.connections->group_of.end()) return {};
  const auto& group = style.connections->rivals[at->second];
  Html items;
  size_t shown = 0;
  for (const model::SeenStatement* other : group) {
    if (other == &s) continue;
    if (shown++ == kMost) break;
    items.add(reference(style, *other));
  }
  if (group.size() - 1 > kMost) items.add(el("li", style.words().text("search.more_values", {{"count", group.size() - 1 - kMost}})));
  return el("ul", items);
}

Html history_html(const StatementStyle& style, const model::SeenStatement& s) {
  const Words& w = style.words();
  Html out;
  if (style.connections) {
    for (const Hash& old : s.supersedes) {
      auto at = style.connections->by_commitment.find(old);
      if (at != style.connections->by_commitment.end())
        out.add(el("p", w.html("statement.replaces", {{"entry", log_link(style.reader, at->second->position)}})));
    }
  }
  if (!s.superseded) return out;
  auto at = style.connections ? style.connections->replaced_by.find(s.commitment) : decltype(style.connections->replaced_by.end())();
  bool is_shown = style.connections && at != style.connections->replaced_by.end();
  return out.add(el("p", is_shown ? w.html("statement.superseded_by", {{"entry", log_link(style.reader, at->second->position)}})
                                  : fragment(w("statement.superseded"))));
}

// The words of the island stand once on a page, beside its first proof.
Html proof_html(const StatementStyle& style, const model::SeenStatement& s) {
  std::string url = style.reader.url("/log/" + std::to_string(s.position));
  return fragment(el("div", attr("data-island", "proof"), attr("data-position", s.position)),
                  el("a", url_attr("href", url), style.words()("statement.check")));
}

Html note(const StatementStyle& style, const model::SeenStatement& s) {
  const Words& w = style.words();
  Html who = s.contributor.is_nil() ? fragment(w("statement.not_told")) : style.titles.link(s.contributor);
  Html original = s.original.empty() ? Html() : foldable(s.original, "", kLongText);
  return el("dl", attr("class", "note"), row(w("said.who"), who), row(w("said.source"), source_html(style, s)),
            row(w("said.held"), held_html(style, s)), row(w("said.certainty"), certainty_html(style, s)), part_rows(style, s.value),
            row(w("said.original"), original), row(w("said.otherwise"), rivals_html(style, s)),
            row(w("said.history"), history_html(style, s)), row(w("said.recorded"), recorded_html(style, s)),
            row(w("said.proof"), proof_html(style, s)));
}

// --- which statements stand side by side ---

bool can_differ(const model::SeenStatement& s, const model::Schema& schema) {
  const model::PropertySpec* spec = schema.property(s.property);
  bool once = spec && spec->repeat == model::Repeat::kOnce;
  return once || kind_of(s.value) == model::ValueKind::kPosition;
}

std::string_view role_of(const model::Value& value) {
  if (auto* position = std::get_if<model::Position>(&value)) return model::part(position->parts, "role");
  return {};
}

struct Candidate {
  const model::SeenStatement* statement;
  std::string core;
};

bool differ(const Candidate& a, const Candidate& b) {
  const model::SeenStatement &s = *a.statement, &t = *b.statement;
  bool overlap = !s.holds || !t.holds || s.holds->possibly_in(t.holds->earliest(), t.holds->latest());
  return overlap && s.value.index() == t.value.index() && a.core != b.core && role_of(s.value) == role_of(t.value);
}

// Statements connected by differing. Every pair is compared, so a property with very many values is not: whoever says
// a thousand things of one property does not contradict himself a million times.
void add_groups(const std::vector<Candidate>& all, Connections& out) {
  constexpr size_t kMost = 200;
  if (all.size() < 2 || all.size() > kMost) return;
  std::vector<size_t> group(all.size());
  std::iota(group.begin(), group.end(), size_t{0});
  for (size_t i = 0; i < all.size(); ++i) {
    for (size_t j = i + 1; j < all.size(); ++j) {
      if (group[i] == group[j] || !differ(all[i], all[j])) continue;
      std::ranges::replace(group, std::max(group[i], group[j]), std::min(group[i], group[j]));
    }
  }
  std::map<size_t, std::vector<const model::SeenStatement*>> found;
  for (size_t i = 0; i < all.size(); ++i) found[group[i]].push_back(all[i].statement);
  for (auto& [first, members] : found) {
    if (members.size() < 2) continue;
    for (const model::SeenStatement* s : members) out.group_of[s->position] = out.rivals.size();
    out.rivals.push_back(std::move(members));
  }
}

}  // namespace

Html value_html(const StatementStyle& style, const model::SeenStatement& s) {
  return std::visit(
      Overloaded{
          [&](const model::Text& v) { return s.property == "type" ? term_html(style, s.property, v.text) : text_html(v); },
          [&](const model::Name& v) { return name_words(style, v); },
          [&](const model::Term& v) { return term_html(style, s.property, v.id); },
          [&](const model::Ref& v) { return style.titles.link(v.id); },
          [&](const model::When& v) { return when_html(style, v); },
          [&](const model::Quantity& v) { return el("bdi", v.number, v.unit.empty() ? "" : " ", v.unit); },
          [&](const model::Position& v) { return position_html(style, v, s.generalised); },
          [&](const model::Membership& v) { return membership_html(style, v); },
          [&](const model::Identifier& v) { return fragment(el("bdi", v.scheme), ": ", el("bdi", v.id)); },
          [&](const model::Keyed& v) { return fragment(el("bdi", v.key), ": ", foldable(v.text, "", kLongText)); },
          [&](const model::Link& v) { return link_html(v); },
          [&](const model::Flag& v) { return fragment(v.value ? style.words()("value.yes") : style.words()("value.no")); },
          [&](const model::Unknown& v) { return style.words().html("value.unknown", {{"reason", v.reason}}); },
      },
      s.value);
}

Connections::Connections(const model::View& view, const model::Schema& schema) {
  std::map<std::string_view, std::vector<Candidate>> candidates;
  for (const model::SeenStatement& s : view.statements()) {
    by_commitment[s.commitment] = &s;
    for (const Hash& old : s.supersedes) replaced_by[old] = &s;
    if (!s.superseded && can_differ(s, schema)) candidates[s.property].push_back({&s, model::plain_text(s.value)});
  }
  for (const auto& [property, all] : candidates) add_groups(all, *this);
}

Html source_html(const StatementStyle& style, const model::SeenStatement& s) {
  Html source = s.source.is_nil() ? fragment(style.words()("statement.not_told")) : style.titles.link(s.source);
  if (!s.locator.empty()) source.add(fragment(", ", el("bdi", s.locator)));
  return source;
}

Html attribution_line(const StatementStyle& style, const model::SeenStatement& s) {
  Html out;
  auto title = [&](const Id& id) {
    if (id.is_nil()) return;
    const Title& title = style.titles.of(id);
    if (!title.seen) return;
    if (!out.empty()) out.add(" · ");
    out.add(name_span(shortened(title.text, kLongLine), title.lang));
  };
  title(s.contributor);
  if (s.source != s.contributor) title(s.source);
  if (!s.locator.empty() && !out.empty()) out.add(fragment(", ", el("bdi", shortened(s.locator, kLongLine))));
  return out.empty() ? fragment(style.words()("statement.not_told")) : out;
}

Html said(const StatementStyle& style, const model::SeenStatement& s) {
  return el("details", attr("class", "said"), el("summary", attribution_line(style, s)), note(style, s));
}

std::string language_words(const StatementStyle& style, std::string_view tag) {
  std::string plain = style.words().language(tag);
  bool is_unknown = plain.starts_with(tag.substr(0, tag.find('-')));
  if (!is_unknown && variants_of(tag).empty()) return plain;
  const model::TermSpec* term = style.site.schema().term("language-tag", tag);
  auto label = term ? term->labels.find(style.lang()) : model::Labels::const_iterator();
  return term && label != term->labels.end() ? label->second : plain;
}

Html name_words(const StatementStyle& style, const model::Name& name) {
  const Words& w = style.words();
  Html out = el("span", attr("class", "name"), foldable(name.text, name.lang, kLongName));
  Html facts;
  if (!name.lang.empty() && name.lang != "und") facts.add(el("bdi", language_words(style, name.lang)));
  std::string_view status = model::part(name.parts, "status"), by = model::part(name.parts, "status-by");
  if (!status.empty()) {
    std::string_view label = part_label(style, model::ValueKind::kName, "status", status);
    facts.add(fragment(facts.empty() ? "" : " · ", by.empty() ? fragment(label) : w.html("name.status_by", {{"status", label}, {"who", shortened(by, kLongLine)}})));
    if (std::string_view when = model::part(name.parts, "status-when"); !when.empty()) facts.add(fragment(", ", w.period(when)));
  }
  return facts.empty() ? out : out.add(fragment(" ", el("span", attr("class", "lang"), facts)));
}

Html statement_item(const StatementStyle& style, const model::SeenStatement& s, Anchors anchors) {
  const Words& w = style.words();
  Html when = held_html(style, s);
  Html bar = style.axis ? style.axis->bar(s.holds) : Html();
  Html beside = when.empty() && bar.empty() ? Html() : el("div", attr("class", "when"), bar, when);
  const auto& at = style.reader.at;
  bool is_of_then = !at || !s.holds || s.holds->possibly_in(at->earliest(), at->latest());
  return el("li", anchors == Anchors::kYes ? attr("id", "s" + std::to_string(s.position)) : Attr(),
            s.superseded ? attr("class", "superseded") : is_of_then ? Attr() : attr("class", "another-time"),
            el("div", attr("class", beside.empty() ? "line" : "line timed"), el("div", attr("class", "value"), value_html(style, s)), beside),
            s.superseded ? el("p", attr("class", "care"), w("statement.superseded")) : Html(), said(style, s));
}

std::string_view term_label(const model::Schema& schema, std::string_view vocab, std::string_view id, std::string_view lang) {
  const model::TermSpec* term = vocab.empty() ? nullptr : schema.term(vocab, id);
  return term ? model::label(term->labels, lang) : id;
}

std::string_view part_label(const StatementStyle& style, model::ValueKind kind, std::string_view part, std::string_view value) {
  auto specs = style.site.schema().parts(kind);
  auto spec = std::ranges::find(specs, part, &model::PartSpec::id);
  return spec == specs.end() ? value : term_label(style.site.schema(), spec->vocab, value, style.lang());
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
