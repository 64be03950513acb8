// Vector tiles (Mapbox Vector Tile specification 2.1, sections 4.1 to 4.4), one layer "places" with extent 4096. Where
// points crowd, one feature stands for all in a cell of a grid and says how many (n); a cell with one point shows that
// point itself, with id, type, title and title_lang.
//
// The cells of a tile come from one of three places, always in the order of their keys. When everything is asked for:
// far out from counts kept ready by level, near from the points of the tile. With a question: from the points of all
// that it finds, which are kept, because the next tiles of the same view ask the same. Then cells are joined, four to
// one, until the tile is small enough.
#include <algorithm>
#include <unordered_map>

#include "index/grid.h"
#include "index/impl.h"

namespace stele::index {
namespace {

constexpr int kExtentBits = 12;  // 4096
constexpr int kMostZoom = 22;
constexpr int kNearZoom = 10;         // from here on the points themselves are read
constexpr int kCellsPerTileBits = 5;  // at least 32 by 32 cells a tile
constexpr size_t kMostBytes = 96'000;
constexpr size_t kMostSingles = 800;  // more of them would not fit with their titles
constexpr size_t kMostTitle = 96;     // bytes of a title: what a map can show

// All points of the tile whose keys are the same but for the last `shift` bits.
struct Cell {
  uint64_t key = 0;  // of its first point, or of its corner
  uint64_t n = 1;
  int64_t rid = 0;  // of its first point; 0: not looked up yet
};

struct Feature {
  uint32_t x = 0, y = 0;  // within the tile
  uint64_t n = 1;
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

// At most so many bytes, cut between two letters.
std::string_view beginning(std::string_view text, size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
  return text.substr(0, most);
}

bool asks_for_all(const model::Query& q) {
  return q.words.empty() && q.types.empty() && q.facets.empty() && !q.near && q.area.empty() && !q.during &&
         q.exclude.is_nil();
}

// The conditions of a question, as a key: each piece with its length, so that no two questions share one.
std::string conditions_of(const model::Query& q) {
  std::string out;
  auto add = [&](std::string_view piece) { varint(out, piece.size()), out += piece; };
  auto add_point = [&](Point p) { add({reinterpret_cast<const char*>(&p), sizeof p}); };
  add(q.words), varint(out, q.types.size()), varint(out, q.facets.size()), varint(out, q.area.size());
  for (const std::string& type : q.types) add(type);
  for (const auto& [facet, value] : q.facets) add(facet), add(value);
  for (const Ring& ring : q.area) {
    varint(out, ring.size());
    for (Point p : ring) add_point(p);
  }
  if (q.near) add("near"), add_point(q.near->centre), add_point({q.near->radius_m, 0});
  if (q.during) add("during"), add(q.during->text()), add(q.during_mode == model::During::kCertainly ? "c" : "p");
  add(q.exclude.text());
  return out;
}

// One tile of one question. It lives within a Snapshot.
class Tile {
 public:
  Tile(Index::Impl& impl, int zoom, uint32_t x, uint32_t y, const model::Query& query)
      : impl_(impl), query_(query), zoom_(zoom), range_(range_of_tile(zoom, x, y)), is_far_(zoom < kNearZoom) {
    int level = is_far_ ? cell_level(zoom) : std::min(kGridBits, zoom + kCellsPerTileBits + 1);
    shift_ = first_shift_ = 2 * (kGridBits - level);
  }

  Result<std::string> make(uint64_t position) {
    STELE_CHECK(read_cells(position));
    if (cells_.empty()) return std::string();
    model::TitleRule rule(query_.perspective);
    for (;; join(shift_ + 2)) {
      while (singles() > kMostSingles) join(shift_ + 2);
      STELE_TRY(std::string bytes, draw(rule));
      // A single cell for the whole tile is as small as it gets.
      if (bytes.size() <= kMostBytes || cells_.size() == 1) return bytes;
    }
  }

 private:
  Status read_cells(uint64_t position) {
    if (asks_for_all(query_)) return is_far_ ? counted_cells() : points();
    STELE_TRY(std::shared_ptr<const Spots> found, found_at({impl_.file, position}));
    auto it = std::ranges::lower_bound(*found, range_.first, {}, &Spot::key);
    for (; it != found->end() && it->key <= range_.last; ++it) add(*it);
    return {};
  }

  Status counted_cells() {
    STELE_TRY(auto* get, impl_.sql("SELECT key,n FROM cell WHERE level=?1 AND key>=?2 AND key<=?3 AND n>0"));
    get->bind(1, int64_t{kGridBits - shift_ / 2})
        .bind(2, static_cast<int64_t>(range_.first >> shift_))
        .bind(3, static_cast<int64_t>(range_.last >> shift_));
    for (;;) {
      STELE_TRY(bool row, get->step());
      if (!row) return {};
      cells_.push_back({static_cast<uint64_t>(get->integer(0)) << shift_, static_cast<uint64_t>(get->integer(1)), 0});
    }
  }

