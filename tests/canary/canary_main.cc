// Nobody sees more than he may, whichever door he tries. Two archives hold the same open records; one of them holds
// hidden ones besides, in which every word is a canary: a string that occurs nowhere else. Every route of the server
// and every command of the program is asked, with ids of open, hidden and missing records, and no byte of any answer
// may be a canary's. Counts, facets, tiles and suggestions must be equal with and without the hidden records, and
// asking for a hidden record must be answered like asking for one that is not there. A route or a command that is not
// asked here fails the test.
//
//   canary STELE [doctest options]
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <sys/wait.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <set>

#include "archive/test_support.h"
#include "server/params.h"
#include "server/routes.h"
#include "server/site.h"

using namespace stele;
using namespace stele::archive;
using namespace stele::archive::test;
namespace m = stele::model;

namespace {

std::string g_stele;

// --- the archives ---

std::vector<std::string> g_canaries;

std::string canary() {
  g_canaries.push_back("qzx" + std::to_string(100 + g_canaries.size()) + "vyk");
  return g_canaries.back();
}
std::string spot(const std::string& digits) {  // a canary that is the tail of a coordinate
  g_canaries.push_back(digits);
  return digits;
}

constexpr m::Audience kHidden[] = {m::Audience::kCommunity, m::Audience::kRestricted, m::Audience::kSealed};

std::vector<m::Draft> open_records() {
  m::Draft cited = said("mill", "description", text("A mill by the river."));
  cited.source = id("hidden-source"), cited.contributor = id("hidden-person");
  m::Draft dated = said("mill", "name", m::Name{"Su dəyirmanı", "az-Latn", {}});
  dated.holds = Period::parse("1905/1988").value();
  m::Draft spoken = said("bridge", "note", text("Seen in 1905."));
  return {said("source", "type", text("source")), said("source", "name", name("A list")), said("contributor", "type", text("group")),
          said("contributor", "name", name("Some office")), said("mill", "type", text("place")), said("mill", "name", name("Mill")), dated, cited,
          said("mill", "position", m::Position{"POINT (44.8301 41.6902)", {}}), said("mill", "settlement-type", m::Term{"village"}),
          said("mill", "same-as", m::Ref{id("hidden-place")}),
          said("bridge", "type", text("monument")), said("bridge", "name", name("Bridge")), spoken, said("bridge", "part-of", m::Membership{id("mill"), {}}),
          said("spot", "type", text("monument")), said("spot", "name", name("A spot not told")), said("spot", "sensitivity", m::Term{"looting-risk"}),
          said("unit", "type", text("administrative-unit")), said("unit", "name", name("Second District"))};
}

// A record of which every word is a canary.
std::vector<m::Draft> all_canaries(std::string_view key, const std::string& type, m::Audience audience) {
  std::vector<m::Draft> out;
  auto say = [&](std::string property, m::Value value) -> m::Draft& {
    out.push_back(with(said(key, std::move(property), std::move(value)), audience));
    return out.back();
  };
  say("type", text(type)).audience = m::Audience::kPublic;
  m::Draft& named = say("name", m::Name{canary(), "en", {{"status-by", canary()}}});
  named.original = canary(), named.locator = canary(), named.words = canary(), named.holds = Period::parse("1234/1239").value();
  say("identifier", m::Identifier{canary(), canary()});
  say("note", text(canary()));
  say("source-cited", text(canary()));
  if (type == "person") {
    say("role", text(canary()));
    return out;
  }
  say("description", text(canary()));
  say("link", m::Link{"https://" + canary() + ".example/", canary()});
  say("recorded-value", m::Keyed{"Country Type", canary()});
  say("recorded-value", m::Keyed{canary(), canary()});
  return out;
}

void add(std::vector<m::Draft>& to, std::vector<m::Draft> more) { to.insert(to.end(), more.begin(), more.end()); }

struct Hidden {
  uint64_t first = 0, end = 0;
  std::set<uint64_t> open;  // positions between them that the public may see
  Id withdrawn, imported;
};

// Imports one hidden statement. The list itself, and who publishes it, are open.
Id add_import(Archive& archive, const Folder& folder, const std::string& file, const std::string& words, const std::string& recorder) {
  ImportRequest request;
  request.path = write(folder, file, R"({"subject":")" + id("hidden-person").text() + R"(","property":"note","value":")" + words + "\"}\n");
  request.format = "statements", request.dataset = "demo list";
  return archive.import({{}, recorder}, request, carry_on).value().receipt.contribution;
}

