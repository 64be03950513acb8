// OpenSSL's low-level SHA-256 is marked deprecated, but its replacement (EVP) costs three times as much for the short
// messages that sealing hashes by the million; the functions themselves use the same SHA-NI code.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/sha256.h"

#include <openssl/sha.h>

#include <cstring>

namespace stele {
namespace {
SHA256_CTX* ctx(unsigned char* state) { return reinterpret_cast<SHA256_CTX*>(state); }
}  // namespace

static_assert(sizeof(SHA256_CTX) == 112);

Sha256::Sha256() { SHA256_Init(ctx(state_)); }

Sha256& Sha256::add(Bytes bytes) {
  SHA256_Update(ctx(state_), bytes.data(), bytes.size());
  return *this;
}

Hash Sha256::finish() {
  Hash out;
  SHA256_Final(out.data(), ctx(state_));
  return out;
}

Hash sha256(Bytes bytes) { return Sha256().add(bytes).finish(); }

HmacKey::HmacKey(Bytes key) {
  uint8_t block[64] = {};
  if (key.size() > sizeof block) {
    Hash hashed = sha256(key);
    std::memcpy(block, hashed.data(), hashed.size());
  } else {
    std::memcpy(block, key.data(), key.size());
  }
  for (uint8_t& b : block) b ^= 0x36;
  inner_.add(Bytes(block));
  for (uint8_t& b : block) b ^= 0x36 ^ 0x5c;
  outer_.add(Bytes(block));
}

Hash HmacKey::mac(std::string_view message) const {
  Sha256 inner = inner_, outer = outer_;
  Hash first = inner.add(message).finish();
  return outer.add(Bytes(first)).finish();
}

}  // namespace stele
