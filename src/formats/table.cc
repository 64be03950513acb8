// All the formats there are. recognises() is asked in this order, so the peculiar ones stand before the general ones.
#include <algorithm>

#include "formats/importers.h"

namespace stele::formats {
namespace {

constexpr Importer kImporters[] = {
    {"wof", "application/jsonl", "Who's On First places, one JSON object a line", recognises_wof, read_wof},
    {"geojson", "application/geo+json", "GeoJSON of anybody's: names, a position, all other properties as recorded", recognises_geojson, read_geojson},
    {"csv", "text/csv", "a table as delimited text (comma, semicolon, tab, bar), through a mapping", recognises_csv, read_csv},
};

}  // namespace

std::span<const Importer> importers() { return kImporters; }
std::span<const Exporter> exporters() { return {}; }

const Importer* importer_named(std::string_view name) {
  auto all = importers();
  auto at = std::find_if(all.begin(), all.end(), [&](const Importer& importer) { return importer.name == name; });
  return at == all.end() ? nullptr : &*at;
}

const Exporter* exporter_named(std::string_view name) {
  auto all = exporters();
  auto at = std::find_if(all.begin(), all.end(), [&](const Exporter& exporter) { return exporter.name == name; });
  return at == all.end() ? nullptr : &*at;
}

}  // namespace stele::formats
