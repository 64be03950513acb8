#include "base/id.h"

#include <cstring>

#include "base/bytes.h"
#include "base/sha256.h"

namespace stele {

Id Id::random() {
  Id id;
  fill_random(id.bytes);
  return id;
}

Id Id::derive(std::string_view scheme, std::string_view key) {
  Hash hash = Sha256().add("stele-id/v1\n").add(scheme).add("\n").add(key).finish();
  Id id;
  std::memcpy(id.bytes.data(), hash.data(), id.bytes.size());
  return id;
}

Result<Id> Id::parse(std::string_view text) {
  auto wrong = [&] {
    return fail(Code::kInvalid,
                "\"" + std::string(text.substr(0, 40)) + "\" is not an id: an id has 26 letters and digits.");
  };
  if (text.size() != 26) return wrong();
  auto raw = from_base32(text);
  if (!raw || raw->size() != 16) return wrong();
  Id id;
  std::memcpy(id.bytes.data(), raw->data(), 16);
  return id;
}

std::string Id::text() const { return to_base32(bytes); }

size_t IdHash::operator()(const Id& id) const {
  size_t out;
  std::memcpy(&out, id.bytes.data(), sizeof out);
  return out;
}

}  // namespace stele
