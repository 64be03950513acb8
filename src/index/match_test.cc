// What a name may mean, held against small histories whose answers can be said beforehand.
#include "model/match.h"

#include <doctest/doctest.h>

#include "index/index.h"
#include "index/test_support.h"

using namespace stele;
using namespace stele::index;
using namespace stele::model::test;
namespace m = stele::model;

namespace {

class Small {
 public:
  Small() {
    type("agbulaq", "place"), called("agbulaq", "Ağbulaq", "az-Latn", "1991/.."), called("agbulaq", "Агбулаг", "ru", "1935/1991");
    at("agbulaq", "44.83 41.69"), in("agbulaq", "district");
    type("other", "place"), called("other", "Ağbulaq", "az-Latn"), at("other", "46.10 40.10");
    type("longer", "place"), called("longer", "Ağbulaq kəndi", "az-Latn");
    type("tower", "monument"), called("tower", "Ağbulaq", "az-Latn");
    type("district", "administrative-unit"), called("district", "Şuşa", "az-Latn"), in("district", "state");
    type("state", "administrative-unit"), called("state", "State", "en");
    type("person", "person"), called("person", "Ağbulaq", "az-Latn");
    m::Draft closed = draft("closed", "name", name("Ağbulaq", "az-Latn"));
    closed.audience = m::Audience::kCommunity;
    type("closed", "place"), add(closed);
    index_ = Index::open(folder_.file("index.db"), schema()).value();
    MemorySource source(all_);
    REQUIRE(index_->apply(0, all_.size(), all_, source));
  }

  // "key score how" of each candidate, the scores to two digits.
  std::string ask(m::MatchQuery query) {
    std::string out;
    for (const m::Candidate& c : candidates(std::move(query))) {
      char score[16];
      std::snprintf(score, sizeof score, "%.2f", c.score);
      out += (out.empty() ? "" : ", ") + key_of(c.hit.id) + " " + score + " " + c.how;
    }
    return out;
  }
  std::vector<m::Candidate> candidates(m::MatchQuery query) {
    auto found = index_->match(query);
    REQUIRE(found);
    return std::move(*found);
  }

 private:
  void add(m::Draft d) { all_.push_back(statement(all_.size(), std::move(d), "c")); }
  void type(std::string_view key, std::string type) { add(draft(key, "type", text(type))), keys_.emplace_back(key); }
  void called(std::string_view key, std::string text, std::string lang, std::string period = {}) {
    m::Draft d = draft(key, "name", name(std::move(text), std::move(lang)));
    if (!period.empty()) d.holds = Period::parse(period).value();
    add(std::move(d));
  }
  void at(std::string_view key, const std::string& point) { add(draft(key, "position", m::Position{"POINT (" + point + ")", {}})); }
  void in(std::string_view key, std::string_view unit) { add(draft(key, "part-of", m::Membership{id(unit), {}})); }
  std::string key_of(const Id& wanted) const {
    for (const std::string& key : keys_)
      if (id(key) == wanted) return key;
    return "?";
  }

  TempFolder folder_;
  std::vector<m::Statement> all_;
  std::vector<std::string> keys_;
  std::unique_ptr<Index> index_;
};

m::MatchQuery named(std::string name) {
  m::MatchQuery out;
  out.name = std::move(name);
  return out;
}

Small& small() {
  static Small made;
  return made;
}

}  // namespace

TEST_CASE("a name finds who bears it, and nobody who may not be seen") {
  CHECK(small().ask(named("Şuşa")) == "district 1.00 same");
  CHECK(small().ask(named("susa")) == "district 0.97 same-letters");
  auto found = small().candidates(named("Ağbulaq"));
  CHECK(found.size() == 4);
  for (const m::Candidate& c : found) {
    CHECK(c.hit.id != id("closed"));
    CHECK(c.hit.id != id("person"));
  }
  CHECK(small().ask(named("")).empty());
  CHECK(small().ask(named("?!")).empty());
  CHECK(m::verdict(small().candidates(named("nothing like it"))) == m::Verdict::kNone);
}

