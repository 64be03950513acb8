// The frame is the same for all pages; on a page that says "not found" it holds nothing of what was asked, so that it
// is always the same page.
#include "server/layout.h"

#include <algorithm>

#include "base/lang.h"

namespace stele::server {
namespace {

constexpr size_t kLongName = 160;  // bytes

Html nav_link(const Reader& reader, std::string_view to, WordKey words) {
  bool is_here = reader.path == to;
  return el("li", el("a", url_attr("href", reader.url(to)), is_here ? attr("aria-current", "page") : Attr(), reader.words(words)));
}

// The names of the languages in themselves, each a link to this page in it.
Html language_menu(const Reader& reader) {
  Html items = each(tongues(), [&](const Tongue& tongue) {
    bool is_this = tongue.tag == reader.words.tag();
    return el("li", el("a", url_attr("href", reader.with("lang", tongue.tag)), attr("hreflang", tongue.tag), attr("lang", tongue.tag),
                       attr("dir", tongue.dir), is_this ? attr("aria-current", "true") : Attr(), tongue.name));
  });
  auto own = std::ranges::find(tongues(), reader.words.tag(), &Tongue::tag);
  return el("nav", attr("data-nav", "languages"), attr("aria-label", reader.words("nav.language")),
            el("details", el("summary", reader.words("nav.language"), " ", el("span", attr("lang", own->tag), own->name)), el("ul", items)));
}

Html header(const Reader& reader) {
  // What a page is asked changes in place on the first page only; there the links follow it.
  return el("header", attr("class", "site"), reader.path == "/" ? attr("data-follows") : Attr(), el("a", attr("class", "brand"), url_attr("href", reader.url("/")), "Stele"),
            el("nav", attr("aria-label", reader.words("nav.main")),
               el("ul", nav_link(reader, "/", "nav.search"), nav_link(reader, "/types", "nav.types"),
                  nav_link(reader, "/vocab", "nav.vocabularies"), nav_link(reader, "/log", "nav.log"),
                  nav_link(reader, "/formats", "nav.formats"), nav_link(reader, "/about", "nav.about"))),
            language_menu(reader));
}

Html footer(const Reader& reader) {
  const Words& w = reader.words;
  return el("footer", attr("class", "site"), el("p", attr("class", "disclaimer"), w("foot.disclaimer")),
            el("p", w("foot.somebody_says"), " ", el("a", url_attr("href", reader.url("/about")), w("foot.how_to_read")), " · ",
               el("a", url_attr("href", reader.url("/random")), w("foot.random")), " · ",
               el("a", url_attr("href", "/api/v1/openapi.json"), w("foot.for_programs"))));
}

Html head(const Site& site, std::string_view lang, const PageText& text) {
  std::string title(text.title);
  title += " · Stele";
  Html name = text.title_lang.empty() ? el("title", title) : el("title", attr("lang", text.title_lang), title);
  return el("head", void_el("meta", attr("charset", "utf-8")),
            void_el("meta", attr("name", "viewport"), attr("content", "width=device-width, initial-scale=1")),
            void_el("meta", attr("name", "color-scheme"), attr("content", "light dark")), name,
            asset_links(site, lang));
}

// The reader of an error's page: of the address only the language is kept.
Reader bare_reader(const Request& request) {
  Request bare;
  bare.path = "/";
  bare.headers = request.headers;
  if (std::string_view lang = request.param("lang"); !lang.empty()) bare.query.emplace_back("lang", lang);
  return reader_of(bare);
}

Response error_page(const Site& site, const Reader& reader, int status, std::string_view sentence) {
  const Words& w = reader.words;
  std::string_view title = status == 404 ? w("error.not_found") : status >= 500 ? w("error.failed") : w("error.cannot_show");
  Html main = fragment(el("h1", title), el("p", sentence), el("p", el("a", url_attr("href", reader.url("/")), w("search.title"))));
  Response out = page(site, reader, {title, {}, std::move(main)}, status);
  out.set_header("Cache-Control", "no-store");
  return out;
}

// A fault's sentence is written for programs too and is English; in the other languages the parameter it is about has a
// sentence of its own that says how to write it.
std::string fault_words(const Words& words, const Fault& fault) {
  if (words.tag() == "en") return fault.detail;
  std::string_view of = fault.pointer;
  if (of.starts_with("/query/")) of.remove_prefix(7);
  of = of.substr(0, of.find('/'));
  for (std::string_view known : {"near", "in", "during", "at", "type", "facet", "mode", "limit", "cursor"}) {
    if (of == known) return words.text(WordKey::named("fault." + std::string(known)), {});
  }
  return fault.detail;
}

}  // namespace

Html asset_links(const Site& site, std::string_view lang) {
  auto sheet = [&](std::string_view name) {
    return void_el("link", attr("rel", "stylesheet"), url_attr("href", site.asset_url(name)));
  };
  std::string script = script_of_tag(lang);
  std::ranges::transform(script, script.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  std::string fonts = "fonts-" + script + ".css";
  if (site.asset_url(fonts).empty()) fonts = "fonts-latn.css";
  Html icon = void_el("link", attr("rel", "icon"), attr("type", "image/svg+xml"), url_attr("href", site.asset_url("icon.svg")));
  Html install = void_el("link", attr("rel", "manifest"), url_attr("href", site.asset_url("manifest.webmanifest")));
  return fragment(icon, install, sheet("style.css"), sheet(fonts), trusted_html("<noscript>"), sheet("fonts.css"),
                  trusted_html("</noscript>"), module_script(site.asset_url("islands.js")));
}

Response page(const Site& site, const Reader& reader, const PageText& text, int status) {
  const Words& w = reader.words;
  // The words of the service worker, which shows a kept page when there is no network (web/src/sw.ts).
  Html body = el("body", attr("data-offline", w.text("offline.as_of", {{"when", "{when}"}})), el("a", attr("class", "skip"), url_attr("href", "#main"), w("nav.skip")), header(reader),
                 el("main", attr("id", "main"), text.main), footer(reader));
  Response out = reply({}, kHtmlType);
  out.body = document(el("html", attr("lang", w.tag()), attr("dir", w.dir()), head(site, w.tag(), text), body)).take();
  out.status = status;
  out.set_header("Vary", "Accept-Language");
  return out;
}

Response error_page(const Site& site, const Request& request, int status) {
  Reader reader = bare_reader(request);
  return error_page(site, reader, status, status == 404 ? reader.words("error.nothing_here")
                                          : status == 405 ? reader.words("error.only_get")
                                                          : reader.words("error.operator"));
}

Response error_page(const Site& site, const Request& request, const Error& error) {
  int status = http_status(error.code);
  if (status == 404) return error_page(site, request, 404);
  if (status != 500) {
    Reader reader = bare_reader(request);
    return error_page(site, reader, status, fault_words(reader.words, {"/query/" + error.where, to_string(error)}));
  }
  site.report("GET " + request.path + ": " + to_string(error));
  return error_page(site, request, 500);
}

Html faults_html(const Words& words, const std::vector<Fault>& faults) {
  if (faults.empty()) return {};
  return el("div", attr("class", "faults"), attr("role", "alert"), el("p", words("fault.title")),
            el("ul", each(faults, [&](const Fault& fault) { return el("li", fault_words(words, fault)); })));
}

Html period_span(const Words& words, const Period& period) {
  return el("span", attr("class", "period"), attr("title", period.text()), el("bdi", words.period(period.text())));
}

std::string record_url(const Id& id) { return "/record/" + id.text(); }

Html distinct_names(const model::Hit& hit) {
  Html out;
  for (auto name = hit.names.begin(); name != hit.names.end(); ++name) {
    bool is_again = name->first == hit.title || std::any_of(hit.names.begin(), name, [&](const auto& n) { return n.first == name->first; });
    if (is_again) continue;
    if (!out.empty()) out.add(" · ");
    out.add(name_span(shortened(name->first, kLongName), name->second));
  }
  return out;
}

Html hit_item(const Site& site, const Reader& reader, const model::Hit& hit) {
  const Words& w = reader.words;
  const model::TypeSpec* type = site.schema().type(hit.type);
  Html others = distinct_names(hit);
  return el("li", el("a", attr("class", "hit"), url_attr("href", reader.url(record_url(hit.id))), name_span(shortened(hit.title, kLongName), hit.title_lang)),
            el("p", attr("class", "facts"), type ? model::label(type->labels, w.tag()) : std::string_view(hit.type), " · ",
               w.text("count.statements", {{"count", hit.statements}}),
               hit.why == "words" ? fragment(" · ", w("search.found_in_words")) : Html()),
            others.empty() ? Html() : el("p", attr("class", "also"), w.html("record.also", {{"names", others}})));
}

Html next_link(const Reader& reader, std::string_view url) {
  if (url.empty()) return {};
  return el("p", attr("class", "more"), el("a", attr("rel", "next"), url_attr("href", url), reader.words("nav.more")));
}

}  // namespace stele::server
