// Checkpoints: https://c2sp.org/tlog-checkpoint. The signed head of the log, a note whose text is
//   <origin> LF <size in decimal> LF <base64 of the root> LF
// Extension lines are tolerated when reading and never written. Errors are kInvalid.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "proof/note.h"

namespace stele::proof {

struct Checkpoint {
  std::string origin;
  uint64_t size = 0;
  Hash root{};
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// A decimal number as these formats write it: digits only, no leading zero, below 2^63. Used for sizes and indices.
Result<uint64_t> parse_decimal(std::string_view text);

// The note text, ending in LF.
std::string checkpoint_text(const Checkpoint& checkpoint);
Result<Checkpoint> parse_checkpoint_text(std::string_view text);

// The whole signed note. The origin must be the signer's name.
Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const Signer& signer);
// Verifies that `key` signed and that the origin is the key's name.
Result<Checkpoint> open_checkpoint(std::string_view note, const VerifierKey& key);

}  // namespace stele::proof
