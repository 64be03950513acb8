// The index against an obvious implementation: random histories of statements are applied in batches of several sizes,
// which must give one digest, and every answer must be what a slow look at all records gives.
#include "index/index.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <sstream>

#include "base/lang.h"
#include "index/answers.h"
#include "index/doc.h"
#include "index/grid.h"
#include "index/test_support.h"
#include "store/sqlite.h"

using namespace stele;
using namespace stele::index;
using namespace stele::model::test;
namespace m = stele::model;

namespace {

using Random = std::mt19937;
using History = std::vector<m::Statement>;

template <class... T>
std::string one_of(Random& random, T... choices) {
  const char* all[] = {choices...};
  return all[random() % sizeof...(choices)];
}

// --- histories ---

m::Value random_name(Random& random) {
  std::string first =
      one_of(random, "Gəncə", "Yuxarı", "Գանձակ", "განჯა", "Гянджа", "گنجه", "Upper", "O'Brien", "X-ray", "St. Mary's");
  if (random() % 2) first += " " + one_of(random, "Spring", "Gəncə", "Բլուր", "ᲒᲐᲜᲯᲐ", "№7", "Ġ", "कि", "𐓀𐓁", "Ꮳ", "ꙮ");
  m::Parts parts;
  if (random() % 3 == 0)
    m::set_part(parts, "status", one_of(random, "official", "official-former", "historical", "false", "variant"));
  if (random() % 3 == 0) m::set_part(parts, "status-by", one_of(random, "survey of 1903", "the elders"));
  return name(first, one_of(random, "az-Latn", "az-Cyrl", "az-Arab", "hy", "ka", "ru", "fa", "en", "und"), parts);
}

m::Perspective random_perspective(Random& random) {
  m::Perspective out;
  out.lang = one_of(random, "en", "az", "az-Cyrl", "hy", "fr", "");
  if (random() % 2) out.at = Period::parse(one_of(random, "1905", "1919-05-01", "1900/1950", "../1930", "2000")).value();
  if (random() % 2) out.by = one_of(random, "survey of 1903", "the elders", "nobody");
  if (random() % 4 == 0) out.by = id(one_of(random, "source", "source2", "contributor")).text();
  return out;
}

m::Draft random_draft(Random& random, std::string_view subject) {
  m::Draft d;
  auto say = [&](std::string property, m::Value value) { d = draft(subject, std::move(property), std::move(value)); };
  switch (random() % 14) {
    case 0:
    case 1:
    case 2: say(random() % 8 ? "name" : "name-from", random_name(random)); break;
    case 3: say("settlement-type", m::Term{one_of(random, "city", "village", "town")}); break;
    case 4:
    case 5: {
      char wkt[64];
      bool anywhere = random() % 8 == 0;
      double lon = anywhere ? -180 + random() % 3601 / 10.0 : 44 + random() % 1000 / 500.0;
      double lat = anywhere ? -90 + random() % 1801 / 10.0 : 40 + random() % 1000 / 500.0;
      std::snprintf(wkt, sizeof wkt, "POINT (%.3f %.3f)", lon, lat);
      say("position", m::Position{wkt, {}});
      break;
    }
    case 6:
      say("description", text(one_of(random, "a mill by the river", "the old mill", "river town", "कि and ꙮ")));
      break;
    case 7: say("identifier", m::Identifier{"wof", std::to_string(random() % 20)}); break;
    case 8: say("part-of", m::Membership{id("s" + std::to_string(random() % 12)), {}}); break;
    case 9: say("same-as", m::Ref{id("s" + std::to_string(random() % 12))}); break;
    case 10: say("audience", text(one_of(random, "public", "public", "community", "restricted"))); break;
    case 11: say("type", text(one_of(random, "place", "monument", "place", "person"))); break;
    case 12: say("sensitivity", m::Term{one_of(random, "looting-risk", "health")}); break;
    default: say("recorded-value", m::Keyed{"Country Type", "Country"});
  }
  if (random() % 3 == 0)
    d.holds = Period::parse(one_of(random, "1905", "1918/1920", "../1930", "1988/..", "19XX", "1905~")).value();
  if (random() % 6 == 0) d.audience = m::Audience::kCommunity;
  if (random() % 3 == 0) d.source = id("source2");
  return d;
}

History history(Random& random) {
  History out;
  size_t n = 20 + random() % 150, withdrawals = 0;
  std::set<std::string> typed;
  while (out.size() < n) {
    std::string contribution = "c" + std::to_string(random() % 6);
    if (random() % 25 == 0) {  // also of contributions that nobody has heard of yet
      m::Draft d = draft("c" + std::to_string(random() % 7), "withdrawn", text("undone"));
      out.push_back(statement(out.size(), std::move(d), "w" + std::to_string(withdrawals++)));
      continue;
    }
    std::string subject = "s" + std::to_string(random() % 12);
    bool first = typed.insert(subject).second;
    m::Draft d = first && random() % 6 ? draft(subject, "type", text(one_of(random, "place", "monument", "source")))
                                       : random_draft(random, subject);
    if (!out.empty() && random() % 8 == 0) d.supersedes.push_back(out[random() % out.size()].commitment);
    out.push_back(statement(out.size(), std::move(d), contribution));
  }
  return out;
}

// --- the slow answer ---

struct Slow {
  std::map<Id, Doc> docs;
  std::map<Id, m::View> views;

