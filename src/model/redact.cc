#include "model/redact.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include <fmt/format.h>

#include "base/geo.h"

namespace stele::model {
namespace {

// The strictest rule that the record as a whole is under, from statements that are in force, whoever may read them.
struct RecordRules {
  Audience audience = Audience::kPublic;
  std::string release = "exact";
  bool hidden_spot = false;  // not even words may lead there
};

int strictness(std::string_view release) {
  if (release == "exact") return 0;
  if (release == "grid-1km") return 1;
  if (release == "grid-10km") return 2;
  return 3;  // admin-unit, none, and anything we do not know
}

bool in_force(const Statement& s, const std::set<Id>& withdrawn) { return !withdrawn.contains(s.contribution); }

// Whether one statement takes the place of another. Commitments are public, so anybody can name one: what keeps a
// record closed is only lifted by whoever said it.
bool is_guard(const Statement& s) {
  return s.property == "type" || s.property == "audience" || s.property == "sensitivity" ||
         s.property == "coordinate-release";
}

using Superseding = std::map<Hash, std::vector<const Statement*>>;  // commitment -> the statements that replace it

Superseding superseding_of(const Record& record, const std::set<Id>& withdrawn) {
  Superseding out;
  for (const Statement& s : record.statements)
    if (in_force(s, withdrawn))
      for (const Hash& replaced : s.supersedes) out[replaced].push_back(&s);
  return out;
}

bool is_superseded(const Statement& s, const Superseding& superseding,
                   const std::function<bool(const Statement&)>& counts) {
  auto it = superseding.find(s.commitment);
  if (it == superseding.end()) return false;
  return std::ranges::any_of(it->second, [&](const Statement* by) {
    return counts(*by) && (!is_guard(s) || by->contributor == s.contributor);
  });
}

// What a sensitivity reason means for the whole record. A reason we do not know is as strict as the strictest.
void apply_sensitivity(std::string_view reason, RecordRules& rules) {
  bool about_the_spot = reason == "looting-risk" || reason == "still-there" || reason == "sacred-restricted";
  if (about_the_spot) rules.hidden_spot = true;
  else rules.audience = strictest(rules.audience, Audience::kRestricted);
}

// Rules that are in force, whoever may read the statements that set them. Without a type that we know in force we
// cannot know the defaults, so everything is closed.
RecordRules rules_of(const Record& record, const std::set<Id>& withdrawn, const Superseding& superseding,
                     const Schema& schema) {
  RecordRules rules;
  std::string stated;
  bool typed = false;
  for (const Statement& s : record.statements) {
    if (!is_guard(s) || !in_force(s, withdrawn)) continue;
    if (is_superseded(s, superseding, [](const Statement&) { return true; })) continue;
    if (s.property == "type") {
      const TypeSpec* type = schema.type(plain_text(s.value));
      rules.audience = strictest(rules.audience, type ? type->audience : Audience::kSealed);
      if (type && strictness(type->coordinate_release) > strictness(rules.release))
        rules.release = type->coordinate_release;
      typed = true;
    } else if (s.property == "audience") {
      auto audience = audience_named(plain_text(s.value));
      rules.audience = strictest(rules.audience, audience ? *audience : Audience::kSealed);
    } else if (s.property == "coordinate-release") {
      std::string release = plain_text(s.value);
      if (stated.empty() || strictness(release) > strictness(stated)) stated = release;
    } else if (s.property == "sensitivity") {
      apply_sensitivity(plain_text(s.value), rules);
    }
  }
  if (!typed) rules.audience = Audience::kSealed;
  // A statement about the release replaces the type's default (so a town hall can be exact); the strictest stated wins.
  if (!stated.empty()) rules.release = stated;
  if (rules.hidden_spot) rules.release = "none";
  return rules;
}

bool may_see(const Statement& s, const RecordRules& rules, const Schema& schema, const Viewer& viewer) {
  const PropertySpec* property = schema.property(s.property);
  // A property that this program does not know may be anything: only keyholders of everything see it.
  Audience own = strictest(s.audience, property ? property->audience : Audience::kSealed);
  return strictest(own, rules.audience) <= viewer.may_read;
}

// Keeps the position if its released form is not empty.
bool release_position(SeenStatement& s, std::string_view release) {
  Position* position = std::get_if<Position>(&s.value);
  if (!position || release == "exact") return true;
  std::string coarse = generalise_wkt(position->wkt, release);
  if (coarse.empty()) return false;
  // Also when it happens to be the cell's centre: that it is exact is as secret as any other exact position.
  position->wkt = std::move(coarse);
  s.generalised = true;
  set_part(position->parts, "generalised", release);
  s.original.clear();
  s.locator.clear();  // "sheet 5 at 46.36, 40.68": where the source says it, it may say it exactly
  return true;
}

// The edges of the globe (180 east, 90 north) belong to the last cell before them.
// Registers keep coordinates in many columns of their own (UTM, grid references, outlines). Where the position is
// coarse, a recorded value that looks like one is not shown at all.
bool tells_position(const Value& value) {
  const Keyed* keyed = std::get_if<Keyed>(&value);
  if (!keyed) return false;
  std::string key;
  for (char c : keyed->key) key += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (std::string_view word : {"latitude", "longitude", "coordinate", "easting", "northing", "geometr", "wkt", "utm",
                                "mgrs", "gps", "geohash"})
    if (key.find(word) != std::string::npos && key.find("certainty") == std::string::npos &&
        key.find("qualifier") == std::string::npos && key.find("type") == std::string::npos)
      return true;
  // A number with four decimals or more, as degrees are written.
  size_t decimals = 0;
  bool after_point = false;
  for (char c : keyed->text) {
    bool digit = c >= '0' && c <= '9';
    if (after_point && digit && ++decimals >= 4) return true;
    if (!digit) after_point = c == '.', decimals = 0;
  }
  return false;
}

std::string cell_centre(double value, double cells_per_degree, double most) {
  double cell = std::min(std::floor(value * cells_per_degree), most * cells_per_degree - 1);
  double centre = (cell + 0.5) / cells_per_degree;
  return fmt::format("{:.3f}", centre);
}

}  // namespace

std::string generalise_wkt(std::string_view wkt, std::string_view release) {
  if (release == "exact") return std::string(wkt);
  auto shape = parse_wkt(wkt);
  if (!shape || strictness(release) > 2) return {};
  double cells = release == "grid-1km" ? 100 : 10;
  Point p = shape->centre();
  return "POINT (" + cell_centre(p.lon, cells, 180) + " " + cell_centre(p.lat, cells, 90) + ")";
}

View redact(const Record& record, const std::set<Id>& withdrawn, const Schema& schema, const Viewer& viewer) {
  View view;
  view.id_ = record.id;
  Superseding superseding = superseding_of(record, withdrawn);
  RecordRules rules = rules_of(record, withdrawn, superseding, schema);
  // A hidden statement replaces nothing for those who may not know of it.
  auto seen_too = [&](const Statement& by) { return may_see(by, rules, schema, viewer); };
  for (const Statement& s : record.statements) {
    if (!in_force(s, withdrawn) || !may_see(s, rules, schema, viewer)) continue;
    SeenStatement seen{s};
    seen.superseded = is_superseded(s, superseding, seen_too);
    if (!release_position(seen, rules.release)) continue;
    if (strictness(rules.release) >= 3 && s.property == "position-in-words") continue;
    if (rules.release != "exact" && tells_position(s.value)) continue;
    if (rules.hidden_spot) seen.original.clear(), seen.locator.clear();
    if (s.property == "type" && !seen.superseded && view.type_.empty()) view.type_ = plain_text(s.value);
    view.statements_.push_back(std::move(seen));
  }
  return view;
}

std::vector<const SeenStatement*> View::of(std::string_view property) const {
  std::vector<const SeenStatement*> out;
  for (const SeenStatement& s : statements_)
    if (s.property == property && !s.superseded) out.push_back(&s);
  return out;
}

}  // namespace stele::model
