// The same for programs: JSON under /api/v1, proofs, exports, vector tiles, and the log's own files as
// c2sp.org/tlog-tiles wants them. They are listed in routes.cc.
#pragma once

#include "server/routes.h"

namespace stele::server::api {

Response records(const Site& site, const Request& request, const PathParams& path);
Response record(const Site& site, const Request& request, const PathParams& path);
Response record_at(const Site& site, const Request& request, const PathParams& path);
Response statements(const Site& site, const Request& request, const PathParams& path);
Response naming(const Site& site, const Request& request, const PathParams& path);
Response suggest(const Site& site, const Request& request, const PathParams& path);
Response types(const Site& site, const Request& request, const PathParams& path);
Response type(const Site& site, const Request& request, const PathParams& path);
Response vocabs(const Site& site, const Request& request, const PathParams& path);
Response vocab(const Site& site, const Request& request, const PathParams& path);
Response log(const Site& site, const Request& request, const PathParams& path);
Response log_entry(const Site& site, const Request& request, const PathParams& path);
Response proof(const Site& site, const Request& request, const PathParams& path);
Response proof_file(const Site& site, const Request& request, const PathParams& path);
Response stats(const Site& site, const Request& request, const PathParams& path);
Response export_records(const Site& site, const Request& request, const PathParams& path);
Response tile(const Site& site, const Request& request, const PathParams& path);
Response openapi(const Site& site, const Request& request, const PathParams& path);

Response log_checkpoint(const Site& site, const Request& request, const PathParams& path);
Response log_tile(const Site& site, const Request& request, const PathParams& path);
Response asset(const Site& site, const Request& request, const PathParams& path);

}  // namespace stele::server::api