  explicit Slow(const History& all) {
    std::set<Id> withdrawn;
    std::map<Id, m::Record> records;
    for (const m::Statement& s : all) {
      if (s.property == "withdrawn" && s.kind == "control") withdrawn.insert(s.subject);
      auto& record = records[s.subject];
      record.id = s.subject;
      record.statements.push_back(s);
    }
    for (const auto& [id, record] : records) {
      m::View view = m::redact(record, withdrawn, schema(), {});
      if (auto doc = make_doc(view, schema())) docs.emplace(id, std::move(*doc)), views.emplace(id, std::move(view));
    }
  }

  static std::vector<std::string> split(const std::string& words) {
    std::vector<std::string> out;
    std::istringstream in(words);
    for (std::string word; in >> word;) out.push_back(word);
    return out;
  }

  static bool has_words(const Doc& d, const m::Query& q) {
    if (q.words.empty()) return true;
    auto want = split(fold(q.words)), have = split(all_words(d));
    if (want.empty()) return false;
    for (size_t i = 0; i < want.size(); ++i)
      if (std::none_of(have.begin(), have.end(),
                       [&](auto& w) { return i + 1 == want.size() ? w.starts_with(want[i]) : w == want[i]; }))
        return false;
    return true;
  }

  static bool has_facets(const Doc& d, const m::Query& q) {
    std::map<std::string, std::vector<std::string>> wanted;
    for (auto& [facet, value] : q.facets) wanted[facet].push_back(value);
    for (auto& [facet, values] : wanted)
      if (std::none_of(values.begin(), values.end(), [&, f = facet](auto& v) {
            return std::count(d.facets.begin(), d.facets.end(), std::pair(f, v));
          }))
        return false;
    return q.types.empty() || std::any_of(q.types.begin(), q.types.end(), [&](auto& t) {
             return std::count(d.facets.begin(), d.facets.end(), std::pair(std::string("type"), t));
           });
  }

  static bool is_there(const Doc& d, const m::Query& q) {
    if (!q.near && q.area.empty()) return true;
    if (!d.point) return false;
    return (!q.near || distance_m(q.near->centre, *d.point) <= q.near->radius_m) &&
           (q.area.empty() || inside(*d.point, q.area));
  }

  static bool is_then(const Doc& d, const m::Query& q) {
    if (!q.during) return true;
    Day first = q.during->earliest(), last = q.during->latest();
    return std::any_of(d.spans.begin(), d.spans.end(), [&](auto& s) {
      return q.during_mode == m::During::kCertainly ? s.first >= first && s.second <= last
                                                    : s.first <= last && s.second >= first;
    });
  }

  std::set<Id> find(const m::Query& q) const {
    std::set<Id> out;
    for (auto& [id, d] : docs)
      if (id != q.exclude && has_words(d, q) && has_facets(d, q) && is_there(d, q) && is_then(d, q)) out.insert(id);
    return out;
  }

