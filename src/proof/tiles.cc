// Paths are read by writing them again: what tile_path() does not give back was not a path.
#include "proof/tiles.h"

#include <algorithm>
#include <bit>

#include "proof/checkpoint.h"
#include "proof/tree.h"

namespace stele::proof {
namespace {

constexpr std::string_view kRoot = "tile/";

std::unexpected<Error> bad_path(std::string_view path) {
  return fail(Code::kInvalid, "\"" + std::string(path.substr(0, 100)) + "\" is not the path of a tile.");
}

std::string index_path(uint64_t index) {
  std::string out;
  for (bool last = true; last || index > 0; last = false, index /= 1000) {
    std::string group = std::to_string(index % 1000);
    group.insert(0, 3 - group.size(), '0');
    out = last ? group : "x" + group + "/" + out;
  }
  return out;
}

// How many hashes (or entries) the whole level has in a log of that size.
uint64_t level_size(int level, uint64_t size) { return level > 0 ? size >> (8 * level) : size; }

// "x001/x234/067" without the x and the slashes; the caller checks the spelling.
Result<uint64_t> read_index(std::string_view text) {
  std::string digits;
  for (char c : text)
    if (c >= '0' && c <= '9') digits += c;
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.empty() ? 0 : digits.size() - 1));
  return parse_decimal(digits);
}

}  // namespace

std::string tile_path(const TileId& tile) {
  std::string out(kRoot);
  out += tile.level == kEntriesLevel ? "entries" : std::to_string(tile.level);
  out += "/" + index_path(tile.index);
  if (tile.width < kTileWidth) out += ".p/" + std::to_string(tile.width);
  return out;
}

Result<TileId> parse_tile_path(std::string_view path) {
  std::string_view rest = path;
  if (!rest.starts_with(kRoot) || path.size() > 100) return bad_path(path);
  rest.remove_prefix(kRoot.size());
  size_t slash = rest.find('/');
  if (slash == std::string_view::npos) return bad_path(path);
  std::string_view level = rest.substr(0, slash), index = rest.substr(slash + 1);
  TileId tile;
  if (size_t dot = index.find(".p/"); dot != std::string_view::npos) {
    STELE_TRY(uint64_t width, parse_decimal(index.substr(dot + 3)));
    if (width < 1 || width >= kTileWidth) return bad_path(path);
    tile.width = static_cast<int>(width);
    index = index.substr(0, dot);
  }
  if (level == "entries") {
    tile.level = kEntriesLevel;
  } else {
    STELE_TRY(uint64_t number, parse_decimal(level));
    if (number > kMaxTileLevel) return bad_path(path);
    tile.level = static_cast<int>(number);
  }
  STELE_TRY(tile.index, read_index(index));
  if (tile_path(tile) != path) return bad_path(path);
  return tile;
}

int tile_width(int level, uint64_t index, uint64_t size) {
  uint64_t count = level_size(level, size);
  if (index > count / kTileWidth) return 0;
  return static_cast<int>(std::min<uint64_t>(kTileWidth, count - index * kTileWidth));
}

std::vector<TileId> tiles_between(uint64_t old_size, uint64_t new_size) {
  std::vector<TileId> out;
  for (int level = kEntriesLevel; level <= kMaxTileLevel; ++level) {
    uint64_t before = level_size(level, old_size), after = level_size(level, new_size);
    if (before >= after) continue;
    for (uint64_t index = before / kTileWidth; index * kTileWidth < after; ++index)
      out.push_back({level, index, tile_width(level, index, new_size)});
  }
  return out;
}

TilePart locate_subtree(int level, uint64_t index) {
  int height = level % 8;
  uint64_t first = index << height;
  return {level / 8, first / kTileWidth, static_cast<int>(first % kTileWidth), height};
}

Hash subtree_of(std::span<const Hash> hashes) {
  if (hashes.size() == 1) return hashes[0];
  size_t half = hashes.size() / 2;
  return node_hash(subtree_of(hashes.first(half)), subtree_of(hashes.subspan(half)));
}

Result<std::vector<Hash>> parse_tile(std::string_view bytes) {
  if (bytes.empty() || bytes.size() % 32 || bytes.size() > 32 * kTileWidth)
    return fail(Code::kInvalid, "A tile has " + std::to_string(bytes.size()) + " bytes instead of 1 to 256 hashes.");
  std::vector<Hash> hashes(bytes.size() / 32);
  for (size_t i = 0; i < bytes.size(); ++i) hashes[i / 32][i % 32] = static_cast<uint8_t>(bytes[i]);
  return hashes;
}

Status append_entry(std::string& bundle, std::string_view entry) {
  if (entry.size() > kMaxEntry) return fail(Code::kInvalid, "An entry of the log is longer than 65,535 bytes.");
  bundle += static_cast<char>(entry.size() >> 8);
  bundle += static_cast<char>(entry.size() & 255);
  bundle += entry;
  return {};
}

Result<std::vector<std::string_view>> parse_entries(std::string_view bundle) {
  std::vector<std::string_view> entries;
  while (!bundle.empty()) {
    if (entries.size() == kTileWidth) return fail(Code::kInvalid, "An entry bundle has more than 256 entries.");
    Bytes head = bytes_of(bundle.substr(0, 2));
    size_t size = head.size() == 2 ? static_cast<size_t>(head[0]) << 8 | head[1] : kMaxEntry + 1;
    if (bundle.size() < 2 + size) return fail(Code::kInvalid, "An entry bundle is cut short.");
    entries.push_back(bundle.substr(2, size));
    bundle.remove_prefix(2 + size);
  }
  return entries;
}

}  // namespace stele::proof