Hidden add_hidden(Archive& archive, const Folder& folder) {
  Hidden out;
  std::vector<m::Draft> drafts;
  for (m::Audience audience : kHidden) {
    std::string tail(m::audience_name(audience));
    // On open records: single statements. And whole records, closed by each statement, or by the record's setting.
    std::vector<m::Draft> on_open = all_canaries("mill", "place", audience);
    on_open.erase(on_open.begin());
    add(drafts, on_open);
    for (std::string type : {"place", "source"}) {
      std::vector<m::Draft> record = all_canaries("closed-" + type + tail, type, m::Audience::kPublic);
      record.push_back(said("closed-" + type + tail, "audience", text(tail)));
      record.push_back(said("closed-" + type + tail, "part-of", m::Membership{id("mill"), {}}));
      if (type == "place") record.push_back(said("closed-" + type + tail, "position", m::Position{"POINT (12.5" + spot("4719" + std::to_string(drafts.size() + 1000)) + " 41.69)", {}}));
      if (type == "source") record.erase(std::remove_if(record.begin(), record.end(), [](const m::Draft& d) { return d.property == "part-of"; }), record.end());
      add(drafts, record);
    }
  }
  add(drafts, all_canaries("hidden-person", "person", m::Audience::kPublic));
  add(drafts, all_canaries("hidden-source", "source", m::Audience::kPublic));
  drafts.push_back(said("hidden-source", "audience", text("restricted")));
  add(drafts, all_canaries("hidden-place", "place", m::Audience::kPublic));
  drafts.push_back(said("hidden-place", "sensitivity", m::Term{"health"}));
  drafts.push_back(said("hidden-place", "settlement-type", m::Term{"city"}));
  drafts.push_back(said("hidden-place", "same-as", m::Ref{id("bridge")}));
  out.first = archive.log_size().value();
  put(archive, drafts);

  std::vector<m::Draft> gone = all_canaries("withdrawn-place", "place", m::Audience::kPublic);
  Receipt receipt = put(archive, gone);
  out.withdrawn = receipt.contribution;
  (void)archive.undo({}, receipt.contribution, "a mistake").value();

  // A file's name and who put it in are for the community; contributions are not listed.
  out.imported = add_import(archive, folder, "in/" + canary() + ".jsonl", canary(), canary());
  out.end = archive.log_size().value();
  return out;
}

// What is hidden within open records: exact positions, and all that leads to the spot. In both archives.
std::vector<m::Draft> hidden_spots() {
  std::string tail = spot("48271936");
  m::Draft exact = said("bridge", "position", m::Position{"POINT (44.85" + tail + " 41.65" + spot("38194627") + ")", {}});
  exact.original = canary(), exact.locator = canary();
  m::Draft told = said("spot", "position", m::Position{"POINT (44.2" + spot("59173824") + " 41.2)", {}});
  m::Draft note = said("spot", "note", text("A note."));
  note.original = canary(), note.locator = canary();
  return {exact, told, note, said("spot", "position-in-words", text(canary())), with(said("spot", "name", name(canary())), m::Audience::kCommunity)};
}

struct Two {
  Folder with_folder, without_folder;
  std::unique_ptr<Archive> with, without;
  Hidden hidden;
};

Two& two() {
  static Two* made = [] {
    auto* out = new Two;
    out->with = make(out->with_folder), out->without = make(out->without_folder);
    std::vector<m::Draft> open = open_records();
    add(open, hidden_spots());
    put(*out->with, open), put(*out->without, open);
    out->hidden = add_hidden(*out->with, out->with_folder);
    add_import(*out->without, out->without_folder, "plain.jsonl", "words", "somebody");
    for (uint64_t at = 0; at < out->hidden.end; ++at)
      if (out->with->log_entries({}, at, 1)->at(0).statement) out->hidden.open.insert(at);
    return out;
  }();
  return *made;
}

// --- asking the server ---

struct Ask {
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;
  std::string body = {}, type = {};  // with a body it is posted
};

struct Answer {
  int status = 0;
  std::string head, body;
};