  // What a hit is sorted by, ties aside.
  std::tuple<int, int64_t, std::string> order(const Id& id, const m::Query& q) const {
    const Doc& d = docs.at(id);
    std::string words = fold(q.words);
    if (words.empty()) return {3, 0, fold(d.title)};
    bool exact = false, begins = false;
    for (auto& n : d.names)
      exact |= fold(n.text) == words, begins |= words.size() > 2 && fold(n.text).starts_with(words);
    return {exact ? 0 : begins ? 1 : 2, -static_cast<int64_t>(d.statements), fold(d.title)};
  }
};

m::Query question(Random& random) {
  m::Query q;
  if (random() % 2)
    q.words =
        one_of(random, "gəncə", "g", "GƏN", "գանձակ", "გან", "upper spring", "mill", "old mi", "river", "---", "x",
               "x ray", "st mary", "obrien", "№7", "कि", "𐓀", "ꙮ", "\"", "mill OR river", "a* b", "spring gəncə");
  if (random() % 4 == 0) q.types.push_back("place");
  if (random() % 8 == 0) q.types.push_back("monument");
  if (random() % 4 == 0) q.facets.emplace_back("settlement-type", one_of(random, "city", "village", "nothing"));
  if (random() % 6 == 0) q.facets.emplace_back("settlement-type", "town");
  if (random() % 6 == 0) q.facets.emplace_back("source", id("source2").text());
  if (random() % 4 == 0)
    q.near = m::Near{{44 + random() % 100 / 50.0, 40 + random() % 100 / 50.0}, random() % 100000 * 1.0};
  if (random() % 12 == 0) q.near = m::Near{{random() % 2 ? 179.95 : -179.95, random() % 180 - 90.0}, 3e6};
  if (random() % 12 == 0) q.near = m::Near{{10, random() % 2 ? 89.9 : -89.0}, 2e6};
  if (random() % 5 == 0) q.area = {Ring{{44, 40}, {46, 40}, {45, 42}, {44, 40}}};
  if (random() % 4 == 0)
    q.during = Period::parse(one_of(random, "1905", "1900/1950", "1919", "2000", "../1900")).value();
  if (random() % 2) q.during_mode = m::During::kCertainly;
  if (random() % 6 == 0) q.exclude = id("s" + std::to_string(random() % 13));
  q.perspective = random_perspective(random);
  return q;
}

// --- asking ---

struct Made {
  TempFolder folder;
  std::unique_ptr<Index> index;
};

std::unique_ptr<Made> indexed(const History& all, const std::function<uint64_t()>& batch) {
  auto made = std::make_unique<Made>();
  made->index = Index::open(made->folder.file("index.db"), schema()).value();
  MemorySource source(all);
  for (uint64_t at = 0; at < all.size();) {
    uint64_t end = std::min<uint64_t>(all.size(), at + batch());
    Status status = made->index->apply(at, end, std::span(all).subspan(at, end - at), source);
    REQUIRE_MESSAGE(status, (status ? "" : status.error().message));
    at = end;
  }
  return made;
}

void check_answer(Index& index, const Slow& slow, m::Query q) {
  std::set<Id> want = slow.find(q);
  CAPTURE(q.words);
  CAPTURE(q.types.size());
  CAPTURE(q.facets.size());
  CAPTURE(q.near.has_value());
  CAPTURE(q.area.size());
  CAPTURE((q.during ? q.during->text() : ""));
  CAPTURE((q.during_mode == m::During::kCertainly));
  auto page = index.find(q);
  REQUIRE_MESSAGE(page, (page ? "" : page.error().message));
  CHECK(page->total == want.size());
  std::map<std::string, std::map<std::string, uint64_t>> counts, have;
  for (const Id& hit : want)
    for (auto& [facet, value] : slow.docs.at(hit).facets) ++counts[facet][value];
  for (auto& facet : page->facets)
    for (auto& value : facet.values) have[facet.facet][value.value] = value.count;
  CHECK(have == counts);
  std::vector<Id> walked;
  q.limit = 3;
  for (int pages = 0; pages < 100; ++pages) {
    page = index.find(q);
    REQUIRE(page);
    CHECK(page->total == want.size());
    for (const m::Hit& hit : page->hits) {
      walked.push_back(hit.id);
      CHECK(hit.title == slow.views.at(hit.id).title(q.perspective));
      const m::Name* title = slow.views.at(hit.id).title_name(q.perspective);
      CHECK(hit.title_lang == (title ? title->lang : ""));
      CHECK(hit.type == slow.docs.at(hit.id).type);
      CHECK(hit.point == slow.docs.at(hit.id).point);
    }
    if (page->next.empty()) break;
    q.cursor = page->next;
  }
  CHECK(walked.size() == want.size());
  CHECK(std::set<Id>(walked.begin(), walked.end()) == want);
  for (size_t i = 1; i < walked.size(); ++i) CHECK(slow.order(walked[i - 1], q) <= slow.order(walked[i], q));
  std::vector<Id> all;
  q.cursor.clear();
  REQUIRE(index.each(q, [&](const Id& id) -> Result<bool> { return all.push_back(id), true; }));
  CHECK(all == walked);
}

void check_lists(Index& index, const Slow& slow) {
  Totals totals = index.totals().value();
  CHECK(totals.records == slow.docs.size());
  uint64_t names = 0, statements = 0;
  std::map<std::string, std::set<Id>> bearers;
  for (auto& [id, d] : slow.docs) {
    names += d.names.size(), statements += d.statements;
    for (auto& key : d.identifiers) bearers[key].insert(id);
  }
  CHECK(totals.names == names);
  CHECK(totals.statements == statements);
  for (int n = 0; n < 20; ++n) {
    std::string key = "wof:" + std::to_string(n);
    Id found = index.bearer(key, Id{}).value();
    CHECK(found.is_nil() == bearers[key].empty());
    if (!found.is_nil()) CHECK(bearers[key].contains(found));
    if (bearers[key].size() == 1) CHECK(index.bearer(key, found)->is_nil());
  }
  for (int n = 0; n < 12; ++n) {
    Id target = id("s" + std::to_string(n));
    std::map<std::string, uint64_t> counts;
    for (auto& [from, d] : slow.docs)
      for (auto& [property, to] : d.links)
        if (to == target) ++counts[property];
    CHECK(index.naming_counts(target).value() == counts);
    for (auto& [property, count] : counts) {
      std::set<Id> met;
      std::string cursor;
      do {
        auto page = index.naming(target, property, 2, cursor).value();
        CHECK(page.total == count);
        for (auto& hit : page.hits) CHECK(met.insert(hit.id).second);
        cursor = page.next;
      } while (!cursor.empty());
      CHECK(met.size() == count);
    }
  }
  for (const char* beginning : {"g", "gən", "upper sp", "x", "zzz", "-"}) {
    std::set<Id> want, have;
    for (auto& [id, d] : slow.docs)
      for (auto& n : d.names)
        if (std::string low = fold(beginning); !low.empty() && fold(n.text).starts_with(low)) want.insert(id);
    m::Perspective elders{"az", {}, "the elders"};
    for (const m::Hit& hit : index.suggest(beginning, 1000, elders).value()) {
      CHECK(hit.title == slow.views.at(hit.id).title(elders));
      if (hit.why == "alike") continue;  // after those that begin so
      CHECK(have.insert(hit.id).second);
    }
    CHECK(have == want);
  }
}

// --- tiles ---

struct Tile {
  uint64_t points = 0, features = 0;
  std::map<std::string, std::map<std::string, std::string>> singles;  // by id, what the tile says of it
  std::set<std::string> ids() const {
    std::set<std::string> out;
    for (auto& [id, tags] : singles) out.insert(id);
    return out;
  }
};

class Proto {
 public:
  explicit Proto(std::string_view bytes) : rest_(bytes) {}
  bool next() {
    if (rest_.empty()) return false;
    uint64_t tag = varint();
    field = static_cast<int>(tag >> 3);
    number = 0, bytes = {};
    if ((tag & 7) == 0) return number = varint(), true;
    REQUIRE((tag & 7) == 2);
    uint64_t size = varint();
    REQUIRE(size <= rest_.size());
    bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
  }
  uint64_t varint() {
    uint64_t out = 0;
    for (int shift = 0;; shift += 7) {
      REQUIRE(!rest_.empty());
      auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      out |= uint64_t{byte & 0x7fu} << shift;
      if (byte < 0x80) return out;
    }
  }
  bool empty() const { return rest_.empty(); }
  int field = 0;
  uint64_t number = 0;
  std::string_view bytes;

