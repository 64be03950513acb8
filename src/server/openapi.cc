// A walk over the route table. What stands in the table is trusted to be JSON where it says so: the tests call this.
#include "server/openapi.h"

#include <fmt/format.h>

#include <algorithm>

#include "server/routes.h"

namespace stele::server {
namespace {

constexpr std::string_view kVersion = "1";

Json schema_of(std::string_view text) { return parse_json(text).value_or(Json(Json::Object{})); }
Json reference(std::string_view name) {
  return Json(Json::Object{{"$ref", Json("#/components/schemas/" + std::string(name))}});
}
Json content(std::string_view media_type, Json schema) {
  std::string type(media_type.substr(0, media_type.find(';')));
  return Json(Json::Object{{std::move(type), Json(Json::Object{{"schema", std::move(schema)}})}});
}

Json parameter(const Param& param) {
  bool is_path = param.in == In::kPath;
  Json schema = schema_of(param.schema);
  if (param.times == Times::kRepeated) schema = Json(Json::Object{{"type", "array"}, {"items", std::move(schema)}});
  Json::Object out{{"name", param.name},
                   {"in", is_path ? "path" : "query"},
                   {"description", param.description},
                   {"schema", std::move(schema)}};
  if (is_path) out.emplace_back("required", true);
  if (param.times == Times::kRepeated) out.emplace_back("explode", true);
  return Json(std::move(out));
}

Json good_answer(const Route& route) {
  Json schema = !route.schema.empty() ? reference(route.schema) : Json(Json::Object{});
  std::string_view type = route.media_type == "*/*" ? "application/octet-stream" : route.media_type;
  return Json(Json::Object{{"description", route.summary}, {"content", content(type, std::move(schema))}});
}

Json other_answer(const Route& route, int status) {
  Json::Object out{{"description", reason_phrase(status)}};
  if (status >= 400) {
    bool is_page = route.media_type.starts_with("text/html");
    out.emplace_back("content", is_page ? content("text/html", Json(Json::Object{{"type", "string"}}))
                                        : content("application/problem+json", reference("Problem")));
  }
  return Json(std::move(out));
}

std::string_view tag_of(const Route& route) {
  if (route.pattern.starts_with("/reconcile")) return "reconciliation";
  if (route.media_type.starts_with("text/html")) return "pages";
  return route.pattern.starts_with("/api/") ? "api" : "files";
}

Json operation(const Route& route) {
  Json::Array parameters;
  for (const Param& param : route.params) parameters.push_back(parameter(param));
  Json::Object answers{{"200", good_answer(route)}};
  for (int status : route.others) answers.emplace_back(std::to_string(status), other_answer(route, status));
  Json::Object out{{"operationId", route.id},
                   {"summary", route.summary},
                   {"tags", Json(Json::Array{Json(tag_of(route))})},
                   {"parameters", Json(std::move(parameters))}};
  if (!route.takes.empty())
    out.emplace_back("requestBody", Json(Json::Object{{"required", true}, {"content", content(route.takes, Json(Json::Object{{"type", "object"}}))}}));
  out.emplace_back("responses", Json(std::move(answers)));
  return Json(std::move(out));
}

// "{path...}" is our own spelling for "with slashes".
std::string path_of(std::string_view pattern) {
  std::string out(pattern);
  if (size_t at = out.find("...}"); at != std::string::npos) out.erase(at, 3);
  return out;
}

std::string lower(std::string_view method) {
  std::string out(method);
  for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return out;
}

Json paths() {
  Json::Object out;
  for (const Route& route : routes()) {
    std::string path = path_of(route.pattern);
    auto at = std::ranges::find(out, path, &Json::Member::first);
    Json& methods = at != out.end() ? at->second : out.emplace_back(std::move(path), Json(Json::Object{})).second;
    methods.as_object()->emplace_back(lower(route.method), operation(route));
  }
  return Json(std::move(out));
}

void append_indented(std::string& out, const Json& value, size_t depth);

template <class Items, class One>
void append_items(std::string& out, const Items& items, char open, char close, size_t depth, One one) {
  out += open;
  char mark = 0;
  for (const auto& item : items) {
    if (mark) out += mark;
    mark = ',';
    out += '\n';
    out.append(2 * (depth + 1), ' ');
    one(item);
  }
  out += '\n';
  out.append(2 * depth, ' ');
  out += close;
}

void append_indented(std::string& out, const Json& value, size_t depth) {
  if (const Json::Object* object = value.as_object(); object && !object->empty()) {
    append_items(out, *object, '{', '}', depth, [&](const Json::Member& member) {
      append_json_string(out, member.first);
      out += ": ";
      append_indented(out, member.second, depth + 1);
    });
  } else if (const Json::Array* array = value.as_array(); array && !array->empty()) {
    append_items(out, *array, '[', ']', depth, [&](const Json& item) { append_indented(out, item, depth + 1); });
  } else {
    append_json(out, value);
  }
}

}  // namespace

std::string indented_json(const Json& value) {
  std::string out;
  append_indented(out, value, 0);
  out += '\n';
  return out;
}

std::string openapi_text() {
  Json info(Json::Object{{"title", "Stele"},
                         {"version", kVersion},
                         {"description",
                          "Everything an archive shows, for programs. Only what the reader may see is ever answered; what "
                          "may not be seen is answered as what is not there."},
                         {"license", Json(Json::Object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}})}});
  return indented_json(Json(Json::Object{
      {"openapi", "3.1.0"},
      {"info", std::move(info)},
      {"servers", Json(Json::Array{Json(Json::Object{{"url", "/"}})})},
      {"paths", paths()},
      {"components", Json(Json::Object{{"schemas", schema_of(api_schemas())}})}}));
}

}  // namespace stele::server
