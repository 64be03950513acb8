// A JSON value (RFC 8259). Numbers keep the characters they were written with, because 41.6940 and 41.694 are not the
// same statement. Objects keep their order; a key that occurs twice is refused.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace stele {

class Json {
 public:
  struct Number {
    std::string text;
    friend bool operator==(const Number&, const Number&) = default;
  };
  using Array = std::vector<Json>;
  using Member = std::pair<std::string, Json>;
  using Object = std::vector<Member>;

  Json() = default;  // null
  Json(std::nullptr_t) {}
  Json(bool value) : value_(value) {}
  Json(Number value) : value_(std::move(value)) {}
  Json(std::string value) : value_(std::move(value)) {}
  Json(std::string_view value) : value_(std::string(value)) {}
  Json(const char* value) : value_(std::string(value)) {}
  Json(Array value) : value_(std::move(value)) {}
  Json(Object value) : value_(std::move(value)) {}
  static Json integer(int64_t value) { return Json(Number{std::to_string(value)}); }

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  const bool* as_bool() const { return std::get_if<bool>(&value_); }
  const Number* as_number() const { return std::get_if<Number>(&value_); }
  const std::string* as_string() const { return std::get_if<std::string>(&value_); }
  const Array* as_array() const { return std::get_if<Array>(&value_); }
  const Object* as_object() const { return std::get_if<Object>(&value_); }
  Array* as_array() { return std::get_if<Array>(&value_); }
  Object* as_object() { return std::get_if<Object>(&value_); }

  // The member of that name, or nullptr (also when this is not an object).
  const Json* find(std::string_view key) const;
  // The string of that name, or "" when it is missing or not a string.
  std::string_view str(std::string_view key) const;
  // A string's or a number's characters; "" for anything else.
  std::string_view scalar() const;

  friend bool operator==(const Json&, const Json&) = default;

 private:
  std::variant<std::monostate, bool, Number, std::string, Array, Object> value_;
};

struct JsonLimits {
  int max_depth = 64;
};

// Refuses what RFC 8259 refuses, and duplicate keys, invalid UTF-8, lone surrogates, too much depth. The error says
// what is wrong and at which byte or below which JSON pointer (RFC 6901).
Result<Json> parse_json(std::string_view text, JsonLimits limits = {});

// Compact JSON, members in their order.
std::string to_json(const Json& value);
void append_json(std::string& out, const Json& value);
// One JSON string with its quotes, the escapes of RFC 8785: only what must be escaped.
void append_json_string(std::string& out, std::string_view text);
// The form of RFC 8785 (JCS) for values without numbers: members sorted by UTF-16 code units, no blanks. A number is
// written as it was read: our statements have none.
std::string canonical_json(const Json& value);

bool is_valid_utf8(std::string_view text);

}  // namespace stele
