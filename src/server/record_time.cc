// Names first, and each with its time: no name is the name of a place. Names stand in the order of their beginnings, and
// where no time is known in that of their languages' tags; neither order is a rank.
#include <algorithm>

#include "server/record_page.h"

namespace stele::server::sections {
namespace {

constexpr size_t kUndatedShown = 36, kDatedShown = 40, kVoicesShown = 60;

using model::SeenStatement;

// The first ones, and the rest behind a line that one opens.
Html folded(const RecordPage& page, const Statements& statements, size_t shown, bool is_many) {
  auto list = [&](auto first, auto last) {
    Html items = each(std::ranges::subrange(first, last), [&](const SeenStatement* s) { return statement_item(page.style, *s); });
    return el("ul", attr("class", is_many ? "statements many" : "statements"), items);
  };
  size_t cut = statements.size() > shown + 3 ? shown : statements.size();
  Html out = list(statements.begin(), statements.begin() + static_cast<ptrdiff_t>(cut));
  if (cut == statements.size()) return out;
  std::string words = page.words().text("search.more_values", {{"count", statements.size() - cut}});
  return out.add(el("details", attr("class", "rest"), el("summary", words), list(statements.begin() + static_cast<ptrdiff_t>(cut), statements.end())));
}

std::string_view tag_of(const SeenStatement* s) {
  auto* name = std::get_if<model::Name>(&s->value);
  return name ? std::string_view(name->lang) : std::string_view();
}

Html undated(const RecordPage& page, const Statements& statements) {
  if (statements.empty()) return {};
  return fragment(el("h3", page.words()("names.undated")), folded(page, statements, kUndatedShown, statements.size() > 3));
}

// --- the choice of time and voice ---

// Everybody who stands behind a name of this record, each once, with the words to call them. Whose words give a name its
// status and who says it are often called the same; then the words stand for both.
std::vector<std::pair<std::string, std::string>> voices(const RecordPage& page) {
  std::vector<std::pair<std::string, std::string>> out;
  auto add = [&](std::string value, std::string words) {
    auto known = std::ranges::find(out, words, &std::pair<std::string, std::string>::second);
    if (known == out.end()) out.emplace_back(std::move(value), std::move(words));
    else if (value == words) known->first = std::move(value);
  };
  for (const SeenStatement* s : page.view.of("name")) {
    auto* name = std::get_if<model::Name>(&s->value);
    if (!name) continue;
    for (const std::string& voice : model::voices_of(*s, *name)) {
      bool is_known = std::ranges::any_of(out, [&](const auto& one) { return one.first == voice; });
      if (is_known || out.size() >= kVoicesShown) continue;
      auto id = Id::parse(voice);
      if (!id) add(voice, shortened(voice, 80));
      else if (const Title& title = page.titles.of(*id); title.seen) add(voice, shortened(title.text, 80));
    }
  }
  std::ranges::sort(out, {}, &std::pair<std::string, std::string>::second);
  return out;
}

Html voice_field(const RecordPage& page) {
  const Words& w = page.words();
  auto all = voices(page);
  bool is_known = page.reader.by.empty() || std::ranges::any_of(all, [&](const auto& one) { return one.first == page.reader.by; });
  if (!is_known) all.emplace_back(page.reader.by, page.reader.by);
  if (all.empty()) return {};
  Html options = each(all, [&](const auto& one) {
    return el("option", attr("value", one.first), one.first == page.reader.by ? attr("selected") : Attr(), attr("dir", "auto"), one.second);
  });
  return el("p", el("label", attr("for", "by"), w("perspective.by")),
            el("select", attr("id", "by"), attr("name", "by"), el("option", attr("value", ""), w("perspective.anybody")), options));
}

Html chosen(const RecordPage& page) {
  const Reader& r = page.reader;
  const Words& w = r.words;
  if (!r.at && r.by.empty()) return {};
  Html out;
  if (r.at) out.add(fragment(w.html("perspective.chosen_at", {{"when", w.period(r.at->text())}}), " ",
                             el("a", url_attr("href", r.with("at", "")), w("perspective.any_time")), " "));
  if (!r.by.empty()) {
    auto id = Id::parse(r.by);
    std::string who = id && page.titles.of(*id).seen ? page.titles.of(*id).text : r.by;
    out.add(fragment(w.html("perspective.chosen_by", {{"who", who}}), " ",
                     el("a", url_attr("href", r.with("by", "")), w("perspective.any_voice"))));
  }
  return el("p", attr("class", "chosen"), attr("role", "status"), out);
}

// --- the question ---

// Who says so: whose status it is, if the source tells that, and the source.
Html voice(const RecordPage& page, const model::SaidThen& one) {
  auto& name = std::get<model::Name>(one.statement.value);
  std::string_view by = model::part(name.parts, "status-by");
  Html who = attribution_line(page.style, one.statement);
  bool is_said = by.empty() || page.titles.of(one.statement.contributor).text == by;
  return is_said ? who : fragment(page.words().html("name.according_to", {{"who", shortened(by, 160)}}), ", ", who);
}

// What a sentence says of one name: the name, and everybody who says it; "perhaps" where nobody is certain.
Html called(const RecordPage& page, const std::vector<const model::SaidThen*>& all) {
  const Words& w = page.words();
  auto& name = std::get<model::Name>(all.front()->statement.value);
  Html who = each(all, [&](const model::SaidThen* one) { return voice(page, *one); }, "; ");
  Html text = w.html("question.name_who", {{"name", el("strong", name_span(shortened(name.text, 160), name.lang))}, {"who", who}});
  bool is_certain = std::ranges::any_of(all, [](const model::SaidThen* one) { return one->held == model::Holding::kCertainly; });
  return is_certain ? text : w.html("question.perhaps", {{"what", text}});
}

// One spelling is said once, by however many.
std::vector<std::vector<const model::SaidThen*>> by_spelling(const std::vector<const model::SaidThen*>& all) {
  std::vector<std::vector<const model::SaidThen*>> out;
  std::map<std::string_view, size_t> slots;
  for (const model::SaidThen* one : all) {
    auto [at, is_new] = slots.try_emplace(std::get<model::Name>(one->statement.value).text, out.size());
    if (is_new) out.emplace_back();
    out[at->second].push_back(one);
  }
  return out;
}

// "uezd, governorate, empire": the first way upward; where sources differ, the table has them all.
Html chain(const RecordPage& page, const model::UnitThen& unit) {
  Html out = unit.is_seen ? el("a", url_attr("href", page.reader.url(record_url(unit.unit))), name_span(unit.title, unit.title_lang))
                          : el("span", attr("class", "unseen"), unit.unit.text());
  if (!unit.units.empty()) out.add(fragment(", ", chain(page, unit.units.front())));
  return out;
}

Html belonged(const RecordPage& page, const model::UnitThen& unit) {
  const Words& w = page.words();
  const model::SaidThen& first = unit.said.front();
  Html text = w.html("question.name_who", {{"name", chain(page, unit)}, {"who", attribution_line(page.style, first.statement)}});
  return first.held == model::Holding::kPossibly ? w.html("question.perhaps", {{"what", text}}) : text;
}

std::string_view holding_words(const Words& w, model::Holding holding) {
  switch (holding) {
    case model::Holding::kCertainly: return w("search.certainly");
    case model::Holding::kPossibly: return w("search.possibly");
    default: return w("question.not_dated");
  }
}

Html answer_row(const RecordPage& page, Html what, const model::SaidThen& one) {
  const Words& w = page.words();
  const SeenStatement& s = one.statement;
  Html who = s.contributor.is_nil() ? fragment(w("statement.not_told")) : page.titles.link(s.contributor);
  return el("tr", el("td", std::move(what)), el("td", value_html(page.style, s)), el("td", holding_words(w, one.held)),
            el("td", s.holds ? period_span(w, *s.holds) : Html()), el("td", who), el("td", source_html(page.style, s)));
}

void add_unit_rows(const RecordPage& page, const std::vector<model::UnitThen>& units, const Html& below, Html& rows) {
  for (const model::UnitThen& unit : units) {
    for (const model::SaidThen& one : unit.said) rows.add(answer_row(page, page.words().html("question.belonged_to", {{"what", below}}), one));
    add_unit_rows(page, unit.units, name_span(unit.title, unit.title_lang), rows);
  }
}

Html answer_table(const RecordPage& page, const model::Then& then, const std::vector<const model::SaidThen*>& names) {
  const Words& w = page.words();
  Html rows;
  for (const model::SaidThen* one : names) rows.add(answer_row(page, fragment(w("question.called_column")), *one));
  add_unit_rows(page, then.units, page.title(), rows);
  if (rows.empty()) return {};
  auto head = [&](WordKey key) { return el("th", attr("scope", "col"), w(key)); };
  Html table = el("table", el("caption", w.html("question.caption", {{"name", page.title()}, {"when", w.period(page.reader.at->text())}})),
                  el("thead", el("tr", head("question.column_what"), head("question.column_value"), head("question.column_sure"),
                                 head("said.held"), head("said.who"), head("said.source"))),
                  el("tbody", rows));
  return el("div", attr("class", "wide"), attr("tabindex", "0"), attr("role", "region"), attr("aria-label", w("question.title")), table);
}

model::Then read_then(const RecordPage& page) {
  std::map<Id, std::optional<model::View>> known;
  model::ViewOf view_of = [&](const Id& id) -> const model::View* {
    auto [at, is_new] = known.try_emplace(id);
    if (is_new)
      if (auto view = page.site.archive().get(page.site.caller(), id)) at->second = std::move(*view);
    return at->second ? &*at->second : nullptr;
  };
  return model::then_of(page.view, page.reader.perspective(), view_of);
}

Html answer(const RecordPage& page) {
  constexpr size_t kUndatedInTable = 8;
  const Words& w = page.words();
  model::Then then = read_then(page);
  std::vector<const model::SaidThen*> dated, undated;
  for (const model::SaidThen& one : then.names) (one.held == model::Holding::kUndated ? undated : dated).push_back(&one);
  std::string when = w.period(page.reader.at->text());
  Html names = each(by_spelling(dated), [&](const auto& all) { return called(page, all); }, "; ");
  Html units = each(then.units, [&](const model::UnitThen& unit) { return belonged(page, unit); }, "; ");
  Html out = el("p", attr("class", "answer"),
                names.empty() ? w.html("question.no_name", {{"when", when}}) : w.html("question.called", {{"when", when}, {"names", names}}), " ",
                units.empty() ? fragment(w("question.no_unit")) : w.html("question.belonged", {{"units", units}}));
  if (!undated.empty()) out.add(el("p", attr("class", "care"), w.text("question.undated", {{"count", undated.size()}})));
  if (!then.is_whole) out.add(el("p", attr("class", "care"), w("question.not_whole")));
  if (undated.size() <= kUndatedInTable) dated.insert(dated.end(), undated.begin(), undated.end());
  return out.add(answer_table(page, then, dated));
}

Html question_form(const RecordPage& page) {
  const Reader& r = page.reader;
  const Words& w = r.words;
  std::string value;
  for (const auto& pair : r.query)
    if (pair.first == "at") value = pair.second;
  return el("form", attr("class", "at"), url_attr("action", record_url(page.view.id()) + "#question"), attr("method", "get"),
            el("label", attr("for", "question-at"), w("question.on")),
            void_el("input", attr("id", "question-at"), attr("name", "at"), attr("value", value), attr("dir", "auto"),
                    attr("placeholder", w.day({1926, 1, 1}))),
            r.kept_fields({"at"}), el("button", attr("type", "submit"), w("question.ask")));
}

// --- renamings ---

Html first_value(const RecordPage& page, const model::View& act, std::string_view property) {
  auto all = act.of(property);
  return all.empty() ? Html() : value_html(page.style, *all.front());
}

Html renaming_row(const RecordPage& page, const model::View& act) {
  const Words& w = page.words();
  auto dates = act.of("date");
  std::optional<Period> date;
  if (!dates.empty())
    if (auto* when = std::get_if<model::When>(&dates.front()->value)) date = when->period;
  Html facts;
  for (std::string_view property : {"act", "act-number", "mechanism", "authority"}) {
    Html value = first_value(page, act, property);
    if (!value.empty()) facts.add(fragment(facts.empty() ? "" : " · ", value));
  }
  Html from = first_value(page, act, "name-from"), to = first_value(page, act, "name-to");
  Html change = from.empty() || to.empty() ? fragment(from, to) : w.html("renamings.from_to", {{"from", from}, {"to", to}});
  Html title = el("a", url_attr("href", page.reader.url(record_url(act.id()))), w("renamings.act"));
  Html proof = act.statements().empty() ? Html() : said(page.style, *(dates.empty() ? &act.statements().front() : dates.front()));
  return el("li", el("div", attr("class", "line timed"), el("div", attr("class", "value"), change),
                     el("div", attr("class", "when"), page.axis.bar(date), date ? period_span(w, *date) : Html())),
            el("div", attr("class", "facts"), title, facts.empty() ? Html() : fragment(" · ", facts)), proof);
}

}  // namespace

Html section(std::string_view id, std::string_view heading, Html body) {
  return el("section", attr("class", "part"), attr("id", id), el("h2", heading), std::move(body));
}

Html names(const RecordPage& page) {
  Statements all, dated, without;
  for (const SeenStatement& s : page.view.statements())
    if (s.property == "name") all.push_back(&s);
  if (all.empty()) return {};
  for (const SeenStatement* s : all) (s->holds ? dated : without).push_back(s);
  std::ranges::stable_sort(dated, {}, [](const SeenStatement* s) { return s->holds->earliest(); });
  std::ranges::stable_sort(without, {}, tag_of);
  Html bars = dated.empty() ? Html() : fragment(page.axis.ruler(), folded(page, dated, kDatedShown, false));
  return section("names", page.words()("names.title"),
                 fragment(el("p", attr("class", "care"), page.words()("names.no_rank")), bars, undated(page, without)));
}

Html renamings(const RecordPage& page) {
  bool has_more = false;
  std::vector<std::pair<Day, Html>> rows;
  for (const model::Hit* hit : page.naming_of_type("renaming", has_more)) {
    const model::View* act = page.linked(hit->id);
    has_more = has_more || !act;
    if (!act) continue;
    Day first = kDayMax;
    for (const SeenStatement* s : act->of("date"))
      if (auto* when = std::get_if<model::When>(&s->value)) first = std::min(first, when->period.earliest());
    rows.emplace_back(first, renaming_row(page, *act));
  }
  std::ranges::stable_sort(rows, {}, [](const auto& row) { return row.first; });
  if (rows.empty()) return page.is_place() ? section("renamings", page.words()("renamings.title"), el("p", attr("class", "care"), page.words()("renamings.none"))) : Html();
  Html list = fragment(page.axis.ruler(), el("ul", attr("class", "statements"), each(rows, [](const auto& row) { return row.second; })));
  if (has_more) list.add(el("p", el("a", url_attr("href", naming_url(page.reader, page.view.id(), "of")), page.words()("nav.more"))));
  return section("renamings", page.words()("renamings.title"), std::move(list));
}

Html question(const RecordPage& page) {
  if (!page.is_place() && page.view.type() != "administrative-unit") return {};
  const Words& w = page.words();
  Html body = question_form(page);
  if (!page.reader.faults.empty()) body.add(faults_html(w, page.reader.faults));
  else if (page.reader.at) body.add(answer(page));
  return section("question", w("question.title"), std::move(body));
}

Html part_of(const RecordPage& page) {
  Statements all = page.of("part-of");
  if (all.empty()) return page.is_place() ? section("part-of", page.words()("belongs.title"), el("p", attr("class", "care"), page.words()("belongs.none"))) : Html();
  std::ranges::stable_sort(all, {}, [](const SeenStatement* s) { return s->holds ? s->holds->earliest() : kDayMax; });
  bool any_dated = all.front()->holds.has_value();
  return section("part-of", page.words()("belongs.title"), fragment(any_dated ? page.axis.ruler() : Html(), folded(page, all, kDatedShown, false)));
}

Html perspective_form(const RecordPage& page) {
  const Reader& r = page.reader;
  const Words& w = r.words;
  std::string at;
  for (const auto& pair : r.query)
    if (pair.first == "at") at = pair.second;
  Html form = el("form", attr("class", "perspective"), url_attr("action", record_url(page.view.id())), attr("method", "get"),
                 el("p", el("label", attr("for", "at"), w("perspective.at")),
                    void_el("input", attr("id", "at"), attr("name", "at"), attr("value", at), attr("dir", "auto"), attr("placeholder", w.year(1926)))),
                 voice_field(page), r.kept_fields({"at", "by"}), el("button", attr("type", "submit"), w("record.show")));
  std::string id = page.view.id().text();
  std::string beside = r.url("/compare", {{"a", id}, {"a-at", at}, {"a-by", r.by}, {"b", id}, {"at", ""}, {"by", ""}});
  form.add(el("p", attr("class", "facts"), el("a", url_attr("href", beside), w("compare.with_another"))));
  bool is_open = !r.faults.empty();  // what was chosen already stands above
  return fragment(chosen(page), el("details", attr("class", "choose"), is_open ? attr("open") : Attr(), el("summary", w("perspective.title")),
                                   faults_html(w, r.faults), form));
}

}  // namespace stele::server::sections
