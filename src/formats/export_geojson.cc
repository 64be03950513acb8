// GeoJSON for maps: a feature a record, all its positions, and its properties as lists of plain texts. Who says what is
// not in it; the file says so by naming the export that has it.
#include <map>

#include "formats/export_parts.h"
#include "formats/importers.h"

namespace stele::formats {
namespace {

void append_names(std::string& out, const model::View& view) {
  out += ",\"names\":[";
  bool first = true;
  for (const model::SeenStatement* s : view.of("name")) {
    const auto* name = std::get_if<model::Name>(&s->value);
    if (!name) continue;
    out += first ? "{" : ",{";
    first = false;
    append_member(out, "text", name->text);
    append_member(out, "lang", name->lang);
    for (const auto& [key, text] : name->parts) append_member(out, key, text);
    if (s->holds) append_member(out, "holds", s->holds->text());
    out += '}';
  }
  out += ']';
}

void append_others(std::string& out, const model::View& view) {
  std::map<std::string, std::vector<std::string>> texts;
  for (const model::SeenStatement& s : view.statements())
    if (!s.superseded && s.property != "type" && s.property != "name" && s.property != "position") texts[s.property].push_back(model::plain_text(s.value));
  for (const auto& [property, values] : texts) {
    out += ',';
    append_json_string(out, property);
    out += ":[";
    for (const std::string& value : values) {
      if (&value != &values.front()) out += ',';
      append_json_string(out, value);
    }
    out += ']';
  }
}

std::string feature(const model::View& view) {
  std::string out = "{";
  append_member(out, "type", "Feature");
  append_member(out, "id", view.id().text());
  out += ",\"geometry\":" + geometry_json(view) + ",\"properties\":{";
  append_member(out, "type", view.type());
  append_member(out, "title", view.title());
  append_names(out, view);
  append_others(out, view);
  return out + "}}";
}

}  // namespace

Result<uint64_t> write_geojson(ViewSource& views, const model::Schema&, Writer& out) {
  uint64_t records = 0;
  STELE_CHECK(out.write("{\"type\":\"FeatureCollection\",\"features\":[\n"));
  for (;;) {
    STELE_TRY(const model::View* view, views.next());
    if (!view) break;
    if (view->empty()) continue;
    STELE_CHECK(out.write((records == 0 ? "" : ",\n") + feature(*view)));
    ++records;
  }
  STELE_CHECK(out.write("\n]}\n"));
  return records;
}

}  // namespace stele::formats
