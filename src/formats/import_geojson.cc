// GeoJSON (RFC 7946) of anybody's: the geometry is the position, properties that are called like names are names, and
// every other property is kept as it is labelled.
#include <array>

#include "base/lang.h"
#include "formats/draft_row.h"
#include "formats/geometry.h"
#include "formats/importers.h"
#include "formats/json_stream.h"

namespace stele::formats {

bool head_has_key(std::string_view head, std::string_view key) {
  std::string quoted = "\"" + std::string(key) + "\"";
  return head.find(quoted) != std::string_view::npos;
}

bool name_ends(std::string_view file_name, std::string_view ending) {
  if (file_name.size() < ending.size()) return false;
  std::string_view tail = file_name.substr(file_name.size() - ending.size());
  for (size_t i = 0; i < ending.size(); ++i)
    if (std::tolower(static_cast<unsigned char>(tail[i])) != ending[i]) return false;
  return true;
}

char first_sign(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  size_t at = head.find_first_not_of(" \t\r\n");
  return at == std::string_view::npos ? '\0' : head[at];
}

bool recognises_geojson(std::string_view head, std::string_view file_name) {
  if (first_sign(head) != '{') return false;
  return name_ends(file_name, ".geojson") || (head_has_key(head, "geometry") && head_has_key(head, "Feature")) ||
         head_has_key(head, "FeatureCollection");
}

namespace {

// The language of a property that holds a name ("name" -> "und", "name:az", "name_az" -> "az"); nullopt for others.
std::optional<std::string> name_lang(std::string_view key) {
  static constexpr std::array<std::string_view, 5> kPlain = {"name", "Name", "NAME", "title", "toponym"};
  for (std::string_view plain : kPlain)
    if (key == plain) return "und";
  if (!key.starts_with("name:") && !key.starts_with("name_")) return std::nullopt;
  std::string tag(key.substr(5));
  for (char& c : tag)
    if (c == '_') c = '-';
  auto lang = parse_lang(tag);
  if (!lang || lang_of(*lang).size() > 3) return std::nullopt;
  return *lang;
}

void take_property(DraftRow& row, const std::string& key, const Json& value) {
  if (value.is_null()) return;
  std::string place = "property " + key;
  std::string text(value.scalar());
  if (const bool* flag = value.as_bool()) text = *flag ? "true" : "false";
  if (value.as_object() || value.as_array()) text = to_json(value);
  if (auto lang = name_lang(key); lang && value.as_string()) row.name(text, *lang, {}, place);
  else row.recorded(key, text);
}

void take_geometry(DraftRow& row, const Json& feature) {
  const Json* geometry = feature.find("geometry");
  if (!geometry || geometry->is_null()) return row.note("position", "This feature has no geometry.", "geometry");
  auto shape = wkt_of_geojson(*geometry);
  if (shape && shape->dropped_heights) row.note("height", "Its heights are left out: positions are kept as longitude and latitude.", "geometry");
  row.position(shape ? Result<std::string>(std::move(shape->wkt)) : Result<std::string>(std::unexpected(shape.error())), {}, "geometry");
}

Status read_feature(std::string_view unit, uint64_t number, const Json& feature, std::string_view text,
                    const ImportContext& context, const RowSink& sink) {
  DraftRow row(context, unit, number);
  if (feature.str("type") != "Feature") {
    row.error("row-shape", "This is no GeoJSON feature: its \"type\" is not \"Feature\".", "type");
    return sink(row.take());
  }
  std::string type = context.mapping ? std::string(context.mapping->str("type")) : "";
  if (type.empty()) type = "place";
  const Json* properties = feature.find("properties");
  const Json* id = feature.find("id");
  if (!id && properties) id = properties->find("id");
  if (id && !id->scalar().empty()) {
    row.about(context.dataset, id->scalar(), type);
  } else {
    row.about_contents(context.dataset, text, type);
    row.note("no-key", "This feature has no id; its own is made of its contents, so a changed feature will be another record.", "id");
  }
  take_geometry(row, feature);
  if (properties && properties->as_object())
    for (const auto& [key, value] : *properties->as_object())
      if (key != "id" || id != &value) take_property(row, key, value);
  return sink(row.take());
}

}  // namespace

Status read_geojson(Reader& in, const ImportContext& context, const RowSink& sink) {
  return for_each_element(in, context, sink, [&](std::string_view unit, uint64_t number, Json&& feature, std::string_view text) {
    return read_feature(unit, number, feature, text, context, sink);
  });
}

}  // namespace stele::formats
