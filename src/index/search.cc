// Answering queries. Every condition gives a set of record numbers; the answer is their intersection, so the total and
// all facet counts are exact, however many match.
//
// Order: with words, records that bear exactly this name come first, then those with a name that begins so, then the
// rest; within each, more statements first while there are few, else by title. Without words by title. A cursor holds
// the sort key of the last hit, so a page costs the same wherever it is. The title sorted by is that of a reader who
// says nothing, whoever asks: so a cursor means the same in every perspective.
#include <algorithm>
#include <cmath>

#include "base/lang.h"
#include "index/grid.h"
#include "index/impl.h"

namespace stele::index {

model::Hit hit_of(const Found& found, const model::TitleRule& rule, std::string why) {
  model::Hit hit;
  hit.id = found.id;
  Title title = title_of(found.doc, rule);
  hit.type = found.doc.type, hit.title = title.text, hit.title_lang = title.lang;
  for (const DocName& name : found.doc.names) {
    if (hit.names.size() >= 6) break;
    if (name.text != hit.title) hit.names.emplace_back(name.text, name.lang);
  }
  hit.point = found.doc.point;
  hit.statements = found.doc.statements;
  hit.why = std::move(why);
  return hit;
}

namespace {

constexpr uint64_t kFew = 1000;
constexpr size_t kMostPerPage = 1000;

struct SortKey {
  int group = 0;       // 0 exact name, 1 name begins, 2 words, 3 everything
  int64_t weight = 0;  // ascending: minus the number of statements, 0 when not looked at
  std::string title_key;
  int64_t rid = 0;
  auto operator<=>(const SortKey&) const = default;
};

std::string to_cursor(const SortKey& key) {
  return to_base64url(bytes_of(std::to_string(key.group) + "/" + std::to_string(key.weight) + "/" +
                               std::to_string(key.rid) + "/" + key.title_key));
}

Result<SortKey> from_cursor(const std::string& cursor) {
  auto wrong = [] { return fail(Code::kInvalid, "This cursor is not one of ours; start again without it.", "cursor"); };
  auto raw = from_base64url(cursor);
  if (!raw) return wrong();
  SortKey key;
  long long weight = 0, rid = 0;
  int used = 0;
  if (std::sscanf(raw->c_str(), "%d/%lld/%lld/%n", &key.group, &weight, &rid, &used) < 3 || used == 0) return wrong();
  key.weight = weight, key.rid = rid;
  key.title_key = raw->substr(static_cast<size_t>(used));
  return key;
}

std::vector<std::string> tokens_of(const std::string& folded) {
  std::vector<std::string> out;
  for (size_t start = 0; start < folded.size();) {
    size_t end = std::min(folded.find(' ', start), folded.size());
    if (end > start) out.push_back(folded.substr(start, end - start));
    start = end + 1;
  }
  return out;
}

const char* why_of(int group) {
  constexpr const char* kWhy[] = {"name", "name begins", "words", ""};
  return kWhy[std::clamp(group, 0, 3)];
}

class Search {
 public:
  Search(Index::Impl& impl, const model::Query& query) : impl_(impl), query_(query), folded_(fold(query.words)) {}

  Status run() {
    STELE_TRY(matches_, impl_.facet_bits(kAll, ""));
    if (!query_.words.empty()) STELE_CHECK(words());
    STELE_CHECK(any_of("type", query_.types));
    std::map<std::string, std::vector<std::string>> facets;
    for (const auto& [facet, value] : query_.facets) facets[facet].push_back(value);
    for (const auto& [facet, values] : facets) STELE_CHECK(any_of(facet, values));
    if (query_.near || !query_.area.empty()) STELE_CHECK(where());
    if (query_.during) STELE_CHECK(during());
    if (query_.exclude.is_nil()) return {};
    STELE_TRY(int64_t left_out, impl_.rid_of(query_.exclude));
    if (left_out) matches_.remove(static_cast<uint64_t>(left_out));
    return {};
  }
  Bitmap take_matches() { return std::move(matches_); }

  const Bitmap& matches() const { return matches_; }

  // Calls visit(rid, key) from after the cursor on, in order, until it returns false.
  template <class Visit>
  Status in_order(Visit visit) {
    STELE_CHECK(groups());
    SortKey after;
    after.group = -1;
    if (!query_.cursor.empty()) {
      STELE_TRY(after, from_cursor(query_.cursor));
    }
    for (int group = 0; group < 4; ++group) {
      if (group < after.group || groups_[static_cast<size_t>(group)].empty()) continue;
      STELE_TRY(bool more, one_group(group, after, visit));
      if (!more) return {};
    }
    return {};
  }

