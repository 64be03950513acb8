// The name of a subject: 128 bits, written as 26 characters of Crockford's base32 in lower case. It says nothing about
// what it names. What comes from a list gets its Id from the list's own key, so importing the list again meets the same
// subjects; everything else gets a random one.
#pragma once

#include <array>
#include <compare>
#include <string>
#include <string_view>

#include "base/result.h"

namespace stele {

struct Id {
  std::array<uint8_t, 16> bytes{};

  static Id random();
  // The first 16 bytes of SHA-256("stele-id/v1\n" scheme "\n" key): equal for equal scheme and key, on every machine.
  static Id derive(std::string_view scheme, std::string_view key);
  static Result<Id> parse(std::string_view text);

  std::string text() const;
  bool is_nil() const { return *this == Id{}; }

  friend auto operator<=>(const Id&, const Id&) = default;
};

struct IdHash {
  size_t operator()(const Id& id) const;
};

}  // namespace stele