TEST_CASE("types, and part of a name") {
  m::MatchQuery query = named("Ağbulaq");
  query.types = {"monument"};
  CHECK(small().ask(query) == "tower 1.00 same");
  query.types = {"nothing"};
  CHECK(small().ask(query).empty());
  query = named("Ağbulaq kəndi");
  query.types = {"place"}, query.limit = 1;
  CHECK(small().ask(query) == "longer 1.00 same");
  query.limit = 10;
  CHECK(small().candidates(query).size() == 3);
  CHECK(small().candidates(query)[1].how == "part");
}

TEST_CASE("the candidate says which name matched, when it was used and which letters stand for which") {
  auto found = small().candidates(named("агбулаг"));
  REQUIRE_FALSE(found.empty());  // others of a like name follow
  CHECK(found[0].name == "Агбулаг");
  CHECK(found[0].hit.title == "Ağbulaq");
  CHECK(m::reason(found[0]) == "same name but for marks or capitals; used 1935-1991");
  CHECK(found[0].alignment.size() == 7);
  CHECK(found[0].alignment[0] == m::LetterPair{"а", "А"});
}

TEST_CASE("near") {
  m::MatchQuery query = named("Ağbulaq");
  query.types = {"place"}, query.near = m::Near{{44.83, 41.69}, 10'000};
  auto found = small().candidates(query);
  REQUIRE(found.size() == 2);  // the one elsewhere is out, the one without a position stays, lower
  CHECK(found[0].hit.id == id("agbulaq"));
  CHECK(found[0].score == doctest::Approx(1));
  CHECK(*found[0].distance_m == doctest::Approx(0));
  CHECK(found[1].hit.id == id("longer"));
  CHECK(m::verdict(found) == m::Verdict::kMatch);
  query.near_wanted = m::Wants::kSurely;
  CHECK(small().candidates(query).size() == 1);
  query.near_wanted = m::Wants::kRather;
  CHECK(small().candidates(query).size() == 3);
  query.name.clear(), query.near_wanted = m::Wants::kPossibly;
  CHECK(small().ask(query) == "agbulaq 0.60 place");
}

TEST_CASE("during") {
  m::MatchQuery query = named("Агбулаг");
  query.during = Period::parse("1950").value();
  CHECK(small().ask(query).starts_with("agbulaq 1.00 same"));
  query.during = Period::parse("1800").value();
  CHECK(small().ask(query).find("agbulaq") == std::string::npos);
  query.during_wanted = m::Wants::kRather;
  CHECK(small().ask(query).starts_with("agbulaq 0.80 same"));
  m::MatchQuery unsaid = named("Şuşa");
  unsaid.during = Period::parse("1800").value();
  CHECK(small().ask(unsaid) == "district 0.97 same");
  unsaid.during_wanted = m::Wants::kSurely;
  CHECK(small().ask(unsaid).empty());
}

TEST_CASE("part of a unit, also over others") {
  m::MatchQuery query = named("Ağbulaq");
  query.types = {"place"}, query.part_of = {id("state")};
  CHECK(small().candidates(query)[0].hit.id == id("agbulaq"));
  CHECK(small().candidates(query)[0].score == doctest::Approx(1));
  query.part_of_wanted = m::Wants::kSurely;
  CHECK(small().candidates(query).size() == 1);
  query.part_of = {id("tower")};
  CHECK(small().candidates(query).empty());
}

TEST_CASE("floods are answered like anything else") {
  CHECK(m::verdict(small().candidates(named(std::string(100'000, 'a')))) == m::Verdict::kNone);
  std::string marks = "Ağbulaq";
  for (int i = 0; i < 20'000; ++i) marks += "\u0301";
  (void)small().ask(named(marks));
  CHECK(small().ask(named("\u202eŞuşa\u202c")).find("district") == 0);
  m::MatchQuery many = named("Ağbulaq");
  many.limit = 1'000'000;
  CHECK(small().candidates(many).size() <= m::kMostCandidates);
  many.limit = 0;
  CHECK(small().candidates(many).empty());
}
