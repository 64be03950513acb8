#include "base/bytes.h"

#include <sys/random.h>

#include <cstdlib>

namespace stele {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kBase32 = "0123456789abcdefghjkmnpqrstvwxyz";

// One radix-2^bits codec for all four spellings: big-endian groups of `bits` bits, the last padded with zero bits.
std::string encode(Bytes bytes, std::string_view alphabet, int bits) {
  std::string out((bytes.size() * 8 + static_cast<size_t>(bits) - 1) / static_cast<size_t>(bits), '\0');
  char* next = out.data();
  uint32_t pending = 0;
  int have = 0;
  for (uint8_t byte : bytes) {
    pending = pending << 8 | byte;
    have += 8;
    while (have >= bits) {
      have -= bits;
      *next++ = alphabet[pending >> have & ((1u << bits) - 1)];
    }
    pending &= (1u << have) - 1;
  }
  if (have > 0) *next = alphabet[pending << (bits - have) & ((1u << bits) - 1)];
  return out;
}

std::array<int8_t, 256> make_reverse(std::string_view alphabet) {
  std::array<int8_t, 256> reverse;
  reverse.fill(-1);
  for (size_t i = 0; i < alphabet.size(); ++i) reverse[static_cast<uint8_t>(alphabet[i])] = static_cast<int8_t>(i);
  return reverse;
}

Result<std::string> decode(std::string_view text, const std::array<int8_t, 256>& reverse, int bits, const char* what) {
  std::string out;
  out.reserve(text.size() * bits / 8);
  uint32_t pending = 0;
  int have = 0;
  for (char c : text) {
    int digit = reverse[static_cast<uint8_t>(c)];
    if (digit < 0)
      return fail(Code::kInvalid, std::string("This is not ") + what + ": it has a character outside the alphabet.");
    pending = pending << bits | static_cast<uint32_t>(digit);
    have += bits;
    if (have >= 8) {
      have -= 8;
      out += static_cast<char>(pending >> have & 0xff);
      pending &= (1u << have) - 1;
    }
  }
  // One spelling per value: no whole digit left over, and the padding bits are zero.
  if (have >= bits || pending != 0)
    return fail(Code::kInvalid, std::string("This is not ") + what + ": its end is wrong.");
  return out;
}

}  // namespace

std::string to_hex(Bytes bytes) { return encode(bytes, kHex, 4); }
std::string to_base64url(Bytes bytes) { return encode(bytes, kBase64Url, 6); }
std::string to_base32(Bytes bytes) { return encode(bytes, kBase32, 5); }
std::string to_base64(Bytes bytes) {
  std::string out = encode(bytes, kBase64, 6);
  while (out.size() % 4) out += '=';
  return out;
}

Result<std::string> from_hex(std::string_view text) {
  static const auto reverse = make_reverse(kHex);
  return decode(text, reverse, 4, "hexadecimal");
}
Result<std::string> from_base64url(std::string_view text) {
  static const auto reverse = make_reverse(kBase64Url);
  return decode(text, reverse, 6, "base64url");
}
Result<std::string> from_base32(std::string_view text) {
  static const auto reverse = make_reverse(kBase32);
  return decode(text, reverse, 5, "base32");
}
Result<std::string> from_base64(std::string_view text) {
  static const auto reverse = make_reverse(kBase64);
  size_t full = text.size();
  if (full % 4) return fail(Code::kInvalid, "This is not base64: its length is not a multiple of four.");
  int padding = 0;
  while (padding < 2 && !text.empty() && text.back() == '=') text.remove_suffix(1), ++padding;
  STELE_TRY(std::string out, decode(text, reverse, 6, "base64"));
  if (static_cast<int>((full / 4) * 3 - out.size()) != padding)
    return fail(Code::kInvalid, "This is not base64: its end is wrong.");
  return out;
}

Result<Hash> to_hash(std::string_view raw) {
  Hash hash;
  if (raw.size() != hash.size()) return fail(Code::kInvalid, "A SHA-256 hash has 32 bytes.");
  std::copy(raw.begin(), raw.end(), hash.begin());
  return hash;
}

void fill_random(std::span<uint8_t> out) {
  while (!out.empty()) {
    ssize_t n = getrandom(out.data(), out.size(), 0);
    if (n <= 0) std::abort();
    out = out.subspan(static_cast<size_t>(n));
  }
}

}  // namespace stele
