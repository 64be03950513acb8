#include "model/value.h"

#include <algorithm>
#include <array>

namespace stele::model {
namespace {

constexpr std::array<std::string_view, 13> kKinds = {"text",     "name",     "term",       "ref",        "when",
                                                     "quantity", "position", "membership", "identifier", "keyed",
                                                     "link",     "flag",     "unknown"};

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};

// Writes the members of an object in canonical (sorted) order; empty values are left out.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }
  ObjectWriter& add(std::string_view key, std::string_view value) {
    if (value.empty()) return *this;
    if (out_.back() != '{') out_ += ',';
    append_json_string(out_, key);
    out_ += ':';
    append_json_string(out_, value);
    return *this;
  }
  void end() { out_ += '}'; }

 private:
  std::string& out_;
};

// The parts are sorted already; the fixed members go where their name belongs.
void append_with_parts(std::string& out, const Parts& parts,
                       std::initializer_list<std::pair<std::string_view, std::string_view>> fixed) {
  ObjectWriter object(out);
  auto next = fixed.begin();
  for (const auto& [key, value] : parts) {
    for (; next != fixed.end() && next->first < key; ++next) object.add(next->first, next->second);
    object.add(key, value);
  }
  for (; next != fixed.end(); ++next) object.add(next->first, next->second);
  object.end();
}

std::unexpected<Error> wrong(ValueKind kind, const char* want) {
  return fail(Code::kInvalid, "A value of kind " + std::string(kind_name(kind)) + " is written as " + want + ".");
}

bool one_of(std::string_view key, std::initializer_list<std::string_view> known) {
  return std::find(known.begin(), known.end(), key) != known.end();
}

// All members must be strings; those not fixed are parts.
Result<Parts> parts_from(const Json& json, std::initializer_list<std::string_view> fixed) {
  Parts parts;
  for (const auto& [key, value] : *json.as_object()) {
    const std::string* text = value.as_string();
    if (!text) return fail(Code::kInvalid, "The part \"" + key + "\" of this value must be a string.");
    if (!one_of(key, fixed)) set_part(parts, key, *text);
  }
  return parts;
}

Status only(const Json& json, std::initializer_list<std::string_view> known) {
  for (const auto& [key, value] : *json.as_object())
    if (!one_of(key, known)) return fail(Code::kInvalid, "This value has no part called \"" + key + "\".");
    else if (!value.as_string())
      return fail(Code::kInvalid, "The part \"" + key + "\" of this value must be a string.");
  return {};
}

Result<Value> read_text(const Json& json) {
  if (const std::string* text = json.as_string()) return Value(Text{*text, {}});
  if (!json.as_object() || !json.find("text"))
    return wrong(ValueKind::kText, "\"words\" or {\"text\":...,\"lang\":...}");
  STELE_CHECK(only(json, {"text", "lang"}));
  return Value(Text{std::string(json.str("text")), std::string(json.str("lang"))});
}

Result<Value> read_when(const Json& json) {
  std::string_view edtf = json.as_string() ? std::string_view(*json.as_string()) : json.str("edtf");
  if (edtf.empty()) return wrong(ValueKind::kWhen, "\"EDTF\" or {\"edtf\":...,\"words\":...,\"calendar\":...}");
  if (json.as_object()) STELE_CHECK(only(json, {"edtf", "words", "calendar"}));
  STELE_TRY(Period period, Period::parse(edtf));
  return Value(When{std::move(period), std::string(json.str("words")), std::string(json.str("calendar"))});
}

Result<Value> read_name(const Json& json) {
  if (!json.as_object() || json.str("text").empty()) return wrong(ValueKind::kName, "{\"text\":...,\"lang\":...}");
  STELE_TRY(Parts parts, parts_from(json, {"text", "lang"}));
  return Value(Name{std::string(json.str("text")), std::string(json.str("lang")), std::move(parts)});
}

Result<Value> read_position(const Json& json) {
  if (!json.as_object() || json.str("wkt").empty())
    return wrong(ValueKind::kPosition, "{\"wkt\":\"POINT (lon lat)\",...}");
  STELE_TRY(Parts parts, parts_from(json, {"wkt"}));
  return Value(Position{std::string(json.str("wkt")), std::move(parts)});
}

Result<Value> read_membership(const Json& json) {
  if (!json.as_object()) return wrong(ValueKind::kMembership, "{\"unit\":id,...}");
  STELE_TRY(Id unit, Id::parse(json.str("unit")));
  STELE_TRY(Parts parts, parts_from(json, {"unit"}));
  return Value(Membership{unit, std::move(parts)});
}

// The kinds made of two strings.
template <class V>
Result<Value> read_pair(const Json& json, ValueKind kind, const char* first, const char* second, bool second_needed,
                        const char* want) {
  if (!json.as_object() || json.str(first).empty() || (second_needed && json.str(second).empty()))
    return wrong(kind, want);
  STELE_CHECK(only(json, {first, second}));
  return Value(V{std::string(json.str(first)), std::string(json.str(second))});
}

}  // namespace

std::string_view part(const Parts& parts, std::string_view name) {
  for (const auto& [key, value] : parts)
    if (key == name) return value;
  return {};
}

void set_part(Parts& parts, std::string_view name, std::string_view value) {
  auto at = std::lower_bound(parts.begin(), parts.end(), name,
                             [](const auto& pair, std::string_view key) { return pair.first < key; });
  bool there = at != parts.end() && at->first == name;
  if (value.empty()) {
    if (there) parts.erase(at);
  } else if (there) {
    at->second = value;
  } else {
    parts.emplace(at, std::string(name), std::string(value));
  }
}

