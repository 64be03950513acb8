// Vector tiles (Mapbox Vector Tile specification 2.1, sections 4.1 to 4.4), one layer "places" with extent 4096. Where
// points crowd, one feature stands for all in a cell of a grid and says how many (n); a cell with one point shows that
// point itself, with id, type and title. Far out the counts are kept ready by level; near, the points are few enough
// to be grouped as they are read.
#include <unordered_map>

#include "index/grid.h"
#include "index/impl.h"

namespace stele::index {
namespace {

constexpr int kExtentBits = 12;  // 4096
constexpr int kMostZoom = 22;
constexpr int kNearZoom = 10;         // from here on the points themselves are read
constexpr int kCellsPerTileBits = 5;  // at least 32 by 32 cells a tile

struct Feature {
  uint32_t x = 0, y = 0;  // within the tile
  uint64_t n = 1;
  int64_t rid = 0;
};

void varint(std::string& out, uint64_t n) {
  for (; n >= 0x80; n >>= 7) out += static_cast<char>(n | 0x80);
  out += static_cast<char>(n);
}
void field(std::string& out, int number, uint64_t n) {
  varint(out, static_cast<uint64_t>(number) << 3), varint(out, n);
}
void field(std::string& out, int number, std::string_view bytes) {
  varint(out, static_cast<uint64_t>(number) << 3 | 2), varint(out, bytes.size());
  out += bytes;
}

// Keys and values are shared by all features of the layer (section 4.4).
class Layer {
 public:
  void add(const Feature& f, std::span<const std::pair<std::string_view, std::string>> texts) {
    std::string tags, geometry, feature;
    for (const auto& [key, text] : texts) varint(tags, key_of(key)), varint(tags, value_of("s" + text));
    if (f.n > 1) varint(tags, key_of("n")), varint(tags, value_of("n" + std::to_string(f.n)));
    // MoveTo, one point, zigzag (section 4.3.1)
    varint(geometry, 1 | 1 << 3), varint(geometry, uint64_t{f.x} << 1), varint(geometry, uint64_t{f.y} << 1);
    field(feature, 2, tags), field(feature, 3, 1), field(feature, 4, geometry);
    field(features_, 2, feature);
  }

  std::string finish() const {
    std::string layer, tile;
    field(layer, 15, 2), field(layer, 1, std::string_view("places"));
    layer += features_;
    for (const std::string& key : keys_) field(layer, 3, key);
    for (const std::string& value : values_) field(layer, 4, value);
    field(layer, 5, uint64_t{1} << kExtentBits);
    field(tile, 3, layer);
    return tile;
  }

 private:
  uint64_t key_of(std::string_view key) {
    auto [it, added] = key_ids_.try_emplace(std::string(key), keys_.size());
    if (added) keys_.emplace_back(key);
    return it->second;
  }
  uint64_t value_of(const std::string& tagged) {
    auto [it, added] = value_ids_.try_emplace(tagged, values_.size());
    if (added) {
      std::string value;
      if (tagged[0] == 's') field(value, 1, std::string_view(tagged).substr(1));
      else field(value, 5, std::stoull(tagged.substr(1)));
      values_.push_back(std::move(value));
    }
    return it->second;
  }

  std::string features_;
  std::vector<std::string> keys_, values_;
  std::unordered_map<std::string, uint64_t> key_ids_, value_ids_;
};

uint32_t within_tile(uint32_t grid, int zoom) {
  uint32_t inside = grid & ((uint32_t{1} << (kGridBits - zoom)) - 1);
  int down = kGridBits - zoom - kExtentBits;
  return down >= 0 ? inside >> down : inside << -down;  // beyond zoom 19 the grid is coarser than the tile's
}

int cell_level(int zoom) {
  for (int level : kCellLevels)
    if (level >= zoom + kCellsPerTileBits) return level;
  return kCellLevels[4];
}

}  // namespace

Result<std::string> Index::tile(int zoom, uint32_t x, uint32_t y) {
  if (zoom < 0 || zoom > kMostZoom || x >> zoom || y >> zoom)
    return fail(Code::kInvalid, "There is no such tile: zoom is 0 to 22, x and y are below 2^zoom.");
  KeyRange range = range_of_tile(zoom, x, y);
  std::vector<Feature> features;
  auto place = [&](uint64_t key) {
    GridPoint g = unmorton(key);
    return Feature{within_tile(g.x, zoom), within_tile(g.y, zoom), 1, 0};
  };
  if (zoom < kNearZoom) {
    int level = cell_level(zoom), shift = 2 * (kGridBits - level);
    STELE_TRY(auto* get, impl_->sql("SELECT key,n FROM cell WHERE level=?1 AND key>=?2 AND key<=?3 AND n>0"));
    get->bind(1, int64_t{level})
        .bind(2, static_cast<int64_t>(range.first >> shift))
        .bind(3, static_cast<int64_t>(range.last >> shift));
    for (;;) {
      STELE_TRY(bool row, get->step());
      if (!row) break;
      uint64_t first = static_cast<uint64_t>(get->integer(0)) << shift;
      Feature f = place(first + (uint64_t{3} << (shift - 2)));  // the middle of the cell
      f.n = static_cast<uint64_t>(get->integer(1));
      if (f.n == 1) {
        STELE_TRY(auto* one, impl_->sql("SELECT key,rid FROM point WHERE key>=?1 AND key<=?2 LIMIT 1"));
        one->bind(1, static_cast<int64_t>(first)).bind(2, static_cast<int64_t>(first + (uint64_t{1} << shift) - 1));
        STELE_TRY(bool there, one->step());
        if (there) {
          f = place(static_cast<uint64_t>(one->integer(0)));
          f.rid = one->integer(1);
        }
        one->reset();
      }
      features.push_back(f);
    }
  } else {
    int shift = 2 * (kGridBits - std::min(kGridBits, zoom + kCellsPerTileBits + 1));
    uint64_t cell = UINT64_MAX;
    STELE_TRY(auto* get, impl_->sql("SELECT key,rid FROM point WHERE key>=?1 AND key<=?2"));
    get->bind(1, static_cast<int64_t>(range.first)).bind(2, static_cast<int64_t>(range.last));
    for (;;) {
      STELE_TRY(bool row, get->step());
      if (!row) break;
      auto key = static_cast<uint64_t>(get->integer(0));
      if (key >> shift == cell) {
        ++features.back().n;
        continue;
      }
      cell = key >> shift;
      features.push_back(place(key));
      features.back().rid = get->integer(1);
    }
  }
  if (features.empty()) return std::string();
  Layer layer;
  for (const Feature& f : features) {
    if (f.n > 1) {
      layer.add(f, {});
      continue;
    }
    STELE_TRY(Found found, impl_->found(f.rid));
    std::pair<std::string_view, std::string> texts[] = {
        {"id", found.id.text()}, {"type", found.doc.type}, {"title", found.doc.title}};
    layer.add(f, texts);
  }
  return layer.finish();
}

}  // namespace stele::index
