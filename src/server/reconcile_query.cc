// Reading queries. A query that is not what the standard says is an error of its own and of no other; a condition whose
// value cannot be used is an error when it is required, and otherwise a note in the answer.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/geo.h"
#include "server/reconcile.h"

namespace stele::server::reconcile {
namespace {

constexpr size_t kMostNames = 20, kMostConditions = 50, kMostValues = 100;
constexpr double kHalfwayRoundKm = 20'038;

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

// Which condition of the index a property is; "" for any other property.
std::string_view role_of(std::string_view property) {
  if (one_of(property, {"position", "coordinates", "coordinate", "location", "point", "P625"})) return "position";
  if (one_of(property, {"lat", "latitude"})) return "lat";
  if (one_of(property, {"lon", "lng", "long", "longitude"})) return "lon";
  if (one_of(property, {"during", "period", "date", "year", "when", "time"})) return "during";
  if (one_of(property, {"part-of", "part_of", "partOf", "P131"})) return "part-of";
  if (property == "type") return "type";
  return {};
}

struct Value {
  std::string text;
  bool is_record = false;  // {"id": ..}
};

// A property value, or a list of them; nullopt when it is neither.
std::optional<Value> one_value(const Json& json) {
  if (const bool* flag = json.as_bool()) return Value{*flag ? "true" : "false", false};
  if (json.as_string() || json.as_number()) return Value{std::string(json.scalar()), false};
  const Json* id = json.find("id");
  if (!id || !id->as_string()) return std::nullopt;
  return Value{*id->as_string(), true};
}
std::optional<std::vector<Value>> values_of(const Json& json) {
  std::vector<Value> out;
  const Json::Array* list = json.as_array();
  if (list && list->size() > kMostValues) return std::nullopt;
  for (size_t i = 0; i < (list ? list->size() : 1); ++i) {
    auto value = one_value(list ? (*list)[i] : json);
    if (!value) return std::nullopt;
    out.push_back(std::move(*value));
  }
  return out;
}

std::string with_blanks(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c == ',' || c == ';' || c == '/') c = ' ';
  return out;
}

// "41.69, 44.83", with a third number for the kilometres; or WKT, longitude first.
Result<model::Near> position_of(const std::string& text, double radius_m) {
  auto wrong = [] {
    return fail(Code::kInvalid, "is no position; write latitude,longitude (41.69,44.83) or POINT (44.83 41.69)");
  };
  if (text.find('(') != std::string::npos) {
    std::string wkt = text;
    std::ranges::transform(wkt, wkt.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    auto shape = parse_wkt(wkt);
    if (!shape) return wrong();
    return model::Near{shape->centre(), radius_m};
  }
  std::vector<double> numbers;
  std::string blanked = with_blanks(text);
  for (std::string_view rest = blanked; !rest.empty();) {
    size_t begin = rest.find_first_not_of(" \t"),
           end = std::min(rest.find_first_of(" \t", std::min(begin, rest.size())), rest.size());
    if (begin == std::string_view::npos) break;
    auto number = parse_decimal(rest.substr(begin, end - begin));
    if (!number) return wrong();
    numbers.push_back(*number);
    rest.remove_prefix(end);
  }
  if (numbers.size() < 2 || numbers.size() > 3) return wrong();
  if (std::abs(numbers[0]) > 90 || std::abs(numbers[1]) > 180)
    return fail(Code::kInvalid, "is not on the globe; latitude comes first");
  if (numbers.size() == 3 && !(numbers[2] > 0 && numbers[2] <= kHalfwayRoundKm)) return wrong();
  return model::Near{{numbers[1], numbers[0]}, numbers.size() == 3 ? numbers[2] * 1000 : radius_m};
}

// "within-5-km" of a position.
std::optional<double> radius_of(std::string_view qualifier) {
  if (!qualifier.starts_with("within-") || !qualifier.ends_with("-km") || qualifier.size() < 11) return std::nullopt;
  auto km = parse_decimal(qualifier.substr(7, qualifier.size() - 10));
  if (!km || !(*km > 0) || *km > kHalfwayRoundKm) return std::nullopt;
  return *km * 1000;
}

class QueryReader {
 public:
  QueryReader(const model::Schema& schema, Asked& out) : schema_(schema), out_(out) {}

  void legacy(const Json& query) {
    if (!query.as_object()) return error("A query is a JSON object.");
    for (const auto& [key, value] : *query.as_object()) {
      if (key == "query") name(value);
      else if (key == "type") types(value);
      else if (key == "type_strict") type_strict(value);
      else if (key == "limit") limit(value);
      else if (key == "properties") properties(value);
      else
        error(
            fmt::format("A query has no member “{}”; there are query, type, type_strict, limit and properties.", key));
    }
    const Json* given = query.find("properties");
    bool has_properties = given && given->as_array() && !given->as_array()->empty();
    if (!query.find("query") && !has_properties) error("A query needs “query” or “properties”.");
    finish();
  }

  void draft(const Json& query) {
    if (!query.as_object()) return error("A query is a JSON object.");
    for (const auto& [key, value] : *query.as_object()) {
      if (key == "type") draft_type(value);
      else if (key == "limit") limit(value);
      else if (key == "lang") out_.match.lang = value.scalar();
      else if (key == "conditions") conditions(value);
      else if (key != "dir")
        error(fmt::format("A query has no member “{}”; there are type, limit, lang, dir and conditions.", key));
    }
    if (!query.find("conditions")) error("A query needs “conditions”.");
    finish();
  }

 private:
  enum class Need : uint8_t { kOptional, kConstraint, kRequired };
  struct Given {
    std::string property;
    std::vector<Value> values;
    Need need = Need::kConstraint;
    Condition::Quantifier quantifier = Condition::Quantifier::kAny;
    std::string qualifier;
  };

  void error(std::string sentence) {
    if (out_.error.empty()) out_.error = std::move(sentence);
  }
  // Of a condition that cannot be used.
  void unusable(const Given& given, const std::string& why) {
    std::string sentence = fmt::format("{}: {}", given.property, why);
    if (given.need == Need::kRequired) error(sentence + ".");
    else out_.notes.push_back(sentence);
  }
  static model::Wants wants(Need need) {
    return need == Need::kRequired   ? model::Wants::kSurely
           : need == Need::kOptional ? model::Wants::kRather
                                     : model::Wants::kPossibly;
  }

  void name(const Json& value) {
    auto values = values_of(value);
    if (!values) return error("A name is a text.");
    for (Value& one : *values)
      if (out_.names.size() < kMostNames && !one.text.empty()) out_.names.push_back(std::move(one.text));
  }

  void types(const Json& value) {
    if (value.as_string()) return add_type(*value.as_string());
    if (!value.as_array()) return error("“type” is the id of a type, or a list of them.");
    for (const Json& one : *value.as_array()) {
      if (!one.as_string()) return error("“type” is the id of a type, or a list of them.");
      add_type(*one.as_string());
    }
  }
  void draft_type(const Json& value) {
    if (!value.as_string()) return error("“type” is the id of one type.");
    add_type(*value.as_string());
  }
  void add_type(const std::string& id) {
    if (!id.empty() && out_.match.types.size() < kMostValues) out_.match.types.push_back(id);
  }
  void type_strict(const Json& value) {
    if (!value.as_string() || !one_of(*value.as_string(), {"any", "all", "should"}))
      return error("“type_strict” is any, all or should.");
    is_all_ = *value.as_string() == "all";
    out_.is_type_soft = *value.as_string() == "should";
  }

  void limit(const Json& value) {
    auto number = value.as_number() ? parse_decimal(value.as_number()->text) : Result<double>(fail(Code::kInvalid, ""));
    if (!number || *number < 0 || *number != std::floor(*number)) return error("“limit” is a whole number.");
    // 0 is how some clients say that they do not mind.
    if (*number > 0)
      out_.match.limit = static_cast<size_t>(std::min(*number, static_cast<double>(model::kMostCandidates)));
  }

  void properties(const Json& list) {
    if (!list.as_array()) return error("“properties” is a list.");
    if (list.as_array()->size() > kMostConditions)
      return error(fmt::format("A query has at most {} properties.", kMostConditions));
    for (const Json& one : *list.as_array()) {
      const Json *pid = one.find("pid"), *v = one.find("v");
      if (!pid || !pid->as_string() || !v) return error("A property has “pid” and “v”.");
      auto values = values_of(*v);
      if (!values)
        return error(fmt::format("The value of “{}” is none: a text, a number, true, false, or an object with an id.",
                                 *pid->as_string()));
      take({*pid->as_string(), std::move(*values), Need::kConstraint, Condition::Quantifier::kAny, {}});
    }
  }

  void conditions(const Json& list) {
    if (!list.as_array() || list.as_array()->empty())
      return error("“conditions” is a list with at least one condition.");
    if (list.as_array()->size() > kMostConditions)
      return error(fmt::format("A query has at most {} conditions.", kMostConditions));
    for (const Json& one : *list.as_array()) condition(one);
  }

  void condition(const Json& one) {
    const Json *kind = one.find("matchType"), *value = one.find("propertyValue"), *required = one.find("required");
    if (!kind || !kind->as_string() || !value) return error("A condition has “matchType” and “propertyValue”.");
    if (required && !required->as_bool()) return error("“required” is true or false.");
    auto values = values_of(*value);
    if (!values)
      return error("A propertyValue is a text, a number, true, false, an object with an id, or a list of these.");
    auto quantifier = quantifier_of(one);
    if (!quantifier) return error("“matchQuantifier” is any, all or none.");
    Need need = required && *required->as_bool() ? Need::kRequired : Need::kOptional;
    std::string_view type = *kind->as_string();
    if (type == "property") {
      const Json* id = one.find("propertyId");
      if (!id || !id->as_string() || id->as_string()->empty())
        return error("A condition on a property has its “propertyId”.");
      take({*id->as_string(), std::move(*values), need, *quantifier, std::string(one.str("matchQualifier"))});
    } else if (type == "name" || type == "id") {
      if (*quantifier == Condition::Quantifier::kNone) return error("“none” cannot be asked of names and ids.");
      for (Value& v : *values) add_name_or_id(type, std::move(v.text));
    } else {
      error("“matchType” is name, id or property.");
    }
  }
  void add_name_or_id(std::string_view type, std::string text) {
    std::vector<std::string>& list = type == "id" ? out_.ids : out_.names;
    if (list.size() < kMostNames && !text.empty()) list.push_back(std::move(text));
  }
  static std::optional<Condition::Quantifier> quantifier_of(const Json& condition) {
    const Json* given = condition.find("matchQuantifier");
    if (!given) return Condition::Quantifier::kAny;
    std::string_view word = given->scalar();
    if (word == "any") return Condition::Quantifier::kAny;
    if (word == "all") return Condition::Quantifier::kAll;
    if (word == "none") return Condition::Quantifier::kNone;
    return std::nullopt;
  }

  void take(Given given) {
    std::erase_if(given.values, [](const Value& v) { return v.text.find_first_not_of(" \t") == std::string::npos; });
    if (given.values.empty()) return;  // an empty cell says nothing
    std::string_view role = role_of(given.property);
    if (role.empty()) return other(given);
    if (given.quantifier == Condition::Quantifier::kNone) return unusable(given, "“none” cannot be asked of it");
    if (role == "part-of") return part_of(given);
    if (role == "type") {
      for (const Value& v : given.values) add_type(v.text);
      return;
    }
    if (given.values.size() > 1) return unusable(given, "only one value can be asked for");
    if (role == "position") position(given);
    else if (role == "during") during(given);
    else (role == "lat" ? lat_ : lon_) = given;
  }

  void other(const Given& given) {
    Condition condition{given.property, {}, given.quantifier, given.need == Need::kRequired};
    for (const Value& v : given.values) condition.values.push_back(v.text);
    out_.others.push_back(std::move(condition));
    if (!schema_.property(given.property)) unusable(given, "there is no such property here");
  }

  void position(const Given& given) {
    double radius = kUsualRadius;
    if (!given.qualifier.empty()) {
      auto asked = radius_of(given.qualifier);
      if (!asked) return unusable(given, "of qualifiers only within-N-km is known");
      radius = *asked;
    }
    auto near = position_of(given.values[0].text, radius);
    if (!near) return unusable(given, fmt::format("“{}” {}", given.values[0].text, near.error().message));
    out_.match.near = *near;
    out_.match.near_wanted = wants(given.need);
  }

  void during(const Given& given) {
    if (!given.qualifier.empty() && given.qualifier != "possibly")
      return unusable(given, "of qualifiers only possibly is known");
    auto period = read_period(given.values[0].text, out_.match.lang);
    if (!period) return unusable(given, period.error().message);
    out_.match.during = std::move(*period);
    out_.match.during_wanted = wants(given.need);
  }

  void part_of(const Given& given) {
    out_.match.part_of_wanted = wants(given.need);
    for (const Value& v : given.values) {
      if (auto id = Id::parse(v.text)) out_.match.part_of.push_back(*id);
      else if (out_.part_of_names.size() < kMostNames) out_.part_of_names.push_back(v.text);
    }
  }

  // What depends on several members.
  void finish() {
    if (is_all_ && out_.match.types.size() > 1) error("A record has one type, so it cannot be all of these.");
    if (lat_ && lon_)
      position({"position",
                {{lat_->values[0].text + "," + lon_->values[0].text, false}},
                std::max(lat_->need, lon_->need),
                {},
                {}});
    else if (lat_ || lon_) unusable(lat_ ? *lat_ : *lon_, "a position needs both latitude and longitude");
  }

  const model::Schema& schema_;
  Asked& out_;
  bool is_all_ = false;
  std::optional<Given> lat_, lon_;
};

}  // namespace

Asked read_legacy_query(const Json& query, const model::Schema& schema) {
  Asked out;
  QueryReader(schema, out).legacy(query);
  return out;
}

Asked read_draft_query(const Json& query, const model::Schema& schema) {
  Asked out;
  QueryReader(schema, out).draft(query);
  return out;
}

bool is_callback(std::string_view name) {
  if (name.empty() || name.size() > 128 || name.front() == '.' || name.back() == '.' ||
      name.find("..") != std::string_view::npos)
    return false;
  bool is_start = true;
  for (char c : name) {
    bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '$';
    bool digit = c >= '0' && c <= '9';
    if (c == '.') is_start = true;
    else if (letter || (digit && !is_start)) is_start = false;
    else return false;
  }
  return true;
}

Result<Extend> read_extend(const Json& query) {
  const Json *ids = query.find("ids"), *properties = query.find("properties");
  if (!ids || !ids->as_array() || !properties || !properties->as_array())
    return fail(Code::kInvalid, "An extension has the lists “ids” and “properties”.");
  if (properties->as_array()->size() > kMostConditions)
    return fail(Code::kInvalid, fmt::format("At most {} properties can be asked for at once.", kMostConditions));
  Extend out;
  for (const Json& id : *ids->as_array()) {
    if (!id.as_string()) return fail(Code::kInvalid, "An id is a text.");
    out.ids.push_back(*id.as_string());
  }
  for (const Json& one : *properties->as_array()) {
    if (one.str("id").empty()) return fail(Code::kInvalid, "A property has an “id”.");
    const Json* settings = one.find("settings");
    ExtendProperty property{std::string(one.str("id")), 0, false, {}};
    if (settings) {
      const Json* limit = settings->find("limit");
      auto number = limit ? whole_number(limit->scalar()) : std::optional<uint64_t>(0);
      if (!number)
        return fail(Code::kInvalid, fmt::format("The limit of “{}” is a whole number; 0 for all.", property.id));
      property.limit = static_cast<size_t>(*number);
      property.wants_ids = settings->str("content") == "id";
      property.lang = settings->str("lang");
    }
    out.properties.push_back(std::move(property));
  }
  return out;
}

}  // namespace stele::server::reconcile
