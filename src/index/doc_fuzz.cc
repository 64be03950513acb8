// Whatever is read as a doc is written again as a doc that reads the same.
#include "index/doc.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto doc = stele::index::doc_from_bytes({reinterpret_cast<const char*>(data), size});
  if (!doc) return 0;
  std::string bytes = stele::index::to_bytes(*doc);
  auto again = stele::index::doc_from_bytes(bytes);
  if (!again || stele::index::to_bytes(*again) != bytes) std::abort();
  return 0;
}
