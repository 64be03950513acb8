#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

#include "base/geo.h"
#include "model/test_support.h"

using namespace stele;
using namespace stele::model;
using namespace stele::model::test;

namespace {

constexpr Audience kAll[] = {Audience::kPublic, Audience::kCommunity, Audience::kRestricted, Audience::kSealed};

class Build {
 public:
  explicit Build(std::string type = "place") { add("type", text(std::move(type))); }
  Build& add(std::string property, Value value, Audience audience = Audience::kPublic,
             std::string_view contribution = "c1") {
    Draft d = draft("a", std::move(property), std::move(value));
    d.audience = audience;
    record.statements.push_back(statement(record.statements.size(), std::move(d), contribution));
    return *this;
  }
  Build& supersede(size_t which) {
    record.statements.back().supersedes.push_back(record.statements[which].commitment);
    return *this;
  }
  View seen(Audience by = Audience::kPublic, std::set<Id> withdrawn = {}) const {
    return redact(record, withdrawn, schema(), {by});
  }
  Record record{id("a"), {}};
};

bool shows(const View& view, uint64_t position) {
  return std::any_of(view.statements().begin(), view.statements().end(),
                     [&](const SeenStatement& s) { return s.position == position; });
}

const Position* position_in(const View& view) {
  for (const SeenStatement& s : view.statements())
    if (const Position* p = std::get_if<Position>(&s.value)) return p;
  return nullptr;
}

}  // namespace

TEST_CASE("the strictest of statement, property, type and record decides") {
  struct Property {
    const char* id;
    Value value;
    Audience own;
  };
  // One property of each default audience that the schema has.
  const Property kProperties[] = {{"note", text("x"), Audience::kPublic},
                                  {"sensitivity", Unknown{"not asked"}, Audience::kCommunity},
                                  {"birth", When{Period::parse("1900").value(), "", ""}, Audience::kRestricted}};
  struct Type {
    const char* id;
    Audience own;
  };
  for (const Type& type : {Type{"place", Audience::kPublic}, Type{"person", Audience::kRestricted}})
    for (const Property& property : kProperties)
      for (Audience statement_audience : kAll)
        for (int setting = -1; setting < 4; ++setting)
          for (Audience viewer : kAll) {
            REQUIRE(schema().type(type.id)->audience == type.own);
            REQUIRE(schema().property(property.id)->audience == property.own);
            Build b(type.id);
            b.add(property.id, property.value, statement_audience);
            Audience want = strictest(strictest(type.own, property.own), statement_audience);
            if (std::string_view(property.id) == "sensitivity") want = strictest(want, Audience::kRestricted);
            if (setting >= 0) {
              b.add("audience", text(std::string(audience_name(kAll[setting]))));
              want = strictest(want, kAll[setting]);
            }
            CAPTURE(std::string(type.id));
            CAPTURE(std::string(property.id));
            CAPTURE(audience_name(statement_audience));
            CAPTURE(setting);
            CAPTURE(audience_name(viewer));
            CHECK(shows(b.seen(viewer), 1) == (want <= viewer));
          }
}

TEST_CASE("a record setting that the viewer may not read still holds") {
  Build b;
  b.add("note", text("x")).add("audience", text("sealed"), Audience::kSealed);
  CHECK(b.seen().empty());
  CHECK(b.seen(Audience::kRestricted).empty());
  CHECK(b.seen(Audience::kSealed).statements().size() == 3);
}

TEST_CASE("withdrawn statements are not shown and rule nothing; superseded ones are shown, marked, and rule nothing") {
  Build b;
  b.add("note", text("x")).add("audience", text("sealed"), Audience::kPublic, "c2");
  CHECK(b.seen().empty());
  View back = b.seen(Audience::kPublic, {id("c2")});
  CHECK(shows(back, 1));
  CHECK_FALSE(shows(back, 2));

  Build s;
  s.add("audience", text("sealed")).add("audience", text("public")).supersede(1);
  View view = s.seen(Audience::kCommunity);
  REQUIRE(shows(view, 1));
  CHECK(view.statements()[1].superseded);
  CHECK_FALSE(view.statements()[2].superseded);
  CHECK(view.of("audience").size() == 1);
  // When what superseded it is withdrawn, it is in force again.
  Build w;
  w.add("audience", text("sealed")).add("audience", text("public"), Audience::kPublic, "c2").supersede(1);
  CHECK(w.seen(Audience::kRestricted, {id("c2")}).empty());
  CHECK(w.seen(Audience::kSealed, {id("c2")}).statements().size() == 2);
}