Answer ask(const server::Site& site, const Ask& what, const std::string& method = "GET") {
  server::Request request;
  request.method = method, request.path = what.path, request.host = "localhost", request.peer = "127.0.0.1";
  for (const auto& [key, value] : what.query) request.query.emplace_back(key, value);
  request.raw_target = what.path;
  request.body = what.body;
  if (!what.body.empty()) request.headers.emplace_back("content-type", what.type);
  if (!what.body.empty() && method == "GET") request.method = "POST";
  server::Response response = server::answer(site, request);
  Answer out{response.status, {}, response.body};
  for (const auto& [key, value] : response.headers)
    if (key != "ETag" && key != "etag") out.head += key + ": " + value + "\n";
  while (response.stream) {
    auto more = response.stream(out.body);
    REQUIRE(more);
    if (!*more) break;
  }
  return out;
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// The first canary in the bytes, or "".
std::string sung(const std::string& bytes) {
  std::string low = lower(bytes);
  for (const std::string& c : g_canaries)
    if (low.find(c) != std::string::npos) return c;
  return {};
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) text.replace(at, what.size(), by);
  return text;
}

std::vector<std::string> record_ids() {
  std::vector<std::string> out;
  for (const char* key : {"mill", "bridge", "spot", "source", "contributor", "unit", "hidden-person", "hidden-source", "hidden-place", "withdrawn-place",
                          "closed-placecommunity", "closed-placerestricted", "closed-placesealed", "closed-sourcesealed", "nobody"})
    out.push_back(id(key).text());
  out.push_back(two().hidden.withdrawn.text());
  out.push_back(two().hidden.imported.text());
  out.push_back("no-id");
  return out;
}

std::vector<Ask> questions() {
  std::vector<Ask> out = {{"", {}}};
  for (auto [key, value] : std::vector<std::pair<std::string, std::string>>{
           {"q", "mill"}, {"q", "m"}, {"type", "place"}, {"type", "person"}, {"type", "contribution"}, {"during", "1234"}, {"during", "1905"}, {"near", "41.69,44.83,100"},
           {"near", "41.69,12.5,100"}, {"in", "12,41,13,42"}, {"in", "44,41,45,42"}, {"facet", "settlement-type:city"}, {"facet", "settlement-type:village"},
           {"facet", "source:" + id("hidden-source").text()}, {"facet", "source:" + id("source").text()}, {"facet", "recorded-value:Country Type:x"}, {"limit", "1"},
           {"near", "nonsense"}, {"during", "nonsense"}, {"cursor", "nonsense"}, {"lang", "az"}, {"at", "1235"}, {"at", "1905"}, {"at", "nonsense"},
           {"by", id("hidden-source").text()}, {"by", id("hidden-person").text()}, {"by", id("source").text()}, {"by", "nobody"}})
    out.push_back({"", {{key, value}}});
  return out;
}

using Targets = std::function<std::vector<Ask>()>;

std::vector<Ask> for_ids(const std::string& before, const std::string& after, std::vector<std::pair<std::string, std::string>> query = {}) {
  std::vector<Ask> out;
  for (const std::string& record : record_ids()) out.push_back({before + record + after, query});
  return out;
}
std::vector<Ask> for_positions(const std::string& before, const std::string& after) {
  std::vector<Ask> out;
  for (uint64_t at = 0; at < two().hidden.end + 2; ++at) out.push_back({before + std::to_string(at) + after, {}});
  return out;
}
std::vector<Ask> join(std::vector<std::vector<Ask>> lists) {
  std::vector<Ask> out;
  for (auto& list : lists) out.insert(out.end(), list.begin(), list.end());
  return out;
}
std::vector<Ask> searches(const std::string& path) {
  std::vector<Ask> out = questions();
  for (Ask& q : out) q.path = path;
  return out;
}
std::vector<Ask> first_of(const std::string& path) {
  std::vector<Ask> out = {{path, {}}};
  for (uint64_t at = 0; at < two().hidden.end + 20; at += 20) out.push_back({path, {{"first", std::to_string(at)}}});
  return out;
}
std::vector<Ask> exports() {
  std::vector<Ask> out;
  for (const formats::Exporter& exporter : formats::exporters()) {
    std::vector<Ask> some = searches("/api/v1/export/" + std::string(exporter.name));
    some.erase(std::remove_if(some.begin(), some.end(), [](const Ask& a) { return !a.query.empty() && (a.query[0].first == "limit" || a.query[0].first == "cursor"); }), some.end());
    out.insert(out.end(), some.begin(), some.end());
  }
  return out;
}
std::vector<Ask> tiles() {
  std::vector<Ask> out;
  for (int zoom = 0; zoom <= 15; ++zoom)
    for (auto [lon, lat] : {std::pair{44.83, 41.69}, {44.85, 41.65}, {44.2, 41.2}, {12.54719, 41.69}}) {
      double n = std::pow(2.0, zoom), rad = lat * 3.14159265358979 / 180;
      auto x = static_cast<int>((lon + 180) / 360 * n), y = static_cast<int>((1 - std::asinh(std::tan(rad)) / 3.14159265358979) / 2 * n);
      std::string path = "/api/v1/tiles/" + std::to_string(zoom) + "/" + std::to_string(x) + "/" + std::to_string(y) + ".mvt";
      if (zoom % 5) out.push_back({path, {}});
      else for (const Ask& asked : searches(path)) out.push_back(asked);
    }
  return out;
}

