// Bytes and their spellings. Decoders refuse anything that their encoder would not have written.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace stele {

using Bytes = std::span<const uint8_t>;
using Hash = std::array<uint8_t, 32>;  // a SHA-256

inline Bytes bytes_of(std::string_view text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }
inline std::string_view text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

std::string to_hex(Bytes bytes);                       // lower case
Result<std::string> from_hex(std::string_view text);
std::string to_base64(Bytes bytes);                    // RFC 4648 section 4, padded
Result<std::string> from_base64(std::string_view text);
std::string to_base64url(Bytes bytes);                 // RFC 4648 section 5, no padding
Result<std::string> from_base64url(std::string_view text);
std::string to_base32(Bytes bytes);                    // Crockford's alphabet in lower case, no padding
Result<std::string> from_base32(std::string_view text);

Result<Hash> to_hash(std::string_view raw);            // exactly 32 bytes

void fill_random(std::span<uint8_t> out);              // from the kernel; ends the program if there is none

}  // namespace stele
