#include "index/grid.h"

#include <algorithm>
#include <cmath>

namespace stele::index {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr uint32_t kSide = uint32_t{1} << kGridBits;

uint64_t spread(uint64_t v) {
  v = (v | v << 16) & 0x0000ffff0000ffff;
  v = (v | v << 8) & 0x00ff00ff00ff00ff;
  v = (v | v << 4) & 0x0f0f0f0f0f0f0f0f;
  v = (v | v << 2) & 0x3333333333333333;
  return (v | v << 1) & 0x5555555555555555;
}

uint32_t gather(uint64_t v) {
  v &= 0x5555555555555555;
  v = (v | v >> 1) & 0x3333333333333333;
  v = (v | v >> 2) & 0x0f0f0f0f0f0f0f0f;
  v = (v | v >> 4) & 0x00ff00ff00ff00ff;
  v = (v | v >> 8) & 0x0000ffff0000ffff;
  return static_cast<uint32_t>(v | v >> 16);
}

uint32_t clamped(double unit) {
  return static_cast<uint32_t>(std::clamp(unit * kSide, 0.0, static_cast<double>(kSide - 1)));
}

struct Cell {
  int level;
  uint32_t x, y;
};

struct GridBox {
  uint32_t x0, y0, x1, y1;
};

bool meets(const Cell& c, const GridBox& b) {
  int shift = kGridBits - c.level;
  uint64_t x0 = uint64_t{c.x} << shift, y0 = uint64_t{c.y} << shift, side = uint64_t{1} << shift;
  return x0 <= b.x1 && x0 + side > b.x0 && y0 <= b.y1 && y0 + side > b.y0;
}

bool within(const Cell& c, const GridBox& b) {
  int shift = kGridBits - c.level;
  uint64_t x0 = uint64_t{c.x} << shift, y0 = uint64_t{c.y} << shift, side = uint64_t{1} << shift;
  // The squares that the box's own sides run through are not inside: a point in one may lie beyond the side.
  return x0 > b.x0 && x0 + side - 1 < b.x1 && y0 > b.y0 && y0 + side - 1 < b.y1;
}

KeyRange range_of(const Cell& c) { return range_of_tile(c.level, c.x, c.y); }

}  // namespace

GridPoint grid_of(Point p) {
  double lat = std::clamp(p.lat, -85.05112878, 85.05112878) * kPi / 180;
  double x = (p.lon + 180) / 360;
  double y = (1 - std::asinh(std::tan(lat)) / kPi) / 2;
  return {clamped(x), clamped(y)};
}

uint64_t morton(GridPoint g) { return spread(g.x) | spread(g.y) << 1; }
GridPoint unmorton(uint64_t key) { return {gather(key), gather(key >> 1)}; }

KeyRange range_of_tile(int zoom, uint32_t x, uint32_t y) {
  int shift = 2 * (kGridBits - zoom);
  uint64_t first = (spread(x) | spread(y) << 1) << shift;
  return {first, first + (uint64_t{1} << shift) - 1, false};
}

// Splits the square into quarters, level by level, keeping those that meet the box, until there would be too many.
std::vector<KeyRange> ranges_for(const Box& box, size_t most) {
  GridPoint nw = grid_of({box.west, box.north}), se = grid_of({box.east, box.south});
  GridBox b{nw.x, nw.y, se.x, se.y};
  std::vector<Cell> cells{{0, 0, 0}};
  std::vector<Cell> whole;
  for (int level = 1; level <= kGridBits && !cells.empty(); ++level) {
    std::vector<Cell> next, inner;
    for (const Cell& c : cells)
      for (uint32_t quarter = 0; quarter < 4; ++quarter) {
        Cell child{level, c.x * 2 + (quarter & 1), c.y * 2 + (quarter >> 1)};
        if (!meets(child, b)) continue;
        (within(child, b) ? inner : next).push_back(child);
      }
    if (next.size() + inner.size() + whole.size() > most) break;
    whole.insert(whole.end(), inner.begin(), inner.end());
    cells = std::move(next);
  }
  std::vector<KeyRange> out;
  for (const Cell& c : whole) out.push_back(range_of(c)), out.back().whole = true;
  for (const Cell& c : cells) out.push_back(range_of(c));
  std::sort(out.begin(), out.end(), [](const KeyRange& a, const KeyRange& c) { return a.first < c.first; });
  std::vector<KeyRange> merged;
  for (const KeyRange& r : out) {
    if (!merged.empty() && merged.back().last + 1 == r.first && merged.back().whole == r.whole)
      merged.back().last = r.last;
    else merged.push_back(r);
  }
  return merged;
}

}  // namespace stele::index