 private:
  std::string_view rest_;
};

Tile decode(std::string_view bytes) {
  Tile out;
  for (Proto tile(bytes); tile.next();) {
    REQUIRE(tile.field == 3);
    std::vector<std::string> keys, values;
    std::vector<std::string_view> features;
    uint64_t version = 0, extent = 0;
    for (Proto layer(tile.bytes); layer.next();) {
      if (layer.field == 15) version = layer.number;
      if (layer.field == 1) CHECK(layer.bytes == "places");
      if (layer.field == 2) features.push_back(layer.bytes);
      if (layer.field == 3) keys.emplace_back(layer.bytes);
      if (layer.field == 5) extent = layer.number;
      if (layer.field == 4) {
        Proto value(layer.bytes);
        REQUIRE(value.next());
        values.push_back(value.field == 1 ? std::string(value.bytes) : std::to_string(value.number));
      }
    }
    CHECK(version == 2);
    CHECK(extent == 4096);
    for (std::string_view feature : features) {
      ++out.features;
      std::map<std::string, std::string> tags;
      for (Proto f(feature); f.next();) {
        if (f.field == 2)
          for (Proto t(f.bytes); !t.empty();) {
            std::string key = keys.at(t.varint());
            tags[key] = values.at(t.varint());
          }
        if (f.field == 3) CHECK(f.number == 1);
        if (f.field == 4) {
          Proto g(f.bytes);
          CHECK(g.varint() == 9);
          uint64_t x = g.varint(), y = g.varint();
          CHECK(x % 2 == 0);
          CHECK(x / 2 < 4096);
          CHECK(y / 2 < 4096);
          CHECK(g.empty());
        }
      }
      out.points += tags.contains("n") ? std::stoull(tags["n"]) : 1;
      CHECK(tags.contains("n") != tags.contains("id"));
      if (tags.contains("id")) CHECK(out.singles.emplace(tags["id"], tags).second);
    }
  }
  return out;
}

void check_single(const m::View& view, const m::Perspective& perspective, std::map<std::string, std::string> tags) {
  const m::Name* name = view.title_name(perspective);
  CHECK(tags["type"] == view.type());
  CHECK(tags["title"] == view.title(perspective));
  CHECK(tags["title_lang"] == (name ? name->lang : ""));
}

void check_tiles(Index& index, const Slow& slow, const m::Query& q) {
  std::set<Id> found = slow.find(q);
  for (int zoom = 0; zoom <= 22; ++zoom) {
    std::map<std::pair<uint32_t, uint32_t>, std::set<std::string>> tiles;
    for (auto& [id, d] : slow.docs)
      if (d.point && found.contains(id)) {
        GridPoint g = grid_of(*d.point);
        tiles[{g.x >> (kGridBits - zoom), g.y >> (kGridBits - zoom)}].insert(id.text());
      }
    for (auto& [at, ids] : tiles) {
      auto bytes = index.tile(zoom, at.first, at.second, q);
      REQUIRE(bytes);
      Tile tile = decode(*bytes);
      CHECK(tile.points == ids.size());
      for (auto& [id, tags] : tile.singles) {
        CHECK(ids.contains(id));
        check_single(slow.views.at(Id::parse(id).value()), q.perspective, tags);
      }
      if (ids.size() == 1) CHECK(tile.ids() == ids);
      if (zoom == 0 || tiles.contains({at.first ^ 1, at.second})) continue;
      CHECK(index.tile(zoom, at.first ^ 1, at.second, q).value() == "");
    }
  }
}

// The list and the map of one question: the points of all tiles of a zoom are the hits that have a point.
void check_map_and_list(Index& index, const m::Query& asked) {
  m::Query q = asked;
  q.limit = 1000, q.count_facets = false;
  auto page = index.find(q).value();
  REQUIRE(page.next.empty());
  auto with_point = static_cast<uint64_t>(std::ranges::count_if(page.hits, [](auto& h) { return h.point.has_value(); }));
  for (int zoom : {0, 1, 2, 3}) {
    uint64_t points = 0;
    for (uint32_t x = 0; x < 1u << zoom; ++x)
      for (uint32_t y = 0; y < 1u << zoom; ++y) points += decode(index.tile(zoom, x, y, q).value()).points;
    CHECK(points == with_point);
  }
}

void check_nearest(Index& index, const Slow& slow, m::Query q) {
  q.near = m::Near{{44.5, 40.5}, 120'000}, q.limit = 4;
  std::vector<double> want;
  for (const Id& id : slow.find(q)) want.push_back(distance_m(q.near->centre, *slow.docs.at(id).point));
  std::ranges::sort(want);
  want.resize(std::min(want.size(), q.limit));
  std::vector<double> have;
  for (const m::Hit& hit : index.nearest(q).value()) have.push_back(distance_m(q.near->centre, *hit.point));
  CHECK(have == want);
}

}  // namespace

TEST_CASE("any history in any batches gives one index, which answers like a slow look at everything") {
  Random random(5);
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    History all = history(random);
    auto whole = indexed(all, [&] { return all.size(); });
    auto single = indexed(all, [] { return 1; });
    auto mixed = indexed(all, [&] { return 1 + random() % 40; });
    std::string digest = whole->index->digest().value();
    CHECK(single->index->digest().value() == digest);
    CHECK(mixed->index->digest().value() == digest);
    Slow slow(all);
    for (Made* made : {whole.get(), single.get(), mixed.get()}) {
      CHECK(made->index->position().value() == all.size());
      check_lists(*made->index, slow);
      for (int i = 0; i < 12; ++i) check_answer(*made->index, slow, question(random));
    }
    check_tiles(*mixed->index, slow, {});
    for (int i = 0; i < 4; ++i) {
      m::Query q = question(random);
      check_tiles(*mixed->index, slow, q);
      check_map_and_list(*mixed->index, q);
      check_nearest(*mixed->index, slow, q);
    }
  }
}

