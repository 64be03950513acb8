// Two places beside each other, each as much as the other: the same rows, the same width, in the order of the address.
// And a place at random: a link to somewhere nobody looked for.
#include <algorithm>
#include <chrono>

#include "server/pages.h"
#include "server/record_page.h"

namespace stele::server::pages {
namespace {

using model::SeenStatement;

constexpr size_t kShown = 12;

// A record that ?a= or ?b= names, by its id or by words; nullptr when there is none.
struct Side {
  std::string asked;
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

Side read_side(const Site& site, const Reader& reader, const Request& request, std::string_view name) {
  Side out;
  out.asked = request.param(name);
  auto id = id_of(site, out.asked);
  auto view = id ? site.archive().get(site.caller(), *id) : Result<model::View>(fail(Code::kNotFound, ""));
  if (view && !view->empty()) out.view = std::move(*view);
  out.titles = std::make_unique<Titles>(site, reader);
  return out;
}

Html heading(const Reader& reader, const Side& side) {
  if (!side.view) return el("th", attr("scope", "col"), side.asked.empty() ? "—" : reader.words("compare.not_found"));
  const model::Name* name = side.view->title_name(side.titles->rule());
  return el("th", attr("scope", "col"),
            el("a", attr("class", "name"), url_attr("href", reader.url(record_url(side.view->id()))),
               name_span(side.view->title(side.titles->rule()), name ? name->lang : "")));
}

Html cell(const Side& side, std::string_view property, const Words& w) {
  if (!side.view) return el("td");
  Html items, rest;
  size_t count = 0;
  for (const SeenStatement* s : side.view->of(property)) (count++ < kShown ? items : rest).add(statement_item(*side.style, *s));
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
  Html rows = each(properties(site, {&a, &b}), [&](std::string_view property) {
    return el("tr", el("th", attr("scope", "row"), property_label(site.schema(), property, w)), cell(a, property, w), cell(b, property, w));
  });
  return el("div", attr("class", "compare"), axis.ruler(),
            el("table", el("thead", el("tr", el("td"), heading(reader, a), heading(reader, b))), el("tbody", rows)));
}

Html form(const Reader& reader, const Side& a, const Side& b) {
  const Words& w = reader.words;
  auto field = [&](std::string_view id, WordKey label, const Side& side) {
    return el("p", el("label", attr("for", id), w(label)),
              void_el("input", attr("id", id), attr("name", id), attr("value", side.asked), attr("dir", "auto")));
  };
  return el("form", attr("class", "perspective"), url_attr("action", "/compare"), attr("method", "get"), field("a", "compare.first", a),
            field("b", "compare.second", b), reader.kept_fields({}), el("button", attr("type", "submit"), w("compare.button")));
}

void include(TimeAxis& axis, const Side& side) {
  if (!side.view) return;
  for (const SeenStatement& s : side.view->statements())
    if (s.holds) axis.include(*s.holds);
}

void prepare(const Site& site, const Reader& reader, const TimeAxis& axis, Side& side) {
  if (!side.view) return;
  side.connections = std::make_unique<Connections>(*side.view);
  side.style = std::make_unique<StatementStyle>(StatementStyle{site, reader, *side.titles, side.connections.get(), &axis});
}

}  // namespace

Response compare(const Site& site, const Request& request, const PathParams&) {
  Reader reader = reader_of(request);
  Side a = read_side(site, reader, request, "a"), b = read_side(site, reader, request, "b");
  bool is_same = a.view && b.view && a.view->id() == b.view->id();
  if (is_same) b.view.reset();
  TimeAxis axis(reader.words, reader.at);
  include(axis, a), include(axis, b);
  axis.settle();
  prepare(site, reader, axis, a), prepare(site, reader, axis, b);
  const Words& w = reader.words;
  Html main = fragment(el("h1", w("compare.title")), el("p", w("compare.about")), form(reader, a, b),
                       is_same ? el("p", attr("class", "care"), w("compare.same")) : Html(),
                       a.view || b.view ? table(site, reader, a, b, axis) : Html());
  return page(site, reader, {w("compare.title"), {}, std::move(main)});
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
