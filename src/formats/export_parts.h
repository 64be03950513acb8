// What several exporters need of a view.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/format.h"

namespace stele::formats {

// "Title of the source, p. 3"; the source's id when it may not be seen or has no name.
std::string source_label(ViewSource& views, const model::Draft& statement);
// The GeoJSON of all positions in force: one shape, a collection of several, or "null".
std::string geometry_json(const model::View& view);
// ,"key":"text" with the JSON escapes; the comma is left out behind "{".
void append_member(std::string& out, std::string_view key, std::string_view text);

}  // namespace stele::formats
