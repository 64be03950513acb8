// Reading is simdjson's on-demand parser, walked once into our own small value, because we need the characters of each
// number and the duplicate keys, which its DOM has already thrown away.
#include "base/json.h"

#include <simdjson.h>

#include <algorithm>

namespace stele {

const Json* Json::find(std::string_view key) const {
  const Object* object = as_object();
  if (!object) return nullptr;
  for (const Member& member : *object)
    if (member.first == key) return &member.second;
  return nullptr;
}

std::string_view Json::str(std::string_view key) const {
  const Json* member = find(key);
  const std::string* text = member ? member->as_string() : nullptr;
  return text ? std::string_view(*text) : std::string_view();
}

std::string_view Json::scalar() const {
  if (const std::string* text = as_string()) return *text;
  if (const Number* number = as_number()) return number->text;
  return {};
}

namespace {

namespace od = simdjson::ondemand;

std::string pointer_escape(std::string_view key) {
  std::string out = "/";
  for (char c : key) {
    if (c == '~') out += "~0";
    else if (c == '/') out += "~1";
    else out += c;
  }
  return out;
}

bool has_duplicate_key(const Json::Object& object) {
  if (object.size() <= 12) {
    for (size_t i = 0; i < object.size(); ++i)
      for (size_t k = 0; k < i; ++k)
        if (object[i].first == object[k].first) return true;
    return false;
  }
  // Programs mostly write their keys in order: then looking at neighbours is enough.
  auto not_rising = [](const Json::Member& a, const Json::Member& b) { return a.first >= b.first; };
  if (std::adjacent_find(object.begin(), object.end(), not_rising) == object.end()) return false;
  std::vector<std::string_view> keys;
  keys.reserve(object.size());
  for (const auto& member : object) keys.push_back(member.first);
  std::sort(keys.begin(), keys.end());
  return std::adjacent_find(keys.begin(), keys.end()) != keys.end();
}

std::string_view trimmed(std::string_view token) {
  while (!token.empty() &&
         (token.back() == ' ' || token.back() == '\n' || token.back() == '\r' || token.back() == '\t'))
    token.remove_suffix(1);
  return token;
}

class Walker {
 public:
  explicit Walker(JsonLimits limits) : limits_(limits) {}

  Result<Json> document(od::document& doc) {
    od::json_type type;
    if (auto e = doc.type().get(type)) return bad(e);
    switch (type) {
      case od::json_type::array:
      case od::json_type::object: {
        od::value root;
        if (auto e = doc.get_value().get(root)) return bad(e);
        return value(root, 0);
      }
      default: return scalar(doc, type);
    }
  }

  std::unexpected<Error> bad(simdjson::error_code e) const {
    std::string what = simdjson::error_message(e);
    return fail(Code::kInvalid, "This is not valid JSON: " + what, path());
  }

 private:
  // The way to the value being read, a step for each level, on the stack: it is only spelled out for an error.
  class Step {
   public:
    Step(Walker& walker, const std::string* key, size_t index)
        : above_(walker.last_step_), key_(key), index_(index), walker_(walker) {
      walker.last_step_ = this;
    }
    ~Step() { walker_.last_step_ = above_; }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;
    void append_path(std::string& out) const {
      if (above_) above_->append_path(out);
      out += key_ ? pointer_escape(*key_) : "/" + std::to_string(index_);
    }

   private:
    const Step* above_;
    const std::string* key_;  // nullptr: an element of an array
    size_t index_;
    Walker& walker_;
  };

  std::string path() const {
    std::string out;
    if (last_step_) last_step_->append_path(out);
    return out;
  }

  Result<Json> value(od::value v, int depth) {
    if (depth >= limits_.max_depth)
      return fail(Code::kInvalid, "This JSON is nested deeper than " + std::to_string(limits_.max_depth) + " levels.",
                  path());
    od::json_type type;
    if (auto e = v.type().get(type)) return bad(e);
    if (type == od::json_type::array) return array(v, depth);
    if (type == od::json_type::object) return object(v, depth);
    return scalar(v, type);
  }

  Result<Json> array(od::value v, int depth) {
    od::array items;
    if (auto e = v.get_array().get(items)) return bad(e);
    Json::Array out;
    for (auto item : items) {
      od::value element;
      if (auto e = item.get(element)) return bad(e);
      Step step(*this, nullptr, out.size());
      STELE_TRY(Json one, value(element, depth + 1));
      out.push_back(std::move(one));
    }
    return Json(std::move(out));
  }

  Result<Json> object(od::value v, int depth) {
    od::object members;
    if (auto e = v.get_object().get(members)) return bad(e);
    Json::Object out;
    for (auto item : members) {
      od::field field;
      if (auto e = std::move(item).get(field)) return bad(e);
      std::string_view key;
      if (auto e = field.unescaped_key().get(key)) return bad(e);
      std::string owned(key);
      Json one;
      {
        Step step(*this, &owned, 0);
        STELE_TRY(one, value(field.value(), depth + 1));
      }
      out.emplace_back(std::move(owned), std::move(one));
    }
    if (has_duplicate_key(out)) return fail(Code::kInvalid, "An object of this JSON names the same key twice.", path());
    return Json(std::move(out));
  }

