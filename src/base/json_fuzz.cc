// Whatever parse_json() accepts must come back the same through to_json(), and its canonical form must be stable.
#include <cstdlib>

#include "base/json.h"

using namespace stele;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto json = parse_json({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  auto again = parse_json(to_json(*json));
  if (!again || !(*again == *json)) std::abort();
  std::string canonical = canonical_json(*json);
  auto sorted = parse_json(canonical);
  if (!sorted || canonical_json(*sorted) != canonical) std::abort();
  return 0;
}
