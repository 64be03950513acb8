// Which records lie nearest to a point, and one record at random: two small questions beside search.
#include <algorithm>

#include "index/grid.h"
#include "index/impl.h"

namespace stele::index {
namespace {

struct Neighbour {
  double metres = 0;
  int64_t rid = 0;
  auto operator<=>(const Neighbour&) const = default;
};

constexpr size_t kMostRanges = 8;  // of the grid: looking a range up costs as much as reading many points

// The records within the circle, or those of them that match.
Result<std::vector<Neighbour>> neighbours(Index::Impl& impl, const Bitmap* matches, const model::Near& near) {
  std::vector<Neighbour> out;
  for (const KeyRange& range : ranges_for(box_of(near), kMostRanges)) {
    STELE_TRY(auto* get, impl.sql("SELECT rid,lon,lat FROM point WHERE key>=?1 AND key<=?2"));
    get->bind(1, static_cast<int64_t>(range.first)).bind(2, static_cast<int64_t>(range.last));
    for (;;) {
      STELE_TRY(bool row, get->step());
      if (!row) break;
      int64_t rid = get->integer(0);
      if (matches && !matches->contains(static_cast<uint64_t>(rid))) continue;
      double metres = distance_m(near.centre, {get->real(1), get->real(2)});
      if (metres <= near.radius_m) out.push_back({metres, rid});
    }
  }
  return out;
}

// All that is asked is a place and a type, which the docs themselves say.
bool is_plain(const model::Query& query) {
  return query.words.empty() && query.area.empty() && !query.during && query.facets.empty();
}

class Nearest {
 public:
  Nearest(Index::Impl& impl, const model::Query& query) : impl_(impl), query_(query), rule_(query.perspective) {}

  // Where records crowd a small circle is enough; so the circle grows until it holds as many as are wanted.
  Result<std::vector<model::Hit>> plain(size_t limit) {
    model::Near near = *query_.near;
    std::vector<model::Hit> out;
    for (near.radius_m = std::min(2000.0, query_.near->radius_m);; near.radius_m *= 4) {
      near.radius_m = std::min(near.radius_m, query_.near->radius_m);
      STELE_TRY(std::vector<Neighbour> all, neighbours(impl_, nullptr, near));
      bool is_last = near.radius_m >= query_.near->radius_m;
      if (!is_last && all.size() < limit) continue;
      STELE_TRY(out, first_of(std::move(all), limit));
      if (is_last || out.size() >= limit) return out;
    }
  }

  Result<std::vector<model::Hit>> first_of(std::vector<Neighbour> all, size_t limit) {
    std::sort(all.begin(), all.end());
    std::vector<model::Hit> out;
    for (const Neighbour& one : all) {
      if (out.size() >= limit) break;
      STELE_TRY(Found found, impl_.found(one.rid));
      if (is_of_type(found.doc) && found.id != query_.exclude) out.push_back(hit_of(found, rule_, ""));
    }
    return out;
  }

 private:
  // People may say that a record is of several types; any of them counts, as in search.
  bool is_of_type(const Doc& doc) const {
    return query_.types.empty() || std::ranges::any_of(doc.facets, [&](const auto& facet) {
             return facet.first == "type" && std::ranges::find(query_.types, facet.second) != query_.types.end();
           });
  }

  Index::Impl& impl_;
  const model::Query& query_;
  model::TitleRule rule_;
};

}  // namespace

Result<std::vector<model::Hit>> Index::nearest(const model::Query& query) {
  if (!query.near) return fail(Code::kInvalid, "Say near what, and how far away at most.");
  Snapshot snapshot(impl_->db);
  size_t limit = std::max<size_t>(query.limit, 1);
  Nearest nearest(*impl_, query);
  if (is_plain(query)) return nearest.plain(limit);
  STELE_TRY(Bitmap matches, matches_of(*impl_, query));
  STELE_TRY(std::vector<Neighbour> all, neighbours(*impl_, &matches, *query.near));
  return nearest.first_of(std::move(all), limit);
}

Result<Id> Index::pick(const std::string& type, uint64_t seed) {
  Snapshot snapshot(impl_->db);
  STELE_TRY(Bitmap listed, impl_->facet_bits(type.empty() ? kAll : "type", type));
  uint64_t count = listed.count(), left = count ? seed % count : 0;
  if (count == 0) return fail(Code::kNotFound, "There is no such record.");
  int64_t rid = 0;
  listed.each([&](uint64_t n) { return rid = static_cast<int64_t>(n), left-- > 0; });
  STELE_TRY(Found found, impl_->found(rid));
  return found.id;
}

}  // namespace stele::index
