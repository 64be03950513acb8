// The Linked Places format 1.2.2 (and 1.1, 1.3 where they differ): as a collection, one feature or JSON lines. What the
// format can date, cite and doubt (names, types, geometries, relations) keeps its date, citation and certainty.
#include <set>

#include "base/geo.h"
#include "base/lang.h"
#include "formats/dates.h"
#include "formats/draft_row.h"
#include "formats/geometry.h"
#include "formats/importers.h"
#include "formats/json_stream.h"
#include "formats/registers.h"

namespace stele::formats {

bool recognises_linked_places(std::string_view head, std::string_view) {
  char sign = first_sign(head);
  if (sign != '{' && sign != '[') return false;
  return head_has_key(head, "toponym") || head.find("linkedplaces-context") != std::string_view::npos ||
         head.find("linkedpasts") != std::string_view::npos;
}

namespace {

std::string cited(const Json& citation) {
  std::string out(citation.str("label"));
  if (const Json* year = citation.find("year"); year && !year->scalar().empty()) out += (out.empty() ? "" : ", ") + std::string(year->scalar());
  if (std::string_view id = citation.str("@id"); !id.empty()) out += (out.empty() ? "" : ", ") + std::string(id);
  return out;
}

// The citations of one name, geometry or relation, as one line; old files have one "citation".
std::string citations_of(const Json& item) {
  std::string out;
  const Json* list = item.find("citations");
  if (list && list->as_array())
    for (const Json& citation : *list->as_array())
      if (std::string one = cited(citation); !one.empty()) out += (out.empty() ? "" : "; ") + one;
  if (const Json* one = item.find("citation"); one && out.empty()) out = cited(*one);
  return out;
}

// Gives a draft what its item in the file says about itself; `when` of the whole feature is the fallback.
void qualify(DraftRow& row, model::Draft& draft, const Json& item, const Json* feature_when, const std::string& place) {
  const Json* when = item.find("when");
  bool own = when && when->as_object();
  if (!own) when = feature_when;
  if (when && when->as_object()) {
    Holds holds = holds_of_when(*when);
    if (!holds.problem.empty() && own) row.warning("date", holds.problem, place + "/when");
    draft.holds = std::move(holds.period);
    draft.words = std::move(holds.words);
  }
  std::string_view certainty = item.str("certainty");
  if (certainty.empty() && when) certainty = when->str("certainty");
  draft.certainty = certainty_of(certainty);
  if (!certainty.empty() && draft.certainty.empty())
    row.warning("certainty", "\"" + std::string(certainty) + "\" is none of certain, less-certain, uncertain; it is left out.", place + "/certainty");
  if (std::string citation = citations_of(item); !citation.empty()) draft.locator = std::move(citation);
}

class FeatureReader {
 public:
  FeatureReader(DraftRow& row, const Json& feature) : row_(row), feature_(feature), when_(feature.find("when")) {}

  void read() {
    each("names", [&](const Json& item, const std::string& place) { name(item, place); });
    title();
    each("types", [&](const Json& item, const std::string& place) { type(item, place); });
    classes();
    geometries();
    each("relations", [&](const Json& item, const std::string& place) { relation(item, place); });
    each("links", [&](const Json& item, const std::string& place) { link(item, place); });
    each("descriptions", [&](const Json& item, const std::string&) { description(item); });
    each("depictions", [&](const Json& item, const std::string& place) { depiction(item, place); });
    citations();
  }

 private:
  template <class Take>
  void each(const std::string& key, Take take) {
    const Json* list = feature_.find(key);
    if (!list || list->is_null()) return;
    if (!list->as_array()) return row_.warning("row-shape", "This must be a list; it is left out.", "/" + key);
    size_t index = 0;
    for (const Json& item : *list->as_array()) {
      std::string place = "/" + key + "/" + std::to_string(index++);
      if (item.as_object()) take(item, place);
      else row_.warning("row-shape", "This must be an object; it is left out.", place);
    }
  }

