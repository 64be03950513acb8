// The question that the memorial page answers first, asked of the demo archive: what was this called on that day, in
// which district, according to whom.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "archive/test_support.h"

using namespace stele;
using namespace stele::archive;
using namespace stele::archive::test;

namespace {

// The lists of the demo that places, their names and their districts come from.
struct Demo {
  Folder folder;
  std::unique_ptr<Archive> archive = make(folder);

  Demo() {
    for (const char* list : {"groups", "sources", "collections", "places", "names", "units", "unit_dates", "unit_parents",
                             "unit_names", "memberships"}) {
      ImportRequest request;
      request.path = std::string("demo/") + list + ".csv";
      request.mapping = parse_json(bytes_of_file(std::string("demo/") + list + ".map.json")).value();
      auto report = archive->import({}, request, carry_on);
      REQUIRE_MESSAGE(report.has_value(), (report ? "" : report.error().message));
      REQUIRE(report->refused_rows == 0);
    }
  }
  static Demo& shared() {
    static Demo demo;
    return demo;
  }
};

const Id kTbilisi = Id::derive("wof", "890443227");

RecordThen at(const char* date, std::string lang = "en", std::string by = {}) {
  model::Perspective asked{std::move(lang), Period::parse(date).value(), std::move(by)};
  auto found = Demo::shared().archive->at({}, kTbilisi, asked);
  REQUIRE_MESSAGE(found.has_value(), (found ? "" : found.error().message));
  return std::move(*found);
}

std::set<std::string> names(const RecordThen& found, model::Holding held) {
  std::set<std::string> out;
  for (const model::SaidThen& one : found.then.names)
    if (one.held == held) out.insert(std::get<model::Name>(one.statement.value).text);
  return out;
}

const model::UnitThen* unit(const std::vector<model::UnitThen>& units, std::string_view title) {
  auto it = std::ranges::find(units, title, &model::UnitThen::title);
  return it == units.end() ? nullptr : &*it;
}

}  // namespace

TEST_CASE("on 1 January 1926 the city was not yet called Tbilisi by decree, and lay in the Georgian SSR of the TSFSR") {
  RecordThen found = at("1926-01-01");
  CHECK(names(found, model::Holding::kPossibly).contains("Тифлис"));
  CHECK(names(found, model::Holding::kUndated).contains("Tbilisi"));
  auto dated = names(found, model::Holding::kCertainly);
  dated.merge(names(found, model::Holding::kPossibly));
  CHECK_FALSE(dated.contains("Тбилиси"));
  const model::UnitThen* ssr = unit(found.then.units, "Georgian SSR");
  REQUIRE(ssr);
  CHECK(ssr->type == "administrative-unit");
  CHECK(ssr->said[0].held == model::Holding::kCertainly);
  const auto& membership = std::get<model::Membership>(ssr->said[0].statement.value);
  CHECK(model::part(membership.parts, "holder") == "archontology.org");
  CHECK_FALSE(unit(found.then.units, "Tiflis Governorate"));
  const model::UnitThen* tsfsr = unit(found.then.units, "Transcaucasian Socialist Federative Soviet Republic");
  REQUIRE(tsfsr);  // also named directly, by another source
  CHECK(found.then.is_whole);
}

TEST_CASE("in 1905 it was the seat of a governorate and of an uezd, each with who says so") {
  RecordThen found = at("1905");
  CHECK(unit(found.then.units, "Tiflis Governorate"));
  CHECK(unit(found.then.units, "Tiflis uezd"));
  CHECK_FALSE(unit(found.then.units, "Georgian SSR"));
  for (const model::UnitThen& one : found.then.units)
    for (const model::SaidThen& said : one.said) {
      REQUIRE(found.voices.contains(said.statement.source));
      CHECK_FALSE(found.voices.at(said.statement.source).text.empty());
      CHECK(found.voices.contains(said.statement.contributor));
    }
}

TEST_CASE("the title follows the day, the reader and the voice") {
  CHECK(at("1950", "ru").then.title == "Тбилиси");
  std::string pleiades = Id::derive("road-source", "pleiades-2021").text();
  CHECK(at("0700", "en", pleiades).then.title.starts_with("T"));
  CHECK(at("0700", "en", pleiades).then.title != "Tbilisi");
  CHECK(at("1926-01-01", "ru", "Central Executive Committee of the USSR").then.title != "Тбилиси");
  model::Query query;
  query.perspective = {"ru", Period::parse("1950").value(), {}};
  query.words = "Тбилиси", query.types = {"place"};
  auto page = Demo::shared().archive->find({}, query);
  REQUIRE(page);
  REQUIRE_FALSE(page->hits.empty());
  CHECK(page->hits[0].title == "Тбилиси");
}

TEST_CASE("neighbours are the nearest, without the record itself") {
  model::Query query;
  query.near = model::Near{{44.83368, 41.69411}, 200'000};
  query.exclude = kTbilisi, query.types = {"place"}, query.limit = 5;
  auto hits = Demo::shared().archive->nearest({}, query);
  REQUIRE(hits);
  REQUIRE(hits->size() == 5);
  double last = 0;
  for (const model::Hit& hit : *hits) {
    CHECK(hit.id != kTbilisi);
    double metres = distance_m(query.near->centre, *hit.point);
    CHECK(metres >= last);
    last = metres;
  }
  query.near.reset();
  CHECK(Demo::shared().archive->nearest({}, query).error().code == Code::kInvalid);
}

TEST_CASE("a place at random is a place; a time is needed; what is not there is not found") {
  Archive& archive = *Demo::shared().archive;
  std::set<Id> met;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    auto id = archive.random({}, "place", seed * 2654435761);
    REQUIRE(id);
    CHECK(archive.get({}, *id)->type() == "place");
    met.insert(*id);
  }
  CHECK(met.size() > 10);
  CHECK(archive.random({}, "person", 1).error().code == Code::kNotFound);
  CHECK(archive.at({}, kTbilisi, {}).error().code == Code::kInvalid);
  model::Perspective asked{"en", Period::parse("1905").value(), {}};
  CHECK(archive.at({}, id("nothing"), asked).error().code == Code::kNotFound);
}