// What reconciliation is asked: names of open and hidden records, canaries, ids, conditions that lead to hidden ones.
constexpr const char* kJson = "application/json";

std::vector<std::string> asked_names() {
  std::vector<std::string> out = {"mill", "Mill", "Bridge", "a", "nothing", "Su dəyirmanı"};
  for (size_t i = 0; i < g_canaries.size(); i += 3) out.push_back(g_canaries[i]);
  return out;
}
std::vector<std::string> asked_properties() {
  std::vector<std::string> out = {R"("position","v":"41.69,44.83,100")", R"("position","v":"41.69,12.5,100")", R"("during","v":"1234")", R"("during","v":"1905")",
                                  R"("settlement-type","v":"city")", R"("identifier","v":")" + g_canaries[4] + "\""};
  for (const std::string& record : record_ids())
    for (const char* property : {"part-of", "same-as"}) out.push_back("\"" + std::string(property) + R"(","v":{"id":")" + record + "\"}");
  return out;
}
std::vector<Ask> batches() {
  std::string names = "{", with = "{";
  for (const std::string& name : asked_names()) names += (names.size() > 1 ? ",\"" : "\"") + std::to_string(names.size()) + R"(":{"query":")" + name + "\"}";
  for (const std::string& property : asked_properties())
    for (const char* name : {"", "\"query\":\"mill\","}) with += (with.size() > 1 ? ",\"" : "\"") + std::to_string(with.size()) + "\":{" + name + R"("properties":[{"pid":)" + property + "}]}";
  const char* type = "application/x-www-form-urlencoded";
  return {{"/reconcile", {}, "queries=" + server::percent_encoded(names + "}"), type}, {"/reconcile", {}, "queries=" + server::percent_encoded(with + "}"), type}};
}
std::vector<Ask> draft_batches() {
  std::string queries;
  auto add = [&](const std::string& kind, const std::string& value) {
    queries += (queries.empty() ? "" : ",") + std::string(R"({"conditions":[{"matchType":")") + kind + R"(","propertyValue":")" + value + "\"}]}";
  };
  for (const std::string& name : asked_names()) add("name", name);
  for (const std::string& record : record_ids()) add("id", record);
  return {{"/reconcile/v1/match", {}, "{\"queries\":[" + queries + "]}", kJson}};
}
std::string extension() {
  std::string ids, properties;
  for (const std::string& record : record_ids()) ids += (ids.empty() ? "\"" : ",\"") + record + "\"";
  for (const char* property : {"name", "type", "note", "description", "position", "same-as", "part-of", "identifier", "link", "recorded-value", "position-in-words", "audience"})
    properties += (properties.empty() ? "{\"id\":\"" : ",{\"id\":\"") + std::string(property) + "\"}";
  return "{\"ids\":[" + ids + "],\"properties\":[" + properties + "]}";
}
std::vector<Ask> manifest_and_queries() {
  std::vector<Ask> out = {{"/reconcile", {}}, {"/reconcile", {{"callback", "a"}}}, {"/reconcile", {{"extend", extension()}}}};
  for (const std::string& name : asked_names()) out.push_back({"/reconcile", {{"query", name}}});
  return out;
}
std::vector<Ask> prefixes(const std::string& path) {
  std::vector<Ask> out = {{path, {}}, {path, {{"prefix", "m"}}}, {path, {{"prefix", "q"}, {"limit", "100"}}}};
  for (const std::string& record : record_ids()) out.push_back({path, {{"prefix", record}}});
  for (const std::string& name : asked_names()) out.push_back({path, {{"prefix", name.substr(0, 5)}}});
  return out;
}
std::vector<Ask> of_records(const std::string& path) {
  std::vector<Ask> out = {{path, {}}};
  for (const std::string& record : record_ids()) out.push_back({path, {{"id", record}}});
  return out;
}

// What each route is asked. A new route needs a line here.
std::map<std::string, Targets, std::less<>> table() {
  auto one = [](std::string path) { return [path] { return std::vector<Ask>{{path, {}}}; }; };
  return {
      {"searchPage", [] { return searches("/"); }},
      {"recordPage", [] { return join({for_ids("/record/", ""), for_ids("/record/", "", {{"at", "1235"}}), for_ids("/record/", "", {{"lang", "az"}})}); }},
      {"namingPage", [] { return join({for_ids("/record/", "/naming", {{"property", "part-of"}}), for_ids("/record/", "/naming", {{"property", "same-as"}})}); }},
      {"typesPage", one("/types")},
      {"typePage", [] { return std::vector<Ask>{{"/types/place", {}}, {"/types/person", {}}, {"/types/nothing", {}}}; }},
      {"vocabulariesPage", one("/vocab")},
      {"vocabularyPage", [] { return std::vector<Ask>{{"/vocab/certainty", {}}, {"/vocab/settlement-type", {}}, {"/vocab/nothing", {}}}; }},
      {"logPage", [] { return first_of("/log"); }},
      {"logEntryPage", [] { return for_positions("/log/", ""); }},
      {"formatsPage", one("/formats")},
      {"aboutPage", one("/about")},
      {"stylePage", one("/about/style")},
      {"randomPage", [] { return std::vector<Ask>(40, Ask{"/random", {}}); }},
      {"comparePage", [] {
         std::vector<Ask> out;
         for (const std::string& a : record_ids()) out.push_back({"/compare", {{"a", a}, {"b", id("mill").text()}}});
         for (const std::string& b : record_ids()) out.push_back({"/compare", {{"a", id("mill").text()}, {"b", b}, {"at", "1235"}}});
         return out;
       }},
      {"findRecords", [] { return searches("/api/v1/records"); }},
      {"getRecord", [] { return join({for_ids("/api/v1/records/", ""), for_ids("/api/v1/records/", "", {{"at", "1235"}})}); }},
      {"getRecordAt", [] { return join({for_ids("/api/v1/records/", "/at", {{"date", "1235"}}), for_ids("/api/v1/records/", "/at", {{"date", "../.."}}), for_ids("/api/v1/records/", "/at"),
                                        for_ids("/api/v1/records/", "/at", {{"date", "1905"}, {"by", id("hidden-source").text()}, {"lang", "az"}})}); }},
      {"getStatements", [] { return join({for_ids("/api/v1/records/", "/statements"), for_ids("/api/v1/records/", "/statements", {{"property", "name"}})}); }},
      {"getNaming", [] { return join({for_ids("/api/v1/records/", "/naming"), for_ids("/api/v1/records/", "/naming", {{"property", "part-of"}})}); }},
      {"suggest", [] { return std::vector<Ask>{{"/api/v1/suggest", {{"q", "m"}}}, {"/api/v1/suggest", {{"q", "a"}}}, {"/api/v1/suggest", {}},
                                               {"/api/v1/suggest", {{"q", "m"}, {"at", "1235"}, {"by", id("hidden-source").text()}}}}; }},
      {"getTypes", one("/api/v1/types")},
      {"getType", [] { return std::vector<Ask>{{"/api/v1/types/place", {}}, {"/api/v1/types/nothing", {}}}; }},
      {"getVocabularies", one("/api/v1/vocab")},
      {"getVocabulary", [] { return std::vector<Ask>{{"/api/v1/vocab/settlement-type", {}}, {"/api/v1/vocab/nothing", {}}}; }},
      {"getLog", [] { return first_of("/api/v1/log"); }},
      {"getLogEntry", [] { return for_positions("/api/v1/log/", ""); }},
      {"getProof", [] { return for_positions("/api/v1/statements/", "/proof"); }},
      {"getProofFile", [] { return join({for_positions("/api/v1/statements/", "/proof/fields.jsonl"), for_positions("/api/v1/statements/", "/proof/card"),
                                         for_positions("/api/v1/statements/", "/proof/proof.tlog-proof"), for_positions("/api/v1/statements/", "/proof/nothing")}); }},
      {"getStats", one("/api/v1/stats")},
      {"exportRecords", exports},
      {"getTile", tiles},
      {"getOpenApi", one("/api/v1/openapi.json")},
      {"reconcile", manifest_and_queries},
      {"reconcileBatch", batches},
      {"reconcileSuggestEntity", [] { return prefixes("/reconcile/suggest/entity"); }},
      {"reconcileSuggestProperty", [] { return prefixes("/reconcile/suggest/property"); }},
      {"reconcileSuggestType", [] { return prefixes("/reconcile/suggest/type"); }},
      {"reconcileFlyout", [] { return of_records("/reconcile/flyout/entity"); }},
      {"reconcilePreview", [] { return of_records("/reconcile/preview"); }},
      {"reconcileProperties", [] { return std::vector<Ask>{{"/reconcile/properties", {}}, {"/reconcile/properties", {{"type", "person"}}}}; }},
      {"reconcileDraft", one("/reconcile/v1")},
      {"reconcileDraftMatch", draft_batches},
      {"reconcileDraftSuggestEntity", [] { return prefixes("/reconcile/v1/suggest/entity"); }},
      {"reconcileDraftSuggestProperty", [] { return prefixes("/reconcile/v1/suggest/property"); }},
      {"reconcileDraftSuggestType", [] { return prefixes("/reconcile/v1/suggest/type"); }},
      {"reconcileDraftPreview", [] { return of_records("/reconcile/v1/preview"); }},
      {"reconcileDraftExtend", [] { return std::vector<Ask>{{"/reconcile/v1/extend", {}, extension(), kJson}}; }},
      {"reconcileDraftPropose", [] { return std::vector<Ask>{{"/reconcile/v1/extend/propose", {}}, {"/reconcile/v1/extend/propose", {{"type", "person"}}}}; }},
      {"checkpoint", one("/checkpoint")},
      {"logTile", [] { return std::vector<Ask>{{"/tile/0/000", {}}, {"/tile/0/000.p/" + std::to_string(two().hidden.end), {}}, {"/tile/entries/000.p/" + std::to_string(two().hidden.end), {}},
                                               {"/tile/entries/000", {}}, {"/tile/9/9", {}}}; }},
      {"asset", one("/assets/nothing")},
  };
}

}  // namespace

