// Proof files: https://c2sp.org/tlog-proof, suffix .tlog-proof. One text file that shows that an entry is in the log:
//   c2sp.org/tlog-proof@v1 LF [extra <base64> LF] index <n> LF (<base64 hash> LF)* LF <checkpoint, verbatim>
// Errors are kInvalid.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "proof/tree.h"

namespace stele::proof {

struct TlogProof {
  std::optional<std::string> extra;  // raw bytes; nothing vouches for them. Not written by us.
  uint64_t index = 0;
  Path path;               // from the leaf's sibling to the root's child
  std::string checkpoint;  // the signed note as the log published it
};

std::string to_text(const TlogProof& proof);
// The form only; the checkpoint must be a well-formed signed note. At most 63 hashes.
Result<TlogProof> parse_tlog_proof(std::string_view text);

}  // namespace stele::proof
