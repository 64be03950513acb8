// The route table is walked: every address is called, and what comes back is held against what the table says.
#include "server/openapi.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

#include "server/test_site.h"

using namespace stele;
using namespace stele::server;

namespace {

const Json& document() {
  static const Json json = parse_json(openapi_text()).value();
  return json;
}

const Json& resolved(const Json& schema) {
  std::string_view reference = schema.str("$ref");
  if (reference.empty()) return schema;
  std::string_view name = reference.substr(reference.rfind('/') + 1);
  const Json* found = document().find("components")->find("schemas")->find(name);
  REQUIRE_MESSAGE(found, "no schema " << name);
  return resolved(*found);
}

bool has_type(const Json& value, std::string_view type) {
  if (type == "object") return value.as_object();
  if (type == "array") return value.as_array();
  if (type == "string") return value.as_string();
  if (type == "boolean") return value.as_bool();
  if (type == "null") return value.is_null();
  if (type == "number") return value.as_number();
  return type == "integer" && value.as_number() && value.as_number()->text.find_first_of(".eE") == std::string::npos;
}

bool fits_type(const Json& value, const Json& type) {
  if (type.as_string()) return has_type(value, *type.as_string());
  for (const Json& one : *type.as_array())
    if (has_type(value, *one.as_string())) return true;
  return false;
}

// The part of JSON Schema that our schemas use; a member that is not described is a fault too. "" when it fits.
std::string misfit(const Json& value, const Json& raw, const std::string& at);

std::string object_misfit(const Json& value, const Json& schema, const std::string& at) {
  if (const Json* required = schema.find("required"))
    for (const Json& name : *required->as_array())
      if (!value.find(*name.as_string())) return at + " lacks " + *name.as_string();
  const Json *properties = schema.find("properties"), *further = schema.find("additionalProperties");
  for (const auto& [name, member] : *value.as_object()) {
    const Json* own = properties ? properties->find(name) : further;
    if (!own && (properties || further)) return at + " has an undescribed " + name;
    std::string wrong = own ? misfit(member, *own, at + "/" + name) : "";
    if (!wrong.empty()) return wrong;
  }
  return {};
}

std::string misfit(const Json& value, const Json& raw, const std::string& at) {
  const Json& schema = resolved(raw);
  if (const Json* type = schema.find("type"); type && !fits_type(value, *type)) return at + " is not " + to_json(*type);
  if (const Json* options = schema.find("enum")) {
    const auto& all = *options->as_array();
    if (std::find(all.begin(), all.end(), value) == all.end()) return at + " is none of " + to_json(*options);
  }
  if (value.as_object()) return object_misfit(value, schema, at);
  const Json* items = schema.find("items");
  if (!value.as_array() || !items) return {};
  for (size_t i = 0; i < value.as_array()->size(); ++i) {
    std::string wrong = misfit((*value.as_array())[i], *items, at + "/" + std::to_string(i));
    if (!wrong.empty()) return wrong;
  }
  return {};
}

// Something that is there, for each parameter of a path.
std::string example(const Route& route, std::string_view name) {
  TestSite& test = TestSite::shared();
  if (name == "kind") return "entity";
  if (name == "id") {
    if (route.pattern.find("/types/") != std::string_view::npos) return "place";
    if (route.pattern.find("/vocab/") != std::string_view::npos) return "certainty";
    return test.town.text();
  }
  if (name == "position") return std::to_string(test.archive().get({}, test.town).value().statements().front().position);
  if (name == "file") return "card";
  if (name == "format") return std::string(formats::exporters().front().name);
  if (name == "z" || name == "x" || name == "y") return "0";
  if (route.id == "asset") return std::string(test.site().asset_url("style.css").substr(8));
  return "0/000";  // the archive has more than 256 entries
}

std::string url_of(const Route& route) {
  std::string out(route.pattern);
  for (const Param& param : route.params) {
    if (param.in != In::kPath) continue;
    size_t open = out.find("{" + std::string(param.name));
    REQUIRE_MESSAGE(open != std::string::npos, route.pattern << " has no " << param.name);
    out.replace(open, out.find('}', open) - open + 1, example(route, param.name));
  }
  CHECK_MESSAGE(out.find('{') == std::string::npos, out << ": an undescribed parameter");
  if (route.id == "suggest") out += "?q=co";
  bool is_of_one = route.id == "reconcileFlyout" || route.id == "reconcilePreview" || route.id == "reconcileDraftPreview";
  if (is_of_one) out += "?id=" + TestSite::shared().town.text();
  if (route.id == "getRecordAt") out += "?date=1897";
  return out;
}

// The body that a route takes.
Response asked(const Route& route, const std::string& url) {
  TestSite& test = TestSite::shared();
  if (route.method == "GET") return test.get(url);
  std::string body = route.id == "reconcileBatch"         ? "queries=%7B%22q0%22%3A%7B%22query%22%3A%22Chapel%22%7D%7D"
                     : route.id == "reconcileDraftMatch" ? R"({"queries":[{"conditions":[{"matchType":"name","propertyValue":"Chapel"}]}]})"
                                                         : R"({"ids":[")" + test.town.text() + R"("],"properties":[{"id":"name"}]})";
  return test.post(url, body, std::string(route.takes));
}

std::string media_of(const Response& response) {
  std::string_view type = response.header("content-type");
  return std::string(type.substr(0, type.find(';')));
}

std::string whole_body(Response& response) {
  std::string out = response.body;
  while (response.stream) {
    auto more = response.stream(out);
    REQUIRE(more.has_value());
    if (!*more) break;
  }
  return out;
}

}  // namespace

