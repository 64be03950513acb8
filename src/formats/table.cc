// All the formats there are. recognises() is asked in this order, so the peculiar ones stand before the general ones.
#include <algorithm>

#include "formats/importers.h"

namespace stele::formats {
namespace {

constexpr Importer kImporters[] = {
    {"statements", "application/jsonl", "the archive's own statements, one JSON object a line", recognises_statements, read_statements},
    {"linked-places", "application/geo+json", "the Linked Places format 1.2.2, as a collection or as JSON lines", recognises_linked_places, read_linked_places},
    {"pleiades", "application/json", "Pleiades places as JSON", recognises_pleiades, read_pleiades},
    {"wof", "application/jsonl", "Who's On First places, one JSON object a line", recognises_wof, read_wof},
    {"eamena", "application/geo+json", "GeoJSON of the EAMENA database; properties that name persons are left out", recognises_eamena, read_eamena},
    {"geojson", "application/geo+json", "GeoJSON of anybody's: names, a position, all other properties as recorded", recognises_geojson, read_geojson},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "a spreadsheet (XLSX): LP-TSV in it, or any table through a mapping",
     recognises_xlsx, read_xlsx},
    {"lp-tsv", "text/tab-separated-values", "LP-TSV 0.4 and 0.5, the table form of Linked Places", recognises_lp_tsv, read_lp_tsv},
    {"geonames", "text/tab-separated-values", "GeoNames: the dump, alternateNamesV2, or names with a header", recognises_geonames, read_geonames},
    {"csv", "text/csv", "a table as delimited text (comma, semicolon, tab, bar), through a mapping", recognises_csv, read_csv},
};

constexpr Exporter kExporters[] = {
    {"statements", "application/jsonl", ".jsonl", "every statement with all it has; can be read back", write_statements},
    {"linked-places", "application/geo+json", ".geojson", "the Linked Places format 1.2.2: places, monuments, units", write_linked_places},
    {"geojson", "application/geo+json", ".geojson", "GeoJSON for maps: a feature a record", write_geojson},
    {"csv", "text/csv", ".csv", "a table for spreadsheets: a row a record", write_csv},
};

}  // namespace

std::span<const Importer> importers() { return kImporters; }
std::span<const Exporter> exporters() { return kExporters; }

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
