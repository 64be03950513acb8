// A record page holds every statement the reader may see, property by property in the order of the type. Statements of
// one property that differ and can both have been so at one time stand side by side, none above the other.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "server/layout.h"
#include "server/pages.h"
#include "server/statement_html.h"
#include "server/view_json.h"

namespace stele::server::pages {
namespace {

using model::SeenStatement;
using model::ValueKind;
using Statements = std::vector<const SeenStatement*>;

constexpr size_t kNamingShown = 10;
constexpr size_t kOtherNamesShown = 12;

// --- which statements stand side by side ---

// Having several of these at one time is no contradiction: many names, many links, many paragraphs.
bool can_differ(ValueKind kind) {
  return kind == ValueKind::kTerm || kind == ValueKind::kWhen || kind == ValueKind::kQuantity ||
         kind == ValueKind::kPosition || kind == ValueKind::kMembership || kind == ValueKind::kFlag;
}

std::string_view role_of(const model::Value& value) {
  if (auto* position = std::get_if<model::Position>(&value)) return model::part(position->parts, "role");
  if (auto* membership = std::get_if<model::Membership>(&value)) return model::part(membership->parts, "role");
  return {};
}

// The value without its parts: who says "part of X" from which perspective is not another answer.
std::string core_of(const model::Value& value) {
  if (auto* membership = std::get_if<model::Membership>(&value)) return membership->unit.text();
  return model::plain_text(value);
}

bool differ(const SeenStatement& a, const SeenStatement& b) {
  bool overlap = !a.holds || !b.holds || a.holds->possibly_in(b.holds->earliest(), b.holds->latest());
  bool comparable = a.value.index() == b.value.index() && can_differ(kind_of(a.value)) && role_of(a.value) == role_of(b.value);
  return overlap && comparable && core_of(a.value) != core_of(b.value);
}

// Groups of statements connected by differing; each in the order of the log, groups by their first statement.
std::vector<Statements> grouped(const Statements& statements) {
  std::vector<size_t> group(statements.size());
  std::iota(group.begin(), group.end(), size_t{0});
  for (size_t i = 0; i < statements.size(); ++i) {
    if (statements[i]->superseded || !can_differ(kind_of(statements[i]->value))) continue;
    for (size_t j = i + 1; j < statements.size(); ++j) {
      if (group[i] == group[j] || statements[j]->superseded || !differ(*statements[i], *statements[j])) continue;
      std::ranges::replace(group, std::max(group[i], group[j]), std::min(group[i], group[j]));
    }
  }
  std::map<size_t, Statements> found;
  for (size_t i = 0; i < statements.size(); ++i) found[group[i]].push_back(statements[i]);
  std::vector<Statements> out;
  for (auto& [first, members] : found) out.push_back(std::move(members));
  return out;
}

// --- the sections ---

Html items(const StatementStyle& style, const Statements& statements) {
  return each(statements, [&](const SeenStatement* s) { return statement_item(style, *s); });
}

Html side_by_side(const StatementStyle& style, const Statements& statements) {
  return el("div", attr("class", "differ"), el("p", attr("class", "care"), style.words()("record.differ")),
            el("ul", attr("class", "statements"), items(style, statements)));
}

Html property_section(const StatementStyle& style, std::string_view property, const Statements& statements) {
  Html single, groups;
  for (const Statements& group : grouped(statements)) {
    if (group.size() > 1) groups.add(side_by_side(style, group));
    else single.add(items(style, group));
  }
  return el("section", attr("class", "property"), el("h2", property_label(style.site.schema(), property, style.words())), groups,
            single.empty() ? single : el("ul", attr("class", statements.size() > 3 ? "statements many" : "statements"), single));
}

// The type's own order first, then what else there is, in the order of the log; the type itself last.
std::vector<std::pair<std::string_view, Statements>> by_property(const Site& site, const model::View& view,
                                                                 const std::optional<Period>& at) {
  std::vector<std::pair<std::string_view, Statements>> out;
  auto slot = [&](std::string_view property) -> Statements& {
    auto found = std::ranges::find(out, property, &std::pair<std::string_view, Statements>::first);
    return found != out.end() ? found->second : out.emplace_back(property, Statements()).second;
  };
  if (const model::TypeSpec* type = site.schema().type(view.type()))
    for (const model::PropertyUse& use : type->properties) out.emplace_back(use.property->id, Statements());
  for (const SeenStatement& s : view.statements())
    if (possibly_at(s, at)) slot(s.property).push_back(&s);
  std::erase_if(out, [](const auto& entry) { return entry.second.empty(); });
  std::ranges::stable_partition(out, [](const auto& entry) { return entry.first != "type"; });
  return out;
}

// --- the head ---

Html heading(const model::View& view, std::string_view lang) {
  const model::Name* name = view.title_name(lang);
  return el("h1", name_span(view.title(lang), name ? name->lang : ""));
}

// The other names, each spelling once with the languages it is said to be of, in the order of the languages' codes: no
// rank. Of each language the first recorded stands here, the others below.
Html other_names(const Words& w, const model::View& view, std::string_view lang) {
  std::map<std::string_view, std::string_view> by_language;
  const model::Name* title = view.title_name(lang);
  size_t count = 0;
  for (const SeenStatement& s : view.statements()) {
    auto* name = s.property == "name" && !s.superseded ? std::get_if<model::Name>(&s.value) : nullptr;
    if (!name) continue;
    ++count;
    if (name->text != title->text) by_language.try_emplace(name->lang, name->text);
  }
  if (by_language.empty()) return {};
  std::vector<std::pair<std::string_view, std::vector<std::string_view>>> spellings;
  for (const auto& [tag, text] : by_language) {
    auto at = std::ranges::find(spellings, text, &std::pair<std::string_view, std::vector<std::string_view>>::first);
    (at != spellings.end() ? at->second : spellings.emplace_back(text, std::vector<std::string_view>()).second).push_back(tag);
  }
  bool has_more = count > by_language.size() + 1 || spellings.size() > kOtherNamesShown;
  if (spellings.size() > kOtherNamesShown) spellings.resize(kOtherNamesShown);
  Html list = each(spellings, [](const auto& spelling) {
    Html tags = each(spelling.second, [](std::string_view tag) { return fragment(tag); }, ", ");
    return fragment(name_span(spelling.first, spelling.second.front()), " ", el("span", attr("class", "lang"), tags));
  }, " · ");
  return el("p", attr("class", "also"), w.html("record.also", {{"names", list}}),
            has_more ? fragment(" · ", w.text("record.names_in_all", {{"count", count}})) : Html());
}

bool is_demo(const model::View& view) {
  return std::ranges::any_of(view.of("demo"), [](const SeenStatement* s) {
    auto* flag = std::get_if<model::Flag>(&s->value);
    return flag && flag->value;
  });
}

Html stamp(const Words& w, const model::View& view) {
  if (!is_demo(view)) return {};
  return el("p", attr("class", "stamp"), el("strong", w("record.demo")), " ", w("record.demo_means"));
}

Html type_line(const Site& site, const Reader& reader, const model::View& view) {
  const Words& w = reader.words;
  const model::TypeSpec* type = site.schema().type(view.type());
  if (!type) return {};
  return el("p", attr("class", "facts"), el("a", url_attr("href", reader.url("/types/" + type->id)), model::label(type->labels, w.tag())), " · ",
            w.text("count.statements", {{"count", view.statements().size()}}), " · ",
            el("a", url_attr("href", "/api/v1/records/" + view.id().text()), w("record.as_json")));
}

Html at_form(const Reader& reader, const Request& request, const model::View& view) {
  const Words& w = reader.words;
  std::string_view at = request.param("at");
  Html note;
  if (!reader.faults.empty()) note = faults_html(w, reader.faults);
  else if (!at.empty()) {
    note = el("p", attr("class", "care"), w.html("record.only_at", {{"when", at}}), " ",
              el("a", url_attr("href", reader.with("at", "")), w("record.show_everything")));
  }
  Html kept = each(reader.kept, [](const auto& pair) {
    return pair.first == "at" ? Html() : void_el("input", attr("type", "hidden"), attr("name", pair.first), attr("value", pair.second));
  });
  return fragment(el("form", attr("class", "at"), url_attr("action", record_url(view.id())), attr("method", "get"),
                     el("label", attr("for", "at"), w("record.as_at")),
                     void_el("input", attr("id", "at"), attr("name", "at"), attr("value", at), attr("placeholder", w.year(1915))), kept,
                     el("button", attr("type", "submit"), w("record.show"))),
                  note);
}

// --- the records that name this one ---

std::string naming_url(const Reader& reader, const Id& id, std::string_view property, std::string_view cursor = {}) {
  return reader.url(record_url(id) + "/naming", {{"property", std::string(property)}, {"cursor", std::string(cursor)}});
}

Html hits_list(const Site& site, const Reader& reader, const std::vector<model::Hit>& hits) {
  return el("ul", attr("class", "hits"), each(hits, [&](const model::Hit& hit) { return hit_item(site, reader, hit); }));
}

Html all_link(const Words& w, std::string_view url, uint64_t count) {
  return el("p", el("a", url_attr("href", url), w.text("record.all", {{"count", count}})));
}

Html count_span(const Words& w, uint64_t count) { return el("span", attr("class", "count"), w.number(count)); }

Result<Html> naming_group(const Site& site, const Reader& reader, const Id& id, const std::string& property, uint64_t count) {
  const Words& w = reader.words;
  STELE_TRY(model::Page found, site.archive().naming(site.caller(), id, property, kNamingShown, ""));
  Html rest = found.next.empty() ? Html() : all_link(w, naming_url(reader, id, property), count);
  std::string_view label = property_label(site.schema(), property, w);
  return el("section", el("h3", w.html("record.named_as", {{"property", label}}), " ", count_span(w, count)),
            hits_list(site, reader, found.hits), rest);
}

Result<Html> naming_section(const Site& site, const Reader& reader, const Id& id) {
  STELE_TRY(auto counts, site.archive().naming_counts(site.caller(), id));
  Html groups;
  for (const auto& [property, count] : counts) {
    if (count == 0) continue;
    STELE_TRY(Html group, naming_group(site, reader, id, property, count));
    groups.add(std::move(group));
  }
  if (groups.empty()) return Html();
  return el("section", attr("class", "naming"), el("h2", reader.words("record.naming")), groups);
}

// What a source says: the records with a statement that comes from it.
Result<Html> said_section(const Site& site, const Reader& reader, const model::View& view) {
  if (view.type() != "source") return Html();
  const Words& w = reader.words;
  model::Query query;
  query.facets = {{"source", view.id().text()}};
  query.limit = kNamingShown;
  query.count_facets = false;
  STELE_TRY(model::Page found, site.archive().find(site.caller(), query));
  if (found.hits.empty()) return Html();
  std::string all = reader.url("/", {{"facet", "source:" + view.id().text()}});
  return el("section", attr("class", "naming"), el("h2", w("record.tells_of"), " ", count_span(w, found.total)),
            hits_list(site, reader, found.hits), found.next.empty() ? Html() : all_link(w, all, found.total));
}

std::map<Hash, uint64_t> replacements(const model::View& view) {
  std::map<Hash, uint64_t> out;
  for (const SeenStatement& s : view.statements())
    for (const Hash& old : s.supersedes) out[old] = s.position;
  return out;
}

// The view that {id} names; an id that is none is not found either.
Result<model::View> view_of(const Site& site, const PathParams& path) {
  auto id = Id::parse(path_param(path, "id"));
  if (!id) return fail(Code::kNotFound, "There is no such record.");
  STELE_TRY(model::View view, site.archive().get(site.caller(), *id));
  if (view.empty()) return fail(Code::kNotFound, "There is no such record.");
  return view;
}

Html record_main(const Site& site, const Reader& reader, const Request& request, const model::View& view) {
  Titles titles(site, reader);
  std::map<Hash, uint64_t> replaced_by = replacements(view);
  StatementStyle style{site, reader, titles, &replaced_by};
  Html out;
  out.reserve(1024 * (4 + view.statements().size()));
  out.add(heading(view, reader.lang)).add(other_names(reader.words, view, reader.lang)).add(stamp(reader.words, view));
  out.add(type_line(site, reader, view)).add(at_form(reader, request, view));
  for (const auto& [property, statements] : by_property(site, view, reader.at)) out.add(property_section(style, property, statements));
  return out;
}

}  // namespace

Response record(const Site& site, const Request& request, const PathParams& path) {
  auto view = view_of(site, path);
  if (!view) return error_page(site, request, view.error());
  Reader reader = reader_of(request);
  auto naming = naming_section(site, reader, view->id());
  if (!naming) return error_page(site, request, naming.error());
  auto said = said_section(site, reader, *view);
  if (!said) return error_page(site, request, said.error());
  Html main = record_main(site, reader, request, *view);
  main.add(*said).add(*naming);
  const model::Name* name = view->title_name(reader.lang);
  return page(site, reader, {view->title(reader.lang), name ? std::string_view(name->lang) : "", std::move(main)},
              reader.faults.empty() ? 200 : 400);
}

Response naming(const Site& site, const Request& request, const PathParams& path) {
  auto view = view_of(site, path);
  if (!view) return error_page(site, request, view.error());
  Reader reader = reader_of(request);
  const Words& w = reader.words;
  std::string property(request.param("property"));
  auto found = site.archive().naming(site.caller(), view->id(), property, 100, std::string(request.param("cursor")));
  if (!found) return error_page(site, request, found.error());
  const model::Name* name = view->title_name(reader.lang);
  std::string title = view->title(reader.lang);
  Html items = each(found->hits, [&](const model::Hit& hit) { return hit_item(site, reader, hit); });
  std::string next = found->next.empty() ? "" : naming_url(reader, view->id(), property, found->next);
  Html main = fragment(el("h1", w.html("record.that_name", {{"name", name_span(title, name ? name->lang : "")}})),
                       el("p", w.html("record.named_as", {{"property", property_label(site.schema(), property, w)}}), " · ",
                          el("a", url_attr("href", reader.url(record_url(view->id()))), w("record.back"))),
                       el("ol", attr("class", "hits"), items), next_link(reader, next));
  return page(site, reader, {w.text("record.that_name_title", {{"name", title}}), {}, std::move(main)});
}

}  // namespace stele::server::pages