TEST_CASE("every route answers as the table says") {
  for (const Route& route : routes()) {
    std::string url = url_of(route);
    CAPTURE(url);
    Response response = asked(route, url);
    bool leads_on = route.id == "randomPage";
    CHECK(response.status == (leads_on ? 302 : 200));
    if (leads_on) continue;
    CHECK_FALSE(response.header("content-security-policy").empty());
    CHECK(response.header("referrer-policy") == "no-referrer");
    std::string_view said = route.media_type.substr(0, route.media_type.find(';'));
    if (said == "*/*") CHECK_FALSE(media_of(response).empty());
    else CHECK(media_of(response) == said);
    std::string body = whole_body(response);
    CHECK_FALSE(body.empty());
    CHECK(body.find(kCanary) == std::string::npos);
    if (route.schema.empty()) continue;
    auto json = parse_json(body);
    REQUIRE_MESSAGE(json.has_value(), to_string(json.error()));
    CHECK(misfit(*json, Json(Json::Object{{"$ref", Json("#/components/schemas/" + std::string(route.schema))}}), "") == "");
  }
}

TEST_CASE("a schema that does not fit is noticed") {
  Json schema = parse_json(R"({"type":"object","required":["a"],"properties":{"a":{"type":"array","items":{"type":"integer"}}}})").value();
  CHECK(misfit(parse_json(R"({"a":[1,2]})").value(), schema, "") == "");
  CHECK(misfit(parse_json(R"({})").value(), schema, "") == " lacks a");
  CHECK(misfit(parse_json(R"({"a":[1,"x"]})").value(), schema, "") == "/a/1 is not \"integer\"");
  CHECK(misfit(parse_json(R"({"a":[],"b":1})").value(), schema, "") == " has an undescribed b");
}

TEST_CASE("the description names every route, parameter and status once") {
  std::set<std::string> ids;
  for (const Route& route : routes()) {
    CAPTURE(route.pattern);
    CHECK(ids.insert(std::string(route.id)).second);
    std::string path(route.pattern);
    if (size_t dots = path.find("...}"); dots != std::string::npos) path.erase(dots, 3);
    const Json* entry = document().find("paths")->find(path);
    REQUIRE(entry);
    const Json* get = entry->find(route.method == "GET" ? "get" : "post");
    REQUIRE(get);
    CHECK((get->find("requestBody") != nullptr) == !route.takes.empty());
    CHECK(get->find("parameters")->as_array()->size() == route.params.size());
    CHECK(get->find("responses")->as_object()->size() == route.others.size() + 1);
    for (const Param& param : route.params) CHECK_MESSAGE(parse_json(param.schema).has_value(), param.name);
    if (!route.schema.empty()) CHECK(document().find("components")->find("schemas")->find(route.schema));
  }
  CHECK(document().find("components")->find("schemas")->find("Problem"));
}

// Set STELE_APPROVE=1 to write the file anew after a change that is meant.
TEST_CASE("docs/openapi.json is what the program serves") {
  std::string path = "docs/openapi.json";
  if (std::getenv("STELE_APPROVE")) std::ofstream(path, std::ios::binary) << openapi_text();
  std::ifstream in(path, std::ios::binary);
  std::string kept((std::istreambuf_iterator<char>(in)), {});
  CHECK_MESSAGE(kept == openapi_text(), "run this test with STELE_APPROVE=1 and look at the difference");
  CHECK(TestSite::shared().body("/api/v1/openapi.json") == kept);
}
