// Types, vocabularies, formats and the page about everything: what the archive can hold and how it is meant.
#include <algorithm>

#include "server/layout.h"
#include "server/pages.h"
#include "server/view_json.h"

namespace stele::server::pages {
namespace {

Html link_to(std::string_view folder, std::string_view id, std::string_view words) {
  return el("a", url_attr("href", std::string(folder) + percent_encoded(id)), words);
}

std::string_view kind_words(model::ValueKind kind) {
  switch (kind) {
    case model::ValueKind::kText: return "words";
    case model::ValueKind::kName: return "a name";
    case model::ValueKind::kTerm: return "a term of the vocabulary";
    case model::ValueKind::kRef: return "another record";
    case model::ValueKind::kWhen: return "a date or period";
    case model::ValueKind::kQuantity: return "a number";
    case model::ValueKind::kPosition: return "a position";
    case model::ValueKind::kMembership: return "belonging to another record";
    case model::ValueKind::kIdentifier: return "a number in a register";
    case model::ValueKind::kKeyed: return "a value under another list's heading";
    case model::ValueKind::kLink: return "a link";
    case model::ValueKind::kFlag: return "yes or no";
    case model::ValueKind::kUnknown: return "not known";
  }
  return "a value";
}

Html vocab_words(std::string_view vocab) {
  return vocab.empty() ? Html() : fragment(" ", link_to("/vocab/", vocab, vocab));
}

Html property_row(const model::PropertyUse& use, std::string_view lang) {
  const model::PropertySpec& p = *use.property;
  bool is_public = p.audience == model::Audience::kPublic;
  return el("li", el("h3", attr("id", p.id), model::label(p.labels, lang)), el("p", model::label(p.help, lang)),
            el("p", attr("class", "facts"), el("code", p.id), " · ", kind_words(p.kind), vocab_words(p.vocab),
               p.facet ? " · counted in search" : "",
               is_public ? Html() : fragment(" · for ", model::audience_name(p.audience), " readers or stricter")));
}

Html part_row(const model::PartSpec& part, std::string_view lang) {
  return el("li", el("h3", attr("id", part.id), model::label(part.labels, lang)), el("p", model::label(part.help, lang)),
            el("p", attr("class", "facts"), el("code", part.id), vocab_words(part.vocab)));
}

bool is_record(const model::TypeSpec& type) { return type.kind == model::TypeSpec::Kind::kRecord; }

Html type_row(const model::TypeSpec& type, std::string_view lang) {
  return el("li", el("h3", link_to("/types/", type.id, model::label(type.labels, lang))), el("p", model::label(type.help, lang)));
}

Html types_section(const model::Schema& schema, std::string_view title, std::string_view lang, model::TypeSpec::Kind kind) {
  Html rows = each(schema.types(), [&](const auto& type) { return type.kind == kind ? type_row(type, lang) : Html(); });
  return el("section", el("h2", title), el("ul", attr("class", "rows"), rows));
}

// The properties whose values are terms of this vocabulary and that search counts.
std::vector<std::string_view> facets_of(const model::Schema& schema, std::string_view vocab) {
  std::vector<std::string_view> out;
  for (const model::TypeSpec& type : schema.types())
    for (const model::PropertyUse& use : type.properties) {
      const model::PropertySpec& p = *use.property;
      if (p.facet && p.vocab == vocab && std::find(out.begin(), out.end(), p.id) == out.end()) out.push_back(p.id);
    }
  return out;
}

Html term_row(const model::Schema& schema, const model::TermSpec& term, const std::vector<std::string_view>& facets,
              std::string_view lang) {
  Html searches = each(facets, [&](std::string_view facet) {
    std::string url = make_url("/", {{"facet", std::string(facet) + ":" + term.id}});
    const model::PropertySpec* property = schema.property(facet);
    return fragment(" · ", el("a", url_attr("href", url), "records with this, as “", model::label(property->labels, lang), "”"));
  });
  Html origin = term.source.empty() ? Html() : fragment(" · Source: ", term.source);
  Html pack = term.pack.empty() ? Html() : fragment(" · Region pack ", term.pack);
  Html aat = term.aat.empty() ? Html() : fragment(" · AAT ", term.aat);
  return el("li", el("h3", attr("id", term.id), model::label(term.labels, lang)),
            term.definition.empty() ? Html() : el("p", term.definition),
            el("p", attr("class", "facts"), el("code", term.id), origin, aat, pack, searches));
}

Html vocab_line(const model::Vocab& vocab) {
  return el("li", link_to("/vocab/", vocab.id, vocab.id), " ", el("span", attr("class", "count"), vocab.terms.size()),
            pack_of(vocab).empty() ? Html() : fragment(" · region pack ", pack_of(vocab)));
}

}  // namespace

Response types(const Site& site, const Request& request, const PathParams&) {
  std::string lang = reader_language(request);
  using Kind = model::TypeSpec::Kind;
  Html main = fragment(el("h1", "Types"), el("p", "What kinds of record there are, and what can be said about each."),
                       types_section(site.schema(), "Records", lang, Kind::kRecord),
                       types_section(site.schema(), "Parts of values", lang, Kind::kPart));
  return page(site, {"Types", {}, std::move(main)});
}

Response type(const Site& site, const Request& request, const PathParams& path) {
  const model::TypeSpec* type = site.schema().type(path_param(path, "id"));
  if (!type) return error_page(site, 404, "There is nothing here that you may see.");
  std::string lang = reader_language(request), title(model::label(type->labels, lang));
  Html rows = is_record(*type) ? each(type->properties, [&](const auto& use) { return property_row(use, lang); })
                               : each(type->parts, [&](const auto& part) { return part_row(part, lang); });
  Html find = is_record(*type) && type->listed
                  ? el("p", el("a", url_attr("href", make_url("/", {{"type", type->id}})), "All records of this type"))
                  : Html();
  Html main = fragment(el("h1", title), el("p", model::label(type->help, lang)), find,
                       el("h2", is_record(*type) ? "What can be said" : "Parts"), el("ul", attr("class", "rows"), rows));
  return page(site, {title, {}, std::move(main)});
}

Response vocabs(const Site& site, const Request&, const PathParams&) {
  Html lines = each(site.schema().vocabs(), [](const auto& entry) { return vocab_line(entry.second); });
  Html main = fragment(el("h1", "Vocabularies"),
                       el("p", "The lists of terms that properties choose from. The core is the same everywhere; region packs are data that "
                               "a community may replace."),
                       el("ul", attr("class", "columns"), lines));
  return page(site, {"Vocabularies", {}, std::move(main)});
}

Response vocab(const Site& site, const Request& request, const PathParams& path) {
  const model::Vocab* vocab = site.schema().vocab(path_param(path, "id"));
  if (!vocab) return error_page(site, 404, "There is nothing here that you may see.");
  std::string lang = reader_language(request);
  auto facets = facets_of(site.schema(), vocab->id);
  Html rows = each(vocab->terms, [&](const auto& term) { return term_row(site.schema(), term, facets, lang); });
  Html pack = el("p", attr("class", "facts"), vocab->terms.size(), " terms · ",
                 pack_of(*vocab).empty() ? fragment("part of the core") : fragment("from the region pack ", pack_of(*vocab)));
  Html main = fragment(el("h1", vocab->id), pack, el("ul", attr("class", "rows"), rows));
  return page(site, {vocab->id, {}, std::move(main)});
}

Response formats(const Site& site, const Request&, const PathParams&) {
  Html out = each(formats::exporters(), [](const formats::Exporter& e) {
    return el("li", el("h3", el("a", url_attr("href", "/api/v1/export/" + std::string(e.name)), e.name)), el("p", e.help),
              el("p", attr("class", "facts"), e.media_type));
  });
  Html in = each(formats::importers(), [](const formats::Importer& i) {
    return el("li", el("h3", i.name), el("p", i.help), el("p", attr("class", "facts"), i.media_type));
  });
  Html main = fragment(el("h1", "Formats"),
                       el("section", el("h2", "Take it along"),
                          el("p", "Everything you may see, in one file. The parameters of a search work here too: put them behind the address."),
                          el("ul", attr("class", "rows"), out)),
                       el("section", el("h2", "Bring it in"),
                          el("p", "The operator of the archive reads these with ", el("code", "stele import"), "."),
                          el("ul", attr("class", "rows"), in)));
  return page(site, {"Formats", {}, std::move(main)});
}

Response about(const Site& site, const Request&, const PathParams&) {
  Html main = trusted_html(R"html(<h1>What this is</h1>
<p>An archive of places that people lost: their names, monuments and what happened to them, and of what is remembered and
written about them. It is made of <em>statements</em>. Each says one thing about one record: who says it, from which source,
when it is said to have been so, and how certain it is.</p>
<h2>How to read it</h2>
<ul>
<li>Nothing here is the archive's own opinion. Every line has a source and a speaker.</li>
<li>Statements that contradict each other stand side by side, with equal weight. Nobody edits; people add, and a later
statement may supersede an earlier one, which stays to be seen.</li>
<li>The name on top of a page is computed from the reader's language. It is not “the” name: the others stand directly
below it, in the order of their languages' codes, and all of them on the page.</li>
<li>The standing of a name, and what a place belonged to, is always according to somebody, at some time.</li>
<li>The archive assigns no ethnicity or religion to a person and blames no people. Words of a source that do so are
shown as quotations of that source.</li>
<li>Some positions are shown coarsely to protect what is there. The page says so.</li>
<li>What you may not see looks exactly like what is not there.</li>
</ul>
<h2>Why it can be trusted</h2>
<p>Every statement has an entry in a signed <a href="/log">log</a>. Whoever keeps a copy of a checkpoint can prove later that
nothing before it was changed or removed. Each statement can be checked by a stranger, offline, with the four files on
its log page. A proof shows that somebody said this no later than the checkpoint, not that it is true.</p>
<h2>Names and borders</h2>
<p>The boundaries, names and designations shown do not imply any opinion on legal status.</p>
<h2>Take it along</h2>
<p>Everything you may see can be <a href="/formats">exported</a>, and programs can <a href="/api/v1/openapi.json">ask
for it</a>.</p>)html");
  return page(site, {"What this is", {}, std::move(main)});
}

}  // namespace stele::server::pages