  Status points() {
    STELE_TRY(auto* get, impl_.sql("SELECT key,rid FROM point WHERE key>=?1 AND key<=?2"));
    get->bind(1, static_cast<int64_t>(range_.first)).bind(2, static_cast<int64_t>(range_.last));
    for (;;) {
      STELE_TRY(bool row, get->step());
      if (!row) return {};
      add({static_cast<uint64_t>(get->integer(0)), get->integer(1)});
    }
  }

  void add(const Spot& spot) {
    if (!cells_.empty() && cells_.back().key >> shift_ == spot.key >> shift_) ++cells_.back().n;
    else cells_.push_back({spot.key, 1, spot.rid});
  }

  // The points of all that the question finds.
  Result<std::shared_ptr<const Spots>> found_at(const Answers::Moment& moment) {
    std::string question = conditions_of(query_);
    if (auto kept = impl_.shared->answers.find(moment, question)) return kept;
    STELE_TRY(Bitmap matches, matches_of(impl_, query_));
    STELE_TRY(std::shared_ptr<const Spots> all, all_at(moment));
    auto found = std::make_shared<Spots>();
    for (const Spot& spot : *all)
      if (matches.contains(static_cast<uint64_t>(spot.rid))) found->push_back(spot);
    impl_.shared->answers.put(moment, std::move(question), found);
    return found;
  }

  // Every point. Reading them takes longer than most searches, so they are kept too, as the answer to "".
  Result<std::shared_ptr<const Spots>> all_at(const Answers::Moment& moment) {
    if (auto kept = impl_.shared->answers.find(moment, "")) return kept;
    auto all = std::make_shared<Spots>();
    bool has_key = false;
    STELE_TRY(auto* get, impl_.sql("SELECT gather(key,rid) FROM point"));
    STELE_CHECK(impl_.db.gather(*get, [&](int64_t n) {
      has_key = !has_key;
      if (has_key) all->push_back({static_cast<uint64_t>(n), 0});
      else all->back().rid = n;
    }));
    if (!std::ranges::is_sorted(*all, {}, &Spot::key)) std::ranges::sort(*all, {}, &Spot::key);
    impl_.shared->answers.put(moment, "", all);
    return all;
  }

  size_t singles() const {
    return static_cast<size_t>(std::ranges::count_if(cells_, [](const Cell& c) { return c.n == 1; }));
  }

  void join(int shift) {
    shift_ = shift;
    std::vector<Cell> joined;
    for (const Cell& cell : cells_) {
      if (!joined.empty() && joined.back().key >> shift == cell.key >> shift) joined.back().n += cell.n;
      else joined.push_back(cell);
    }
    cells_ = std::move(joined);
  }

  // A counted cell knows only how many are in it.
  Status look_up(Cell& cell) {
    STELE_TRY(auto* get, impl_.sql("SELECT key,rid FROM point WHERE key>=?1 AND key<=?2 LIMIT 1"));
    uint64_t last = cell.key + (uint64_t{1} << first_shift_) - 1;
    get->bind(1, static_cast<int64_t>(cell.key)).bind(2, static_cast<int64_t>(last));
    STELE_TRY(bool row, get->step());
    if (!row) return fail(Code::kCorrupt, "The index counts a point that is not there; rebuild the index.");
    cell.key = static_cast<uint64_t>(get->integer(0)), cell.rid = get->integer(1);
    get->reset();
    return {};
  }

  Feature place(const Cell& cell) const {
    uint64_t key = cell.key;
    bool in_the_middle = cell.n > 1 && (is_far_ || shift_ > first_shift_);
    if (in_the_middle) key = (key >> shift_ << shift_) + (uint64_t{3} << (shift_ - 2));
    GridPoint g = unmorton(key);
    return {within_tile(g.x, zoom_), within_tile(g.y, zoom_), cell.n};
  }

  Result<std::string> draw(const model::TitleRule& rule) {
    Layer layer;
    for (Cell& cell : cells_) {
      if (cell.n > 1) {
        layer.add(place(cell), {});
        continue;
      }
      if (cell.rid == 0) STELE_CHECK(look_up(cell));
      STELE_TRY(Found found, impl_.found(cell.rid));
      Title title = title_of(found.doc, rule);
      std::vector<std::pair<std::string_view, std::string>> texts = {
          {"id", found.id.text()}, {"type", found.doc.type}, {"title", std::string(beginning(title.text, kMostTitle))}};
      if (!title.lang.empty()) texts.emplace_back("title_lang", title.lang);
      layer.add(place(cell), texts);
    }
    return layer.finish();
  }

  Index::Impl& impl_;
  const model::Query& query_;
  int zoom_, shift_ = 0, first_shift_ = 0;
  KeyRange range_;
  bool is_far_;
  std::vector<Cell> cells_;
};

}  // namespace

Result<std::string> Index::tile(int zoom, uint32_t x, uint32_t y, const model::Query& query) {
  if (zoom < 0 || zoom > kMostZoom || x >> zoom || y >> zoom)
    return fail(Code::kInvalid, "There is no such tile: zoom is 0 to 22, x and y are below 2^zoom.");
  Snapshot snapshot(impl_->db);
  STELE_TRY(uint64_t at, position());
  return Tile(*impl_, zoom, x, y, query).make(at);
}

}  // namespace stele::index
