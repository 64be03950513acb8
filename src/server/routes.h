// Every address the program answers, in one table. The table drives dispatch, the check of query parameters, the
// OpenAPI file and the test that calls them all; an address that is not in it does not exist.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/http.h"
#include "server/site.h"

namespace stele::server {

enum class In : uint8_t { kPath, kQuery };
enum class Times : uint8_t { kOnce, kRepeated };

struct Param {
  std::string_view name;
  In in = In::kQuery;
  std::string_view schema;  // JSON Schema, as text
  std::string_view description;
  Times times = Times::kOnce;
};

// Who may ask from within a browser: pages of this site only, or of any (CORS), which may frame the answer too.
enum class Origins : uint8_t { kOwn, kAny };

// What stood in the place of each {name} of the pattern.
using PathParams = std::vector<std::pair<std::string_view, std::string>>;
std::string_view path_param(const PathParams& params, std::string_view name);

struct Route {
  std::string_view method;   // "GET" answers HEAD too; with Origins::kAny also OPTIONS
  std::string_view pattern;  // "/record/{id}"; a last "{name...}" takes slashes too
  std::string_view id;       // operationId
  std::string_view summary;
  std::vector<Param> params;
  std::string_view media_type;  // of the answer 200
  std::string_view schema;      // of a JSON answer: its name among the components; "" for other media types
  std::vector<int> others;      // statuses besides 200 and 400
  Response (*handler)(const Site& site, const Request& request, const PathParams& path);
  Origins origins = Origins::kOwn;
  std::string_view takes = {};  // media type of the body, for POST
};

std::span<const Route> routes();

// The parameters of `path` when it fits the pattern.
struct Match {
  bool fits = false;
  PathParams params;
};
Match match(std::string_view pattern, std::string_view path);

// For the transport: how long a body may be. Only addresses that take one get a long one.
uint64_t body_limit(std::string_view method, std::string_view path);

// Answers any request: finds the route, refuses what the API does not know, adds the headers that every answer
// carries. Errors are pages for people and application/problem+json for programs. Any thread.
Response answer(const Site& site, const Request& request);

}  // namespace stele::server
