#include "model/then.h"

#include <doctest/doctest.h>

#include "model/test_support.h"

using namespace stele;
using namespace stele::model;
using namespace stele::model::test;

namespace {

// A small world of records; each line is one statement.
class World {
 public:
  World& say(std::string_view subject, std::string property, Value value, const char* holds = "", const char* source = "source") {
    Draft d = draft(subject, std::move(property), std::move(value));
    if (*holds) d.holds = Period::parse(holds).value();
    d.source = id(source);
    Record& record = records_[id(subject)];
    record.id = id(subject);
    if (record.statements.empty()) record.statements.push_back(statement(position_++, draft(subject, "type", text("administrative-unit"))));
    record.statements.push_back(statement(position_++, std::move(d)));
    return *this;
  }
  World& belongs(std::string_view subject, std::string_view unit, const char* holds = "", const char* source = "source") {
    return say(subject, "part-of", Membership{id(unit), {}}, holds, source);
  }
  Then ask(std::string_view subject, const char* at, std::string by = {}) {
    for (auto& [id, record] : records_) views_.insert_or_assign(id, redact(record, {}, schema(), {}));
    auto look = [&](const Id& id) { return views_.contains(id) ? &views_.at(id) : nullptr; };
    return then_of(views_.at(id(subject)), {"en", Period::parse(at).value(), std::move(by)}, look);
  }

 private:
  std::map<Id, Record> records_;
  std::map<Id, View> views_;
  uint64_t position_ = 0;
};

// "uezd(2) > [guberniya > [empire]]": titles, how many say so, what is above.
std::string line(const std::vector<UnitThen>& units) {
  std::string out;
  for (const UnitThen& u : units) {
    out += (out.empty() ? "" : ", ") + (u.is_seen ? u.title : "?");
    if (u.said.size() > 1) out += "(" + std::to_string(u.said.size()) + ")";
    if (u.is_repeated) out += "*";
    if (!u.units.empty()) out += " > [" + line(u.units) + "]";
  }
  return out;
}

}  // namespace

TEST_CASE("names of a day, with how surely, who says so and the source") {
  World w;
  w.say("v", "name", name("Upper Spring")).say("v", "name", name("Verkhny", "ru"), "1903/1930", "census");
  w.say("v", "name", name("Yuxarı", "az"), "192X").say("v", "name", name("New", "en"), "1935/..");
  Then then = w.ask("v", "1926-01-01");
  REQUIRE(then.names.size() == 3);
  CHECK(std::get<Name>(then.names[0].statement.value).text == "Verkhny");
  CHECK(then.names[0].held == Holding::kCertainly);
  CHECK(then.names[0].statement.source == id("census"));
  CHECK(then.names[1].held == Holding::kPossibly);
  CHECK(then.names[2].held == Holding::kUndated);
  CHECK(then.title == "Verkhny");
  CHECK(then.title_lang == "ru");
  CHECK(w.ask("v", "2001").title == "New");
}

TEST_CASE("belongings of a day, upward, each source beside the others") {
  World w;
  w.say("v", "name", name("Village"));
  w.belongs("v", "uezd", "1860/1929", "census").belongs("v", "uezd", "1903", "map").belongs("v", "rayon", "1930/1990");
  w.belongs("v", "parish");
  w.say("uezd", "name", name("Uezd")).say("rayon", "name", name("Rayon"));
  w.say("guberniya", "name", name("Guberniya"), "1849/1917").say("guberniya", "name", name("Province of Ganja"));
  w.say("tsfsr", "name", name("TSFSR"));
  w.belongs("uezd", "guberniya", "1868/1917").belongs("uezd", "tsfsr", "1922/1929").belongs("rayon", "tsfsr", "1930/1936");
  CHECK(line(w.ask("v", "1903-05").units) == "Uezd(2) > [Guberniya], ?");
  CHECK(line(w.ask("v", "1925").units) == "Uezd > [TSFSR], ?");
  CHECK(line(w.ask("v", "1932").units) == "Rayon > [TSFSR], ?");
  CHECK(line(w.ask("v", "1800").units) == "?");
  Then then = w.ask("v", "1903");
  CHECK(then.units[0].said[0].statement.source == id("census"));
  CHECK(then.units[0].said[1].statement.source == id("map"));
  CHECK(then.units[1].said[0].held == Holding::kUndated);
  CHECK(then.is_whole);
}

TEST_CASE("two sources that place it differently are both followed; a unit is opened once") {
  World w;
  w.belongs("v", "a", "1900/1910", "one").belongs("v", "b", "1900/1910", "other").belongs("a", "c").belongs("b", "c").belongs("c", "d");
  for (const char* unit : {"a", "b", "c", "d"}) w.say(unit, "name", name(unit));
  CHECK(line(w.ask("v", "1905").units) == "a > [c > [d]], b > [c*]");
}

TEST_CASE("circles end, chains and crowds are cut and said to be") {
  World w;
  w.belongs("a", "b").belongs("b", "c").belongs("c", "a").belongs("b", "b");
  for (const char* unit : {"a", "b", "c"}) w.say(unit, "name", name(unit));
  Then round = w.ask("a", "1905");
  CHECK(line(round.units) == "b > [c > [a*], b*]");
  CHECK(round.is_whole);
  World chain;
  for (int i = 0; i < 30; ++i) chain.belongs("n" + std::to_string(i), "n" + std::to_string(i + 1));
  CHECK_FALSE(chain.ask("n0", "1905").is_whole);
  CHECK(chain.ask("n25", "1905").is_whole);
  World crowd;
  for (int i = 0; i < 300; ++i) crowd.belongs("v", "u" + std::to_string(i));
  Then many = crowd.ask("v", "1905");
  CHECK(many.units.size() == kMostUnits);
  CHECK_FALSE(many.is_whole);
}

TEST_CASE("a unit that the reader may not see is named by its id only") {
  World w;
  w.belongs("v", "hidden").say("hidden", "name", name("Secret")).say("hidden", "audience", text("community"));
  Then then = w.ask("v", "1905");
  REQUIRE(then.units.size() == 1);
  CHECK_FALSE(then.units[0].is_seen);
  CHECK(then.units[0].title.empty());
}