TEST_CASE("the canaries are in the archive, for those who may see them") {
  Caller keyholder{{m::Audience::kSealed}, ""};
  server::Site site(*two().with, keyholder);
  std::string all;
  for (const char* key : {"mill", "hidden-person", "hidden-source", "hidden-place", "closed-placesealed", "spot"}) all += ask(site, {"/api/v1/records/" + id(key).text(), {}}).body;
  size_t heard = 0;
  for (const std::string& c : g_canaries) heard += all.find(c) != std::string::npos;
  CHECK(heard > 40);
  CHECK(g_canaries.size() > 100);
  CHECK(two().hidden.open.size() > 20);
}

TEST_CASE("no route sings") {
  server::Site site(*two().with, {});
  auto targets = table();
  std::set<std::string> asked;
  for (const server::Route& route : server::routes()) {
    CAPTURE(std::string(route.id));
    auto it = targets.find(route.id);
    REQUIRE_MESSAGE(it != targets.end(), "a new route: say in table() what it is to be asked");
    bool answered = false;
    for (const Ask& what : it->second()) {
      Answer got = ask(site, what);
      CAPTURE(what.path);
      CAPTURE((what.query.empty() ? "" : what.query[0].first + "=" + what.query[0].second));
      CHECK(got.status < 500);
      answered |= got.status == 200 || got.status == 302;
      std::string found = sung(got.head + got.body);
      if (!found.empty()) {
        size_t at = lower(got.head + got.body).find(found);
        FAIL_CHECK(what.path << " sings " << found << ": " << (got.head + got.body).substr(at < 200 ? 0 : at - 200, 260));
      }
      CHECK(sung(ask(site, what, "POST").body).empty());
    }
    if (route.id != "asset") CHECK(answered);
    asked.insert(std::string(route.id));
  }
  for (const auto& [name, target] : targets) CHECK_MESSAGE(asked.contains(name), "the table asks a route that is gone: " << name);
}

