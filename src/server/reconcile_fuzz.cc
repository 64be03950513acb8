// Any bytes as a query of either generation, an extension or a callback. What is understood keeps its bounds.
#include <cstdlib>

#include "archive/archive.h"
#include "server/reconcile.h"

using namespace stele;
using namespace stele::server;

namespace {

void check(const reconcile::Asked& asked) {
  if (!asked.error.empty()) return;
  if (asked.match.limit == 0 || asked.match.limit > model::kMostCandidates) std::abort();
  if (asked.names.size() > 20 || asked.ids.size() > 20 || asked.others.size() > 50) std::abort();
  if (!asked.match.near) return;
  Point p = asked.match.near->centre;
  if (!(p.lat >= -90 && p.lat <= 90 && p.lon >= -180 && p.lon <= 180) || !(asked.match.near->radius_m > 0)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const model::Schema schema = archive::load_schema("").value();
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (reconcile::is_callback(bytes))
    for (char c : bytes)
      if (std::string_view("<>()[]{}'\"\\/;,= \n\r\t`").find(c) != std::string_view::npos) std::abort();
  auto json = parse_json(bytes);
  if (!json) return 0;
  check(reconcile::read_legacy_query(*json, schema));
  check(reconcile::read_draft_query(*json, schema));
  (void)reconcile::read_extend(*json);
  return 0;
}
