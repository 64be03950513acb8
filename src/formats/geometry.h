// GeoJSON shapes (RFC 7946) to Well-Known Text and back. Coordinates keep the characters they were written with.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace stele::formats {

// "POINT (lon lat)". If the point is off the globe and would not be with latitude and longitude exchanged, the message
// says that they are probably swapped.
Result<std::string> point_wkt(std::string_view lon, std::string_view lat);

struct GeoJsonShape {
  std::string wkt;
  bool dropped_heights = false;  // positions had a third number; our shapes are flat
};
// All seven kinds. Off the globe (with the word on swapping), too few numbers, an open ring: kInvalid.
Result<GeoJsonShape> wkt_of_geojson(const Json& geometry);

// The JSON text of the geometry object; the WKT must be one that parse_wkt() takes.
Result<std::string> geojson_of_wkt(std::string_view wkt);

// A decimal as JSON allows it: "+5" -> "5", ".5" -> "0.5", "044" -> "44"; for what parse_decimal() takes.
std::string json_number(std::string_view decimal);

}  // namespace stele::formats