TEST_CASE("searching for a canary is answered like searching for any word that is not there") {
  server::Site site(*two().with, {});
  for (size_t i = 0; i < g_canaries.size(); ++i) {
    const std::string& c = g_canaries[i];
    std::string word = "wpk" + std::string(c.size() - 6, '0') + "jqt";
    for (const char* path : {"/", "/api/v1/records", "/api/v1/suggest", "/api/v1/export/geojson", "/api/v1/export/statements"}) {
      CAPTURE(c);
      CAPTURE(std::string(path));
      Answer a = ask(site, {path, {{"q", c}}}), b = ask(site, {path, {{"q", word}}});
      CHECK(a.status == b.status);
      CHECK(replaced(a.body, c, word) == b.body);
      if (i % 10) break;
    }
  }
}

TEST_CASE("counts, facets, tiles and suggestions are the same with and without the hidden records") {
  server::Site with(*two().with, {}), without(*two().without, {});
  auto same = [&](const Ask& what) {
    CAPTURE(what.path);
    CAPTURE((what.query.empty() ? "" : what.query[0].first + "=" + what.query[0].second));
    Answer a = ask(with, what), b = ask(without, what);
    CHECK(a.status == b.status);
    CHECK(a.body == b.body);
  };
  for (const Ask& what : searches("/api/v1/records")) same(what);
  for (const Ask& what : tiles()) same(what);
  for (const char* q : {"m", "mi", "b", "a", "s", "q"}) same({"/api/v1/suggest", {{"q", q}}});
  for (const Ask& what : batches()) same(what);
  for (const Ask& what : draft_batches()) same(what);
  for (const Ask& what : prefixes("/reconcile/suggest/entity")) same(what);
  same({"/reconcile/v1/extend", {}, extension(), kJson});
  for (const char* key : {"mill", "bridge", "spot"}) same({"/api/v1/records/" + id(key).text() + "/naming", {}});
  Stats a = two().with->stats({}).value(), b = two().without->stats({}).value();
  CHECK(a.records == b.records);
  CHECK(a.statements == b.statements);
  CHECK(a.names == b.names);
  CHECK(a.records_by_type == b.records_by_type);
  CHECK(a.names_by_language == b.names_by_language);
}