  template <class V>
  Result<Json> scalar(V& v, od::json_type type) {
    switch (type) {
      case od::json_type::string: {
        std::string_view text;
        if (auto e = v.get_string().get(text)) return bad(e);
        return Json(std::string(text));
      }
      case od::json_type::number: {
        // The value itself is read too: only that checks the number's grammar.
        std::string_view token;
        if constexpr (requires { v.raw_json_token(); }) {
          if constexpr (requires { v.raw_json_token().get(token); }) {
            if (auto e = v.raw_json_token().get(token)) return bad(e);
          } else {
            token = v.raw_json_token();
          }
        }
        double ignored;
        if (auto e = v.get_double().get(ignored)) return bad(e);
        return Json(Json::Number{std::string(trimmed(token))});
      }
      case od::json_type::boolean: {
        bool flag;
        if (auto e = v.get_bool().get(flag)) return bad(e);
        return Json(flag);
      }
      default: {
        bool null = false;
        if constexpr (requires { v.is_null().get(null); }) {
          if (auto e = v.is_null().get(null)) return bad(e);
        } else {
          null = v.is_null();
        }
        if (!null) return fail(Code::kInvalid, "This is not valid JSON.", path());
        return Json();
      }
    }
  }

  JsonLimits limits_;
  const Step* last_step_ = nullptr;
};

}  // namespace

Result<Json> parse_json(std::string_view text, JsonLimits limits) {
  if (!is_valid_utf8(text)) return fail(Code::kInvalid, "This JSON is not UTF-8 text.");
  thread_local od::parser parser;
  thread_local std::string padded;
  padded.assign(text);
  padded.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  od::document doc;
  Walker walker(limits);
  if (auto e = parser.iterate(simdjson::padded_string_view(padded.data(), padded.size(), padded.capacity())).get(doc))
    return walker.bad(e);
  Result<Json> result = walker.document(doc);
  const char* rest = nullptr;  // where reading stopped; an error means: at the end
  if (result && !doc.current_location().get(rest))
    return fail(Code::kInvalid, "This JSON has something after its end.");
  if (padded.capacity() > (8u << 20)) padded = std::string();
  return result;
}

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  size_t start = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, start, i - start);
    start = i + 1;
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        out += "\\u00";
        out += kHex[c >> 4];
        out += kHex[c & 15];
    }
  }
  out.append(text, start);
  out += '"';
}

namespace {

// UTF-16 code unit order differs from byte order only where surrogates (U+10000 and above) meet U+E000..U+FFFF.
bool utf16_less(std::string_view a, std::string_view b) {
  size_t n = std::min(a.size(), b.size());
  for (size_t i = 0; i < n; ++i) {
    auto x = static_cast<unsigned char>(a[i]), y = static_cast<unsigned char>(b[i]);
    if (x == y) continue;
    auto rank = [](unsigned char c) { return c >= 0xf0 ? 0xed * 2 + 1 : c * 2; };
    return rank(x) < rank(y);
  }
  return a.size() < b.size();
}

template <bool kSorted>
void write(std::string& out, const Json& value) {
  if (value.is_null()) {
    out += "null";
  } else if (const bool* flag = value.as_bool()) {
    out += *flag ? "true" : "false";
  } else if (const Json::Number* number = value.as_number()) {
    out += number->text;
  } else if (const std::string* text = value.as_string()) {
    append_json_string(out, *text);
  } else if (const Json::Array* array = value.as_array()) {
    out += '[';
    for (size_t i = 0; i < array->size(); ++i) {
      if (i) out += ',';
      write<kSorted>(out, (*array)[i]);
    }
    out += ']';
  } else {
    const Json::Object& object = *value.as_object();
    std::vector<const Json::Member*> members;
    members.reserve(object.size());
    for (const Json::Member& member : object) members.push_back(&member);
    if (kSorted)
      std::sort(members.begin(), members.end(), [](auto* a, auto* b) { return utf16_less(a->first, b->first); });
    out += '{';
    for (size_t i = 0; i < members.size(); ++i) {
      if (i) out += ',';
      append_json_string(out, members[i]->first);
      out += ':';
      write<kSorted>(out, members[i]->second);
    }
    out += '}';
  }
}

}  // namespace

void append_json(std::string& out, const Json& value) { write<false>(out, value); }

std::string to_json(const Json& value) {
  std::string out;
  write<false>(out, value);
  return out;
}

std::string canonical_json(const Json& value) {
  std::string out;
  write<true>(out, value);
  return out;
}

bool is_valid_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

}  // namespace stele