TEST_CASE("many hits are walked in the order of the alphabet, each once") {
  History all;
  constexpr int kRecords = 6000;
  for (int i = 0; i < kRecords; ++i) {
    std::string subject = "r" + std::to_string(i);
    all.push_back(statement(all.size(), draft(subject, "type", text("place"))));
    all.push_back(statement(all.size(), draft(subject, "name", name("Village " + std::to_string(i * 7919 % 1000)))));
  }
  auto made = indexed(all, [] { return 5000; });
  for (const char* words : {"", "village", "vill"}) {
    m::Query q;
    q.words = words, q.limit = 999, q.count_facets = false;
    std::set<Id> met;
    std::string last;
    do {
      auto page = made->index->find(q).value();
      CHECK(page.total == kRecords);
      for (auto& hit : page.hits) {
        CHECK(met.insert(hit.id).second);
        CHECK(last <= fold(hit.title));
        last = fold(hit.title);
      }
      q.cursor = page.next;
    } while (!q.cursor.empty());
    CHECK(met.size() == kRecords);
  }
}

TEST_CASE("a walk that was begun goes on in its order though the group has grown or shrunk") {
  History all;
  auto add = [&](int from, int to) {
    for (int i = from; i < to; ++i) {
      std::string subject = "r" + std::to_string(i);
      all.push_back(statement(all.size(), draft(subject, "type", text("place")), i < 100 ? "early" : "late"));
      all.push_back(statement(all.size(), draft(subject, "name", name("Village " + std::to_string(10000 + i))),
                              i < 100 ? "early" : "late"));
    }
  };
  add(0, 4900);
  TempFolder folder;
  auto index = Index::open(folder.file("index.db"), schema()).value();
  MemorySource source(all);
  REQUIRE(index->apply(0, all.size(), all, source));
  m::Query q;
  q.words = "village", q.limit = 1000, q.count_facets = false;
  std::set<Id> met;
  auto page = index->find(q).value();
  for (auto& hit : page.hits) met.insert(hit.id);
  size_t before = all.size();
  add(4900, 5200);
  REQUIRE(index->apply(before, all.size(), std::span(all).subspan(before), source));
  while (!page.next.empty()) {
    q.cursor = page.next;
    page = index->find(q).value();
    for (auto& hit : page.hits) CHECK(met.insert(hit.id).second);
  }
  CHECK(met.size() == 5200);
}