TEST_CASE("a hidden record and one that is not there are answered alike, and so are their statements") {
  server::Site site(*two().with, {});
  std::string missing = id("nobody").text();
  for (const char* key : {"hidden-person", "hidden-source", "hidden-place", "withdrawn-place", "closed-placecommunity", "closed-placesealed"})
    for (auto [before, after] : {std::pair{"/record/", ""}, {"/record/", "/naming"}, {"/api/v1/records/", ""}, {"/api/v1/records/", "/statements"}, {"/api/v1/records/", "/naming"}}) {
      Answer a = ask(site, {before + id(key).text() + after, {}}), b = ask(site, {before + missing + after, {}});
      CAPTURE(std::string(key));
      CAPTURE(std::string(before) + "{id}" + after);
      CHECK(a.status == 404);
      CHECK(a.status == b.status);
      CHECK(replaced(a.head + a.body, id(key).text(), missing) == b.head + b.body);
    }
  std::string beyond = std::to_string(two().hidden.end + 500);
  for (uint64_t at = 0; at < two().hidden.end; ++at) {
    if (two().hidden.open.contains(at)) continue;
    for (const char* after : {"/proof", "/proof/card", "/proof/fields.jsonl"}) {
      Answer a = ask(site, {"/api/v1/statements/" + std::to_string(at) + after, {}}), b = ask(site, {"/api/v1/statements/" + beyond + after, {}});
      CHECK(a.status == 404);
      CHECK(replaced(a.body, std::to_string(at), beyond) == replaced(b.body, std::to_string(at), beyond));
    }
  }
}

namespace {

std::string run(const std::string& arguments) {
  std::string out, command = "'" + g_stele + "' " + arguments + " 2>&1 </dev/null";
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe);
  char buffer[4096];
  for (size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
  int status = pclose(pipe);
  CHECK_MESSAGE((WIFEXITED(status) && WEXITSTATUS(status) != 70), arguments);
  return out;
}

}  // namespace

