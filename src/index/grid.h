// Where a point is on the square of the web map (EPSG:3857): its Morton key interleaves x and y, 31 bits each, so that
// every map tile, at any zoom, is one run of keys.
#pragma once

#include <cstdint>
#include <vector>

#include "base/geo.h"

namespace stele::index {

inline constexpr int kGridBits = 31;

struct GridPoint {
  uint32_t x = 0, y = 0;  // 0 .. 2^31-1, y grows southwards; beyond 85.0511 degrees clamped
};
GridPoint grid_of(Point p);
uint64_t morton(GridPoint g);
GridPoint unmorton(uint64_t key);

struct KeyRange {
  uint64_t first = 0, last = 0;  // both included
  bool whole = false;            // ranges_for(): every key of it lies inside the box
};
// Runs of keys that cover the box; together they may hold somewhat more. At most `most` runs.
std::vector<KeyRange> ranges_for(const Box& box, size_t most = 64);
// The run of keys of one tile.
KeyRange range_of_tile(int zoom, uint32_t x, uint32_t y);

}  // namespace stele::index
