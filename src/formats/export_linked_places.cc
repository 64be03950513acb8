// The Linked Places format 1.2.2: places, monuments and units of administration, each name, position, type and
// membership with its date, its source and its certainty. Other records have no place in that format.
#include "base/json.h"
#include "formats/export_parts.h"
#include "formats/geometry.h"
#include "formats/importers.h"
#include "formats/registers.h"

namespace stele::formats {
namespace {

constexpr std::string_view kContext = "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.1.jsonld";

bool is_plain_date(std::string_view edtf) {
  return !edtf.empty() && edtf.find_first_not_of("0123456789-") == std::string_view::npos;
}

std::string iso_day(Day day) {
  Civil civil = civil_of(day);
  std::string year = std::to_string(civil.year < 0 ? -civil.year : civil.year);
  if (year.size() < 4) year.insert(0, 4 - year.size(), '0');
  auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return (civil.year < 0 ? "-" : "") + year + "-" + two(civil.month) + "-" + two(civil.day);
}

std::string bound(std::string_view plain, Day first, Day last) {
  std::string out = "{";
  if (is_plain_date(plain)) append_member(out, "in", plain);
  else {
    if (first != kDayMin) append_member(out, "earliest", iso_day(first));
    if (last != kDayMax && last != kDayMin) append_member(out, "latest", iso_day(last));
  }
  return out + "}";
}

// A timespan needs a start; when none is known it is an empty object, which is how the format says so.
std::string when_json(const Period& period, const std::string& words) {
  const std::string& text = period.text();
  size_t slash = text.find('/');
  std::string span = "{\"start\":" + bound(text.substr(0, slash), period.start_earliest(), period.start_latest());
  if (slash != std::string::npos && (period.end_earliest() != kDayMax || period.end_latest() != kDayMax))
    span += ",\"end\":" + bound(text.substr(slash + 1), period.end_earliest(), period.end_latest());
  std::string out = "{\"timespans\":[" + span + "}]";
  append_member(out, "label", words.empty() ? text : words);
  if (period.is_uncertain()) append_member(out, "certainty", "uncertain");
  else if (period.is_approximate()) append_member(out, "certainty", "less-certain");
  return out + "}";
}

std::string_view certainty_word(std::string_view certainty) {
  if (certainty == "definite" || certainty == "high") return "certain";
  if (certainty == "medium") return "less-certain";
  return certainty == "low" || certainty == "negligible" ? "uncertain" : "";
}

class Feature {
 public:
  Feature(const model::View& view, ViewSource& views, const model::Schema& schema) : view_(view), views_(views), schema_(schema) {}

  std::string json() {
    out_ = "{";
    append_member(out_, "@id", address());
    append_member(out_, "type", "Feature");
    properties();
    list("names", "name", [&](const model::SeenStatement& s) { return name(s); });
    out_ += names_ == 0 ? ",\"names\":[]" : "";
    types();
    geometry();
    list("relations", "part-of", [&](const model::SeenStatement& s) { return relation(s); });
    links();
    list("descriptions", "description", [&](const model::SeenStatement& s) { return description(s); });
    return out_ + "}";
  }

 private:
  std::string address() const {
    for (const model::SeenStatement* s : view_.of("identifier"))
      if (const auto* id = std::get_if<model::Identifier>(&s->value); id && id->scheme == "uri") return id->id;
    return "stele:" + view_.id().text();
  }

  void properties() {
    out_ += ",\"properties\":{";
    append_member(out_, "title", view_.title());
    std::string classes;
    for (const model::SeenStatement* s : view_.of("feature-class"))
      if (const auto* term = std::get_if<model::Term>(&s->value)) classes += (classes.empty() ? "\"" : ",\"") + term->id + "\"";
    if (classes.empty()) classes = view_.type() == "monument" ? "\"S\"" : view_.type() == "administrative-unit" ? "\"A\"" : "";
    if (!classes.empty()) out_ += ",\"fclasses\":[" + classes + "]";
    out_ += '}';
  }

  // Members that dates, sources and doubts have everywhere in this format.
  std::string qualified(std::string item, const model::SeenStatement& s) {
    if (s.holds) item += ",\"when\":" + when_json(*s.holds, s.words);
    if (std::string_view word = certainty_word(s.certainty); !word.empty()) append_member(item, "certainty", word);
    if (std::string label = source_label(views_, s); !label.empty()) {
      item += ",\"citations\":[{";
      append_member(item, "label", label);
      append_member(item, "@id", "stele:" + s.source.text());
      item += "}]";
    }
    return item + "}";
  }

  template <class Make>
  void list(std::string_view key, std::string_view property, Make make) {
    std::string items;
    for (const model::SeenStatement* s : view_.of(property))
      if (std::string item = make(*s); !item.empty()) items += (items.empty() ? "" : ",") + item;
    if (!items.empty()) out_.append(",\"").append(key).append("\":[").append(items).append("]");
  }

