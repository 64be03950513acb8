// What table.cc lists: each importer's two functions, defined in its import_*.cc, and each exporter's one.
#pragma once

#include "formats/format.h"

namespace stele::formats {

#define STELE_IMPORTER(name)                                              \
  bool recognises_##name(std::string_view head, std::string_view file_name); \
  Status read_##name(Reader& in, const ImportContext& context, const RowSink& sink)

STELE_IMPORTER(statements);
STELE_IMPORTER(linked_places);
STELE_IMPORTER(pleiades);
STELE_IMPORTER(wof);
STELE_IMPORTER(eamena);
STELE_IMPORTER(geojson);
STELE_IMPORTER(xlsx);
STELE_IMPORTER(lp_tsv);
STELE_IMPORTER(geonames);
STELE_IMPORTER(csv);

#undef STELE_IMPORTER

#define STELE_EXPORTER(name) Result<uint64_t> write_##name(ViewSource& views, const model::Schema& schema, Writer& out)

STELE_EXPORTER(statements);
STELE_EXPORTER(linked_places);
STELE_EXPORTER(geojson);
STELE_EXPORTER(csv);

#undef STELE_EXPORTER

// Is this word a key of the JSON that a file begins with? A cheap look for recognises().
bool head_has_key(std::string_view head, std::string_view key);
// Does the file's name end so, whatever the case?
bool name_ends(std::string_view file_name, std::string_view ending);
// The first character that is not a blank or a byte order mark; 0 when there is none.
char first_sign(std::string_view head);

}  // namespace stele::formats
