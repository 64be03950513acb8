#include "proof/tiles.h"

#include <doctest/doctest.h>

#include <map>
#include <random>

#include "proof/tree.h"

using namespace stele;
using namespace stele::proof;

TEST_CASE("paths are those of the specification, and have one spelling") {
  CHECK(tile_path({0, 0}) == "tile/0/000");
  CHECK(tile_path({0, 1234067}) == "tile/0/x001/x234/067");
  CHECK(tile_path({1, 1234, 7}) == "tile/1/x001/234.p/7");
  CHECK(tile_path({kEntriesLevel, 1000, 255}) == "tile/entries/x001/000.p/255");
  std::mt19937_64 random(3);
  for (int i = 0; i < 2000; ++i) {
    TileId tile{static_cast<int>(random() % 9) - 1, random() >> (8 + random() % 56),
                1 + static_cast<int>(random() % 256)};
    CHECK(parse_tile_path(tile_path(tile)).value() == tile);
  }
  for (const char* bad : {"",
                          "tile",
                          "tile/",
                          "tile/0",
                          "tile/0/",
                          "tile/0/0",
                          "tile/0/00",
                          "tile/0/0000",
                          "tile/0/x000/001",
                          "tile/00/000",
                          "tile/8/000",
                          "tile/-1/000",
                          "tile/0/001/234",
                          "tile/0/x001/x234",
                          "tile/0/000.p/0",
                          "tile/0/000.p/256",
                          "tile/0/000.p/07",
                          "tile/0/000.p/",
                          "tile/0/000.p/1/",
                          "/tile/0/000",
                          "tile/0/000/",
                          "tile/entry/000",
                          "tile/0/../000",
                          "tile/0/00a",
                          "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
                          "tile//000",
                          "tile/0/000.p/1.p/1",
                          "tile/entries/000.p/+1"})
    CHECK_FALSE_MESSAGE(parse_tile_path(bad), bad);
}

TEST_CASE("the tiles of a tree of 70,000 are those of the specification's example") {
  int full[3] = {}, partial[3] = {}, width[3] = {}, bundles = 0;
  for (const TileId& tile : tiles_between(0, 70'000)) {
    if (tile.level == kEntriesLevel) { ++bundles; continue; }
    REQUIRE(tile.level < 3);
    ++(tile.width == kTileWidth ? full : partial)[tile.level];
    if (tile.width < kTileWidth) width[tile.level] = tile.width;
  }
  CHECK(full[0] == 273);
  CHECK(width[0] == 112);
  CHECK(full[1] == 1);
  CHECK(width[1] == 17);
  CHECK(full[2] == 0);
  CHECK(width[2] == 1);
  CHECK(partial[0] + partial[1] + partial[2] == 3);
  CHECK(bundles == 274);
  CHECK(tiles_between(0, 256).size() == 3);  // one bundle, one full tile, one hash above it
  CHECK(tiles_between(70'000, 70'000).empty());
  CHECK(tiles_between(70'000, 70'001) == std::vector<TileId>{{kEntriesLevel, 273, 113}, {0, 273, 113}});
  CHECK(tile_width(0, 273, 70'000) == 112);
  CHECK(tile_width(0, 274, 70'000) == 0);
  CHECK(tile_width(0, 273, 273 * 256) == 0);
  CHECK(tile_width(1, 1, 70'000) == 17);
}

TEST_CASE("tiles published step by step give every proof") {
  RightEdge edge;
  std::map<std::pair<int, uint64_t>, std::vector<Hash>> tiles;  // what a publisher keeps: the widest state of each tile
  const uint64_t kSize = 66'200;
  for (uint64_t i = 0; i < kSize; ++i)
    edge.add(leaf_hash(std::to_string(i)), [&](int level, uint64_t index, const Hash& hash) {
      if (level % 8 == 0) tiles[{level / 8, index / kTileWidth}].push_back(hash);
    });
  for (const TileId& tile : tiles_between(0, kSize)) {
    if (tile.level == kEntriesLevel) continue;
    REQUIRE(tiles.at({tile.level, tile.index}).size() == static_cast<size_t>(tile.width));
  }
  Subtree read = [&](int level, uint64_t index) -> Result<Hash> {
    TilePart part = locate_subtree(level, index);
    std::span<const Hash> hashes = tiles.at({part.tile_level, part.tile});
    size_t first = static_cast<size_t>(part.first), count = size_t{1} << part.height;
    REQUIRE(first + count <= hashes.size());
    return subtree_of(hashes.subspan(first, count));
  };
  CHECK(root_at(kSize, read).value() == edge.root());
  for (uint64_t index : {uint64_t{0}, uint64_t{255}, uint64_t{256}, uint64_t{65'535}, uint64_t{65'536}, kSize - 1}) {
    Path path = prove_inclusion(index, kSize, read).value();
    CHECK(verify_inclusion(index, kSize, leaf_hash(std::to_string(index)), path, edge.root()));
  }
}

TEST_CASE("entry bundles and tiles are read as they were written, or refused") {
  std::string bundle;
  for (const std::string& entry : {std::string("a"), std::string(), std::string(65535, 'z')})
    CHECK(append_entry(bundle, entry));
  CHECK_FALSE(append_entry(bundle, std::string(65536, 'z')));
  auto entries = parse_entries(bundle).value();
  REQUIRE(entries.size() == 3);
  CHECK(entries[0] == "a");
  CHECK(entries[1].empty());
  CHECK(entries[2].size() == 65535);
  CHECK(bundle.starts_with(std::string_view("\0\1a\0\0\xff\xff", 7)));
  CHECK_FALSE(parse_entries(bundle.substr(0, bundle.size() - 1)));
  CHECK_FALSE(parse_entries(bundle + std::string(1, '\0')));
  std::string many;
  for (int i = 0; i < 256; ++i) CHECK(append_entry(many, "x"));
  CHECK(parse_entries(many));
  CHECK_FALSE(parse_entries(many + many.substr(0, 3)));
  CHECK(parse_tile(std::string(8192, 'x')).value().size() == 256);
  for (size_t size : {0, 31, 33, 8224}) CHECK_FALSE(parse_tile(std::string(size, 'x')));
}
