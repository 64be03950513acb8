// Content codings (RFC 9110, 8.4): answers of text are pressed with gzip for whoever accepts it, and built-in files are
// chosen among what was pressed when they were built. Pure functions; any thread.
//
// What is pressed holds nothing secret of the reader's beside words that a stranger chose, so its length tells nothing.
#pragma once

#include <string>
#include <string_view>

#include "server/http.h"

namespace stele::server {

// Whether Accept-Encoding takes `coding` ("gzip", "br"): named with a weight above 0, or covered by "*".
bool accepts(const Request& request, std::string_view coding);

// Presses a body of at least 1 kB that shrinks ("text/html", JSON, vector tiles), unless it is streamed or pressed
// already, and says so in Content-Encoding and Vary. The entity tag becomes a weak one, because the bytes differ from
// those of the plain answer. Comes after apply_etag.
void apply_encoding(const Request& request, Response& response);

// The bytes in gzip's format (RFC 1952), without name and time.
std::string gzip(std::string_view bytes);

// Adds a name to Vary, once.
void add_vary(Response& response, std::string_view name);

}  // namespace stele::server
