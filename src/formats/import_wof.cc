// Who's On First places as JSON lines: one record with all its names by ISO 639-3 language and kind. The data has known
// dirt (names in the wrong script, anchors of wiki pages, records that supersede each other); all of it is kept and
// said.
#include <array>
#include <map>

#include "base/lang.h"
#include "formats/draft_row.h"
#include "formats/geometry.h"
#include "formats/importers.h"
#include "formats/json_stream.h"

namespace stele::formats {

bool recognises_wof(std::string_view head, std::string_view) { return first_sign(head) == '{' && head_has_key(head, "wof_id"); }

namespace {

// What Who's On First calls a kind of name, and the status it is here. "preferred" is its editors' choice and says
// nothing on who uses the name, so it becomes no status.
std::string_view status_of(std::string_view kind) {
  if (kind == "variant") return "variant";
  if (kind == "historical") return "historical";
  if (kind == "colloquial") return "local-usage";
  if (kind == "unknown") return "unverified";
  return {};
}

bool is_populated(std::string_view placetype) {
  return placetype == "locality" || placetype == "neighbourhood" || placetype == "borough" || placetype == "microhood";
}

// A region may be of any level here, so that only its own word for it is kept.
std::string_view unit_type(std::string_view placetype) {
  if (placetype == "country") return "state";
  return placetype == "county" || placetype == "localadmin" ? "district-modern" : "";
}

void take_names_of(DraftRow& row, const std::string& language, const Json::Object& kinds) {
  std::string lang = shortest_lang(language);
  for (const auto& [kind, list] : kinds) {
    if (!list.as_array()) continue;
    model::Parts parts;
    if (std::string_view status = status_of(kind); !status.empty()) parts.emplace_back("status", status);
    std::string place = "names " + language + " " + kind;
    for (const Json& name : *list.as_array()) row.name(name.scalar(), lang, parts, place);
  }
}

void take_names(DraftRow& row, const Json& record) {
  bool has_own = false;
  std::string_view own = record.str("name");
  const Json* names = record.find("names");
  if (names && names->as_object())
    for (const auto& [language, kinds] : *names->as_object())
      if (kinds.as_object()) {
        take_names_of(row, language, *kinds.as_object());
        for (const auto& [kind, list] : *kinds.as_object())
          if (list.as_array())
            for (const Json& name : *list.as_array()) has_own |= name.scalar() == own;
      }
  if (!has_own) row.name(own, "und", {}, "name");
}

void take_parents(DraftRow& row, const Json& record) {
  const Json* parents = record.find("parents");
  if (!parents || !parents->as_array()) return;
  for (const Json& parent : *parents->as_array()) {
    const Json* id = parent.find("id");
    if (!id || id->scalar().empty()) continue;
    model::Parts parts = {{"perspective", "source-view"}};
    if (!parent.str("name").empty()) parts.emplace_back("unit-name", parent.str("name"));
    row.say("part-of", model::Membership{Id::derive("wof", id->scalar()), std::move(parts)});
  }
}

void take_rest(DraftRow& row, const Json& record) {
  std::string_view placetype = record.str("placetype");
  if (is_populated(placetype)) row.say("feature-class", model::Term{"P"});
  else if (auto type = unit_type(placetype); !type.empty()) row.say("unit-type", model::Term{std::string(type)});
  if (placetype == "neighbourhood") row.say("settlement-type", model::Term{"quarter"});
  for (std::string_view key : {"placetype", "country", "population", "cessation", "src_geom"})
    if (const Json* value = record.find(key)) row.recorded(key, value->scalar());
  const Json* current = record.find("is_current");
  if (current && current->scalar() != "-1") row.recorded("is_current", current->scalar());
  if (const Json* by = record.find("superseded_by"); by && by->as_array() && !by->as_array()->empty()) {
    row.recorded("superseded_by", to_json(*by));
    row.warning("superseded", "Who's On First says that record " + to_json(*by) + " supersedes this one; compare them.", "superseded_by");
  }
  for (std::string_view scheme : {"geonames", "wikidata"})
    if (const Json* id = record.find(scheme)) row.identifier(scheme, id->scalar());
}

Status read_record(std::string_view unit, uint64_t number, const Json& record, const ImportContext& context, const RowSink& sink) {
  DraftRow row(context, unit, number);
  const Json* id = record.find("wof_id");
  if (!id || id->scalar().empty()) {
    row.error("row-shape", "This record has no \"wof_id\".", "wof_id");
    return sink(row.take());
  }
  row.about("wof", id->scalar(), is_populated(record.str("placetype")) ? "place" : "administrative-unit");
  row.identifier("wof", id->scalar());
  take_names(row, record);
  const Json *lat = record.find("lat"), *lon = record.find("lon");
  if (lat && lon) row.position(point_wkt(lon->scalar(), lat->scalar()), {{"method", "gazetteer"}, {"role", "centre-point"}}, "lat, lon");
  take_parents(row, record);
  take_rest(row, record);
  return sink(row.take());
}

}  // namespace

Status read_wof(Reader& in, const ImportContext& context, const RowSink& sink) {
  return for_each_element(in, context, sink, [&](std::string_view unit, uint64_t number, Json&& record, std::string_view) {
    return read_record(unit, number, record, context, sink);
  });
}

}  // namespace stele::formats
