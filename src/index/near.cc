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

// The distance of these records, all of which lie within the circle.
Result<std::vector<Neighbour>> neighbours(Index::Impl& impl, const Bitmap& matches, const model::Near& near) {
  std::vector<Neighbour> out;
  for (const KeyRange& range : ranges_for(box_of(near))) {
    STELE_TRY(auto* get, impl.sql("SELECT rid,lon,lat FROM point WHERE key>=?1 AND key<=?2"));
    get->bind(1, static_cast<int64_t>(range.first)).bind(2, static_cast<int64_t>(range.last));
    for (;;) {
      STELE_TRY(bool row, get->step());
      if (!row) break;
      int64_t rid = get->integer(0);
      if (!matches.contains(static_cast<uint64_t>(rid))) continue;
      out.push_back({distance_m(near.centre, {get->real(1), get->real(2)}), rid});
    }
  }
  return out;
}

}  // namespace

Result<std::vector<model::Hit>> Index::nearest(const model::Query& query) {
  if (!query.near) return fail(Code::kInvalid, "Say near what, and how far away at most.");
  Snapshot snapshot(impl_->db);
  // Where records crowd a small circle is enough; so the circle grows until it holds as many as are wanted.
  model::Query asked = query;
  size_t limit = std::max<size_t>(query.limit, 1);
  Bitmap matches;
  for (asked.near->radius_m = std::min(500.0, query.near->radius_m);; asked.near->radius_m *= 3) {
    asked.near->radius_m = std::min(asked.near->radius_m, query.near->radius_m);
    STELE_TRY(matches, matches_of(*impl_, asked));
    if (asked.near->radius_m >= query.near->radius_m || matches.count() >= limit) break;
  }
  STELE_TRY(std::vector<Neighbour> all, neighbours(*impl_, matches, *asked.near));
  std::sort(all.begin(), all.end());
  if (all.size() > limit) all.resize(limit);
  model::TitleRule rule(query.perspective);
  std::vector<model::Hit> out;
  for (const Neighbour& one : all) {
    STELE_TRY(Found found, impl_->found(one.rid));
    out.push_back(hit_of(found, rule, ""));
  }
  return out;
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