  void name(const Json& item, const std::string& place) {
    std::string_view text = item.str("toponym");
    if (text.empty()) return row_.warning("row-shape", "This name has no \"toponym\"; it is left out.", place);
    std::string lang = "und";
    if (std::string_view given = item.str("lang"); !given.empty()) {
      auto parsed = parse_lang(given);
      if (parsed) lang = *parsed;
      else row_.warning("language", parsed.error().message + " It is taken as und.", place + "/lang");
    }
    if (model::Draft* draft = row_.name(text, lang, {}, place)) qualify(row_, *draft, item, when_, place);
    named_ = true;
    title_named_ |= text == title_text();
  }

  std::string_view title_text() const {
    const Json* properties = feature_.find("properties");
    return properties ? properties->str("title") : std::string_view();
  }

  // The title is a label of the list, often with a bracket behind it; it is a name only where there is no other.
  void title() {
    if (title_text().empty()) row_.warning("row-shape", "The feature has no title.", "/properties/title");
    else if (!named_) row_.name(title_text(), "und", {}, "/properties/title");
    else if (!title_named_) row_.recorded("title", title_text());
  }

  void type(const Json& item, const std::string& place) {
    const Json* id = item.find("identifier");
    if (!id) id = item.find("@id");
    std::string identifier(id ? id->scalar() : std::string_view());
    std::string label(item.str("label"));
    if (const Json* labels = item.find("sourceLabels"); labels && labels->as_array() && !labels->as_array()->empty())
      label = labels->as_array()->front().str("label");
    if (label.empty()) label = item.str("sourceLabel");
    if (std::string_view term = settlement_of_aat(identifier); !term.empty()) {
      model::Draft& draft = row_.say("settlement-type", model::Term{std::string(term)});
      draft.original = label;
      qualify(row_, draft, item, when_, place);
    }
    std::string text = label + (identifier.empty() ? "" : (label.empty() ? "" : ", ") + identifier);
    if (!text.empty()) qualify(row_, row_.say("recorded-value", model::Keyed{"type", text}), item, when_, place);
  }

  void classes() {
    const Json* properties = feature_.find("properties");
    if (!properties) return;
    for (std::string_view key : {"fclasses", "ccodes"}) {
      const Json* list = properties->find(key);
      if (!list || !list->as_array()) continue;
      for (const Json& code : *list->as_array()) {
        if (key == "ccodes") row_.recorded("ccode", code.scalar());
        else if (is_feature_class(code.scalar())) row_.say("feature-class", model::Term{std::string(code.scalar())});
        else row_.warning("feature-class", "\"" + std::string(code.scalar()) + "\" is none of the feature classes A H L P R S T.", "/properties/fclasses");
      }
    }
    for (const auto& [key, value] : *properties->as_object())
      if (key != "title" && key != "fclasses" && key != "ccodes") row_.recorded(key, value.scalar());
  }

  void geometries() {
    const Json* geometry = feature_.find("geometry");
    if (!geometry || geometry->is_null()) return;
    const Json* list = geometry->find("geometries");
    if (geometry->str("type") != "GeometryCollection" || !list || !list->as_array()) return position(*geometry, "/geometry");
    size_t index = 0;
    for (const Json& item : *list->as_array()) position(item, "/geometry/geometries/" + std::to_string(index++));
  }

  // Well-Known Text goes before coordinates: the format has it for shapes that the point only stands for.
  void position(const Json& item, const std::string& place) {
    model::Draft* draft = nullptr;
    if (std::string_view wkt = item.str("geowkt"); !wkt.empty()) {
      auto shape = parse_wkt(wkt);
      draft = row_.position(shape ? Result<std::string>(std::string(wkt)) : Result<std::string>(std::unexpected(shape.error())), {}, place + "/geowkt");
    }
    if (!draft && item.find("coordinates")) {
      auto shape = wkt_of_geojson(item);
      draft = row_.position(shape ? Result<std::string>(std::move(shape->wkt)) : Result<std::string>(std::unexpected(shape.error())), {}, place);
    }
    if (draft) qualify(row_, *draft, item, when_, place);
  }