TEST_CASE("no command sings") {
  std::string dir = "'" + two().with_folder.path() + "'", out_dir = two().with_folder.path() + "-out";
  std::filesystem::create_directories(out_dir);
  std::vector<std::string> ids = record_ids();
  std::string hidden_position;
  for (uint64_t at = two().hidden.first; hidden_position.empty(); ++at)
    if (!two().hidden.open.contains(at)) hidden_position = std::to_string(at);
  std::map<std::string, std::vector<std::string>> lines = {
      {"init", {dir}},
      {"find", {dir, dir + " mill", dir + " --json", dir + " --type place --json", dir + " --during 1234", dir + " --near 41.69,12.5,50 --json", dir + " --facet settlement-type=city"}},
      {"audit", {dir, dir + " --json"}},
      {"rebuild", {dir}},
      {"stats", {dir, dir + " --json"}},
      {"formats", {"", "--json"}},
      {"types", {"", "place", "person"}},
      {"undo", {dir + " " + id("nobody").text(), dir + " " + two().hidden.withdrawn.text()}},
      {"verify", {out_dir}},
      {"help", {"", "find"}},
      {"serve", {dir + " --listen nonsense"}},
      {"import", {dir + " '" + two().with_folder.file("nothing.csv") + "'"}},
      {"show", {}},
      {"match", {}},
      {"export", {}},
      {"prove", {}},
  };
  for (const std::string& record : ids)
    for (const char* option : {"", " --json", " --at 1235"}) lines["show"].push_back(dir + " " + record + option);
  for (uint64_t at = 0; at < two().hidden.end; at += 7) lines["show"].push_back(dir + " " + std::to_string(at));
  lines["show"].push_back(dir + " " + hidden_position);
  for (const formats::Exporter& exporter : formats::exporters()) lines["export"].push_back(dir + " --format " + std::string(exporter.name));
  for (uint64_t at = 0; at < two().hidden.end; at += 11) lines["prove"].push_back(dir + " " + std::to_string(at) + " -o '" + out_dir + "/" + std::to_string(at) + "'");
  lines["prove"].push_back(dir + " " + hidden_position + " -o '" + out_dir + "/hidden'");

  std::string list = "name,lat,lon,year\nmill,,,\nMill,41.69,44.83,1905\nBridge,41.65,44.85,\na,,,\n,41.69,12.54,1234\n,41.2,44.2,\n";
  for (const std::string& record : ids) list += record + ",,,\n";
  std::string list_file = write(two().with_folder, "list.csv", list);
  for (const char* option : {"", " --json", " --as place --lat lat --lon lon --during year"})
    lines["match"].push_back(dir + " '" + list_file + "' -o '" + out_dir + "/matched" + std::to_string(lines["match"].size()) + ".csv'" + option);

  std::string help = run("help");
  size_t commands = 0;
  for (size_t at = 0; (at = help.find("\n  stele ", at)) != std::string::npos; ++at) {
    size_t begin = at + 9, end = help.find(' ', begin);
    std::string command = help.substr(begin, end - begin);
    CAPTURE(command);
    ++commands;
    REQUIRE_MESSAGE(lines.contains(command), "a new command: say here what it is to be asked");
    for (const std::string& line : lines[command]) {
      std::string said_back = run(command + " " + line), found = sung(said_back);
      CAPTURE(line);
      CHECK_MESSAGE(found.empty(), said_back.substr(0, 2000));
    }
  }
  CHECK(commands == lines.size());
  size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(out_dir)) {
    if (!entry.is_regular_file()) continue;
    ++files;
    CHECK_MESSAGE(sung(bytes_of_file(entry.path())).empty(), entry.path().string());
  }
  CHECK(files > 4);
  CHECK_FALSE(std::filesystem::exists(out_dir + "/hidden"));
  std::filesystem::remove_all(out_dir);
}

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: canary STELE [doctest options]\n", stderr);
    return 64;
  }
  g_stele = argv[1];
  doctest::Context context;
  context.applyCommandLine(argc - 1, argv + 1);
  int result = context.run();
  std::error_code ignored;
  std::filesystem::remove_all(two().with_folder.path(), ignored);
  std::filesystem::remove_all(two().without_folder.path(), ignored);
  return result;
}
