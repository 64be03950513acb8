// Pleiades places (JSON of places, as JSON lines, an array or one object). Years are the bounds of the periods that an
// attestation belongs to, not events; they are kept as such intervals.
#include <array>
#include <algorithm>

#include "base/lang.h"
#include "formats/dates.h"
#include "formats/draft_row.h"
#include "formats/geometry.h"
#include "formats/importers.h"
#include "formats/json_stream.h"
#include "formats/registers.h"

namespace stele::formats {

bool recognises_pleiades(std::string_view head, std::string_view) {
  char sign = first_sign(head);
  return (sign == '{' || sign == '[') && (head_has_key(head, "reprPoint") || head_has_key(head, "placeTypes")) && head_has_key(head, "names");
}

namespace {

std::string_view scalar_of(const Json& json, std::string_view key) {
  const Json* found = json.find(key);
  return found ? found->scalar() : std::string_view();
}

void take_bounds(DraftRow& row, model::Draft& draft, const Json& item, const std::string& place) {
  Holds holds = holds_of_bounds(scalar_of(item, "start"), scalar_of(item, "end"));
  draft.holds = std::move(holds.period);
  draft.words = std::move(holds.words);
  if (!holds.problem.empty()) row.warning("date", holds.problem, place);
}

std::string_view confidence_of(const Json& name) {
  const Json* attestations = name.find("attestations");
  if (!attestations || !attestations->as_array() || attestations->as_array()->empty()) return {};
  std::string_view first = attestations->as_array()->front().str("confidence");
  bool all = std::all_of(attestations->as_array()->begin(), attestations->as_array()->end(), [&](const Json& one) { return one.str("confidence") == first; });
  return all ? first : std::string_view();
}

model::Parts name_parts(const Json& name, std::string_view form) {
  model::Parts parts;
  model::set_part(parts, "form", form);
  if (name.str("nameType") == "ethnic") model::set_part(parts, "kind", "ethnonymic");
  model::set_part(parts, "accuracy", name.str("transcriptionAccuracy"));
  model::set_part(parts, "link-certainty", name.str("associationCertainty"));
  model::set_part(parts, "period-confidence", confidence_of(name));
  return parts;
}

// The tag for the Latin spelling of a name in this language.
std::string latin_tag(const std::string& lang) {
  return script_of_tag(lang) == "Latn" || lang.find('-') != std::string::npos ? lang : lang + "-Latn";
}

void take_name(DraftRow& row, const Json& name, const std::string& place) {
  std::string lang = "und";
  if (auto parsed = parse_lang(name.str("language"))) lang = *parsed;
  std::string_view attested = name.str("attested"), romanized = name.str("romanized");
  if (!attested.empty())
    if (model::Draft* draft = row.name(attested, lang, name_parts(name, "attested"), place)) take_bounds(row, *draft, name, place);
  for (size_t from = 0; from < romanized.size();) {
    size_t end = std::min(romanized.find(", ", from), romanized.size());
    std::string_view one = romanized.substr(from, end - from);
    from = end + 2;
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (one == attested) continue;
    if (model::Draft* draft = row.name(one, latin_tag(lang), name_parts(name, attested.empty() ? "" : "transliterated"), place))
      take_bounds(row, *draft, name, place);
  }
}

void take_location(DraftRow& row, const Json& location, const std::string& place) {
  const Json* geometry = location.find("geometry");
  if (!geometry || geometry->is_null()) return;
  auto shape = wkt_of_geojson(*geometry);
  model::Parts parts;
  model::set_part(parts, "accuracy-m", scalar_of(location, "accuracy_value"));
  model::set_part(parts, "method", "gazetteer");
  model::Draft* draft = row.position(shape ? Result<std::string>(std::move(shape->wkt)) : Result<std::string>(std::unexpected(shape.error())),
                                     std::move(parts), place + "/geometry");
  if (!draft) return;
  take_bounds(row, *draft, location, place);
  draft->certainty = certainty_of(location.str("associationCertainty"));
  if (std::string_view provenance = location.str("provenance"); !provenance.empty()) draft->locator = provenance;
}

std::string_view class_of(std::string_view type) {
  using Types = std::initializer_list<std::string_view>;
  auto in = [&](Types types) { return std::find(types.begin(), types.end(), type) != types.end(); };
  if (in({"settlement", "settlement-modern", "urban", "villa", "townhouse"})) return "P";
  if (in({"river", "lake", "water-open", "reservoir", "spring", "bay", "canal", "coast"})) return "H";
  if (in({"region", "plain"})) return "L";
  if (in({"province", "diocese-roman"})) return "A";
  if (in({"mountain", "pass", "cape", "peninsula", "island", "cave", "hill", "valley"})) return "T";
  if (in({"road", "tunnel"})) return "R";
  if (in({"fort", "abbey", "church", "church-2", "monument", "cemetery", "wall-2", "architecturalcomplex", "temple", "temple-2", "sanctuary", "city-wall",
          "bridge", "palace", "tumulus", "tomb", "findspot", "station"}))
    return "S";
  return {};
}

void take_types(DraftRow& row, const Json& place) {
  const Json* types = place.find("placeTypes");
  if (!types || !types->as_array()) return;
  std::string said;
  for (const Json& type : *types->as_array()) {
    row.recorded("placeType", type.scalar());
    std::string_view feature = class_of(type.scalar());
    if (feature.empty() || said.find(feature) != std::string::npos) continue;
    said += feature;
    row.say("feature-class", model::Term{std::string(feature)});
  }
}

// Citations come with HTML; the words are kept without the marks.
std::string without_marks(std::string_view html) {
  std::string out;
  bool inside = false;
  for (char c : html) {
    if (c == '<') inside = true;
    else if (c == '>' && inside) inside = false;
    else if (!inside) out += c;
  }
  return out;
}

void take_references(DraftRow& row, const Json& place) {
  const Json* references = place.find("references");
  if (!references || !references->as_array()) return;
  for (const Json& reference : *references->as_array()) {
    std::string text = without_marks(reference.str("formattedCitation"));
    if (std::string_view address = reference.str("accessURI"); !address.empty() && text.find(address) == std::string::npos) text.append(" ").append(address);
    row.text("source-cited", text);
  }
}

void take_connections(DraftRow& row, const Json& place) {
  const Json* connections = place.find("connections");
  if (!connections || !connections->as_array()) return;
  for (const Json& connection : *connections->as_array()) {
    std::string_view to = connection.str("connectsTo"), kind = connection.str("connectionType");
    size_t slash = to.rfind('/');
    if (slash == std::string_view::npos) continue;
    model::Draft& draft = kind.starts_with("part_of")
                              ? row.say("part-of", model::Membership{Id::derive("pleiades", to.substr(slash + 1)), {{"perspective", "source-view"}}})
                              : row.say("recorded-value", model::Keyed{"connection " + std::string(kind), std::string(to)});
    take_bounds(row, draft, connection, "/connections");
  }
}

template <class Take>
void each(const Json& place, const std::string& key, Take take) {
  const Json* list = place.find(key);
  if (!list || !list->as_array()) return;
  for (size_t i = 0; i < list->as_array()->size(); ++i) take((*list->as_array())[i], "/" + key + "/" + std::to_string(i));
}

void take_people(DraftRow& row, const Json& place) {
  const Json* creators = place.find("creators");
  std::string all;
  if (creators && creators->as_array())
    for (const Json& creator : *creators->as_array())
      if (!creator.scalar().empty()) all += (all.empty() ? "" : ", ") + std::string(creator.scalar());
  row.recorded("creators", all);  // the licence asks that they are named
  row.recorded("rights", place.str("rights"));
}

Status read_place(std::string_view unit, uint64_t number, const Json& place, const ImportContext& context, const RowSink& sink) {
  DraftRow row(context, unit, number);
  std::string id(scalar_of(place, "id"));
  if (id.empty()) {
    row.error("row-shape", "This place has no \"id\".", "/id");
    return sink(row.take());
  }
  row.about("pleiades", id, "place");
  row.identifier("pleiades", id);
  each(place, "names", [&](const Json& name, const std::string& where) { take_name(row, name, where); });
  const Json* names = place.find("names");
  bool unnamed = !names || !names->as_array() || names->as_array()->empty();
  if (unnamed) row.name(place.str("title"), "und", {}, "/title");
  else row.recorded("title", place.str("title"));
  each(place, "locations", [&](const Json& location, const std::string& where) { take_location(row, location, where); });
  const Json *locations = place.find("locations"), *point = place.find("reprPoint");
  if ((!locations || !locations->as_array() || locations->as_array()->empty()) && point && point->as_array() && point->as_array()->size() == 2)
    row.position(point_wkt((*point->as_array())[0].scalar(), (*point->as_array())[1].scalar()), {{"method", "gazetteer"}, {"role", "centre-point"}}, "/reprPoint");
  take_types(row, place);
  row.text("description", place.str("description"), "en");
  take_references(row, place);
  take_connections(row, place);
  take_people(row, place);
  return sink(row.take());
}

}  // namespace

Status read_pleiades(Reader& in, const ImportContext& context, const RowSink& sink) {
  return for_each_element(in, context, sink, [&](std::string_view unit, uint64_t number, Json&& place, std::string_view) {
    return read_place(unit, number, place, context, sink);
  });
}

}  // namespace stele::formats