  void relation(const Json& item, const std::string& place) {
    std::string_view kind = item.str("relationType"), to = item.str("relationTo"), label = item.str("label");
    bool part_of = kind.ends_with("broaderPartitive") || kind.ends_with("tgn3317_member_of");
    if (part_of && !to.empty()) {
      model::Parts parts = {{"perspective", "source-view"}};
      if (!label.empty()) parts.emplace_back("unit-name", label);
      return qualify(row_, row_.say("part-of", model::Membership{Id::derive("uri", to), std::move(parts)}), item, nullptr, place);
    }
    std::string text = std::string(kind) + " " + std::string(to) + (label.empty() ? "" : ": " + std::string(label));
    if (text.size() > 1) qualify(row_, row_.say("recorded-value", model::Keyed{"relation", text}), item, nullptr, place);
  }

  void link(const Json& item, const std::string& place) {
    const Json* id = item.find("identifier");
    if (!id) id = item.find("uri");
    std::string_view uri = id ? id->scalar() : std::string_view();
    if (uri.empty()) return row_.warning("row-shape", "This link has no \"identifier\"; it is left out.", place);
    std::string_view kind = item.str("type");
    bool match = kind == "exactMatch" || kind == "closeMatch";
    if (auto known = register_of(uri); known && match) return row_.identifier(known->scheme, known->id);
    std::string address = expanded(uri);
    if (address.starts_with("http")) row_.say("link", model::Link{address, std::string(kind)});
    else row_.recorded("link " + std::string(kind), uri);
  }

  void description(const Json& item) {
    row_.text("description", item.str("value"), item.str("lang"));
    if (!item.str("value").empty())
      for (std::string_view key : {"@id", "source"}) row_.text("source-cited", item.str(key));
  }

  void depiction(const Json& item, const std::string& place) {
    std::string_view uri = item.str("@id");
    if (uri.starts_with("http")) row_.say("link", model::Link{std::string(uri), std::string(item.str("title"))}).locator = item.str("license");
    else if (!uri.empty()) row_.warning("address", "\"" + std::string(uri) + "\" is not an address; the depiction is left out.", place);
  }

  // Each work cited is said once for the record, besides standing as the locator where it is cited.
  void citations() {
    std::set<std::string> seen;
    for (const char* key : {"names", "relations"})
      each(key, [&](const Json& item, const std::string&) {
        if (std::string citation = citations_of(item); !citation.empty() && seen.insert(citation).second) row_.text("source-cited", citation);
      });
  }

  DraftRow& row_;
  const Json& feature_;
  const Json* when_;
  bool named_ = false, title_named_ = false;
};

Status read_feature(std::string_view unit, uint64_t number, const Json& feature, const ImportContext& context, const RowSink& sink) {
  DraftRow row(context, unit, number);
  const Json* properties = feature.find("properties");
  if (feature.str("type") != "Feature" || !properties || !properties->as_object()) {
    row.error("row-shape", "This is no feature with properties.", "");
    return sink(row.take());
  }
  const Json* id = feature.find("@id");
  if (!id) id = feature.find("id");
  std::string key(id ? id->scalar() : std::string_view());
  bool own_key = !key.empty();
  if (!own_key) key = context.dataset + "#" + std::to_string(number);
  row.about("uri", key, "place");
  if (own_key) row.identifier("uri", key);
  else row.warning("no-key", "The feature has no @id; it is known by its place in the file only.", "/@id");
  const Json* names = feature.find("names");
  if (!names || !names->as_array() || names->as_array()->empty()) row.warning("row-shape", "The feature has no names, which the format requires.", "/names");
  FeatureReader(row, feature).read();
  return sink(row.take());
}

}  // namespace

Status read_linked_places(Reader& in, const ImportContext& context, const RowSink& sink) {
  return for_each_element(in, context, sink, [&](std::string_view unit, uint64_t number, Json&& feature, std::string_view) {
    return read_feature(unit, number, feature, context, sink);
  });
}

}  // namespace stele::formats