TEST_CASE("an index refuses to skip, to repeat, and to serve another schema") {
  Random random(9);
  History all = history(random);
  TempFolder folder;
  MemorySource source(all);
  {
    auto index = Index::open(folder.file("index.db"), schema()).value();
    REQUIRE(index->apply(0, 5, std::span(all).subspan(0, 5), source));
    CHECK(index->apply(0, 5, std::span(all).subspan(0, 5), source).error().code == Code::kConflict);
    CHECK(index->apply(6, 7, std::span(all).subspan(6, 1), source).error().code == Code::kConflict);
    CHECK(index->position().value() == 5);
  }
  auto files = schema_files();
  files.push_back(
      {"types/extra.json", R"({"id":"extra","kind":"record","label":{"en":"E"},"help":{"en":"E."},"properties":[]})"});
  m::Schema other = m::Schema::load(files).value();
  CHECK(Index::open(folder.file("index.db"), other).error().code == Code::kConflict);
  CHECK(Index::open(folder.file("index.db"), schema()).value()->position().value() == 5);
}

TEST_CASE("what is taken but not committed is this connection's alone, and goes with the first error") {
  Random random(11);
  History all = history(random);
  TempFolder folder;
  MemorySource source(all);
  auto index = Index::open(folder.file("index.db"), schema()).value();
  auto reader = Index::open(folder.file("index.db"), schema()).value();
  auto take = [&](uint64_t first, uint64_t end, Index::Keep keep) {
    return index->apply(first, end, std::span(all).subspan(first, end - first), source, keep);
  };
  REQUIRE(take(0, 5, Index::Keep::kWhenDue));
  CHECK(index->is_open());
  CHECK(index->position().value() == 5);
  CHECK(reader->position().value() == 0);
  SUBCASE("commit() shows it to all") {
    REQUIRE(index->commit());
    CHECK_FALSE(index->is_open());
    CHECK(reader->position().value() == 5);
    CHECK(index->commit());
  }
  SUBCASE("a later apply() that is committed takes it along") {
    REQUIRE(take(5, 9, Index::Keep::kCommitted));
    CHECK(reader->position().value() == 9);
  }
  SUBCASE("an error takes all of it back, and the index goes on from there") {
    CHECK(take(7, 9, Index::Keep::kWhenDue).error().code == Code::kConflict);
    CHECK_FALSE(index->is_open());
    CHECK(index->position().value() == 0);
    REQUIRE(take(0, all.size(), Index::Keep::kCommitted));
    CHECK(index->digest().value() == indexed(all, [] { return 50; })->index->digest().value());
  }
}

