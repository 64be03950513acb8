// What belongs to a record and what lies near it. Records that name this one are read once, in page_record.cc; here they
// are told apart by what they are.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/geo.h"
#include "server/record_page.h"

namespace stele::server::sections {
namespace {

using model::SeenStatement;

constexpr size_t kNeighbours = 12, kLongName = 160;
constexpr double kNeighbourhood_m = 25'000;

// A record with the time of one property: a monument's dating, an event's date.
struct Dated {
  const model::Hit* hit;
  std::optional<Period> when;
};

Dated dated(const RecordPage& page, const model::Hit& hit) {
  Dated out{&hit, {}};
  const model::View* view = page.linked(hit.id);
  if (!view) return out;
  for (const SeenStatement* s : view->of(time_of(hit.type))) {
    auto* when = std::get_if<model::When>(&s->value);
    if (when && !out.when) out.when = when->period;
  }
  return out;
}

Html dated_row(const RecordPage& page, const Dated& one) {
  const Reader& r = page.reader;
  const model::TypeSpec* type = page.site.schema().type(one.hit->type);
  Html others = distinct_names(*one.hit);
  Html when = one.when ? el("div", attr("class", "when"), page.axis.bar(one.when), period_span(r.words, *one.when)) : Html();
  return el("li", el("div", attr("class", one.when ? "line timed" : "line"),
                     el("div", attr("class", "value"), el("a", attr("class", "name"), url_attr("href", r.url(record_url(one.hit->id))),
                                                           name_span(shortened(one.hit->title, kLongName), one.hit->title_lang)),
                        others.empty() ? Html() : fragment(" ", el("span", attr("class", "lang"), others))),
                     std::move(when)),
            el("p", attr("class", "facts"), type ? model::label(type->labels, r.words.tag()) : std::string_view(one.hit->type), " · ",
               r.words.text("count.statements", {{"count", one.hit->statements}})));
}

// The records of one type that name this one, in the order of their time; where it is not known, at the end.
Html dated_list(const RecordPage& page, std::string_view type) {
  bool has_more = false;
  auto hits = page.naming_of_type(type, has_more);
  std::vector<Dated> rows;
  for (const model::Hit* hit : hits) rows.push_back(dated(page, *hit));
  std::ranges::stable_sort(rows, {}, [](const Dated& row) { return row.when ? row.when->earliest() : kDayMax; });
  if (rows.empty()) return {};
  Html list = fragment(rows.front().when ? page.axis.ruler() : Html(),
                       el("ul", attr("class", "statements"), each(rows, [&](const Dated& row) { return dated_row(page, row); })));
  if (!has_more) return list;
  return list.add(el("p", attr("class", "care"), page.words()("around.more")));
}

Html place_section(const RecordPage& page, std::string_view id, std::string_view title, Html list, std::string_view none) {
  if (!list.empty()) return section(id, title, std::move(list));
  return page.is_place() ? section(id, title, el("p", attr("class", "care"), none)) : Html();
}

std::optional<Point> centre_of(const RecordPage& page) {
  for (const SeenStatement* s : page.view.of("position")) {
    auto* position = std::get_if<model::Position>(&s->value);
    if (!position) continue;
    if (auto shape = parse_wkt(position->wkt)) return shape->centre();
  }
  return std::nullopt;
}

Html map_mount(const RecordPage& page, Point centre) {
  const Reader& r = page.reader;
  return el("div", attr("data-island", "map"), attr("data-words", r.words.island("map.")), attr("data-lang", r.lang),
            attr("data-self", page.view.id().text()), attr("data-query", "type=place&type=monument"),
            attr("data-lat", fmt::format("{:.5f}", centre.lat)), attr("data-lon", fmt::format("{:.5f}", centre.lon)), attr("data-zoom", "10"));
}

Html neighbour_row(const RecordPage& page, const model::Hit& hit, Point centre) {
  const Reader& r = page.reader;
  double km = hit.point ? distance_m(centre, *hit.point) / 1000 : 0;
  Html others = distinct_names(hit);
  return el("li", el("a", attr("class", "name"), url_attr("href", r.url(record_url(hit.id))), name_span(shortened(hit.title, kLongName), hit.title_lang)), " ",
            el("span", attr("class", "lang"), r.words.text("around.km", {{"distance", r.words.decimal(km, km < 10 ? 1 : 0)}}), others.empty() ? "" : " · ", others));
}

std::string_view label_of(const RecordPage& page, std::string_view property) {
  return property_label(page.site.schema(), property, page.words());
}

}  // namespace

Html monuments(const RecordPage& page) {
  return place_section(page, "monuments", page.words()("monuments.title"), dated_list(page, "monument"), page.words()("monuments.none"));
}

Html events(const RecordPage& page) {
  return place_section(page, "events", page.words()("events.title"), dated_list(page, "event"), page.words()("events.none"));
}

Html map(const RecordPage& page) {
  Statements positions = page.of("position"), words = page.of("position-in-words");
  positions.insert(positions.end(), words.begin(), words.end());
  auto centre = centre_of(page);
  if (positions.empty() && !page.is_place()) return {};
  const Words& w = page.words();
  Html body;
  if (centre) body.add(map_mount(page, *centre));
  body.add(positions.empty() ? el("p", attr("class", "care"), w("around.no_position")) : page.items(positions));
  return section("map", w("around.where"), std::move(body));
}

Html neighbours(const RecordPage& page) {
  if (!page.is_place() && page.view.type() != "monument") return {};
  const Words& w = page.words();
  auto centre = centre_of(page);
  if (!centre) return section("neighbours", w("around.neighbours"), el("p", attr("class", "care"), w("around.no_neighbours")));
  model::Query query;
  query.near = model::Near{*centre, kNeighbourhood_m};
  query.types = {"place"};
  if (!page.is_place()) query.types.push_back("monument");
  query.exclude = page.view.id();
  query.limit = kNeighbours;
  query.count_facets = false;
  query.perspective = page.reader.perspective();
  auto found = page.site.archive().nearest(page.site.caller(), query);
  std::string near = fmt::format("{:.4f},{:.4f},25", centre->lat, centre->lon);
  Html all = el("p", el("a", url_attr("href", page.reader.url("/", {{"near", near}})), w("around.all_near")));
  if (!found || found->empty()) return section("neighbours", w("around.neighbours"), el("p", attr("class", "care"), w("around.nobody_near")));
  Html rows = each(*found, [&](const model::Hit& hit) { return neighbour_row(page, hit, *centre); });
  return section("neighbours", w("around.neighbours"), fragment(el("ul", attr("class", "near"), rows), all));
}

// What names this record and has no section of its own.
Html others(const RecordPage& page) {
  constexpr size_t kShown = 10;
  Html groups;
  for (const Naming& naming : page.naming) {
    std::vector<const model::Hit*> rest;
    for (const model::Hit& hit : naming.hits)
      if (hit.type != "monument" && hit.type != "event" && hit.type != "renaming") rest.push_back(&hit);
    bool is_all = naming.count == naming.hits.size() && rest.size() <= kShown;
    if (rest.size() > kShown) rest.resize(kShown);
    if (rest.empty() && is_all) continue;
    Html list = el("ul", attr("class", "hits"), each(rest, [&](const model::Hit* hit) { return hit_item(page.site, page.reader, *hit); }));
    std::string url = naming_url(page.reader, page.view.id(), naming.property);
    Html all = is_all ? Html() : el("p", el("a", url_attr("href", url), page.words().text("record.all", {{"count", naming.count}})));
    groups.add(el("section", el("h3", page.words().html("record.named_as", {{"property", label_of(page, naming.property)}}), " ",
                                el("span", attr("class", "count"), page.words().number(naming.count))),
                  rest.empty() ? Html() : std::move(list), all));
  }
  return groups.empty() ? groups : section("naming", page.words()("record.naming"), std::move(groups));
}

}  // namespace stele::server::sections
