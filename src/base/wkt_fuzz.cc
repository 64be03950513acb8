// A shape that is read lies on the globe, and its centre in its box.
#include <cstdlib>

#include "base/geo.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto shape = stele::parse_wkt({reinterpret_cast<const char*>(data), size});
  if (!shape) return 0;
  if (shape->points.empty()) std::abort();
  stele::Box globe, box = shape->box();
  for (stele::Point p : shape->points)
    if (!globe.contains(p) || !box.contains(p)) std::abort();
  if (!box.contains(shape->centre())) std::abort();
  for (const stele::Ring& ring : shape->rings)
    if (ring.size() < 4 || ring.front() != ring.back()) std::abort();
  (void)stele::inside(shape->centre(), shape->rings);
  return 0;
}
