// Types, vocabularies, formats and the page about everything: what the archive can hold and how it is meant.
#include <algorithm>

#include "server/layout.h"
#include "server/pages.h"
#include "server/view_json.h"

namespace stele::server::pages {
namespace {

Html link_to(const Reader& reader, std::string_view folder, std::string_view id, std::string_view words) {
  return el("a", url_attr("href", reader.url(std::string(folder) + percent_encoded(id))), words);
}

std::string_view kind_words(const Words& w, model::ValueKind kind) {
  switch (kind) {
    case model::ValueKind::kText: return w("kind.text");
    case model::ValueKind::kName: return w("kind.name");
    case model::ValueKind::kTerm: return w("kind.term");
    case model::ValueKind::kRef: return w("kind.ref");
    case model::ValueKind::kWhen: return w("kind.when");
    case model::ValueKind::kQuantity: return w("kind.quantity");
    case model::ValueKind::kPosition: return w("kind.position");
    case model::ValueKind::kMembership: return w("kind.membership");
    case model::ValueKind::kIdentifier: return w("kind.identifier");
    case model::ValueKind::kKeyed: return w("kind.keyed");
    case model::ValueKind::kLink: return w("kind.link");
    case model::ValueKind::kFlag: return w("kind.flag");
    case model::ValueKind::kUnknown: return w("kind.unknown");
  }
  return {};
}

std::string_view readers_words(const Words& w, model::Audience audience) {
  switch (audience) {
    case model::Audience::kPublic: return {};
    case model::Audience::kCommunity: return w("type.for_community");
    case model::Audience::kRestricted: return w("type.for_restricted");
    case model::Audience::kSealed: return w("type.for_sealed");
  }
  return {};
}

Html vocab_words(const Reader& reader, std::string_view vocab) {
  return vocab.empty() ? Html() : fragment(" ", link_to(reader, "/vocab/", vocab, vocab));
}

Html property_row(const Reader& reader, const model::PropertyUse& use) {
  const Words& w = reader.words;
  const model::PropertySpec& p = *use.property;
  std::string_view readers = readers_words(w, p.audience);
  return el("li", el("h3", attr("id", p.id), model::label(p.labels, w.tag())), el("p", model::label(p.help, w.tag())),
            el("p", attr("class", "facts"), el("code", p.id), " · ", kind_words(w, p.kind), vocab_words(reader, p.vocab),
               p.facet ? fragment(" · ", w("type.counted")) : Html(), readers.empty() ? Html() : fragment(" · ", readers)));
}

Html part_row(const Reader& reader, const model::PartSpec& part) {
  std::string_view lang = reader.words.tag();
  return el("li", el("h3", attr("id", part.id), model::label(part.labels, lang)), el("p", model::label(part.help, lang)),
            el("p", attr("class", "facts"), el("code", part.id), vocab_words(reader, part.vocab)));
}

bool is_record(const model::TypeSpec& type) { return type.kind == model::TypeSpec::Kind::kRecord; }

Html type_row(const Reader& reader, const model::TypeSpec& type) {
  std::string_view lang = reader.words.tag();
  return el("li", el("h3", link_to(reader, "/types/", type.id, model::label(type.labels, lang))),
            el("p", model::label(type.help, lang)));
}

Html types_section(const Site& site, const Reader& reader, std::string_view title, model::TypeSpec::Kind kind) {
  Html rows = each(site.schema().types(), [&](const auto& type) { return type.kind == kind ? type_row(reader, type) : Html(); });
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

// A vocabulary is called by what chooses from it: the label of the first property or part that does; else by its id.
std::string_view vocab_title(const model::Schema& schema, const model::Vocab& vocab, std::string_view lang) {
  for (const model::TypeSpec& type : schema.types()) {
    for (const model::PropertyUse& use : type.properties)
      if (use.property->vocab == vocab.id) return model::label(use.property->labels, lang);
    for (const model::PartSpec& part : type.parts)
      if (part.vocab == vocab.id) return model::label(part.labels, lang);
  }
  return vocab.id;
}

Html term_row(const Site& site, const Reader& reader, const model::TermSpec& term, const std::vector<std::string_view>& facets) {
  const Words& w = reader.words;
  Html searches = each(facets, [&](std::string_view facet) {
    std::string url = reader.url("/", {{"facet", std::string(facet) + ":" + term.id}});
    std::string_view label = model::label(site.schema().property(facet)->labels, w.tag());
    return fragment(" · ", el("a", url_attr("href", url), w.html("vocab.records_with", {{"property", label}})));
  });
  Html origin = term.source.empty() ? Html() : fragment(" · ", w.html("statement.source", {{"source", term.source}}));
  Html pack = term.pack.empty() ? Html() : fragment(" · ", w.html("vocab.region_pack", {{"pack", term.pack}}));
  Html aat = term.aat.empty() ? Html() : fragment(" · AAT ", term.aat);
  std::string_view help = model::label(term.help, w.tag());
  return el("li", el("h2", attr("id", term.id), model::label(term.labels, w.tag())), help.empty() ? Html() : el("p", help),
            el("p", attr("class", "facts"), el("code", term.id), origin, aat, pack, searches));
}

Html vocab_line(const Site& site, const Reader& reader, const model::Vocab& vocab) {
  const Words& w = reader.words;
  std::string_view title = vocab_title(site.schema(), vocab, w.tag());
  return el("li", link_to(reader, "/vocab/", vocab.id, title), " ",
            title == vocab.id ? Html() : fragment(el("code", vocab.id), " "), el("span", attr("class", "count"), w.number(vocab.terms.size())),
            pack_of(vocab).empty() ? Html() : fragment(" · ", w.html("vocab.region_pack", {{"pack", pack_of(vocab)}})));
}

// What a format is for, in the reader's language; the format's own sentence, which is English, when nobody wrote one.
std::string format_help(const Words& w, std::string_view name, std::string_view help) {
  std::string key = "format." + std::string(name);
  std::string words = w.text(WordKey::named(key), {});
  return words == key ? std::string(help) : words;
}

}  // namespace

Response types(const Site& site, const Request& request, const PathParams&) {
  Reader reader = reader_of(request);
  const Words& w = reader.words;
  using Kind = model::TypeSpec::Kind;
  Html main = fragment(el("h1", w("types.title")), el("p", w("types.about")),
                       types_section(site, reader, w("types.records"), Kind::kRecord),
                       types_section(site, reader, w("types.parts"), Kind::kPart));
  return page(site, reader, {w("types.title"), {}, std::move(main)});
}

Response type(const Site& site, const Request& request, const PathParams& path) {
  const model::TypeSpec* type = site.schema().type(path_param(path, "id"));
  if (!type) return error_page(site, request, 404);
  Reader reader = reader_of(request);
  const Words& w = reader.words;
  std::string_view title = model::label(type->labels, w.tag());
  Html rows = is_record(*type) ? each(type->properties, [&](const auto& use) {
                                   // Which type a record is of has been said when one says anything else of it.
                                   return use.property->id == "type" ? Html() : property_row(reader, use);
                                 })
                               : each(type->parts, [&](const auto& part) { return part_row(reader, part); });
  Html find = is_record(*type) && type->listed
                  ? el("p", el("a", url_attr("href", reader.url("/", {{"type", type->id}})), w("type.all_records")))
                  : Html();
  Html main = fragment(el("h1", title), el("p", attr("class", "lead"), model::label(type->help, w.tag())), find,
                       el("h2", is_record(*type) ? w("type.what_can_be_said") : w("type.parts")), el("ul", attr("class", "rows"), rows));
  return page(site, reader, {title, {}, std::move(main)});
}

Response vocabs(const Site& site, const Request& request, const PathParams&) {
  Reader reader = reader_of(request);
  const Words& w = reader.words;
  Html lines = each(site.schema().vocabs(), [&](const auto& entry) { return vocab_line(site, reader, entry.second); });
  Html main = fragment(el("h1", w("nav.vocabularies")), el("p", w("vocabs.about")), el("ul", attr("class", "columns"), lines));
  return page(site, reader, {w("nav.vocabularies"), {}, std::move(main)});
}

Response vocab(const Site& site, const Request& request, const PathParams& path) {
  const model::Vocab* vocab = site.schema().vocab(path_param(path, "id"));
  if (!vocab) return error_page(site, request, 404);
  Reader reader = reader_of(request);
  const Words& w = reader.words;
  auto facets = facets_of(site.schema(), vocab->id);
  Html rows = each(vocab->terms, [&](const auto& term) { return term_row(site, reader, term, facets); });
  Html pack = el("p", attr("class", "facts"), el("code", vocab->id), " · ", w.text("vocab.terms", {{"count", vocab->terms.size()}}), " · ",
                 pack_of(*vocab).empty() ? fragment(w("vocab.core")) : w.html("vocab.region_pack", {{"pack", pack_of(*vocab)}}));
  std::string_view title = vocab_title(site.schema(), *vocab, w.tag());
  Html main = fragment(el("h1", title), pack, el("ul", attr("class", "rows"), rows));
  return page(site, reader, {title, {}, std::move(main)});
}

Response formats(const Site& site, const Request& request, const PathParams&) {
  Reader reader = reader_of(request);
  const Words& w = reader.words;
  Html out = each(formats::exporters(), [&](const formats::Exporter& e) {
    return el("li", el("h3", el("a", url_attr("href", "/api/v1/export/" + std::string(e.name)), e.name)),
              el("p", format_help(w, e.name, e.help)), el("p", attr("class", "facts"), el("code", e.media_type)));
  });
  Html in = each(formats::importers(), [&](const formats::Importer& i) {
    return el("li", el("h3", i.name), el("p", format_help(w, i.name, i.help)), el("p", attr("class", "facts"), el("code", i.media_type)));
  });
  Html command = el("code", attr("dir", "ltr"), "stele import");
  Html main = fragment(el("h1", w("nav.formats")),
                       el("section", el("h2", w("formats.take_along")), el("p", w("formats.take_along_how")), el("ul", attr("class", "rows"), out)),
                       el("section", el("h2", w("formats.bring_in")), el("p", w.html("formats.bring_in_how", {{"command", command}})),
                          el("ul", attr("class", "rows"), in)));
  return page(site, reader, {w("nav.formats"), {}, std::move(main)});
}

Response about(const Site& site, const Request& request, const PathParams&) {
  Reader reader = reader_of(request);
  const Words& w = reader.words;
  auto link = [&](std::string_view to, WordKey key) { return el("a", url_attr("href", reader.url(to)), w(key)); };
  auto section = [&](WordKey title, Html text) { return el("section", el("h2", w(title)), text); };
  static constexpr WordKey kRules[] = {"about.no_opinion", "about.side_by_side", "about.titles", "about.status", "about.no_blame",
                                       "about.coarse",     "about.unseen",       "about.machine"};
  Html rules = each(kRules, [&](WordKey key) { return el("li", w(key)); });
  Html main = fragment(
      el("h1", w("about.title")), el("p", attr("class", "lead"), w("about.what")), section("foot.how_to_read", el("ul", rules)),
      section("about.why_trusted", el("p", w("about.trust"), " ", link("/log", "log.title"))),
      section("about.names_and_borders", el("p", w("foot.disclaimer"))),
      section("formats.take_along", el("p", w("about.take_along"), " ", link("/formats", "nav.formats"), " · ",
                                       el("a", url_attr("href", "/api/v1/openapi.json"), w("foot.for_programs")))),
      el("p", attr("class", "facts"), link("/about/style", "style.title"), " · ",
         el("a", url_attr("href", site.asset_url("licences.txt")), w("about.licences"))));
  return page(site, reader, {w("about.title"), {}, std::move(main)});
}

}  // namespace stele::server::pages
