#include "base/bytes.h"

#include <doctest/doctest.h>

#include "base/sha256.h"

using namespace stele;

TEST_CASE("each spelling of bytes comes back, and has one form only") {
  for (size_t n = 0; n < 70; ++n) {
    std::string raw(n, '\0');
    for (size_t i = 0; i < n; ++i) raw[i] = static_cast<char>(i * 37 + n);
    CHECK(from_hex(to_hex(bytes_of(raw))).value() == raw);
    CHECK(from_base64(to_base64(bytes_of(raw))).value() == raw);
    CHECK(from_base64url(to_base64url(bytes_of(raw))).value() == raw);
    CHECK(from_base32(to_base32(bytes_of(raw))).value() == raw);
  }
  CHECK(to_base64(bytes_of("foob")) == "Zm9vYg==");
  CHECK(to_base64url(bytes_of("foob")) == "Zm9vYg");
  CHECK_FALSE(from_base64("Zm9vYh=="));  // stray padding bits
  CHECK_FALSE(from_base64("Zm9vYg=="  "=="));
  CHECK_FALSE(from_base64("Zm9vYg"));
  CHECK_FALSE(from_base32("il"));
  CHECK_FALSE(from_hex("0"));
  CHECK_FALSE(from_hex("AB"));
}

TEST_CASE("SHA-256 and HMAC give the published values") {
  CHECK(to_hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  // RFC 4231, test cases 2 and 6
  CHECK(to_hex(HmacKey(bytes_of("Jefe")).mac("what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  std::string key(131, '\xaa');
  CHECK(to_hex(HmacKey(bytes_of(key)).mac("Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}
