// Every component that pages are made of, on one page: what somebody looks at who changes the style, and what the tests
// of the look take pictures of. The examples are of no archive, so that the page is the same in each.
#include "server/pages.h"
#include "server/record_page.h"

namespace stele::server::pages {
namespace {

Html sample(std::string_view id, std::string_view name, Html what) {
  return el("section", attr("class", "part"), attr("id", id), el("h2", name), std::move(what));
}

struct SampleName {
  std::string_view text, lang, holds;
};
constexpr SampleName kNames[] = {{"Cold Spring", "en", "1903/1935"},     {"Soyuqbulaq", "az", "1935/.."},
                                 {"Сојугбулаг", "az-Cyrl", "1939/1991"}, {"Սառնաղբյուր", "hy", "192X"},
                                 {"ცივწყარო", "ka", "../1918"},           {"Холодный Ключ", "ru", "1897"},
                                 {"چشمه سرد", "fa", "1828~/1905"},         {"Soğukpınar", "tr", ""}};

std::optional<Period> period_of(std::string_view edtf) {
  if (edtf.empty()) return std::nullopt;
  return Period::parse(edtf).value();
}

Html name_row(const Words& w, const TimeAxis& axis, const SampleName& one) {
  auto holds = period_of(one.holds);
  Html when = holds ? el("div", attr("class", "when"), axis.bar(holds), period_span(w, *holds)) : Html();
  Html note = el("dl", attr("class", "note"), el("dt", w("said.who")), el("dd", "Village committee"), el("dt", w("said.source")),
                 el("dd", "Survey map, sheet 12"));
  return el("li", el("div", attr("class", holds ? "line timed" : "line"),
                     el("div", attr("class", "value"), el("span", attr("class", "name"), name_span(one.text, one.lang)), " ",
                        el("span", attr("class", "lang"), w.language(one.lang))),
                     when),
            el("details", attr("class", "said"), el("summary", "Village committee · Survey map, sheet 12"), note));
}

Html names(const Words& w) {
  TimeAxis axis(w, std::nullopt);
  for (const SampleName& one : kNames)
    if (auto holds = period_of(one.holds)) axis.include(*holds);
  axis.settle();
  return fragment(axis.shared(), axis.ruler(),
                  el("ul", attr("class", "statements"), each(kNames, [&](const SampleName& one) { return name_row(w, axis, one); })));
}

Html side_by_side(const Words& w) {
  auto item = [](std::string_view value, std::string_view source) {
    return el("li", el("div", attr("class", "line"), el("div", attr("class", "value"), value)),
              el("details", attr("class", "said"), el("summary", source), el("dl", attr("class", "note"))));
  };
  return el("div", attr("class", "differ"), el("p", attr("class", "care"), w("record.differ")),
            el("ul", attr("class", "statements"), item("1837", "A handbook, p. 14"), item("1840", "A decree, no. 3")));
}

Html forms(const Words& w) {
  return el("form", attr("class", "perspective"), url_attr("action", "/about/style"), attr("method", "get"),
            el("p", el("label", attr("for", "sample-text"), w("perspective.at")), void_el("input", attr("id", "sample-text"), attr("placeholder", w.year(1926)))),
            el("p", el("label", attr("for", "sample-choice"), w("perspective.by")), el("select", attr("id", "sample-choice"), el("option", w("perspective.anybody")))),
            el("button", attr("type", "submit"), w("record.show")));
}

Html table(const Words& w) {
  auto head = [&](WordKey key) { return el("th", attr("scope", "col"), w(key)); };
  return el("div", attr("class", "wide"), attr("tabindex", "0"), attr("role", "region"), attr("aria-label", w("style.table")),
            el("table", el("thead", el("tr", head("question.column_what"), head("question.column_value"), head("said.held"))),
               el("tbody", el("tr", el("td", w("question.called_column")), el("td", name_span("Soyuqbulaq", "az")), el("td", w.period("1935/.."))))));
}

Html letters() {
  return each(kNames, [](const SampleName& one) { return el("p", attr("class", "name"), name_span(one.text, one.lang)); });
}

}  // namespace

Response style(const Site& site, const Request& request, const PathParams&) {
  Reader reader = reader_of(request);
  const Words& w = reader.words;
  Html care = fragment(el("p", attr("class", "care"), w("names.no_rank")), el("p", attr("class", "stamp"), el("strong", w("record.demo")), " ", w("record.demo_means")),
                       faults_html(w, {{"/query/at", std::string(w("fault.at"))}}));
  Html main = fragment(el("h1", w("style.title")), el("p", attr("class", "lead"), w("style.about")), sample("letters", w("style.names"), letters()),
                       sample("bars", w("names.title"), names(w)), sample("rivals", w("style.rivals"), side_by_side(w)),
                       sample("forms", w("style.forms"), forms(w)), sample("tables", w("style.table"), table(w)),
                       sample("care", w("style.care"), std::move(care)),
                       sample("citing", w("cite.title"), el("p", attr("class", "cite"), w("about.what"))));
  return page(site, reader, {w("style.title"), {}, std::move(main)});
}

}  // namespace stele::server::pages