  Result<std::vector<model::FacetCounts>> count_facets() {
    std::vector<model::FacetCounts> list;
    if (matches_.empty()) return list;
    STELE_TRY(auto numbers, count_by_number());
    std::map<std::string, std::vector<std::pair<uint64_t, const std::string*>>, std::less<>> by_facet;
    for (const auto& [number, n] : numbers) {
      STELE_TRY(const auto* facet, impl_.facet_name(static_cast<uint64_t>(number)));
      if (facet->first != kAll) by_facet[facet->first].emplace_back(n, &facet->second);
    }
    for (auto& [facet, values] : by_facet) list.push_back(most_frequent(facet, values));
    // What kind of record it is comes first, where it is from last; between them the alphabet.
    auto rank = [](const model::FacetCounts& c) { return c.facet == "type" ? 0 : c.facet == "source" ? 2 : 1; };
    std::stable_sort(list.begin(), list.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
    return list;
  }

 private:
  // How many matches each facet value has, by the number of the value; in one pass over the sets, no text touched.
  Result<std::vector<std::pair<int64_t, uint64_t>>> count_by_number() {
    std::vector<std::pair<int64_t, uint64_t>> out;
    STELE_TRY(auto* get, impl_.sql("SELECT fid,chunk,bits FROM bits"));
    for (;;) {
      STELE_TRY(bool row, get->step());
      if (!row) return out;
      const Bitmap::Words* mine = matches_.find(static_cast<uint64_t>(get->integer(1)));
      uint64_t n = mine ? Bitmap::count_packed_and(get->blob(2), *mine) : 0;
      if (n == 0) continue;
      if (!out.empty() && out.back().first == get->integer(0)) out.back().second += n;
      else out.emplace_back(get->integer(0), n);
    }
  }

  model::FacetCounts most_frequent(const std::string& facet,
                                   std::vector<std::pair<uint64_t, const std::string*>>& values) const {
    size_t kept = std::min(values.size(), std::max<size_t>(query_.facet_values, 1));
    auto most_first = [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : *a.second < *b.second;
    };
    std::partial_sort(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(kept), values.end(), most_first);
    model::FacetCounts out{facet, {}, values.size() - kept};
    for (size_t i = 0; i < kept; ++i) out.values.push_back({*values[i].second, values[i].first});
    return out;
  }

  Status words() {
    Bitmap found;
    std::vector<std::string> tokens = tokens_of(folded_);
    std::string match;
    for (size_t i = 0; i < tokens.size(); ++i) {
      if (i) match += ' ';
      match += '"' + tokens[i] + '"';
      if (i + 1 == tokens.size()) match += '*';  // the last word may still be being typed
    }
    if (!match.empty()) {
      STELE_TRY(auto* get, impl_.sql("SELECT gather(rowid) FROM words WHERE words MATCH ?1"));
      get->bind(1, std::string_view(match));
      STELE_CHECK(collect(get, found));
    }
    matches_.keep(found);
    return {};
  }

  Status collect(store::Statement* get, Bitmap& into) {
    return impl_.db.gather(*get, [&](int64_t n) { into.add(static_cast<uint64_t>(n)); });
  }

  Status any_of(std::string_view facet, const std::vector<std::string>& values) {
    if (values.empty()) return {};
    Bitmap any;
    for (const std::string& value : values) {
      STELE_TRY(Bitmap bits, impl_.facet_bits(facet, value));
      any.join(bits);
    }
    matches_.keep(any);
    return {};
  }

  Box box() const {
    Box out = query_.near ? box_of(*query_.near) : Box{};
    if (query_.area.empty()) return out;
    Box area{180, 90, -180, -90};
    for (const Ring& ring : query_.area)
      for (Point p : ring) {
        area.west = std::min(area.west, p.lon), area.east = std::max(area.east, p.lon);
        area.south = std::min(area.south, p.lat), area.north = std::max(area.north, p.lat);
      }
    return {std::max(out.west, area.west), std::max(out.south, area.south), std::min(out.east, area.east),
            std::min(out.north, area.north)};
  }

  // A ring of four sides along the meridians and parallels is its own box.
  bool area_is_box() const {
    if (query_.area.size() != 1 || query_.area[0].size() != 5) return false;
    const Ring& ring = query_.area[0];
    for (size_t i = 1; i < ring.size(); ++i)
      if (ring[i].lon != ring[i - 1].lon && ring[i].lat != ring[i - 1].lat) return false;
    return true;
  }

  Status where() {
    Bitmap inside_bits;
    Box b = box();
    bool box_only = !query_.near && area_is_box();
    if (b.west <= b.east && b.south <= b.north)
      for (const KeyRange& range : ranges_for(b)) {
        if (range.whole && box_only) STELE_CHECK(all_of(range, inside_bits));
        else STELE_CHECK(those_inside(range, b, box_only, inside_bits));
      }
    matches_.keep(inside_bits);
    return {};
  }

  Status all_of(const KeyRange& range, Bitmap& into) {
    STELE_TRY(auto* get, impl_.sql("SELECT gather(rid) FROM point WHERE key>=?1 AND key<=?2"));
    get->bind(1, static_cast<int64_t>(range.first)).bind(2, static_cast<int64_t>(range.last));
    return collect(get, into);
  }

  Status those_inside(const KeyRange& range, const Box& b, bool box_only, Bitmap& into) {
    STELE_TRY(auto* get, impl_.sql("SELECT rid,lon,lat FROM point WHERE key>=?1 AND key<=?2"));
    get->bind(1, static_cast<int64_t>(range.first)).bind(2, static_cast<int64_t>(range.last));
    for (;;) {
      STELE_TRY(bool row, get->step());
      if (!row) return {};
      Point p{get->real(1), get->real(2)};
      if (!b.contains(p)) continue;
      if (query_.near && distance_m(query_.near->centre, p) > query_.near->radius_m) continue;
      if (!box_only && !query_.area.empty() && !inside(p, query_.area)) continue;
      into.add(static_cast<uint64_t>(get->integer(0)));
    }
  }

  Status during() {
    Bitmap when;
    bool certain = query_.during_mode == model::During::kCertainly;
    STELE_TRY(auto* get, impl_.sql(certain ? "SELECT gather(rid) FROM span WHERE lo>=?1 AND hi<=?2"
                                           : "SELECT gather(rid) FROM span WHERE lo<=?2 AND hi>=?1"));
    get->bind(1, int64_t{query_.during->earliest()}).bind(2, int64_t{query_.during->latest()});
    STELE_CHECK(collect(get, when));
    matches_.keep(when);
    return {};
  }

  Status groups() {
    if (folded_.empty()) {
      groups_[3].join(matches_);
      return {};
    }
    Bitmap exact, begins;
    STELE_CHECK(names_between(folded_, folded_, exact));
    if (folded_.size() > 2) STELE_CHECK(names_between(folded_, folded_ + "\xf4\x8f\xbf\xbf", begins));
    groups_[2].join(matches_);
    exact.keep(matches_), begins.keep(matches_);
    exact.each([&](uint64_t n) { return begins.remove(n), groups_[2].remove(n), true; });
    begins.each([&](uint64_t n) { return groups_[2].remove(n), true; });
    groups_[0].join(exact), groups_[1].join(begins);
    return {};
  }

  Status names_between(const std::string& low, const std::string& high, Bitmap& into) {
    STELE_TRY(auto* get, impl_.sql("SELECT gather(rid) FROM name WHERE key>=?1 AND key<=?2"));
    get->bind(1, std::string_view(low)).bind(2, std::string_view(high));
    return collect(get, into);
  }

  // true: the visitor wants more
  template <class Visit>
  Result<bool> one_group(int group, const SortKey& after, Visit& visit) {
    const Bitmap& bits = groups_[static_cast<size_t>(group)];
    // Once a cursor has been given out in one order it must go on in it, though the group may have grown meanwhile.
    bool by_title = after.group == group ? after.weight == 0 : bits.count() > kFew;
    if (!by_title) return few(group, bits, after, visit);
    STELE_TRY(auto* walk, impl_.sql("SELECT rid,title_key FROM record WHERE title_key IS NOT NULL AND "
                                    "(title_key,rid)>(?1,?2) ORDER BY title_key,rid"));
    std::string from = after.group == group ? after.title_key : std::string();
    walk->bind(1, std::string_view(from)).bind(2, after.group == group ? after.rid : int64_t{0});
    for (;;) {
      STELE_TRY(bool row, walk->step());
      if (!row) return true;
      int64_t rid = walk->integer(0);
      if (!bits.contains(static_cast<uint64_t>(rid))) continue;
      SortKey key{group, 0, std::string(walk->text(1)), rid};
      STELE_TRY(bool more, visit(key));
      if (!more) return walk->reset(), false;
    }
  }

  template <class Visit>
  Result<bool> few(int group, const Bitmap& bits, const SortKey& after, Visit& visit) {
    std::vector<SortKey> keys;
    Status status;
    bits.each([&](uint64_t n) {
      auto get = impl_.sql("SELECT weight,title_key FROM record WHERE rid=?1");
      if (!get) return status = std::unexpected(get.error()), false;
      (*get)->bind(1, static_cast<int64_t>(n));
      auto row = (*get)->step();
      if (!row) return status = std::unexpected(row.error()), false;
      if (*row) {
        // Without words all weigh the same: the order is the alphabet's.
        int64_t weight = group == 3 ? -1 : -1 - (*get)->integer(0);
        keys.push_back({group, weight, std::string((*get)->text(1)), static_cast<int64_t>(n)});
      }
      (*get)->reset();
      return true;
    });
    STELE_CHECK(status);
    std::sort(keys.begin(), keys.end());
    for (const SortKey& key : keys) {
      if (after.group == group && !(key > after)) continue;
      STELE_TRY(bool more, visit(key));
      if (!more) return false;
    }
    return true;
  }

  Index::Impl& impl_;
  const model::Query& query_;
  std::string folded_;
  Bitmap matches_;
  std::array<Bitmap, 4> groups_;
};

}  // namespace

Box box_of(const model::Near& near) {
  double dlat = near.radius_m / 111195.0;
  Point c = near.centre;
  double farthest = std::abs(c.lat) + dlat;
  double dlon = farthest < 89 ? dlat / std::cos(farthest * 3.14159265358979 / 180) : 360;
  // A circle that holds a pole or crosses the 180th meridian is looked for all around.
  if (c.lon - dlon < -180 || c.lon + dlon > 180) dlon = 360;
  return {std::max(-180.0, c.lon - dlon), std::max(-90.0, c.lat - dlat), std::min(180.0, c.lon + dlon),
          std::min(90.0, c.lat + dlat)};
}

Result<Bitmap> matches_of(Index::Impl& impl, const model::Query& query) {
  Search search(impl, query);
  STELE_CHECK(search.run());
  return search.take_matches();
}

Result<model::Page> Index::find(const model::Query& query) {
  Snapshot snapshot(impl_->db);
  Search search(*impl_, query);
  STELE_CHECK(search.run());
  model::Page page;
  page.total = search.matches().count();
  size_t limit = std::clamp<size_t>(query.limit, 1, kMostPerPage);
  std::vector<SortKey> keys;
  STELE_CHECK(search.in_order([&](const SortKey& key) -> Result<bool> {
    keys.push_back(key);
    return keys.size() <= limit;
  }));
  if (keys.size() > limit) {
    keys.resize(limit);
    page.next = to_cursor(keys.back());
  }
  model::TitleRule rule(query.perspective);
  for (const SortKey& key : keys) {
    STELE_TRY(Found found, impl_->found(key.rid));
    page.hits.push_back(hit_of(found, rule, why_of(key.group)));
  }
  if (query.count_facets) {
    STELE_TRY(page.facets, search.count_facets());
  }
  return page;
}

Status Index::each(const model::Query& query, const std::function<Result<bool>(const Id&)>& visit) {
  Snapshot snapshot(impl_->db);
  Search search(*impl_, query);
  STELE_CHECK(search.run());
  return search.in_order([&](const SortKey& key) -> Result<bool> {
    STELE_TRY(Found found, impl_->found(key.rid));
    return visit(found.id);
  });
}

namespace {

constexpr size_t kLeastAlike = 3;       // letters, before names in other letters and spellings are offered
constexpr double kAlikeEnough = 0.4;

size_t letters(std::string_view utf8) {
  return static_cast<size_t>(std::ranges::count_if(utf8, [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; }));
}

// Records whose names are spelled otherwise or in other letters.
Result<std::vector<model::Hit>> names_alike(Index& index, const std::string& words, size_t limit,
                                            const model::Perspective& perspective) {
  model::MatchQuery query;
  query.name = words, query.limit = limit;
  STELE_TRY(std::vector<model::Candidate> found, index.match(query, perspective));
  std::vector<model::Hit> out;
  for (model::Candidate& c : found) {
    if (c.score < kAlikeEnough) break;
    c.hit.why = "alike";
    out.push_back(std::move(c.hit));
  }
  return out;
}

}  // namespace

Result<std::vector<model::Hit>> Index::suggest(const std::string& words, size_t limit,
                                               const model::Perspective& perspective) {
  std::string low = fold(words);
  std::vector<model::Hit> out;
  if (low.empty()) return out;
  Snapshot snapshot(impl_->db);
  std::string high = low + "\xf4\x8f\xbf\xbf";
  std::vector<int64_t> rids;
  {
    STELE_TRY(auto* get, impl_->sql("SELECT rid FROM name WHERE key>=?1 AND key<=?2 ORDER BY key,rid LIMIT 2000"));
    get->bind(1, std::string_view(low)).bind(2, std::string_view(high));
    for (;;) {
      STELE_TRY(bool row, get->step());
      if (!row) break;
      int64_t rid = get->integer(0);
      if (std::find(rids.begin(), rids.end(), rid) == rids.end()) rids.push_back(rid);
      if (rids.size() >= limit) break;
    }
    get->reset();
  }
  model::TitleRule rule(perspective);
  for (int64_t rid : rids) {
    STELE_TRY(Found found, impl_->found(rid));
    out.push_back(hit_of(found, rule, "name begins"));
  }
  if (out.size() >= limit || letters(low) < kLeastAlike) return out;
  STELE_TRY(std::vector<model::Hit> alike, names_alike(*this, words, limit, perspective));
  for (model::Hit& hit : alike) {
    bool again = std::ranges::any_of(out, [&](const model::Hit& known) { return known.id == hit.id; });
    if (!again && out.size() < limit) out.push_back(std::move(hit));
  }
  return out;
}

Result<model::Page> Index::naming(const Id& target, const std::string& property, size_t limit,
                                  const std::string& cursor, const model::Perspective& perspective) {
  Snapshot snapshot(impl_->db);
  model::Page page;
  int64_t after = 0;
  if (!cursor.empty()) {
    STELE_TRY(SortKey key, from_cursor(cursor));
    after = key.rid;
  }
  {
    STELE_TRY(auto* total, impl_->sql("SELECT count(*) FROM link WHERE target=?1 AND property=?2"));
    total->bind(1, Bytes(target.bytes)).bind(2, std::string_view(property));
    STELE_TRY(bool row, total->step());
    page.total = row ? static_cast<uint64_t>(total->integer(0)) : 0;
    total->reset();
  }
  limit = std::clamp<size_t>(limit, 1, kMostPerPage);
  std::vector<int64_t> rids;
  STELE_TRY(auto* get,
            impl_->sql("SELECT rid FROM link WHERE target=?1 AND property=?2 AND rid>?3 ORDER BY rid LIMIT ?4"));
  get->bind(1, Bytes(target.bytes))
      .bind(2, std::string_view(property))
      .bind(3, after)
      .bind(4, static_cast<int64_t>(limit + 1));
  for (;;) {
    STELE_TRY(bool row, get->step());
    if (!row) break;
    rids.push_back(get->integer(0));
  }
  if (rids.size() > limit) {
    rids.resize(limit);
    page.next = to_cursor({3, 0, "", rids.back()});
  }
  model::TitleRule rule(perspective);
  for (int64_t rid : rids) {
    STELE_TRY(Found found, impl_->found(rid));
    page.hits.push_back(hit_of(found, rule, property));
  }
  return page;
}

Result<std::map<std::string, uint64_t>> Index::naming_counts(const Id& target) {
  std::map<std::string, uint64_t> out;
  STELE_TRY(auto* get, impl_->sql("SELECT property,count(*) FROM link WHERE target=?1 GROUP BY property"));
  get->bind(1, Bytes(target.bytes));
  for (;;) {
    STELE_TRY(bool row, get->step());
    if (!row) return out;
    out.emplace(get->text(0), static_cast<uint64_t>(get->integer(1)));
  }
}

Result<Id> Index::bearer(const std::string& identifier, const Id& except) {
  STELE_TRY(
      auto* get,
      impl_->sql("SELECT r.id FROM identifier i JOIN record r ON r.rid=i.rid WHERE i.key=?1 AND r.id<>?2 LIMIT 1"));
  get->bind(1, std::string_view(identifier)).bind(2, Bytes(except.bytes));
  STELE_TRY(bool row, get->step());
  Id out;
  if (row) {
    Bytes raw = get->blob(0);
    if (raw.size() == out.bytes.size()) std::copy(raw.begin(), raw.end(), out.bytes.begin());
  }
  get->reset();
  return out;
}

}  // namespace stele::index
