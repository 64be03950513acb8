// Whatever is read as a doc is written again as a doc that reads the same.
#include <cstdlib>

#include "index/test_support.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  stele::index::Numbers numbers(stele::index::Numbers::Strange::kInvented);
  auto doc = stele::index::doc_from_bytes({reinterpret_cast<const char*>(data), size}, numbers);
  if (!doc) return 0;
  auto bytes = stele::index::to_bytes(*doc, numbers);
  if (!bytes) std::abort();
  auto again = stele::index::doc_from_bytes(*bytes, numbers);
  if (!again || !(*again == *doc)) std::abort();
  return 0;
}
