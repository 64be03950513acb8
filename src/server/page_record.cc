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
  return el("div", attr("class", "differ"), el("p", attr("class", "care"), "These differ for the same time. Each has equal weight."),
            el("ul", attr("class", "statements"), items(style, statements)));
}

Html property_section(const StatementStyle& style, std::string_view property, const Statements& statements) {
  Html single, groups;
  for (const Statements& group : grouped(statements)) {
    if (group.size() > 1) groups.add(side_by_side(style, group));
    else single.add(items(style, group));
  }
  return el("section", attr("class", "property"), el("h2", property_label(style.site.schema(), property, style.lang)), groups,
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
Html other_names(const model::View& view, std::string_view lang) {
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
  return el("p", attr("class", "also"), "Also: ", list, has_more ? fragment(" · ", count, " names in all, below") : Html());
}

bool is_demo(const model::View& view) {
  return std::ranges::any_of(view.of("demo"), [](const SeenStatement* s) {
    auto* flag = std::get_if<model::Flag>(&s->value);
    return flag && flag->value;
  });
}

Html stamp(const model::View& view) {
  if (!is_demo(view)) return {};
  return el("p", attr("class", "stamp"), el("strong", "Demo: invented."),
            " This record was made up to show how the archive works; it is not about a real thing.");
}

Html type_line(const Site& site, const model::View& view, std::string_view lang) {
  const model::TypeSpec* type = site.schema().type(view.type());
  if (!type) return {};
  return el("p", attr("class", "facts"), el("a", url_attr("href", "/types/" + type->id), model::label(type->labels, lang)), " · ",
            view.statements().size(), view.statements().size() == 1 ? " statement" : " statements", " · ",
            el("a", url_attr("href", "/api/v1/records/" + view.id().text()), "as JSON"));
}

Html at_form(const Request& request, const model::View& view, const std::vector<Fault>& faults) {
  std::string_view at = request.param("at");
  Html note;
  if (!faults.empty()) note = el("p", attr("class", "faults"), attr("role", "alert"), faults.front().detail);
  else if (!at.empty()) {
    note = el("p", attr("class", "care"), "Shown is only what can have been so at “", el("bdi", at), "”, and what is not dated. ",
              el("a", url_attr("href", record_url(view.id())), "Show everything"));
  }
  Html lang = request.param("lang").empty() ? Html()
                                           : void_el("input", attr("type", "hidden"), attr("name", "lang"), attr("value", request.param("lang")));
  return fragment(el("form", attr("class", "at"), url_attr("action", record_url(view.id())), attr("method", "get"),
                     el("label", attr("for", "at"), "As it was at"),
                     void_el("input", attr("id", "at"), attr("name", "at"), attr("value", at), attr("placeholder", "1915")), lang,
                     el("button", attr("type", "submit"), "Show")),
                  note);
}

// --- the records that name this one ---

std::string naming_url(const Id& id, std::string_view property, std::string_view cursor = {}) {
  Pairs params{{"property", std::string(property)}};
  if (!cursor.empty()) params.emplace_back("cursor", std::string(cursor));
  return make_url(record_url(id) + "/naming", params);
}

Result<Html> naming_group(const Site& site, const Id& id, const std::string& property, uint64_t count, std::string_view lang) {
  STELE_TRY(model::Page found, site.archive().naming(site.caller(), id, property, kNamingShown, ""));
  Html rest = found.next.empty() ? Html() : el("p", el("a", url_attr("href", naming_url(id, property)), "All ", count));
  return el("section", el("h3", "As “", property_label(site.schema(), property, lang), "” ", el("span", attr("class", "count"), count)),
            el("ul", attr("class", "hits"), each(found.hits, [&](const model::Hit& hit) { return hit_item(site, hit, lang); })), rest);
}

Result<Html> naming_section(const Site& site, const Id& id, std::string_view lang) {
  STELE_TRY(auto counts, site.archive().naming_counts(site.caller(), id));
  Html groups;
  for (const auto& [property, count] : counts) {
    if (count == 0) continue;
    STELE_TRY(Html group, naming_group(site, id, property, count, lang));
    groups.add(std::move(group));
  }
  if (groups.empty()) return Html();
  return el("section", attr("class", "naming"), el("h2", "Records that name this one"), groups);
}

// What a source says: the records with a statement that comes from it.
Result<Html> said_section(const Site& site, const model::View& view, std::string_view lang) {
  if (view.type() != "source") return Html();
  model::Query query;
  query.facets = {{"source", view.id().text()}};
  query.limit = kNamingShown;
  query.count_facets = false;
  STELE_TRY(model::Page found, site.archive().find(site.caller(), query));
  if (found.hits.empty()) return Html();
  std::string all = make_url("/", {{"facet", "source:" + view.id().text()}});
  return el("section", attr("class", "naming"),
            el("h2", "Records that it tells of ", el("span", attr("class", "count"), found.total)),
            el("ul", attr("class", "hits"), each(found.hits, [&](const model::Hit& hit) { return hit_item(site, hit, lang); })),
            found.next.empty() ? Html() : el("p", el("a", url_attr("href", all), "All ", found.total)));
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

Html record_main(const Site& site, const Request& request, const model::View& view, std::string_view lang,
                 const std::vector<Fault>& faults, const std::optional<Period>& at) {
  Titles titles(site, lang);
  std::map<Hash, uint64_t> replaced_by = replacements(view);
  StatementStyle style{site, lang, titles, &replaced_by};
  Html out;
  out.reserve(1024 * (4 + view.statements().size()));
  out.add(heading(view, lang)).add(other_names(view, lang)).add(stamp(view)).add(type_line(site, view, lang));
  out.add(at_form(request, view, faults));
  for (const auto& [property, statements] : by_property(site, view, at)) out.add(property_section(style, property, statements));
  return out;
}

}  // namespace

Response record(const Site& site, const Request& request, const PathParams& path) {
  auto view = view_of(site, path);
  if (!view) return error_page(site, request, view.error());
  std::string lang = reader_language(request);
  std::vector<Fault> faults;
  std::optional<Period> at = read_period_param(request, "at", faults);
  auto naming = naming_section(site, view->id(), lang);
  if (!naming) return error_page(site, request, naming.error());
  auto said = said_section(site, *view, lang);
  if (!said) return error_page(site, request, said.error());
  Html main = record_main(site, request, *view, lang, faults, at);
  main.add(*said).add(*naming);
  const model::Name* name = view->title_name(lang);
  return page(site, {view->title(lang), name ? std::string_view(name->lang) : "", std::move(main)}, faults.empty() ? 200 : 400);
}

Response naming(const Site& site, const Request& request, const PathParams& path) {
  auto view = view_of(site, path);
  if (!view) return error_page(site, request, view.error());
  std::string lang = reader_language(request), property(request.param("property"));
  auto found = site.archive().naming(site.caller(), view->id(), property, 100, std::string(request.param("cursor")));
  if (!found) return error_page(site, request, found.error());
  const model::Name* name = view->title_name(lang);
  std::string title = view->title(lang);
  Html heading = el("h1", "Records that name ", name_span(title, name ? name->lang : ""));
  Html items = each(found->hits, [&](const model::Hit& hit) { return hit_item(site, hit, lang); });
  std::string next = found->next.empty() ? "" : naming_url(view->id(), property, found->next);
  Html main = fragment(heading, el("p", "As “", property_label(site.schema(), property, lang), "”. ",
                                   el("a", url_attr("href", record_url(view->id())), "Back to the record")),
                       el("ol", attr("class", "hits"), items), next_link(next));
  return page(site, {"Records that name " + title, {}, std::move(main)});
}

}  // namespace stele::server::pages
