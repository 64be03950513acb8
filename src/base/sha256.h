// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104). Small values: copy a Sha256 to fork a hash in progress, which is
// what makes one HMAC key cheap for many short messages.
#pragma once

#include "base/bytes.h"

namespace stele {

class Sha256 {
 public:
  Sha256();
  Sha256& add(Bytes bytes);
  Sha256& add(std::string_view text) { return add(bytes_of(text)); }
  Hash finish();  // the object may not be used again

 private:
  alignas(8) unsigned char state_[112];  // a SHA256_CTX; its size is checked in the .cc
};

Hash sha256(Bytes bytes);
inline Hash sha256(std::string_view text) { return sha256(bytes_of(text)); }

class HmacKey {
 public:
  explicit HmacKey(Bytes key);
  Hash mac(std::string_view message) const;

 private:
  Sha256 inner_, outer_;
};

}  // namespace stele
