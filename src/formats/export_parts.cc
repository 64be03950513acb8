#include "formats/export_parts.h"

#include "formats/geometry.h"

namespace stele::formats {

std::string source_label(ViewSource& views, const model::Draft& statement) {
  const model::View* source = statement.source.is_nil() ? nullptr : views.look_up(statement.source);
  std::string label = source ? source->title() : statement.source.is_nil() ? "" : statement.source.text();
  if (!statement.locator.empty()) label += (label.empty() ? "" : ", ") + statement.locator;
  return label;
}

std::string geometry_json(const model::View& view) {
  std::vector<std::string> shapes;
  for (const model::SeenStatement* s : view.of("position"))
    if (const auto* position = std::get_if<model::Position>(&s->value))
      if (auto json = geojson_of_wkt(position->wkt)) shapes.push_back(std::move(*json));
  if (shapes.empty()) return "null";
  if (shapes.size() == 1) return shapes[0];
  std::string out = R"({"type":"GeometryCollection","geometries":[)";
  for (const std::string& shape : shapes) out.append(&shape == &shapes.front() ? "" : ",").append(shape);
  return out + "]}";
}

void append_member(std::string& out, std::string_view key, std::string_view text) {
  if (out.empty() || out.back() != '{') out += ',';
  append_json_string(out, key);
  out += ':';
  append_json_string(out, text);
}

}  // namespace stele::formats
