// The pages people read: one function for each address, all readable without JavaScript. They are listed in routes.cc.
#pragma once

#include "server/routes.h"

namespace stele::server::pages {

Response search(const Site& site, const Request& request, const PathParams& path);
Response record(const Site& site, const Request& request, const PathParams& path);
Response naming(const Site& site, const Request& request, const PathParams& path);
Response types(const Site& site, const Request& request, const PathParams& path);
Response type(const Site& site, const Request& request, const PathParams& path);
Response vocabs(const Site& site, const Request& request, const PathParams& path);
Response vocab(const Site& site, const Request& request, const PathParams& path);
Response log(const Site& site, const Request& request, const PathParams& path);
Response log_entry(const Site& site, const Request& request, const PathParams& path);
Response compare(const Site& site, const Request& request, const PathParams& path);
Response random(const Site& site, const Request& request, const PathParams& path);
Response style(const Site& site, const Request& request, const PathParams& path);
Response about(const Site& site, const Request& request, const PathParams& path);
Response formats(const Site& site, const Request& request, const PathParams& path);

}  // namespace stele::server::pages
