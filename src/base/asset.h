// A file built into the program: the stylesheet of the pages, the schema. Both members point at bytes that live as long
// as the program does.
#pragma once

#include <string_view>

namespace stele {

struct Asset {
  std::string_view path;   // relative to the embedded folder, with "/": "types/place.json"
  std::string_view bytes;
};

}  // namespace stele