std::string_view kind_name(ValueKind kind) { return kKinds[static_cast<size_t>(kind)]; }

Result<ValueKind> kind_named(std::string_view name) {
  auto at = std::find(kKinds.begin(), kKinds.end(), name);
  if (at == kKinds.end())
    return fail(Code::kInvalid, "There is no kind of value called \"" + std::string(name) + "\".");
  return static_cast<ValueKind>(at - kKinds.begin());
}

void append_canonical(std::string& out, const Value& value) {
  std::visit(
      Overloaded{
          [&](const Text& v) {
            if (v.lang.empty()) append_json_string(out, v.text);
            else ObjectWriter(out).add("lang", v.lang).add("text", v.text).end();
          },
          [&](const Name& v) { append_with_parts(out, v.parts, {{"lang", v.lang}, {"text", v.text}}); },
          [&](const Term& v) { append_json_string(out, v.id); },
          [&](const Ref& v) { append_json_string(out, v.id.text()); },
          [&](const When& v) {
            if (v.words.empty() && v.calendar.empty()) append_json_string(out, v.period.text());
            else ObjectWriter(out).add("calendar", v.calendar).add("edtf", v.period.text()).add("words", v.words).end();
          },
          [&](const Quantity& v) { ObjectWriter(out).add("number", v.number).add("unit", v.unit).end(); },
          [&](const Position& v) { append_with_parts(out, v.parts, {{"wkt", v.wkt}}); },
          [&](const Membership& v) { append_with_parts(out, v.parts, {{"unit", v.unit.text()}}); },
          [&](const Identifier& v) { ObjectWriter(out).add("id", v.id).add("scheme", v.scheme).end(); },
          [&](const Keyed& v) { ObjectWriter(out).add("key", v.key).add("text", v.text).end(); },
          [&](const Link& v) { ObjectWriter(out).add("label", v.label).add("url", v.url).end(); },
          [&](const Flag& v) { out += v.value ? "true" : "false"; },
          [&](const Unknown& v) { ObjectWriter(out).add("unknown", v.reason).end(); },
      },
      value);
}

Json to_json(const Value& value) {
  std::string text;
  append_canonical(text, value);
  return parse_json(text).value();
}

Result<Value> value_from_json(ValueKind kind, const Json& json) {
  if (json.as_object() && json.as_object()->size() == 1 && !json.str("unknown").empty())
    return Value(Unknown{std::string(json.str("unknown"))});
  switch (kind) {
    case ValueKind::kText: return read_text(json);
    case ValueKind::kName: return read_name(json);
    case ValueKind::kTerm:
      if (!json.as_string()) return wrong(kind, "the id of a term");
      return Value(Term{*json.as_string()});
    case ValueKind::kRef: {
      if (!json.as_string()) return wrong(kind, "the id of a record");
      STELE_TRY(Id id, Id::parse(*json.as_string()));
      return Value(Ref{id});
    }
    case ValueKind::kWhen: return read_when(json);
    case ValueKind::kQuantity:
      return read_pair<Quantity>(json, kind, "number", "unit", false, "{\"number\":\"12.5\",\"unit\":\"m\"}");
    case ValueKind::kPosition: return read_position(json);
    case ValueKind::kMembership: return read_membership(json);
    case ValueKind::kIdentifier:
      return read_pair<Identifier>(json, kind, "scheme", "id", true, "{\"scheme\":...,\"id\":...}");
    case ValueKind::kKeyed: return read_pair<Keyed>(json, kind, "key", "text", true, "{\"key\":...,\"text\":...}");
    case ValueKind::kLink: return read_pair<Link>(json, kind, "url", "label", false, "{\"url\":...,\"label\":...}");
    case ValueKind::kFlag:
      if (!json.as_bool()) return wrong(kind, "true or false");
      return Value(Flag{*json.as_bool()});
    case ValueKind::kUnknown: return wrong(kind, "{\"unknown\":reason}");
  }
  return wrong(kind, "a value");
}

std::string plain_text(const Value& value) {
  return std::visit(Overloaded{
                        [](const Text& v) { return v.text; },
                        [](const Name& v) { return v.text; },
                        [](const Term& v) { return v.id; },
                        [](const Ref& v) { return v.id.text(); },
                        [](const When& v) { return v.period.text(); },
                        [](const Quantity& v) { return v.unit.empty() ? v.number : v.number + " " + v.unit; },
                        [](const Position& v) { return v.wkt; },
                        [](const Membership& v) {
                          std::string_view name = part(v.parts, "unit-name");
                          return name.empty() ? v.unit.text() : std::string(name);
                        },
                        [](const Identifier& v) { return v.scheme + ":" + v.id; },
                        [](const Keyed& v) { return v.key + ": " + v.text; },
                        [](const Link& v) { return v.url; },
                        [](const Flag& v) { return std::string(v.value ? "yes" : "no"); },
                        [](const Unknown& v) { return "unknown (" + v.reason + ")"; },
                    },
                    value);
}

bool operator==(const Value& a, const Value& b) {
  if (a.index() != b.index()) return false;
  std::string x, y;
  append_canonical(x, a);
  append_canonical(y, b);
  return x == y;
}

}  // namespace stele::model
