// The kinds of answer handlers give, so that all of them look the same: JSON, text, problem documents, pages.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/json.h"
#include "server/html.h"
#include "server/http.h"
#include "server/params.h"
#include "server/site.h"

namespace stele::server {

inline constexpr std::string_view kHtmlType = "text/html; charset=utf-8";
inline constexpr std::string_view kJsonType = "application/json";
inline constexpr std::string_view kTextType = "text/plain; charset=utf-8";

enum class Keep : uint8_t { kAskAgain, kForever };  // browsers may keep it, but must ask; never ask again

Response reply(std::string body, std::string_view media_type, Keep keep = Keep::kAskAgain);

// problem() with a member "errors": [{"detail", "pointer"}], one for each fault.
Response problem_with(int status, std::string_view detail, std::span<const Fault> faults);
// 400 that lists the faults.
Response refused(std::span<const Fault> faults);
// The answer to an error of the archive, for the API. Faults of the program are reported to the log, without details
// to the client. An invalid parameter (its name is error.where) becomes a fault with a pointer.
Response api_error(const Site& site, const Request& request, const Error& error);

// Appends one JSON object member by member; the object is closed when this is destroyed.
class ObjectText {
 public:
  explicit ObjectText(std::string& out) : out_(out) { out_ += '{'; }
  ~ObjectText() { out_ += '}'; }
  ObjectText(const ObjectText&) = delete;

  void text(std::string_view key, std::string_view value) { append_json_string(member(key), value); }
  void number(std::string_view key, uint64_t value) { html::append_number(member(key), value); }
  void flag(std::string_view key, bool value) { member(key) += value ? "true" : "false"; }
  // The key is written; the caller appends exactly one JSON value.
  std::string& member(std::string_view key);

 private:
  std::string& out_;
};

// One JSON object as text; fill(object) adds its members.
template <class Fill>
std::string object_text(Fill&& fill) {
  std::string out;
  {
    ObjectText object(out);
    fill(object);
  }
  return out;
}

// A JSON answer of one object; fill(object) adds its members.
template <class Fill>
Response json_reply(Fill&& fill) {
  Response out = reply({}, kJsonType);
  {
    ObjectText object(out.body);
    fill(object);
  }
  return out;
}

// [append(item), append(item), ...]
template <class Items, class Append>
void append_array(std::string& out, const Items& items, Append&& append) {
  out += '[';
  bool is_first = true;
  for (const auto& item : items) {
    if (!std::exchange(is_first, false)) out += ',';
    append(out, item);
  }
  out += ']';
}

}  // namespace stele::server