TEST_CASE("the type of a view is the one in force") {
  Build b;
  b.add("type", text("monument")).supersede(0).add("position", Position{"POINT (46.361 40.682)", {}});
  View view = b.seen();
  CHECK(view.type() == "monument");
  REQUIRE(position_in(view));
  CHECK(position_in(view)->wkt == "POINT (46.365 40.685)");
}

TEST_CASE("what the program does not know is closed") {
  SUBCASE("an unknown property") {
    Build b;
    b.add("from-the-future", text("x"));
    CHECK_FALSE(shows(b.seen(Audience::kRestricted), 1));
    CHECK(shows(b.seen(Audience::kSealed), 1));
  }
  SUBCASE("an unknown type") {
    Build b("from-the-future");
    b.add("note", text("x"));
    CHECK(b.seen(Audience::kRestricted).empty());
    CHECK(b.seen(Audience::kSealed).statements().size() == 2);
  }
  SUBCASE("no type") {
    Build b;
    b.record.statements.clear();
    b.add("note", text("x"));
    CHECK(b.seen(Audience::kRestricted).empty());
  }
  SUBCASE("a type that was withdrawn") {
    Build b;
    b.add("note", text("x"), Audience::kPublic, "c2");
    CHECK(b.seen(Audience::kRestricted, {id("c1")}).empty());
  }
  SUBCASE("a known and an unknown type") {
    Build b;
    b.add("type", text("from-the-future")).add("note", text("x"));
    CHECK(b.seen(Audience::kRestricted).empty());
  }
  SUBCASE("two types: the stricter one") {
    Build b;
    b.add("note", text("x")).add("type", text("person"));
    CHECK(b.seen(Audience::kCommunity).empty());
  }
  SUBCASE("an audience that is none") {
    Build b;
    b.add("audience", text("everybody"));
    CHECK(b.seen(Audience::kRestricted).empty());
  }
  SUBCASE("an audience that is unknown") {
    Build b;
    b.add("audience", Unknown{"not asked"});
    CHECK(b.seen(Audience::kRestricted).empty());
  }
  SUBCASE("a reason for care that is none of the known ones") {
    Build b;
    b.add("sensitivity", Term{"from-the-future"});
    CHECK(b.seen(Audience::kCommunity).empty());
  }
  SUBCASE("a release that is none of the known ones") {
    Build b;
    b.add("position", Position{"POINT (46.361 40.682)", {}}).add("coordinate-release", Term{"grid-1mm"});
    CHECK_FALSE(position_in(b.seen(Audience::kSealed)));
  }
  SUBCASE("a position that cannot be read is not shown coarsely") {
    Build b("monument");
    b.add("position", Position{"SOMEWHERE (46.361 40.682)", {}});
    CHECK_FALSE(position_in(b.seen(Audience::kSealed)));
  }
}

TEST_CASE("each release of a position: the same again for the same, and coarsening twice changes nothing") {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> lon(-180, 180), lat(-90, 90);
  std::vector<Point> points = {{180, 90},        {-180, -90},   {180, -90},          {0, 0},
                               {-0.001, -0.001}, {45.01, 41.0}, {44.999999999, 40.1}};
  for (int i = 0; i < 3000; ++i) points.push_back({lon(random), lat(random)});
  for (Point p : points)
    for (auto [release, half] : {std::pair{"grid-1km", 0.005}, std::pair{"grid-10km", 0.05}}) {
      char wkt[80];
      std::snprintf(wkt, sizeof wkt, "POINT (%.9f %.9f)", p.lon, p.lat);
      CAPTURE(std::string(wkt));
      std::string coarse = generalise_wkt(wkt, release);
      REQUIRE(parse_wkt(coarse));
      Point q = parse_wkt(coarse)->points[0];
      CHECK(std::abs(q.lon - p.lon) <= half * 2 + 1e-6);
      CHECK(std::abs(q.lat - p.lat) <= half * 2 + 1e-6);
      CHECK(generalise_wkt(wkt, release) == coarse);
      CHECK(generalise_wkt(coarse, release) == coarse);
      // From the finer grid to the coarser it is as if one had asked for the coarser at once.
      if (std::string_view(release) == "grid-1km")
        CHECK(generalise_wkt(coarse, "grid-10km") == generalise_wkt(wkt, "grid-10km"));
    }
  for (const char* release : {"none", "admin-unit", "", "something new"})
    CHECK(generalise_wkt("POINT (1 2)", release) == "");
  CHECK(generalise_wkt("POINT (1.250 2)", "exact") == "POINT (1.250 2)");
  CHECK(generalise_wkt("POLYGON ((1 1, 2 2, 3 1, 1 1))", "grid-1km").starts_with("POINT"));
}

