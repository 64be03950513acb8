// What every page has: head, way around, languages, one heading, the line of neutrality at its foot; and the small
// pieces that several pages use: periods in words, lists of hits.
#pragma once

#include <string>
#include <string_view>

#include "model/query.h"
#include "model/redact.h"
#include "server/html.h"
#include "server/reader.h"
#include "server/reply.h"
#include "server/site.h"
#include "server/titles.h"

namespace stele::server {

struct PageText {
  std::string_view title;       // of the window, without the archive's name
  std::string_view title_lang;  // of that title when it is a name; "" = the page's own
  Html main;                    // with exactly one h1
};
Response page(const Site& site, const Reader& reader, const PageText& text, int status = 200);
// For the head of every page: the stylesheet, the letters of the script that a reader of `lang` reads (those of all other
// scripts follow after the first paint, or at once without JavaScript), and the loader of the islands.
Html asset_links(const Site& site, std::string_view lang);
// What went wrong, as a page. A 404 is the same bytes whatever was asked for, in one language.
Response error_page(const Site& site, const Request& request, int status);
Response error_page(const Site& site, const Request& request, const Error& error);
// What of the address could not be used, as a list; nothing when there is none.
Html faults_html(const Words& words, const std::vector<Fault>& faults);

Html period_span(const Words& words, const Period& period);

std::string record_url(const Id& id);
// A list entry: title, type, other names for telling apart.
Html hit_item(const Site& site, const Reader& reader, const model::Hit& hit);
// The other names of a hit; one spelling is shown once, however many languages have it.
Html distinct_names(const model::Hit& hit);
Html next_link(const Reader& reader, std::string_view url);  // nothing for ""

}  // namespace stele::server
