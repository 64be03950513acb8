// Where it all comes from, what is missing, what is new, and how to cite it.
#include <algorithm>
#include <unordered_map>

#include "server/record_page.h"

namespace stele::server::sections {
namespace {

using model::SeenStatement;

constexpr size_t kSourcesShown = 20, kChangesShown = 6;

struct Cited {
  Id source;
  size_t statements = 0;
};

// In the order in which the page meets them.
std::vector<Cited> cited(const RecordPage& page) {
  std::vector<Cited> out;
  std::unordered_map<Id, size_t, IdHash> slots;
  for (const SeenStatement& s : page.view.statements()) {
    if (s.source.is_nil()) continue;
    auto [at, is_new] = slots.try_emplace(s.source, out.size());
    if (is_new) out.push_back({s.source, 0});
    ++out[at->second].statements;
  }
  return out;
}

Html unknown_value(const RecordPage& page, const SeenStatement& s) {
  auto& value = std::get<model::Unknown>(s.value);
  return el("li", el("div", attr("class", "value"), property_label(page.site.schema(), s.property, page.words()), ": ",
                     page.words().html("value.unknown", {{"reason", value.reason}})),
            el("p", attr("class", "facts"), el("a", url_attr("href", "#s" + std::to_string(s.position)), attribution_line(page.style, s))));
}

Html never_said(const RecordPage& page, const model::PropertyUse& use) {
  std::string_view lang = page.words().tag();
  return el("li", el("div", attr("class", "value"), model::label(use.property->labels, lang)),
            el("p", attr("class", "facts"), page.words()("unknown.nobody"), " ", model::label(use.property->help, lang)));
}

Html change_row(const RecordPage& page, const SeenStatement& s) {
  const Words& w = page.words();
  std::string when = s.contribution.is_nil() ? std::string() : page.titles.recorded(s.contribution);
  Html time = when.empty() ? Html() : fragment(w.period(when.substr(0, 10)), " · ");
  return el("li", el("div", attr("class", "value"), el("span", attr("class", "lang"), property_label(page.site.schema(), s.property, w), ": "),
                     value_html(page.style, s)),
            el("p", attr("class", "facts"), time, attribution_line(page.style, s), " · ", log_link(page.reader, s.position)));
}

// The checkpoint's lines are the log's name, its size and its root.
struct Checkpoint {
  std::string origin, size, root;
};
Checkpoint read_checkpoint(const RecordPage& page) {
  Checkpoint out;
  auto note = page.site.archive().log_file("checkpoint");
  if (!note) return out;
  std::string_view text = *note;
  for (std::string* line : {&out.origin, &out.size, &out.root}) {
    size_t end = std::min(text.find('\n'), text.size());
    *line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

Html sources(const RecordPage& page) {
  const Words& w = page.words();
  std::vector<Cited> all = cited(page);
  if (all.empty()) return section("sources", w("sources.title"), el("p", attr("class", "care"), w("sources.none")));
  Html first, rest;
  for (size_t i = 0; i < all.size(); ++i) {
    (i < kSourcesShown ? first : rest).add(el("li", page.titles.link(all[i].source), " ", el("span", attr("class", "count"), w.text("count.statements", {{"count", all[i].statements}}))));
  }
  Html more = rest.empty() ? Html() : el("details", attr("class", "rest"), el("summary", w.text("search.more_values", {{"count", all.size() - kSourcesShown}})), el("ul", attr("class", "plain"), rest));
  return section("sources", w("sources.title"), fragment(el("ul", attr("class", "plain"), first), more));
}

Html unknown(const RecordPage& page) {
  const Words& w = page.words();
  Html rows;
  for (const SeenStatement& s : page.view.statements())
    if (!s.superseded && std::holds_alternative<model::Unknown>(s.value)) rows.add(unknown_value(page, s));
  const model::TypeSpec* type = page.site.schema().type(page.view.type());
  if (type)
    for (const model::PropertyUse& use : type->properties)
      if ((use.required == "publish" || use.required == "draft") && page.view.of(use.property->id).empty()) rows.add(never_said(page, use));
  Html body = rows.empty() ? el("p", attr("class", "care"), w("unknown.nothing")) : fragment(el("p", attr("class", "care"), w("unknown.about")), el("ul", attr("class", "statements many"), rows));
  return section("unknown", w("unknown.title"), std::move(body));
}

Html changes(const RecordPage& page) {
  Statements last;
  for (const SeenStatement& s : page.view.statements()) last.push_back(&s);
  std::ranges::sort(last, std::greater(), &SeenStatement::position);
  if (last.size() > kChangesShown) last.resize(kChangesShown);
  Html rows = each(last, [&](const SeenStatement* s) { return change_row(page, *s); });
  return section("changes", page.words()("changes.title"), el("ul", attr("class", "statements many"), rows));
}

Html cite(const RecordPage& page) {
  const Words& w = page.words();
  Checkpoint c = read_checkpoint(page);
  std::string address = page.reader.url(record_url(page.view.id()));
  uint64_t last = 0;
  for (const SeenStatement& s : page.view.statements()) last = std::max(last, s.position);
  Html text = w.html("cite.text", {{"title", page.title()}, {"archive", el("bdi", c.origin)}, {"address", el("bdi", attr("dir", "ltr"), address)},
                                   {"last", last}, {"size", el("bdi", c.size)}, {"root", el("code", attr("dir", "ltr"), c.root)}});
  Html perspective;
  if (page.reader.at) perspective.add(fragment(" ", w.html("perspective.chosen_at", {{"when", w.period(page.reader.at->text())}})));
  return section("cite", w("cite.title"),
                 fragment(el("p", attr("class", "cite"), attr("id", "citation"), text, perspective),
                          el("button", attr("type", "button"), attr("class", "quiet"), attr("data-copy", "citation"), attr("hidden"),
                             attr("data-done", w("cite.copied")), w("cite.copy")),
                          el("p", attr("class", "facts"), w("cite.how"), " ", el("a", url_attr("href", page.reader.url("/log")), w("log.title")), " · ",
                             el("a", url_attr("href", "/api/v1/records/" + page.view.id().text()), w("record.as_json")))));
}

}  // namespace stele::server::sections
