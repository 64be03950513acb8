// Two places beside each other, each as much as the other: the same rows, the same width, in the order of the address.
// Each side has its own time and voice, so that one place can stand beside itself as two people see it, or two times.
// And a place at random: a link to somewhere nobody looked for.
#include <algorithm>
#include <chrono>

#include "server/pages.h"
#include "server/record_page.h"
#include "server/view_json.h"

namespace stele::server::pages {
namespace {

using model::SeenStatement;

constexpr size_t kShown = 12;

// A record that ?a= or ?b= names, by its id or by words; nullptr when there is none.
struct Side {
  std::string asked, at, by;
  std::unique_ptr<Reader> reader;  // who reads this side: the page's, with the side's own time and voice
  std::optional<model::View> view;
  std::unique_ptr<Titles> titles;
  std::unique_ptr<Connections> connections;
  std::unique_ptr<StatementStyle> style;
};

std::optional<Id> id_of(const Site& site, const std::string& asked) {
  if (auto id = Id::parse(asked)) return *id;
  if (asked.empty()) return std::nullopt;
  model::Query query;
  query.words = asked;
  query.limit = 1;
  query.count_facets = false;
  auto found = site.archive().find(site.caller(), query);
  if (!found || found->hits.empty()) return std::nullopt;
  return found->hits.front().id;
}

// ?a-at= and ?a-by= are of one side; without them the page's own ?at= and ?by= are of both.
Side read_side(const Site& site, Reader& reader, const Request& request, std::string_view name) {
  Side out;
  out.asked = request.param(name);
  out.at = request.param(std::string(name) + "-at"), out.by = request.param(std::string(name) + "-by");
  out.reader = std::make_unique<Reader>(reader);
  auto keep = [&](std::string_view key, const std::string& value) {
    std::erase_if(out.reader->kept, [&](const auto& pair) { return pair.first == key; });
    out.reader->kept.emplace_back(key, value);
  };
  if (!out.at.empty()) {
    std::optional<Period> at = read_period_param(request, std::string(name) + "-at", reader.faults);
    if (at) out.reader->at = at, keep("at", out.at);
  }
  if (!out.by.empty()) out.reader->by = out.by, keep("by", out.by);
  auto id = id_of(site, out.asked);
  auto view = id ? site.archive().get(site.caller(), *id) : Result<model::View>(fail(Code::kNotFound, ""));
  if (view && !view->empty()) out.view = std::move(*view);
  out.titles = std::make_unique<Titles>(site, *out.reader);
  return out;
}

// Whose names and of which time a side shows, when that was chosen.
Html chosen(const Side& side) {
  const Words& w = side.reader->words;
  Html out;
  if (side.reader->at) out.add(w.html("perspective.chosen_at", {{"when", w.period(side.reader->at->text())}})).add(" ");
  if (side.reader->by.empty()) return out.empty() ? out : el("p", attr("class", "facts"), out);
  auto id = Id::parse(side.reader->by);
  std::string who = id && side.titles->of(*id).seen ? side.titles->of(*id).text : side.reader->by;
  return el("p", attr("class", "facts"), out, w.html("perspective.chosen_by", {{"who", shortened(who, 160)}}));
}

Html heading(const Side& side) {
  const Reader& reader = *side.reader;
  if (!side.view) return el("th", attr("scope", "col"), side.asked.empty() ? "—" : reader.words("compare.not_found"));
  const model::Name* name = side.view->title_name(side.titles->rule());
  return el("th", attr("scope", "col"),
            el("a", attr("class", "name"), url_attr("href", reader.url(record_url(side.view->id()))),
               name_span(shortened(side.view->title(side.titles->rule()), 160), name ? name->lang : "")),
            chosen(side));
}

Html cell(const Side& side, std::string_view property, const Words& w, Anchors anchors) {
  if (!side.view) return el("td");
  Html items, rest;
  size_t count = 0;
  auto all = side.view->of(property);
  std::ranges::stable_partition(all, [](const SeenStatement* s) { return s->holds.has_value(); });  // what has a time tells the sides apart
  for (const SeenStatement* s : all) {
    if (!possibly_at(*s, side.reader->at)) continue;
    (count++ < kShown ? items : rest).add(statement_item(*side.style, *s, anchors));
  }
  if (items.empty()) return el("td", el("p", attr("class", "care"), w("compare.nothing")));
  Html more = rest.empty() ? Html() : el("details", attr("class", "rest"), el("summary", w.text("search.more_values", {{"count", count - kShown}})),
                                         el("ul", attr("class", "statements"), rest));
  return el("td", el("ul", attr("class", "statements"), items), more);
}

// The properties that either has, in the order of the first one's type.
std::vector<std::string_view> properties(const Site& site, std::initializer_list<const Side*> sides) {
  std::vector<std::string_view> out;
  auto add = [&](std::string_view property) {
    if (std::ranges::find(out, property) == out.end()) out.push_back(property);
  };
  for (const Side* side : sides) {
    const model::TypeSpec* type = side->view ? site.schema().type(side->view->type()) : nullptr;
    if (!type) continue;
    for (const model::PropertyUse& use : type->properties) {
      bool any = std::ranges::any_of(sides, [&](const Side* one) { return one->view && !one->view->of(use.property->id).empty(); });
      if (any) add(use.property->id);
    }
  }
  return out;
}

Html table(const Site& site, const Reader& reader, const Side& a, const Side& b, const TimeAxis& axis) {
  const Words& w = reader.words;
  // The same record on both sides: its statements' anchors can stand only once on a page.
  Anchors anchors = a.view && b.view && a.view->id() == b.view->id() ? Anchors::kNo : Anchors::kYes;
  Html rows = each(properties(site, {&a, &b}), [&](std::string_view property) {
    return el("tr", el("th", attr("scope", "row"), property_label(site.schema(), property, w)), cell(a, property, w, Anchors::kYes),
              cell(b, property, w, anchors));
  });
  return el("div", attr("class", "compare"), axis.shared(),
            el("table", el("thead", el("tr", el("td"), heading(a), heading(b))), el("tbody", rows)));
}

Html form(const Reader& reader, const Side& a, const Side& b) {
  const Words& w = reader.words;
  auto field = [](std::string_view id, std::string_view label, std::string_view value) {
    return el("p", el("label", attr("for", id), label),
              void_el("input", attr("id", id), attr("name", id), attr("value", value), attr("dir", "auto")));
  };
  auto fields = [&](std::string_view id, WordKey label, const Side& side) {
    std::string name(id);
    return el("fieldset", el("legend", w(label)), field(id, w("compare.which"), side.asked), field(name + "-at", w("perspective.at"), side.at),
              field(name + "-by", w("perspective.by"), side.by));
  };
  return el("form", attr("class", "two"), url_attr("action", "/compare"), attr("method", "get"), fields("a", "compare.first", a),
            fields("b", "compare.second", b), reader.kept_fields({}), el("button", attr("type", "submit"), w("compare.button")));
}

void include(TimeAxis& axis, const Side& side) {
  if (!side.view) return;
  for (const SeenStatement& s : side.view->statements())
    if (s.holds) axis.include(*s.holds);
}

void prepare(const Site& site, const TimeAxis& axis, Side& side) {
  if (!side.view) return;
  side.connections = std::make_unique<Connections>(*side.view, site.schema());
  side.style = std::make_unique<StatementStyle>(StatementStyle{site, *side.reader, *side.titles, side.connections.get(), &axis});
}

}  // namespace

Response compare(const Site& site, const Request& request, const PathParams&) {
  Reader reader = reader_of(request);
  Side a = read_side(site, reader, request, "a"), b = read_side(site, reader, request, "b");
  bool is_same = a.view && b.view && a.view->id() == b.view->id() && a.reader->at == b.reader->at && a.reader->by == b.reader->by;
  if (is_same) b.view.reset();
  TimeAxis axis(reader.words, reader.at);
  include(axis, a), include(axis, b);
  axis.settle();
  prepare(site, axis, a), prepare(site, axis, b);
  const Words& w = reader.words;
  Html main = fragment(el("h1", w("compare.title")), el("p", w("compare.about")), faults_html(w, reader.faults), form(reader, a, b),
                       is_same ? el("p", attr("class", "care"), w("compare.same")) : Html(),
                       a.view || b.view ? table(site, reader, a, b, axis) : Html());
  return page(site, reader, {w("compare.title"), {}, std::move(main)}, reader.faults.empty() ? 200 : 400);
}

Response random(const Site& site, const Request& request, const PathParams&) {
  auto seed = static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
  seed ^= seed >> 33;
  auto id = site.archive().random(site.caller(), "place", seed * 0x9E3779B97F4A7C15ull);
  if (!id) return error_page(site, request, id.error());
  Response out = reply({}, kHtmlType);
  out.status = 302;
  out.set_header("Location", reader_of(request).url(record_url(*id)));
  out.set_header("Cache-Control", "no-store");
  return out;
}

}  // namespace stele::server::pages
