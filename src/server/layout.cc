// The frame is the same for all pages and holds nothing of what was asked, so that "not found" is always the same page.
#include "server/layout.h"

#include <algorithm>

#include "base/lang.h"

namespace stele::server {
namespace {

constexpr std::string_view kDisclaimer =
    "The boundaries, names and designations shown do not imply any opinion on legal status.";

Html nav_link(std::string_view url, std::string_view words) { return el("li", el("a", url_attr("href", url), words)); }

Html header() {
  return el("header", attr("class", "site"), el("a", attr("class", "brand"), url_attr("href", "/"), "Stele"),
            el("nav", attr("aria-label", "Main"),
               el("ul", nav_link("/", "Search"), nav_link("/types", "Types"), nav_link("/vocab", "Vocabularies"),
                  nav_link("/log", "Log"), nav_link("/formats", "Formats"), nav_link("/about", "About"))));
}

Html footer() {
  return el("footer", attr("class", "site"), el("p", attr("class", "disclaimer"), kDisclaimer),
            el("p", "Everything here is what somebody says, with the source. ",
               el("a", url_attr("href", "/about"), "How to read it"), " · ",
               el("a", url_attr("href", "/api/v1/openapi.json"), "For programs")));
}

Html head(const Site& site, const PageText& text) {
  std::string title(text.title);
  title += " · Stele";
  Html name = text.title_lang.empty() ? el("title", title) : el("title", attr("lang", text.title_lang), title);
  return el("head", void_el("meta", attr("charset", "utf-8")),
            void_el("meta", attr("name", "viewport"), attr("content", "width=device-width, initial-scale=1")),
            void_el("meta", attr("name", "color-scheme"), attr("content", "light dark")), name,
            asset_links(site, "en"));
}

// A single date of four digits or more, a month or a day, with at most one qualifier at its end.
std::string date_in_words(std::string_view date) {
  if (date.empty()) return {};
  char mark = date.back();
  std::string_view qualifier = mark == '~' ? "about " : mark == '?' ? "perhaps " : mark == '%' ? "perhaps about " : "";
  if (!qualifier.empty()) date.remove_suffix(1);
  bool is_plain = !date.empty() && std::ranges::all_of(date, [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
  return is_plain && date.front() != '-' ? std::string(qualifier) + std::string(date) : std::string();
}

// One spelling is shown once, however many languages have it.
Html distinct_names(const model::Hit& hit) {
  Html out;
  for (auto name = hit.names.begin(); name != hit.names.end(); ++name) {
    bool is_again = name->first == hit.title || std::any_of(hit.names.begin(), name, [&](const auto& n) { return n.first == name->first; });
    if (is_again) continue;
    if (!out.empty()) out.add(" · ");
    out.add(name_span(name->first, name->second));
  }
  return out;
}

bool is_tag(std::string_view text) { return !text.empty() && text.size() <= 35 && text != "*"; }

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
  return fragment(icon, sheet("style.css"), sheet(fonts), trusted_html("<noscript>"), sheet("fonts.css"),
                  trusted_html("</noscript>"), module_script(site.asset_url("islands.js")));
}

Response page(const Site& site, const PageText& text, int status) {
  Html body = el("body", el("a", attr("class", "skip"), url_attr("href", "#main"), "Skip to the content"), header(),
                 el("main", attr("id", "main"), text.main), footer());
  Response out = reply({}, kHtmlType);
  out.body = document(el("html", attr("lang", "en"), attr("dir", "ltr"), head(site, text), body)).take();
  out.headers.emplace_back("Vary", "Accept-Language");
  out.status = status;
  return out;
}

Response error_page(const Site& site, int status, std::string_view sentence) {
  std::string_view title = status == 404 ? "Not found" : status >= 500 ? "The server failed" : "This cannot be shown";
  Html main = fragment(el("h1", title), el("p", sentence), el("p", el("a", url_attr("href", "/"), "Search the archive")));
  Response out = page(site, {title, {}, std::move(main)}, status);
  out.set_header("Cache-Control", "no-store");
  return out;
}

Response error_page(const Site& site, const Request& request, const Error& error) {
  int status = http_status(error.code);
  if (status == 404) return error_page(site, 404, "There is nothing here that you may see.");
  if (status != 500) return error_page(site, status, to_string(error));
  site.report("GET " + request.path + ": " + to_string(error));
  return error_page(site, 500, "Its operator finds why in the log.");
}

std::string reader_language(const Request& request) {
  std::string_view asked = request.param("lang");
  if (asked.empty()) asked = request.header("accept-language");
  asked = asked.substr(0, asked.find_first_of(",; "));
  if (!is_tag(asked)) return "en";
  auto tag = parse_lang(asked);
  return tag ? std::string(lang_of(*tag)) : "en";
}

std::string period_in_words(std::string_view edtf) {
  size_t slash = edtf.find('/');
  if (slash == std::string_view::npos) {
    std::string date = date_in_words(edtf);
    return date.empty() ? std::string(edtf) : date;
  }
  std::string_view first = edtf.substr(0, slash), last = edtf.substr(slash + 1);
  std::string from = date_in_words(first), to = date_in_words(last);
  if (!from.empty() && !to.empty()) return from + " to " + to;
  if (!from.empty() && last == "..") return "since " + from;
  if (!from.empty() && last.empty()) return "from " + from + " to an unknown time";
  if (!to.empty() && first == "..") return "until " + to;
  if (!to.empty() && first.empty()) return "from an unknown time to " + to;
  return std::string(edtf);
}

Html period_span(const Period& period) {
  return el("span", attr("class", "period"), attr("title", period.text()), period_in_words(period.text()));
}

std::string record_url(const Id& id) { return "/record/" + id.text(); }

Html hit_item(const Site& site, const model::Hit& hit, std::string_view lang) {
  const model::TypeSpec* type = site.schema().type(hit.type);
  Html others = distinct_names(hit);
  return el("li", el("a", attr("class", "hit"), url_attr("href", record_url(hit.id)), name_span(hit.title, hit.title_lang)),
            el("p", attr("class", "facts"), type ? model::label(type->labels, lang) : std::string_view(hit.type), " · ",
               hit.statements, hit.statements == 1 ? " statement" : " statements",
               hit.why == "words" ? " · found in its words" : ""),
            others.empty() ? Html() : el("p", attr("class", "also"), "Also: ", others));
}

Html next_link(std::string_view url) {
  if (url.empty()) return {};
  return el("p", attr("class", "more"), el("a", attr("rel", "next"), url_attr("href", url), "More"));
}

}  // namespace stele::server