TEST_CASE("contributions, cursors and tiles that do not exist are said not to") {
  Random random(10);
  History all = history(random);
  auto made = indexed(all, [] { return 50; });
  for (int n = 0; n < 6; ++n) {
    std::vector<uint64_t> said;
    bool withdrawn = false;
    for (const m::Statement& s : all) {
      if (s.contribution == id("c" + std::to_string(n))) said.push_back(s.position);
      withdrawn |= s.property == "withdrawn" && s.subject == id("c" + std::to_string(n));
    }
    auto known = made->index->contribution(id("c" + std::to_string(n)));
    CHECK(known.has_value() == !said.empty());
    if (!known) continue;
    CHECK(known->first == said[0]);
    CHECK(known->statements == said.size());
    CHECK(known->withdrawn == withdrawn);
  }
  CHECK(made->index->contribution(id("nobody's")).error().code == Code::kNotFound);
  m::Query q;
  for (const char* cursor : {"x", "????", "MS8yLzM", "LTUvMC8wLw", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5LzEvMS8"}) {
    q.cursor = cursor;
    (void)made->index->find(q);  // an answer or an error, never a crash
  }
  q.cursor = "not base64!";
  CHECK(made->index->find(q).error().code == Code::kInvalid);
  CHECK(made->index->tile(23, 0, 0).error().code == Code::kInvalid);
  CHECK(made->index->tile(-1, 0, 0).error().code == Code::kInvalid);
  CHECK(made->index->tile(1, 2, 0).error().code == Code::kInvalid);
  CHECK_FALSE(made->index->knows(id("nobody")).value());
}

TEST_CASE("the digest sees what a damaged index file would answer wrongly") {
  Random random(12);
  History all = history(random);
  auto made = indexed(all, [] { return 50; });
  std::string before = made->index->digest().value();
  for (const char* damage :
       {"UPDATE record SET title_key='zzz' WHERE title_key IS NOT NULL",
        "UPDATE record SET weight=weight+1 WHERE doc IS NOT NULL", "UPDATE point SET lon=lon+1", "DELETE FROM name",
        "UPDATE bits SET bits=x'0000'", "DELETE FROM span", "DELETE FROM link", "DELETE FROM identifier",
        "UPDATE cell SET n=n+1", "UPDATE total SET n=n+1", "UPDATE contribution SET withdrawn=1-withdrawn",
        "UPDATE contributed SET statements=statements+1", "INSERT INTO words(words) VALUES('delete-all')"}) {
    CAPTURE(std::string(damage));
    auto db =
        store::Db::open(made->folder.file("index.db"), store::Durability::kDerived, store::Access::kReadWrite).value();
    REQUIRE(db.run("SAVEPOINT test"));
    Status done = db.run(damage);
    REQUIRE_MESSAGE(done, (done ? "" : done.error().message));
    REQUIRE(db.run("RELEASE test"));
    auto again = indexed(all, [] { return 50; });
    auto after = made->index->digest();
    CHECK((!after || *after != before));
    made = std::move(again);
  }
}

TEST_CASE("what the tiles of a question keep is dropped when the index moves on") {
  History all;
  auto add = [&](const std::string& subject, const char* wkt) {
    all.push_back(statement(all.size(), draft(subject, "type", text("place"))));
    all.push_back(statement(all.size(), draft(subject, "name", name("Village " + subject))));
    all.push_back(statement(all.size(), draft(subject, "position", m::Position{wkt, {}})));
  };
  add("a", "POINT (44 40)"), add("b", "POINT (45 41)");
  TempFolder folder;
  auto index = Index::open(folder.file("index.db"), schema()).value();
  MemorySource source(all);
  REQUIRE(index->apply(0, 6, all, source));
  m::Query q;
  q.words = "village";
  CHECK(decode(index->tile(0, 0, 0, q).value()).points == 2);
  add("c", "POINT (10 10)");
  REQUIRE(index->apply(6, 9, std::span(all).subspan(6), source));
  CHECK(decode(index->tile(0, 0, 0, q).value()).points == 3);
  for (int i = 0; i < 30; ++i) {  // more questions than are kept
    q.words = i % 2 ? "village" : "village " + std::string(1, static_cast<char>('a' + i % 3));
    CHECK(decode(index->tile(0, 0, 0, q).value()).points == (i % 2 ? 3 : 1));
  }
}

TEST_CASE("connections share what their searches found, and one that lags behind brings nothing back") {
  Answers answers;
  auto spots = [](size_t n) { return std::make_shared<const Spots>(n); };
  answers.put({"a", 5}, "x", spots(1));
  CHECK(answers.find({"a", 5}, "x")->size() == 1);
  CHECK_FALSE(answers.find({"a", 5}, "y"));
  CHECK_FALSE(answers.find({"a", 6}, "x"));
  CHECK_FALSE(answers.find({"b", 5}, "x"));
  answers.put({"a", 6}, "y", spots(2));
  CHECK_FALSE(answers.find({"a", 5}, "x"));
  answers.put({"a", 5}, "x", spots(1));
  CHECK_FALSE(answers.find({"a", 5}, "x"));
  CHECK(answers.find({"a", 6}, "y"));
  answers.put({"b", 0}, "x", spots(3));  // the index was made anew
  CHECK_FALSE(answers.find({"a", 6}, "y"));
  for (int i = 0; i < 40; ++i) answers.put({"b", 0}, std::to_string(i), spots(100'000));
  CHECK_FALSE(answers.find({"b", 0}, "0"));
  CHECK_FALSE(answers.find({"b", 0}, "24"));  // 15 of this size are kept
  CHECK(answers.find({"b", 0}, "25"));
  answers.put({"b", 0}, "large", spots(9'000'000));
  CHECK(answers.find({"b", 0}, "large"));
  CHECK_FALSE(answers.find({"b", 0}, "39"));
}

TEST_CASE("a tile stays small, however many points it has and however long their names are") {
  History all;
  Random random(3);
  constexpr int kPoints = 11000;  // all over one tile of zoom 10: some 750 alone in their cell, 3,000 cells with more
  for (int i = 0; i < kPoints; ++i) {
    std::string subject = "r" + std::to_string(i), words;
    for (int j = 0; j < 8; ++j) words += "Հին գյուղ " + std::to_string(random() % 1000);
    char wkt[64];
    std::snprintf(wkt, sizeof wkt, "POINT (%.5f %.5f)", 44.2969 + random() % 10000 * 0.0000351,
                  40.1789 + random() % 10000 * 0.0000268);
    all.push_back(statement(all.size(), draft(subject, "type", text("place"))));
    all.push_back(statement(all.size(), draft(subject, "name", name(words, "hy"))));
    all.push_back(statement(all.size(), draft(subject, "position", m::Position{wkt, {}})));
  }
  auto made = indexed(all, [] { return 5000; });
  m::Query some;
  some.words = "հին";
  for (int zoom = 0; zoom <= 22; ++zoom) {
    GridPoint g = grid_of({44.4, 40.4});
    uint32_t x = g.x >> (kGridBits - zoom), y = g.y >> (kGridBits - zoom);
    std::string bytes = made->index->tile(zoom, x, y).value();
    CAPTURE(zoom);
    CHECK(bytes.size() < 100'000);
    Tile tile = decode(bytes);
    if (zoom <= 10) CHECK(tile.points == kPoints);
    CHECK(decode(made->index->tile(zoom, x, y, some).value()).points == tile.points);
  }
}

TEST_CASE("every listed record is picked, and none that is hidden") {
  History all;
  for (const char* subject : {"a", "b", "c", "d"})
    all.push_back(statement(all.size(), draft(subject, "type", text(subject[0] == 'd' ? "monument" : "place"))));
  all.push_back(statement(all.size(), draft("hidden", "type", text("place"))));
  all.push_back(statement(all.size(), draft("hidden", "audience", text("community"))));
  auto made = indexed(all, [] { return 100; });
  std::map<Id, int> picked;
  for (uint64_t seed = 0; seed < 30; ++seed) ++picked[made->index->pick("place", seed).value()];
  CHECK(picked == std::map<Id, int>{{id("a"), 10}, {id("b"), 10}, {id("c"), 10}});
  CHECK(made->index->pick("monument", 99).value() == id("d"));
  CHECK(made->index->pick("", 3).value() == id("d"));
  CHECK(made->index->pick("source", 3).error().code == Code::kNotFound);
}
