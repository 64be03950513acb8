// A record's page holds every statement the reader may see. Of a place it is a memorial page: what it was called and
// when, what stood there and what happened, where it lay and with whom, what is not known, and how to cite all this. The
// pages of monuments, events, sources and the others have the sections that they have something for.
#include <fmt/format.h>

#include <algorithm>

#include "server/pages.h"
#include "server/record_page.h"
#include "server/view_json.h"

namespace stele::server {
namespace {

constexpr size_t kNamingRead = 60, kLinksRead = 20, kFoldedAfter = 24, kOtherNamesShown = 12, kLongTitle = 160, kLongOther = 160;

using model::SeenStatement;

}  // namespace

// --- what all sections share ---

RecordPage::RecordPage(const Site& the_site, const Reader& the_reader, const model::View& the_view, std::vector<Naming> all_naming)
    : site(the_site),
      reader(the_reader),
      view(the_view),
      naming(std::move(all_naming)),
      titles(the_site, the_reader),
      connections(the_view, the_site.schema()),
      axis(the_reader.words, the_reader.at),
      style{the_site, the_reader, titles, &connections, &axis} {
  for (const SeenStatement& s : view.statements())
    if (s.holds) axis.include(*s.holds);
  for (std::string_view type : {"renaming", "monument", "event"}) read_links(type);
  axis.settle();
}

// The property that says when such a thing was.
std::string_view time_of(std::string_view type) { return type == "monument" ? "dating" : "date"; }

void RecordPage::read_links(std::string_view type) {
  bool has_more = false;
  size_t count = 0;
  for (const model::Hit* hit : naming_of_type(type, has_more)) {
    if (count++ == kLinksRead) return;
    auto linked = site.archive().get(site.caller(), hit->id);
    if (!linked) continue;
    const model::View& kept = links.emplace(hit->id, std::move(*linked)).first->second;
    for (const SeenStatement* s : kept.of(time_of(type)))
      if (auto* when = std::get_if<model::When>(&s->value)) axis.include(when->period);
  }
}

const model::View* RecordPage::linked(const Id& id) const {
  auto at = links.find(id);
  return at == links.end() ? nullptr : &at->second;
}

Statements RecordPage::of(std::string_view property) const {
  Statements out;
  for (const SeenStatement& s : view.statements())
    if (s.property == property && possibly_at(s, reader.at)) out.push_back(&s);
  return out;
}

std::vector<const model::Hit*> RecordPage::naming_of_type(std::string_view type, bool& has_more) const {
  std::vector<const model::Hit*> out;
  has_more = false;
  for (const Naming& one : naming) {
    bool any = false;
    for (const model::Hit& hit : one.hits) {
      if (hit.type != type) continue;
      any = true;
      if (std::ranges::find(out, hit.id, [](const model::Hit* known) { return known->id; }) == out.end()) out.push_back(&hit);
    }
    has_more = has_more || (any && one.count > one.hits.size());
  }
  return out;
}

Html RecordPage::title() const {
  const model::Name* name = view.title_name(titles.rule());
  return name_span(shortened(view.title(titles.rule()), kLongTitle), name ? name->lang : "");
}

Html RecordPage::items(const Statements& statements) const {
  Html groups, first, rest;
  size_t shown = 0;
  std::vector<bool> is_shown(connections.rivals.size());
  for (const SeenStatement* s : statements) {
    auto group = connections.group_of.find(s->position);
    if (group == connections.group_of.end()) {
      (shown++ < kFoldedAfter ? first : rest).add(statement_item(style, *s));
      continue;
    }
    if (is_shown[group->second]) continue;
    is_shown[group->second] = true;
    Statements members;
    for (const SeenStatement* member : connections.rivals[group->second])
      if (std::ranges::find(statements, member) != statements.end()) members.push_back(member);
    Html all = each(members, [&](const SeenStatement* member) { return statement_item(style, *member); });
    if (members.size() == 1) first.add(all);
    else groups.add(el("div", attr("class", "differ"), el("p", attr("class", "care"), words()("record.differ")), el("ul", attr("class", "statements"), all)));
  }
  Html list = first.empty() ? Html() : el("ul", attr("class", "statements"), first);
  Html more = rest.empty() ? Html() : el("details", attr("class", "rest"), el("summary", words().text("search.more_values", {{"count", shown - kFoldedAfter}})),
                                         el("ul", attr("class", "statements"), rest));
  return fragment(groups, list, more);
}

Result<std::vector<Naming>> read_naming(const Site& site, const Reader& reader, const Id& id) {
  std::vector<Naming> out;
  STELE_TRY(auto counts, site.archive().naming_counts(site.caller(), id));
  for (const auto& [property, count] : counts) {
    if (count == 0) continue;
    STELE_TRY(model::Page found, site.archive().naming(site.caller(), id, property, kNamingRead, "", reader.perspective()));
    out.push_back({property, count, std::move(found.hits)});
  }
  return out;
}

std::string naming_url(const Reader& reader, const Id& id, std::string_view property, std::string_view cursor) {
  return reader.url(record_url(id) + "/naming", {{"property", std::string(property)}, {"cursor", std::string(cursor)}});
}

namespace pages {
namespace {

// --- the head ---

// The other names, each spelling once with the languages it is said to be of, in the order of the languages' codes: no
// rank. Of each language the first recorded stands here, the others below.
Html other_names(const RecordPage& page) {
  const Words& w = page.words();
  std::map<std::string_view, std::string_view> by_language;
  const model::Name* title = page.view.title_name(page.titles.rule());
  size_t count = 0;
  for (const SeenStatement* s : page.view.of("name")) {
    auto* name = std::get_if<model::Name>(&s->value);
    if (!name) continue;
    ++count;
    if (name->text != title->text) by_language.try_emplace(name->lang, name->text);
  }
  if (by_language.empty()) return {};
  std::vector<std::pair<std::string_view, std::string_view>> spellings;  // text, its first language
  for (const auto& [tag, text] : by_language)
    if (std::ranges::find(spellings, text, [](const auto& one) { return one.first; }) == spellings.end()) spellings.emplace_back(text, tag);
  bool has_more = count > by_language.size() + 1 || spellings.size() > kOtherNamesShown;
  if (spellings.size() > kOtherNamesShown) spellings.resize(kOtherNamesShown);
  Html list = each(spellings, [&](const auto& one) {
    Html tag = one.second.empty() || one.second == "und" ? Html() : fragment(" ", el("span", attr("class", "lang"), language_words(page.style, one.second)));
    return fragment(name_span(shortened(one.first, kLongOther), one.second), tag);
  }, " · ");
  return el("p", attr("class", "also"), w.html("record.also", {{"names", list}}),
            has_more ? fragment(" · ", el("a", url_attr("href", "#names"), w.text("record.names_in_all", {{"count", count}}))) : Html());
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

Html type_line(const RecordPage& page) {
  const Words& w = page.words();
  const model::TypeSpec* type = page.site.schema().type(page.view.type());
  if (!type) return {};
  std::string compare = page.reader.url("/compare", {{"a", page.view.id().text()}});
  return el("p", attr("class", "facts"), el("a", url_attr("href", page.reader.url("/types/" + type->id)), model::label(type->labels, w.tag())), " · ",
            w.text("count.statements", {{"count", page.view.statements().size()}}), " · ",
            page.is_place() ? fragment(el("a", url_attr("href", compare), w("compare.link")), " · ") : Html(),
            el("a", url_attr("href", "#cite"), w("cite.title")));
}

// --- the sections ---

bool has_own_section(const RecordPage& page, std::string_view property) {
  static constexpr std::string_view kOwn[] = {"name", "part-of", "position", "position-in-words"};
  (void)page;
  return std::ranges::find(kOwn, property) != std::end(kOwn);
}

Html property_section(const RecordPage& page, std::string_view property, const Statements& statements) {
  return el("section", attr("class", "property"), el("h3", property_label(page.site.schema(), property, page.words())), page.items(statements));
}

// The type's own order first, then what else there is, in the order of the log; the type itself last.
std::vector<std::pair<std::string_view, Statements>> by_property(const RecordPage& page) {
  std::vector<std::pair<std::string_view, Statements>> out;
  auto slot = [&](std::string_view property) -> Statements& {
    auto found = std::ranges::find(out, property, &std::pair<std::string_view, Statements>::first);
    return found != out.end() ? found->second : out.emplace_back(property, Statements()).second;
  };
  if (const model::TypeSpec* type = page.site.schema().type(page.view.type()))
    for (const model::PropertyUse& use : type->properties) out.emplace_back(use.property->id, Statements());
  for (const SeenStatement& s : page.view.statements())
    if (!has_own_section(page, s.property) && possibly_at(s, page.reader.at)) slot(s.property).push_back(&s);
  std::erase_if(out, [](const auto& entry) { return entry.second.empty(); });
  std::ranges::stable_partition(out, [](const auto& entry) { return entry.first == "description"; });
  std::ranges::stable_partition(out, [](const auto& entry) { return entry.first != "type" && entry.first != "demo"; });
  return out;
}

Html told(const RecordPage& page) {
  auto all = by_property(page);
  if (all.empty()) return {};
  Html body = each(all, [&](const auto& entry) { return property_section(page, entry.first, entry.second); });
  return sections::section("told", page.words()("told.title"), std::move(body));
}

// What a source says: the records with a statement that comes from it.
Html tells_of(const RecordPage& page) {
  constexpr size_t kShown = 10;
  if (page.view.type() != "source") return {};
  const Words& w = page.words();
  model::Query query;
  query.facets = {{"source", page.view.id().text()}};
  query.limit = kShown;
  query.count_facets = false;
  query.perspective = page.reader.perspective();
  auto found = page.site.archive().find(page.site.caller(), query);
  if (!found || found->hits.empty()) return {};
  std::string url = page.reader.url("/", {{"facet", "source:" + page.view.id().text()}});
  Html list = el("ul", attr("class", "hits"), each(found->hits, [&](const model::Hit& hit) { return hit_item(page.site, page.reader, hit); }));
  Html all = found->next.empty() ? Html() : el("p", el("a", url_attr("href", url), w.text("record.all", {{"count", found->total}})));
  return sections::section("tells-of", w("record.tells_of"), fragment(list, all));
}

// The way through a long page. Only sections that are there have a line.
Html contents(const RecordPage& page, std::string_view body) {
  static constexpr std::pair<std::string_view, WordKey> kAll[] = {
      {"names", "names.title"}, {"renamings", "renamings.title"}, {"question", "question.title"}, {"told", "told.title"},
      {"monuments", "monuments.title"}, {"events", "events.title"}, {"part-of", "belongs.title"}, {"map", "around.where"},
      {"neighbours", "around.neighbours"}, {"tells-of", "record.tells_of"}, {"naming", "record.naming"}, {"sources", "sources.title"}, {"unknown", "unknown.title"},
      {"changes", "changes.title"}, {"cite", "cite.title"}};
  constexpr std::string_view kPart = "<section class=\"part\" id=\"";
  std::vector<std::string_view> there;
  for (size_t at = body.find(kPart); at != std::string_view::npos; at = body.find(kPart, at)) {
    at += kPart.size();
    there.push_back(body.substr(at, body.find('"', at) - at));
  }
  Html items = each(kAll, [&](const auto& one) {
    if (std::ranges::find(there, one.first) == there.end()) return Html();
    return el("li", el("a", url_attr("href", "#" + std::string(one.first)), page.words()(one.second)));
  });
  return el("nav", attr("class", "contents"), attr("aria-label", page.words()("nav.contents")), el("ul", items));
}

// The words of the proofs' island stand once on the page; each proof's own element only says which statement it is of.
Html island_words(const Words& w) {
  return el("div", attr("hidden"), attr("data-words-of", "proof"), attr("data-words", w.island("proof.")));
}

Html record_main(const RecordPage& page) {
  bool is_long = page.view.title(page.titles.rule()).size() > 90;
  Html head = fragment(el("h1", is_long ? attr("class", "long") : Attr(), page.title()), other_names(page), stamp(page.words(), page.view));
  Html body;
  body.reserve(2048 * (8 + page.view.statements().size()));
  body.add(sections::names(page)).add(sections::renamings(page)).add(sections::question(page)).add(told(page));
  body.add(sections::monuments(page)).add(sections::events(page)).add(sections::part_of(page)).add(sections::map(page));
  body.add(sections::neighbours(page)).add(tells_of(page)).add(sections::others(page)).add(sections::sources(page));
  body.add(sections::unknown(page)).add(sections::changes(page)).add(sections::cite(page));
  Html way = contents(page, body.text());
  return el("article", attr("class", "record"), head, way, type_line(page), sections::perspective_form(page), page.axis.shared(), body, island_words(page.words()));
}

// The view that {id} names; an id that is none is not found either.
Result<model::View> view_of(const Site& site, const PathParams& path) {
  auto id = Id::parse(path_param(path, "id"));
  if (!id) return fail(Code::kNotFound, "There is no such record.");
  STELE_TRY(model::View view, site.archive().get(site.caller(), *id));
  if (view.empty()) return fail(Code::kNotFound, "There is no such record.");
  return view;
}

}  // namespace

Response record(const Site& site, const Request& request, const PathParams& path) {
  auto view = view_of(site, path);
  if (!view) return error_page(site, request, view.error());
  Reader reader = reader_of(request);
  auto naming = read_naming(site, reader, view->id());
  if (!naming) return error_page(site, request, naming.error());
  RecordPage all(site, reader, *view, std::move(*naming));
  const model::Name* name = view->title_name(all.titles.rule());
  std::string title = shortened(view->title(all.titles.rule()), kLongOther);
  return page(site, reader, {title, name ? std::string_view(name->lang) : "", record_main(all)}, reader.faults.empty() ? 200 : 400);
}

Response naming(const Site& site, const Request& request, const PathParams& path) {
  auto view = view_of(site, path);
  if (!view) return error_page(site, request, view.error());
  Reader reader = reader_of(request);
  const Words& w = reader.words;
  std::string property(request.param("property"));
  auto found = site.archive().naming(site.caller(), view->id(), property, 100, std::string(request.param("cursor")), reader.perspective());
  if (!found) return error_page(site, request, found.error());
  const model::Name* name = view->title_name(reader.perspective());
  std::string title = view->title(reader.perspective());
  Html items = each(found->hits, [&](const model::Hit& hit) { return hit_item(site, reader, hit); });
  std::string next = found->next.empty() ? "" : naming_url(reader, view->id(), property, found->next);
  Html main = fragment(el("h1", w.html("record.that_name", {{"name", name_span(title, name ? name->lang : "")}})),
                       el("p", w.html("record.named_as", {{"property", property_label(site.schema(), property, w)}}), " · ",
                          el("a", url_attr("href", reader.url(record_url(view->id()))), w("record.back"))),
                       el("ol", attr("class", "hits"), items), next_link(reader, next));
  return page(site, reader, {w.text("record.that_name_title", {{"name", title}}), {}, std::move(main)});
}

}  // namespace pages
}  // namespace stele::server
