// Whatever is accepted as a proof file, the path of a tile or an entry bundle must be exactly what would have been
// written.
#include <cstdlib>

#include "proof/tiles.h"
#include "proof/tlog_proof.h"

using namespace stele;
using namespace stele::proof;

namespace {

void demand(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text = text_of(Bytes(data, size));
  if (Result<TlogProof> proof = parse_tlog_proof(text)) demand(to_text(*proof) == text);
  if (Result<TileId> tile = parse_tile_path(text)) demand(tile_path(*tile) == text);
  if (auto entries = parse_entries(text)) {
    std::string again;
    for (std::string_view entry : *entries) demand(append_entry(again, entry).has_value());
    demand(again == text);
  }
  return 0;
}