TEST_CASE("many statements of one exact position do not average out: each shows the same cell") {
  Build b("monument");
  std::mt19937 random(3);
  std::uniform_real_distribution<double> noise(-0.0004, 0.0004);
  std::set<std::string> shown;
  for (int i = 0; i < 200; ++i) {
    char wkt[80];
    std::snprintf(wkt, sizeof wkt, "POINT (%.7f %.7f)", 46.3653 + noise(random), 40.6848 + noise(random));
    b.add("position", Position{wkt, {}});
  }
  for (const SeenStatement& s : b.seen().statements())
    if (const Position* p = std::get_if<Position>(&s.value)) shown.insert(p->wkt);
  CHECK(shown.size() == 1);
}

TEST_CASE("a coarse position says so, and takes its original wording and its locator with it") {
  Build b("monument");
  b.add("position", Position{"POINT (46.3612345 40.6823456)", {{"method", "gps"}}});
  b.record.statements.back().locator = "sheet 5 at 46.3612345";
  b.record.statements.back().original = "40.6823456 N 46.3612345 E";
  b.add("position", Position{"POINT (46.365 40.685)", {}});  // it happens to be the cell's centre
  b.record.statements.back().original = "40.6850123 N 46.3650123 E";
  View view = b.seen();
  REQUIRE(view.statements().size() == 3);
  for (size_t i = 1; i < 3; ++i) {
    const SeenStatement& s = view.statements()[i];
    CHECK(s.generalised);
    CHECK(s.original == "");
    CHECK(s.locator == "");
    CHECK(std::get<Position>(s.value).wkt == "POINT (46.365 40.685)");
    CHECK(part(std::get<Position>(s.value).parts, "generalised") == "grid-1km");
  }
}

TEST_CASE("a statement about the release replaces the type's default, and the strictest of them wins") {
  const char* wkt = "POINT (46.3612345 40.6823456)";
  auto shown = [&](std::vector<std::string> releases, std::string type) -> std::string {
    Build b(std::move(type));
    b.add("position", Position{wkt, {}});
    for (std::string& release : releases) b.add("coordinate-release", Term{std::move(release)});
    View view = b.seen();
    const Position* p = position_in(view);
    return p ? p->wkt : "";
  };
  CHECK(shown({}, "place") == wkt);
  CHECK(shown({}, "monument") == "POINT (46.365 40.685)");
  CHECK(shown({"exact"}, "monument") == wkt);
  CHECK(shown({"grid-10km"}, "place") == "POINT (46.350 40.650)");
  CHECK(shown({"exact", "grid-10km", "grid-1km"}, "monument") == "POINT (46.350 40.650)");
  CHECK(shown({"exact", "none"}, "monument") == "");
  CHECK(shown({"admin-unit"}, "place") == "");
}

TEST_CASE("where a thing must not be found, words do not lead there either") {
  for (const char* reason : {"looting-risk", "still-there", "sacred-restricted"}) {
    Build b("monument");
    b.add("position", Position{"POINT (46.361 40.682)", {}})
        .add("position-in-words", text("two hours above the mill"))
        .add("note", text("x"));
    b.record.statements.back().locator = "40.682, 46.361";
    b.record.statements.back().original = "40.682, 46.361";
    b.add("coordinate-release", Term{"exact"}).add("sensitivity", Term{reason});
    View view = b.seen();
    CAPTURE(std::string(reason));
    CHECK_FALSE(position_in(view));
    CHECK(view.of("position-in-words").empty());
    REQUIRE(view.of("note").size() == 1);
    CHECK(view.of("note")[0]->original == "");
    CHECK(view.of("note")[0]->locator == "");
  }
  Build b("monument");
  b.add("position-in-words", text("above the mill")).add("coordinate-release", Term{"none"});
  CHECK(b.seen().of("position-in-words").empty());
}

