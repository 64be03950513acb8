// GeoJSON of the EAMENA database (Endangered Archaeology in the Middle East and North Africa): flat properties, several
// values of one property joined by ", " in parallel with those of its neighbours. They are kept as they come, because
// taking them apart would pair values that do not belong together; only names and the geometry's role are taken apart,
// where the counts agree. Who assessed a site is not taken: these are names of living persons.
#include <algorithm>
#include <array>

#include "base/lang.h"
#include "formats/draft_row.h"
#include "formats/geometry.h"
#include "formats/importers.h"
#include "formats/json_stream.h"

namespace stele::formats {

bool recognises_eamena(std::string_view head, std::string_view) { return first_sign(head) == '{' && head_has_key(head, "EAMENA ID"); }

namespace {

std::string_view trim(std::string_view text) {
  size_t from = text.find_first_not_of(" \t\r\n"), to = text.find_last_not_of(" \t\r\n");
  return from == std::string_view::npos ? std::string_view() : text.substr(from, to - from + 1);
}

std::vector<std::string_view> parts_of(std::string_view joined) {
  std::vector<std::string_view> out;
  for (size_t from = 0; from <= joined.size();) {
    size_t end = std::min(joined.find(", ", from), joined.size());
    out.push_back(trim(joined.substr(from, end - from)));
    from = end + 2;
  }
  return out;
}

// Nothing but blanks, commas and "None".
bool says_nothing(std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    if (text[at] == ' ' || text[at] == ',') ++at;
    else if (text.substr(at).starts_with("None")) at += 4;
    else return false;
  }
  return true;
}

// Does the property name a person? Whole words only: "Threat Factor" is no actor.
bool names_person(std::string_view key) {
  for (std::string_view word : {"Assessor", "Investigator", "Actor", "Person", "Compiler"})
    for (size_t at = key.find(word); at != std::string_view::npos; at = key.find(word, at + 1))
      if (at == 0 || key[at - 1] == ' ') return true;
  return false;
}

// The language is not said; the script is seen.
std::string tag_of(std::string_view name) {
  auto scripts = scripts_in(name);
  return scripts.empty() ? "und" : "und-" + scripts[0];
}

void take_names(DraftRow& row, const Json& properties) {
  std::string_view joined = properties.str("Resource Name");
  auto names = parts_of(joined), types = parts_of(properties.str("Name Type"));
  if (names.size() != types.size()) {
    row.warning("name-parts", "Resource Name and Name Type do not have the same number of values; the names are kept as one.", "property Resource Name");
    row.name(trim(joined), tag_of(joined), {}, "property Resource Name");
    return;
  }
  bool named = false;
  for (size_t i = 0; i < names.size(); ++i)
    if (types[i] != "Alternative Reference") named |= row.name(names[i], tag_of(names[i]), {}, "property Resource Name") != nullptr;
  for (size_t i = 0; i < names.size(); ++i) {
    if (types[i] != "Alternative Reference") continue;
    if (named) row.recorded("Alternative Reference", names[i]);
    else row.name(names[i], tag_of(names[i]), {{"kind", "code"}}, "property Resource Name");
  }
}

std::string_view role_of(std::string_view qualifiers, std::string_view wkt) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kRoles = {{{"Center Point", "centre-point"},
                                                                                          {"Centre Point", "centre-point"},
                                                                                          {"Perimeter Polygon", "perimeter"},
                                                                                          {"Building Footprint", "footprint"},
                                                                                          {"Simplified Polygon", "simplified"},
                                                                                          {"Vicinity Point", "vicinity-point"},
                                                                                          {"Access Point", "access-point"},
                                                                                          {"Building Façade Point", "facade-point"},
                                                                                          {"Centre Line", "centre-line"}}};
  bool point = wkt.starts_with("POINT"), line = wkt.find("LINE") != std::string_view::npos;
  for (std::string_view one : parts_of(qualifiers))
    for (auto [word, role] : kRoles)
      if (one == word && role.ends_with("-point") == point && role.ends_with("-line") == line) return role;
  return {};
}

std::string certainty_word(std::string_view joined) {
  auto words = parts_of(joined);
  static constexpr std::array<std::string_view, 5> kWords = {"Definite", "High", "Medium", "Low", "Negligible"};
  bool same = std::all_of(words.begin(), words.end(), [&](std::string_view word) { return word == words[0]; });
  if (!same || std::find(kWords.begin(), kWords.end(), words[0]) == kWords.end()) return {};
  std::string out(words[0]);
  out[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(out[0])));
  return out;
}

void take_geometry(DraftRow& row, const Json& feature, const Json& properties) {
  const Json* geometry = feature.find("geometry");
  if (!geometry || geometry->is_null()) return row.note("position", "This feature has no geometry.", "geometry");
  auto shape = wkt_of_geojson(*geometry);
  model::Parts parts;
  if (shape) model::set_part(parts, "role", role_of(properties.str("Geometry Qualifier"), shape->wkt));
  model::Draft* draft = row.position(shape ? Result<std::string>(std::move(shape->wkt)) : Result<std::string>(std::unexpected(shape.error())),
                                     std::move(parts), "geometry");
  if (draft) draft->certainty = certainty_word(properties.str("Location Certainty"));
}

void take_rest(DraftRow& row, const Json::Object& properties) {
  size_t persons = 0;
  for (const auto& [raw, value] : properties) {
    std::string_view key = trim(raw), text = value.scalar();
    if (key == "EAMENA ID" || key == "Resource Name" || key == "Name Type" || says_nothing(text)) continue;
    if (names_person(key)) ++persons;
    else row.recorded(key, text);
  }
  if (persons > 0)
    row.note("persons", std::to_string(persons) + " properties that name persons (who assessed or investigated) are left out.", "properties");
}

Status read_feature(std::string_view unit, uint64_t number, const Json& feature, const ImportContext& context, const RowSink& sink) {
  DraftRow row(context, unit, number);
  const Json* properties = feature.find("properties");
  std::string_view id = properties ? trim(properties->str("EAMENA ID")) : std::string_view();
  if (id.empty()) {
    row.error("row-shape", "This feature has no \"EAMENA ID\".", "property EAMENA ID");
    return sink(row.take());
  }
  row.about("eamena", id, "monument");
  row.identifier("eamena", id);
  take_names(row, *properties);
  take_geometry(row, feature, *properties);
  auto kinds = parts_of(properties->str("Site Feature Interpretation Type"));
  if (std::find(kinds.begin(), kinds.end(), "Caravanserai/Khan") != kinds.end()) row.say("heritage-type", model::Term{"caravanserai"});
  take_rest(row, *properties->as_object());
  return sink(row.take());
}

}  // namespace

Status read_eamena(Reader& in, const ImportContext& context, const RowSink& sink) {
  return for_each_element(in, context, sink, [&](std::string_view unit, uint64_t number, Json&& feature, std::string_view) {
    return read_feature(unit, number, feature, context, sink);
  });
}

}  // namespace stele::formats
