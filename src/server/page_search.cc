// Search is the first page. A facet is a link that adds or takes away one condition; the whole question stands in the
// address, so every state of the page can be kept, sent and printed.
#include <algorithm>
#include <memory>

#include "server/layout.h"
#include "server/pages.h"

namespace stele::server::pages {
namespace {

constexpr size_t kValuesShown = 12;
constexpr std::string_view kQuestionParams[] = {"q", "type", "facet", "near", "in", "during", "mode", "limit", "lang", "at", "by"};

struct Asked {
  const Site& site;
  const Request& request;
  const Reader& reader;
  Pairs params;  // of the question, without empty ones and without the cursor
  std::unique_ptr<Titles> titles;

  const Words& words() const { return reader.words; }
  std::string_view lang() const { return reader.words.tag(); }  // of labels
};

Asked read_asked(const Site& site, const Request& request, const Reader& reader) {
  Asked out{site, request, reader, {}, nullptr};
  out.titles = std::make_unique<Titles>(site, reader);
  for (const auto& pair : request.query)
    if (!pair.second.empty() && std::ranges::find(kQuestionParams, pair.first) != std::end(kQuestionParams)) out.params.push_back(pair);
  return out;
}

// --- the form ---

Html field(std::string_view id, std::string_view words, std::string_view value, std::string_view example) {
  return el("p", el("label", attr("for", id), words),
            void_el("input", attr("id", id), attr("name", id), attr("value", value),
                    example.empty() ? Attr() : attr("placeholder", example)));
}

Html hidden(std::string_view name, std::string_view value) {
  return void_el("input", attr("type", "hidden"), attr("name", name), attr("value", value));
}

Html form(const Asked& asked) {
  const Request& r = asked.request;
  const Words& w = asked.words();
  bool has_more = !r.param("near").empty() || !r.param("in").empty() || !r.param("during").empty();
  Html kept;
  for (const auto& [name, value] : asked.params)
    if (name == "facet" || name == "type" || name == "lang" || name == "at" || name == "by" || name == "limit") kept.add(hidden(name, value));
  bool certainly = r.param("mode") == "certainly";
  Html mode = el("p", el("label", attr("for", "mode"), w("search.in_that_time")),
                 el("select", attr("id", "mode"), attr("name", "mode"),
                    el("option", attr("value", "possibly"), w("search.possibly")),
                    el("option", attr("value", "certainly"), certainly ? attr("selected") : Attr(), w("search.certainly"))));
  Html more = el("details", has_more ? attr("open") : Attr(), el("summary", w("search.where_and_when")),
                 field("near", w("search.near"), r.param("near"), "41.69,44.83,25"),
                 field("in", w("search.inside"), r.param("in"), ""),
                 field("during", w("search.during"), r.param("during"), w("search.during_examples")), mode);
  return el("form", attr("class", "search"), attr("role", "search"), url_attr("action", "/"), attr("method", "get"),
            el("p", attr("class", "ask"), el("label", attr("for", "q"), w("search.ask")),
               void_el("input", attr("id", "q"), attr("name", "q"), attr("type", "search"), attr("value", r.param("q")),
                       attr("dir", "auto")),
               el("button", attr("type", "submit"), w("search.button"))),
            kept, more);
}

// --- facets ---

std::string facet_label(const Asked& asked, std::string_view facet) {
  if (facet == "type") return std::string(asked.words()("facet.type"));
  if (facet == "source") return std::string(asked.words()("facet.source"));
  size_t colon = facet.find(':');
  if (colon != std::string_view::npos) return std::string(facet.substr(colon + 1));
  const model::PropertySpec* property = asked.site.schema().property(facet);
  return std::string(property ? model::label(property->labels, asked.lang()) : facet);
}

std::string value_label(const Asked& asked, std::string_view facet, std::string_view value) {
  const model::Schema& schema = asked.site.schema();
  if (facet == "type") {
    const model::TypeSpec* type = schema.type(value);
    return std::string(type ? model::label(type->labels, asked.lang()) : value);
  }
  if (auto source = Id::parse(value); source && facet == "source") {
    const Title& title = asked.titles->of(*source);
    return title.seen ? title.text : std::string(value);
  }
  const model::PropertySpec* property = schema.property(facet);
  const model::TermSpec* term = property ? schema.term(property->vocab, value) : nullptr;
  return std::string(term ? model::label(term->labels, asked.lang()) : value);
}

bool is_asked(const Asked& asked, std::string_view name, std::string_view value) {
  return std::ranges::any_of(asked.params, [&](const auto& p) { return p.first == name && p.second == value; });
}

std::string url_with(const Asked& asked, std::string_view name, std::string value) {
  Pairs params = asked.params;
  params.emplace_back(name, std::move(value));
  return make_url("/", params);
}

std::string url_without(const Asked& asked, std::string_view name, std::string_view value) {
  Pairs params = asked.params;
  std::erase_if(params, [&](const auto& p) { return p.first == name && p.second == value; });
  return make_url("/", params);
}

Html facet_value(const Asked& asked, const model::FacetCounts& facet, const model::FacetValue& value) {
  bool is_type = facet.facet == "type";
  std::string name = is_type ? "type" : "facet";
  std::string asked_value = is_type ? value.value : facet.facet + ":" + value.value;
  std::string words = value_label(asked, facet.facet, value.value);
  bool is_on = is_asked(asked, name, asked_value);
  std::string url = is_on ? url_without(asked, name, asked_value) : url_with(asked, name, asked_value);
  return el("li", el("a", url_attr("href", url), is_on ? attr("aria-current", "true") : Attr(), el("bdi", words),
                     is_on ? fragment(" ", el("span", attr("class", "hint"), asked.words()("search.take_away"))) : Html()),
            " ", el("span", attr("class", "count"), asked.words().number(value.count)));
}

Html facet_group(const Asked& asked, const model::FacetCounts& facet) {
  Html first, rest;
  for (size_t i = 0; i < facet.values.size(); ++i)
    (i < kValuesShown ? first : rest).add(facet_value(asked, facet, facet.values[i]));
  Html more = facet.more == 0 ? Html()
                              : el("p", el("a", url_attr("href", url_with(asked, "facet_values", "100000")), asked.words().text("search.more_values", {{"count", facet.more}})));
  Html all = rest.empty() ? Html()
                          : el("details", el("summary", asked.words().text("search.all_values", {{"count", facet.values.size() + facet.more}})), el("ul", rest), more);
  return el("section", el("h3", facet_label(asked, facet.facet)), el("ul", first), all);
}

Html facets(const Asked& asked, const model::Page& found) {
  std::vector<model::FacetCounts> all = found.facets;
  std::ranges::stable_sort(all, {}, [](const auto& facet) { return facet.facet == "type" ? 0 : facet.facet == "source" ? 2 : 1; });
  Html groups = each(all, [&](const auto& facet) { return facet.values.empty() ? Html() : facet_group(asked, facet); });
  if (groups.empty()) return {};
  return el("aside", attr("class", "facets"), attr("aria-label", asked.words()("search.narrow")), el("h2", asked.words()("search.narrow")), groups);
}

// What is asked beside the words, each with a link that takes it away: also when it finds nothing.
Html conditions(const Asked& asked) {
  Html list;
  for (const auto& [name, value] : asked.params) {
    const Words& w = asked.words();
    auto add = [&](std::string_view said) {
      list.add(el("li", el("bdi", said), " ", el("a", url_attr("href", url_without(asked, name, value)), w("search.take_away"))));
    };
    if (name == "near") add(w.text("search.near_short", {{"where", value}}));
    if (name == "in") add(w("search.inside_short"));
    if (name == "during") add(w.text("search.during_short", {{"when", value}}));
    if (name != "type" && name != "facet") continue;
    std::string words = name == "type" ? facet_label(asked, "type") + ": " + value_label(asked, "type", value) : value;
    if (auto facet = name == "facet" ? split_facet(value, asked.site.schema()) : std::nullopt) {
      words = facet_label(asked, facet->first) + ": " + value_label(asked, facet->first, facet->second);
    }
    add(words);
  }
  return list.empty() ? list : el("ul", attr("class", "conditions"), attr("aria-label", asked.words()("search.conditions")), list);
}

// --- the answer ---

bool is_bare(const Asked& asked) {
  return std::ranges::none_of(asked.params, [](const auto& p) { return p.first != "lang" && p.first != "at" && p.first != "by" && p.first != "limit"; });
}

// Whoever reads as of a time, or with somebody's names, sees that he chose this, and how to choose otherwise.
Html chosen(const Asked& asked) {
  const Reader& r = asked.reader;
  Html out;
  if (r.at) out.add(fragment(r.words.html("perspective.chosen_at", {{"when", r.words.period(r.at->text())}}), " ",
                             el("a", url_attr("href", r.with("at", "")), r.words("perspective.any_time")), " "));
  if (!r.by.empty()) {
    auto id = Id::parse(r.by);
    std::string who = id && asked.titles->of(*id).seen ? asked.titles->of(*id).text : r.by;
    out.add(fragment(r.words.html("perspective.chosen_by", {{"who", shortened(who, 80)}}), " ",
                     el("a", url_attr("href", r.with("by", "")), r.words("perspective.any_voice"))));
  }
  return out.empty() ? out : el("p", attr("class", "chosen"), out);
}

Html nothing(const Asked& asked) {
  const Words& w = asked.words();
  if (is_bare(asked)) return el("p", attr("class", "care"), w("home.empty"));
  return fragment(el("p", w("home.nothing")), el("p", attr("class", "care"), w("home.nothing_try")));
}

Html results(const Asked& asked, const model::Page& found) {
  std::string next;
  if (!found.next.empty()) next = url_with(asked, "cursor", found.next);
  Html items = each(found.hits, [&](const model::Hit& hit) { return hit_item(asked.site, asked.reader, hit); });
  const Words& w = asked.words();
  return el("section", attr("class", "results"), el("h2", w.text("search.results", {{"count", found.total}})), chosen(asked), conditions(asked),
            items.empty() ? nothing(asked) : el("ol", attr("class", "hits"), items), next_link(asked.reader, next));
}

// Who asks nothing yet is shown places: they are what people come for, whatever else is on record.
Result<Html> places(const Asked& asked) {
  model::Query query;
  query.types = {"place"};
  query.count_facets = false;
  query.perspective = asked.reader.perspective();
  STELE_TRY(model::Page found, asked.site.archive().find(asked.site.caller(), query));
  if (found.hits.empty()) return Html();
  const Words& w = asked.words();
  Html items = each(found.hits, [&](const model::Hit& hit) { return hit_item(asked.site, asked.reader, hit); });
  std::string all = url_with(asked, "type", "place");
  Html more = found.next.empty() ? Html() : el("p", attr("class", "more"), el("a", url_attr("href", all), w.text("record.all", {{"count", found.total}})));
  return el("section", attr("class", "results"), el("h2", w.text("home.places", {{"count", found.total}})), chosen(asked),
            el("ol", attr("class", "hits"), items), more);
}

std::string title_of(const Asked& asked) {
  std::string_view words = asked.request.param("q"), title = asked.words()("search.title");
  return words.empty() ? std::string(title) : shortened(words, 200) + " · " + std::string(title);
}

// --- islands, and the form that does without ---

Html time_form(const Asked& asked) {
  const Words& w = asked.words();
  Html kept = each(asked.params, [](const auto& pair) { return pair.first == "at" ? Html() : hidden(pair.first, pair.second); });
  return fragment(el("div", attr("data-island", "time"), attr("data-words", w.island("time."))),
                  el("form", attr("class", "at"), url_attr("action", "/"), attr("method", "get"), el("label", attr("for", "at"), w("perspective.at")),
                     void_el("input", attr("id", "at"), attr("name", "at"), attr("value", asked.request.param("at")), attr("dir", "auto"),
                             attr("placeholder", w.year(1926))),
                     kept, el("button", attr("type", "submit"), w("record.show"))));
}

Html map_mount(const Asked& asked) {
  return el("div", attr("data-island", "map"), attr("data-words", asked.words().island("map.")), attr("data-lang", asked.reader.lang),
            attr("data-at", asked.reader.at ? asked.reader.at->text() : ""));
}

Html suggest_mount(const Words& w) {
  return el("div", attr("data-island", "suggest"), attr("data-for", "q"), attr("data-words", w.island("suggest.")));
}
Html recent_mount(const Words& w) {
  return el("section", attr("class", "part"), attr("hidden"), attr("data-island", "recent"), attr("data-words", w.island("recent.")));
}

Response show(const Asked& asked, Html body, int status) {
  const Words& w = asked.words();
  Html title = is_bare(asked) ? fragment(el("h1", w("home.title")), el("p", attr("class", "lead"), w("home.about"))) : el("h1", w("search.title"));
  Html main = fragment(std::move(title), form(asked), suggest_mount(w), time_form(asked), map_mount(asked),
                       el("div", attr("class", "found"), attr("data-follows"), std::move(body)), recent_mount(w));
  return page(asked.site, asked.reader, {title_of(asked), {}, std::move(main)}, status);
}

}  // namespace

Response search(const Site& site, const Request& request, const PathParams&) {
  Reader reader = reader_of(request);
  Asked asked = read_asked(site, request, reader);
  Question question = read_question(request, site.schema());
  question.query.perspective = reader.perspective();
  if (!question.faults.empty()) return show(asked, faults_html(reader.words, question.faults), 400);
  auto found = site.archive().find(site.caller(), question.query);
  if (!found && found.error().code == Code::kInvalid) return show(asked, faults_html(reader.words, {{"/query/" + found.error().where, found.error().message}}), 422);
  if (!found) return error_page(site, request, found.error());
  Html list;
  if (is_bare(asked) && request.param("cursor").empty()) {
    auto first = places(asked);
    if (!first) return error_page(site, request, first.error());
    list = std::move(*first);
  }
  if (list.empty()) list = results(asked, *found);
  return show(asked, fragment(list, facets(asked, *found)), 200);
}

}  // namespace stele::server::pages