TEST_CASE("random records: nobody sees what is above him, more rights never show less, and order does not matter") {
  std::mt19937 random(11);
  auto pick = [&](auto... choices) {
    std::common_type_t<decltype(choices)...> all[] = {choices...};
    return all[random() % sizeof...(choices)];
  };
  for (int round = 0; round < 3000; ++round) {
    Build b(std::string(pick("place", "monument", "person", "group", "from-the-future")));
    size_t n = 1 + random() % 9;
    for (size_t i = 0; i < n; ++i) {
      Audience audience = random() % 2 ? Audience::kPublic : kAll[random() % 4];
      std::string_view contribution = pick("c1", "c2", "c3");
      switch (random() % 9) {
        case 0: b.add("audience", text(std::string(audience_name(kAll[random() % 4]))), audience, contribution); break;
        case 1:
          b.add("sensitivity", Term{std::string(pick("living-person", "looting-risk", "health", "still-there"))},
                audience, contribution);
          break;
        case 2:
          b.add("coordinate-release", Term{std::string(pick("exact", "grid-1km", "grid-10km", "none", "admin-unit"))},
                audience, contribution);
          break;
        case 3: b.add("position", Position{"POINT (46.3612345 40.6823456)", {}}, audience, contribution); break;
        case 4: b.add("position-in-words", text("by the mill"), audience, contribution); break;
        case 5: b.add("birth", Unknown{"x"}, audience, contribution); break;
        case 6: b.add("name", name("A"), audience, contribution); break;
        case 7: b.add("type", text(std::string(pick("place", "person"))), audience, contribution); break;
        default: b.add("note", text("x"), audience, contribution);
      }
      if (random() % 4 == 0) b.supersede(random() % b.record.statements.size());
    }
    std::set<Id> withdrawn;
    if (random() % 3 == 0) withdrawn.insert(id(pick("c2", "c3")));
    std::set<uint64_t> before;
    for (Audience viewer : kAll) {
      std::set<uint64_t> now;
      View view = b.seen(viewer, withdrawn);
      for (const SeenStatement& s : view.statements()) {
        now.insert(s.position);
        const PropertySpec* property = schema().property(s.property);
        CHECK(strictest(s.audience, property->audience) <= viewer);
        CHECK_FALSE(withdrawn.contains(s.contribution));
      }
      CHECK(std::includes(now.begin(), now.end(), before.begin(), before.end()));
      before = std::move(now);
    }
    // The same statements in another order show the same.
    Build shuffled;
    shuffled.record = b.record;
    std::shuffle(shuffled.record.statements.begin(), shuffled.record.statements.end(), random);
    std::set<std::string> one, two;
    View first = b.seen(Audience::kPublic, withdrawn), second = shuffled.seen(Audience::kPublic, withdrawn);
    for (const SeenStatement& s : first.statements())
      one.insert(std::to_string(s.position) + plain_text(s.value) + (s.superseded ? "s" : ""));
    for (const SeenStatement& s : second.statements())
      two.insert(std::to_string(s.position) + plain_text(s.value) + (s.superseded ? "s" : ""));
    CHECK(one == two);
  }
}

TEST_CASE("what closes a record is lifted only by whoever said it") {
  Build by_another;
  by_another.add("name", name("Open")).add("audience", text("restricted"));
  by_another.add("audience", text("public")).supersede(2);
  by_another.record.statements.back().contributor = id("somebody else");
  CHECK(by_another.seen().empty());
  Build by_the_same;
  by_the_same.add("name", name("Open")).add("audience", text("restricted"));
  by_the_same.add("audience", text("public")).supersede(2);
  CHECK_FALSE(by_the_same.seen().empty());
}

TEST_CASE("a hidden statement replaces nothing for those who may not know of it") {
  Build build;
  build.add("name", name("Old")).add("name", name("New"), Audience::kRestricted).supersede(1);
  CHECK_FALSE(build.seen().of("name").empty());
  CHECK(build.seen().of("name")[0]->position == 1);
  View privileged = build.seen(Audience::kRestricted);
  REQUIRE(privileged.of("name").size() == 1);
  CHECK(privileged.of("name")[0]->position == 2);
}

TEST_CASE("columns of a register that tell an exact position are not shown where it is coarse") {
  const std::pair<const char*, const char*> kTelling[] = {{"Latitude", "39"},
                                                          {"UTM Easting", "412345"},
                                                          {"Geometric Place Expression", "x"},
                                                          {"Remark", "at 39.76031 N"},
                                                          {"GPS point", "7"}};
  for (auto [key, value] : kTelling) {
    CHECK_FALSE(shows(Build("monument").add("recorded-value", Keyed{key, value}).seen(), 1));
    CHECK(shows(Build("place").add("recorded-value", Keyed{key, value}).seen(), 1));
  }
  for (auto [key, value] : {std::pair{"Location Certainty", "High"},
                            {"Geometry Qualifier", "Center Point"},
                            {"Measurement Number", "23.5"}})
    CHECK(shows(Build("monument").add("recorded-value", Keyed{key, value}).seen(), 1));
}
