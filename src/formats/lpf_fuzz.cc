// Any bytes as Linked Places; what it says of positions must be shapes that go to GeoJSON and back.
#include <cstdint>
#include <cstdlib>

#include "base/geo.h"
#include "formats/geometry.h"
#include "formats/test_support.h"

using namespace stele;
using namespace stele::formats;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto import = import_text("linked-places", std::string(reinterpret_cast<const char*>(data), size));
  for (const Row& row : import.rows)
    for (const auto& draft : row.drafts) {
      const auto* position = std::get_if<model::Position>(&draft.value);
      if (!position) continue;
      auto json = geojson_of_wkt(position->wkt);
      if (!parse_wkt(position->wkt) || !json || !parse_json(*json)) std::abort();
      if (!wkt_of_geojson(*parse_json(*json))) std::abort();
    }
  return 0;
}
