// The API described for programs (OpenAPI 3.1), made from the route table and the schemas of its answers.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace stele::server {

std::string openapi_text();  // docs/openapi.json holds the same bytes
// The JSON Schemas of the answers, by the names that routes use (api_schema.cc).
std::string_view api_schemas();
// Indented by two, for files that people compare.
std::string indented_json(const Json& value);

}  // namespace stele::server
