// What every page has: head, way around, one heading, the line of neutrality at its foot; and the small pieces that
// several pages use: periods in words, lists of hits.
#pragma once

#include <string>
#include <string_view>

#include "model/query.h"
#include "model/redact.h"
#include "server/html.h"
#include "server/reply.h"
#include "server/site.h"
#include "server/titles.h"

namespace stele::server {

struct PageText {
  std::string_view title;       // of the window, without the archive's name
  std::string_view title_lang;  // of that title when it is a name; "" = the page's own
  Html main;                    // with exactly one h1
};
Response page(const Site& site, const PageText& text, int status = 200);
// For the head of every page: the stylesheet, the letters of the script that a reader of `lang` reads (those of all other
// scripts follow after the first paint, or at once without JavaScript), and the loader of the islands.
Html asset_links(const Site& site, std::string_view lang);
// What went wrong, as a page. A 404 is the same bytes whatever was asked for.
Response error_page(const Site& site, int status, std::string_view sentence);
Response error_page(const Site& site, const Request& request, const Error& error);

// The language names and labels are wanted in: ?lang=, else the browser's first, else English.
std::string reader_language(const Request& request);

// "about 1905", "1903 to 1989", "until 1988" for the simple forms of EDTF; every other form as it is written.
std::string period_in_words(std::string_view edtf);
Html period_span(const Period& period);

std::string record_url(const Id& id);
// A list entry: title, type, other names for telling apart.
Html hit_item(const Site& site, const model::Hit& hit, std::string_view lang);
Html next_link(std::string_view url);  // nothing for ""

}  // namespace stele::server
