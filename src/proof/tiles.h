// Tiled logs: https://c2sp.org/tlog-tiles. Names and contents of the static files that are the log:
//   tile/<level>/<index>[.p/<width>]     up to 256 hashes; hash i of tile n at level l is the full subtree of 256^l
//                                        leaves number 256 n + i
//   tile/entries/<index>[.p/<width>]     up to 256 entries, each with its length before it (2 bytes, big-endian)
// An index is written in groups of three digits, all but the last with an x before it: 1234067 = x001/x234/067.
// Errors are kInvalid.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace stele::proof {

inline constexpr int kTileWidth = 256;
inline constexpr int kEntriesLevel = -1;  // TileId::level of an entry bundle
inline constexpr int kMaxTileLevel = 7;   // 256^8 leaves do not fit 64 bits
inline constexpr size_t kMaxEntry = 65535;

struct TileId {
  int level = 0;
  uint64_t index = 0;
  int width = kTileWidth;  // 1..255: a partial tile
  friend bool operator==(const TileId&, const TileId&) = default;
};

std::string tile_path(const TileId& tile);  // "tile/0/x001/234.p/7"
// Refuses every spelling that tile_path() does not write.
Result<TileId> parse_tile_path(std::string_view path);

// All tiles and entry bundles of a log of that size in which anything changed since it had old_size entries: what to
// write when publishing. Full ones have width 256.
std::vector<TileId> tiles_between(uint64_t old_size, uint64_t new_size);
// How many hashes tile `index` of `level` (or entries of that bundle) has in a log of that size: 0 to 256.
int tile_width(int level, uint64_t index, uint64_t size);

// Where the full subtree of 2^level leaves number `index` is found: in tile `tile` of tile level `tile_level`, as the
// root of the 2^height hashes from `first` on.
struct TilePart {
  int tile_level;
  uint64_t tile;
  int first;
  int height;
};
TilePart locate_subtree(int level, uint64_t index);
Hash subtree_of(std::span<const Hash> hashes);  // a power of two of them, 1 to 256

Result<std::vector<Hash>> parse_tile(std::string_view bytes);  // whole hashes, 1 to 256
Status append_entry(std::string& bundle, std::string_view entry);
// Views into `bundle`. Refuses bytes left over, and more than 256 entries.
Result<std::vector<std::string_view>> parse_entries(std::string_view bundle);

}  // namespace stele::proof