  std::string name(const model::SeenStatement& s) {
    const auto* name = std::get_if<model::Name>(&s.value);
    if (!name) return {};
    ++names_;
    std::string item = "{";
    append_member(item, "toponym", name->text);
    append_member(item, "lang", name->lang);
    return qualified(std::move(item), s);
  }

  void types() {
    std::string items;
    for (std::string_view property : {"settlement-type", "heritage-type", "unit-type"})
      for (const model::SeenStatement* s : view_.of(property)) {
        const auto* term = std::get_if<model::Term>(&s->value);
        if (!term) continue;
        const model::PropertySpec* spec = schema_.property(property);
        const model::TermSpec* known = spec ? schema_.term(spec->vocab, term->id) : nullptr;
        std::string item = "{";
        std::string aat = known && !known->aat.empty() ? "aat:" + known->aat : property == "settlement-type" ? aat_of_settlement(term->id) : "";
        if (!aat.empty()) append_member(item, "identifier", aat);
        append_member(item, "label", known ? std::string(model::label(known->labels, "en")) : term->id);
        items += (items.empty() ? "" : ",") + qualified(std::move(item), *s);
      }
    if (!items.empty()) out_ += ",\"types\":[" + items + "]";
  }

  void geometry() {
    std::vector<std::string> shapes;
    for (const model::SeenStatement* s : view_.of("position")) {
      const auto* position = std::get_if<model::Position>(&s->value);
      auto json = position ? geojson_of_wkt(position->wkt) : Result<std::string>(fail(Code::kInvalid, ""));
      // A collection within the collection is not allowed here; its text stays readable as geowkt.
      if (!json || json->find("GeometryCollection") != std::string::npos) continue;
      json->pop_back();
      shapes.push_back(qualified(std::move(*json), *s));
    }
    if (shapes.size() == 1) out_ += ",\"geometry\":" + shapes[0];
    if (shapes.size() < 2) return;
    out_ += ",\"geometry\":{\"type\":\"GeometryCollection\",\"geometries\":[";
    for (const std::string& shape : shapes) out_.append(&shape == &shapes.front() ? "" : ",").append(shape);
    out_ += "]}";
  }

  std::string relation(const model::SeenStatement& s) {
    const auto* membership = std::get_if<model::Membership>(&s.value);
    if (!membership) return {};
    const model::View* unit = views_.look_up(membership->unit);
    std::string label = unit && !unit->empty() ? unit->title() : std::string(model::part(membership->parts, "unit-name"));
    std::string item = "{";
    append_member(item, "relationType", "gvp:broaderPartitive");
    append_member(item, "relationTo", "stele:" + membership->unit.text());
    append_member(item, "label", label.empty() ? "part of " + membership->unit.text() : "part of " + label);
    return qualified(std::move(item), s);
  }

  void links() {
    std::string items;
    auto add = [&](std::string_view kind, const std::string& address) {
      if (address.empty()) return;
      std::string item = "{";
      append_member(item, "type", kind);
      append_member(item, "identifier", address);
      items += (items.empty() ? "" : ",") + item + "}";
    };
    for (const model::SeenStatement* s : view_.of("identifier"))
      if (const auto* id = std::get_if<model::Identifier>(&s->value); id && id->scheme != "uri") add("closeMatch", address_of(id->scheme, id->id));
    for (const model::SeenStatement* s : view_.of("link"))
      if (const auto* link = std::get_if<model::Link>(&s->value)) add("seeAlso", link->url);
    if (!items.empty()) out_ += ",\"links\":[" + items + "]";
  }

  std::string description(const model::SeenStatement& s) {
    const auto* text = std::get_if<model::Text>(&s.value);
    if (!text) return {};
    std::string item = "{";
    append_member(item, "value", text->text);
    if (!text->lang.empty()) append_member(item, "lang", text->lang);
    return item + "}";
  }

  const model::View& view_;
  ViewSource& views_;
  const model::Schema& schema_;
  std::string out_;
  size_t names_ = 0;
};

bool has_place(const model::View& view) { return view.type() == "place" || view.type() == "monument" || view.type() == "administrative-unit"; }

}  // namespace

Result<uint64_t> write_linked_places(ViewSource& views, const model::Schema& schema, Writer& out) {
  uint64_t records = 0;
  STELE_CHECK(out.write("{\"type\":\"FeatureCollection\",\"@context\":\"" + std::string(kContext) + "\",\"features\":[\n"));
  for (;;) {
    STELE_TRY(const model::View* view, views.next());
    if (!view) break;
    if (!has_place(*view)) continue;
    STELE_CHECK(out.write((records == 0 ? "" : ",\n") + Feature(*view, views, schema).json()));
    ++records;
  }
  STELE_CHECK(out.write("\n]}\n"));
  return records;
}

}  // namespace stele::formats
