// The tree as RFC 6962 section 2.1 defines it, word for word and slow: what the fast one is tested against.
#pragma once

#include <span>

#include "base/bytes.h"
#include "proof/tree.h"

namespace stele::proof::reference {

// `leaves` are leaf hashes. Ranges are the D[a:b] of the RFC.
Hash mth(std::span<const Hash> leaves);
Path path(uint64_t index, std::span<const Hash> leaves);   // PATH(m, D[n])
Path proof(uint64_t old_size, std::span<const Hash> leaves);  // PROOF(m, D[n]), 0 < m <= n

}  // namespace stele::proof::reference
