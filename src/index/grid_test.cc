#include "index/grid.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace stele;
using namespace stele::index;

namespace {
bool covered(const std::vector<KeyRange>& ranges, uint64_t key) {
  return std::any_of(ranges.begin(), ranges.end(), [&](KeyRange r) { return key >= r.first && key <= r.last; });
}
}  // namespace

TEST_CASE("a key goes back to its place") {
  std::mt19937 random(1);
  for (int i = 0; i < 10000; ++i) {
    GridPoint g{static_cast<uint32_t>(random() & 0x3ffffff), static_cast<uint32_t>(random() & 0x3ffffff)};
    GridPoint back = unmorton(morton(g));
    CHECK(back.x == g.x);
    CHECK(back.y == g.y);
  }
  CHECK(morton({1, 0}) == 1);
  CHECK(morton({0, 1}) == 2);
  CHECK(morton({0x7fffffff, 0x7fffffff}) == (uint64_t{1} << 62) - 1);
}

TEST_CASE("the corners of the map, and points beyond it, stay on the square") {
  constexpr uint32_t kLast = (1u << kGridBits) - 1;
  CHECK(grid_of({-180, 90}).x == 0);
  CHECK(grid_of({-180, 90}).y == 0);
  CHECK(grid_of({180, -90}).x == kLast);
  CHECK(grid_of({180, -90}).y == kLast);
  CHECK(grid_of({0, 0}).x == kLast / 2 + 1);
  CHECK(grid_of({0, 0}).y == kLast / 2 + 1);
}

TEST_CASE("a tile is one run, which holds exactly its points") {
  std::mt19937 random(2);
  for (int i = 0; i < 20000; ++i) {
    GridPoint g{static_cast<uint32_t>(random() & 0x3ffffff), static_cast<uint32_t>(random() & 0x3ffffff)};
    int zoom = static_cast<int>(random() % 20), shift = kGridBits - zoom;
    KeyRange mine = range_of_tile(zoom, g.x >> shift, g.y >> shift);
    CHECK(covered({mine}, morton(g)));
    uint32_t side = 1u << zoom, x = random() % side, y = random() % side;
    bool same = x == g.x >> shift && y == g.y >> shift;
    CHECK(covered({range_of_tile(zoom, x, y)}, morton(g)) == same);
  }
  CHECK(range_of_tile(0, 0, 0).last == (uint64_t{1} << 62) - 1);
}

TEST_CASE("the runs of a box hold every point of the box, are few, and do not overlap") {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> lon(-180, 180), lat(-90, 90), unit(0, 1);
  for (int round = 0; round < 300; ++round) {
    double size = std::pow(10.0, -4 * unit(random));
    Box box;
    box.west = lon(random), box.south = lat(random);
    box.east = std::min(180.0, box.west + 90 * size * unit(random)),
    box.north = std::min(90.0, box.south + 90 * size * unit(random));
    size_t most = 4 + random() % 100;
    auto ranges = ranges_for(box, most);
    CHECK(ranges.size() <= most);
    REQUIRE(!ranges.empty());
    for (size_t i = 0; i < ranges.size(); ++i) {
      CHECK(ranges[i].first <= ranges[i].last);
      if (i) CHECK(ranges[i].first > ranges[i - 1].last);
    }
    for (int i = 0; i < 50; ++i) {
      Point p{box.west + (box.east - box.west) * unit(random), box.south + (box.north - box.south) * unit(random)};
      CHECK(covered(ranges, morton(grid_of(p))));
    }
    for (Point corner : {Point{box.west, box.south}, Point{box.east, box.north}, Point{box.west, box.north},
                         Point{box.east, box.south}})
      CHECK(covered(ranges, morton(grid_of(corner))));
  }
}

TEST_CASE("the runs of a small box hold little besides it") {
  Box box{44.75, 41.65, 44.85, 41.75};
  uint64_t held = 0;
  for (KeyRange r : ranges_for(box)) held += r.last - r.first + 1;
  GridPoint nw = grid_of({box.west, box.north}), se = grid_of({box.east, box.south});
  uint64_t exact = uint64_t{se.x - nw.x + 1} * (se.y - nw.y + 1);
  CHECK(held >= exact);
  CHECK(held < exact * 2);
}
