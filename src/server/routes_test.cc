#include "server/routes.h"

#include "server/params.h"
#include "server/test_site.h"

using namespace stele;
using namespace stele::server;

namespace {

TestSite& test() { return TestSite::shared(); }

Json json_of(const std::string& url) {
  auto json = parse_json(test().body(url));
  REQUIRE_MESSAGE(json.has_value(), url);
  return std::move(*json);
}

// The pointers of a problem document, joined by blanks, after its status.
std::string faults_of(const std::string& url) {
  Response response = test().get(url);
  CHECK(response.header("content-type") == "application/problem+json");
  Json json = parse_json(response.body).value();
  CHECK(json.find("status")->scalar() == std::to_string(response.status));
  std::string out = std::to_string(response.status);
  if (const Json* errors = json.find("errors"))
    for (const Json& error : *errors->as_array()) out += " " + std::string(error.str("pointer"));
  return out;
}

}  // namespace

TEST_CASE("patterns fit whole paths") {
  CHECK(match("/", "/").fits);
  CHECK(match("/log", "/log").fits);
  CHECK_FALSE(match("/log", "/log/").fits);
  CHECK_FALSE(match("/log", "/logs").fits);
  CHECK_FALSE(match("/record/{id}", "/record/").fits);
  CHECK_FALSE(match("/record/{id}", "/record/a/b").fits);
  CHECK(path_param(match("/record/{id}/naming", "/record/a/naming").params, "id") == "a");
  Match tile = match("/t/{z}/{x}/{y}.mvt", "/t/1/2/3.mvt");
  CHECK(tile.fits);
  CHECK(path_param(tile.params, "y") == "3");
  CHECK_FALSE(match("/t/{z}/{x}/{y}.mvt", "/t/1/2/3").fits);
  CHECK_FALSE(match("/t/{z}/{x}/{y}.mvt", "/t/1/2/.mvt").fits);
  CHECK(path_param(match("/tile/{path...}", "/tile/0/x001/234").params, "path") == "0/x001/234");
  CHECK_FALSE(match("/tile/{path...}", "/tile/").fits);
}

TEST_CASE("unknown addresses and wrong methods") {
  CHECK(test().get("/nothing").status == 404);
  CHECK(test().get("/nothing").header("content-type") == "text/html; charset=utf-8");
  CHECK(faults_of("/api/v1/nothing") == "404");
  CHECK(test().get("*").status == 404);
  for (std::string method : {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"}) {
    Response page = test().get("/log", {}, method), api = test().get("/api/v1/log", {}, method);
    CHECK(page.status == 405);
    CHECK(page.header("allow") == "GET, HEAD");
    CHECK(page.header("content-type") == "text/html; charset=utf-8");
    CHECK(api.status == 405);
    CHECK(api.header("content-type") == "application/problem+json");
    CHECK_FALSE(api.header("content-security-policy").empty());
  }
  CHECK(test().get("/log", {}, "HEAD").status == 200);
}

TEST_CASE("answers that did not change are not sent again") {
  for (std::string url : {std::string("/about"), "/record/" + test().town.text(), std::string("/api/v1/types")}) {
    Response first = test().get(url);
    CHECK(first.header("cache-control") == "no-cache");
    REQUIRE_FALSE(first.header("etag").empty());
    Response again = test().get(url, {{"if-none-match", std::string(first.header("etag"))}});
    CHECK(again.status == 304);
    CHECK(again.body.empty());
    CHECK_FALSE(again.header("content-security-policy").empty());
  }
  Response style = test().get(std::string(test().site().asset_url("style.css")));
  CHECK(style.status == 200);
  CHECK(style.header("cache-control") == "public, max-age=31536000, immutable");
  CHECK(style.header("content-type") == "text/css; charset=utf-8");
  CHECK(test().get("/assets/style.css").status == 404);
  CHECK(test().get("/assets/style.000000000000.css").status == 404);
}

TEST_CASE("the API names the parameter that is wrong") {
  CHECK(faults_of("/api/v1/records?colour=red") == "400 /query/colour");
  CHECK(faults_of("/api/v1/records?q=a&q=b") == "400 /query/q");
  CHECK(faults_of("/api/v1/records?type=place&type=hut") == "400 /query/type/1");
  CHECK(faults_of("/api/v1/records?facet=place") == "400 /query/facet/0");
  CHECK(faults_of("/api/v1/records?facet=description:x") == "400 /query/facet/0");
  CHECK(faults_of("/api/v1/records?near=91,0,1") == "400 /query/near");
  CHECK(faults_of("/api/v1/records?near=1,2") == "400 /query/near");
  CHECK(faults_of("/api/v1/records?near=1,2,0") == "400 /query/near");
  CHECK(faults_of("/api/v1/records?near=1,2,nan") == "400 /query/near");
  CHECK(faults_of("/api/v1/records?in=5,1,4,2") == "400 /query/in");
  CHECK(faults_of("/api/v1/records?in=POINT+(1+2)") == "400 /query/in");
  CHECK(faults_of("/api/v1/records?during=soon") == "400 /query/during");
  CHECK(faults_of("/api/v1/records?mode=maybe&limit=0") == "400 /query/mode /query/limit");
  CHECK(faults_of("/api/v1/records?limit=1001") == "400 /query/limit");
  CHECK(faults_of("/api/v1/records?limit=2x") == "400 /query/limit");
  CHECK(faults_of("/api/v1/records?cursor=!!") == "422 /query/cursor");
  CHECK(faults_of("/api/v1/suggest") == "400 /query/q");
  CHECK(faults_of("/api/v1/log?count=5000") == "400 /query/count");
  CHECK(faults_of("/api/v1/records/" + test().town.text() + "?at=soon") == "400 /query/at");
  CHECK(faults_of("/api/v1/records/not-an-id") == "400 /path/id");
  CHECK(faults_of("/api/v1/records/not-an-id/at?date=1905") == "400 /path/id");
  CHECK(faults_of("/api/v1/records/" + test().town.text() + "/at") == "400 /query/date");
  CHECK(faults_of("/api/v1/records/" + test().town.text() + "/at?date=soon") == "400 /query/date");
  CHECK(faults_of("/api/v1/records?lang=%21&at=soon") == "400 /query/lang /query/at");
  CHECK(faults_of("/api/v1/suggest?q=a&at=soon") == "400 /query/at");
  CHECK(faults_of("/api/v1/tiles/0/0/0.mvt?type=hut&near=1,2&limit=5") == "400 /query/limit");
  CHECK(faults_of("/api/v1/tiles/0/0/0.mvt?type=hut&near=1,2&at=soon") == "400 /query/type/0 /query/near /query/at");
  CHECK(faults_of("/api/v1/export/scroll") == "404");
}

TEST_CASE("tiles") {
  CHECK(test().get("/api/v1/tiles/0/0/0.mvt").header("content-type") == "application/vnd.mapbox-vector-tile");
  Response empty = test().get("/api/v1/tiles/6/0/0.mvt");
  CHECK(empty.status == 204);
  CHECK(empty.body.empty());
  CHECK(faults_of("/api/v1/tiles/23/0/0.mvt") == "400 /path/z");
  CHECK(faults_of("/api/v1/tiles/1/2/0.mvt") == "400 /path/x");
  CHECK(faults_of("/api/v1/tiles/1/0/2.mvt") == "400 /path/y");
  CHECK(faults_of("/api/v1/tiles/1/-1/0.mvt") == "400 /path/x");
  CHECK(faults_of("/api/v1/tiles/01/0/0.mvt") == "400 /path/z");
  CHECK(faults_of("/api/v1/tiles/99999999999999999999/0/0.mvt") == "400 /path/z");
}

TEST_CASE("search finds, counts and goes on") {
  Json all = json_of("/api/v1/records?type=place&limit=2");
  CHECK(all.find("total")->scalar() == "3");
  CHECK(all.find("records")->as_array()->size() == 2);
  std::string next(all.str("next"));
  REQUIRE_FALSE(next.empty());
  Json rest = json_of(make_url("/api/v1/records", {{"type", "place"}, {"limit", "2"}, {"cursor", next}}));
  CHECK(rest.find("records")->as_array()->size() == 1);
  CHECK(rest.find("next")->is_null());
  CHECK(json_of("/api/v1/records?q=soyuqbulaq").find("total")->scalar() == "1");
  CHECK(json_of("/api/v1/records?facet=feature-class:P").find("total")->scalar() == "1");
  CHECK(json_of("/api/v1/records?near=41.69,44.83,5").find("total")->scalar() == "1");
  CHECK(json_of("/api/v1/records?in=44,41,45,42&type=place").find("total")->scalar() == "1");
  CHECK(json_of("/api/v1/records?in=POLYGON((0+0,1+0,1+1,0+0))").find("total")->scalar() == "0");
  CHECK(json_of("/api/v1/suggest?q=cold").find("suggestions")->as_array()->size() == 1);
}

TEST_CASE("titles follow the reader's language, the time and the voice, in lists, suggestions and tiles alike") {
  auto titles = [](const std::string& params) {
    std::string of_list(json_of("/api/v1/records?q=soyuqbulaq&" + params).find("records")->as_array()->front().str("title"));
    std::string of_suggestion(json_of("/api/v1/suggest?q=soyuq&" + params).find("suggestions")->as_array()->front().str("title"));
    std::string of_record(json_of("/api/v1/records/" + test().town.text() + "?" + params).str("title"));
    CHECK(of_list == of_suggestion);
    CHECK(of_list == of_record);
    CHECK(test().body("/api/v1/tiles/12/2558/1525.mvt?" + params).find(of_list) != std::string::npos);
    return of_list;
  };
  CHECK(titles("") == "Cold Spring");
  CHECK(titles("lang=az") == "Soyuqbulaq");
  CHECK(titles("lang=hy&at=1905") == "Սառնաղբյուր");
  CHECK(titles("lang=az&by=" + test().group.text()) == "Soyuqbulaq");
  CHECK(titles("lang=az&by=nobody") == "Soyuqbulaq");
}

TEST_CASE("a tile shows what the search finds") {
  auto tile = [](const std::string& params) { return test().get("/api/v1/tiles/12/2558/1525.mvt?" + params); };
  std::string town = test().town.text();
  CHECK(tile("").body.find(town) != std::string::npos);
  CHECK(tile("type=place").body.find(town) != std::string::npos);
  CHECK(tile("type=monument").body.find(town) == std::string::npos);
  CHECK(tile("q=cold").body.find(town) != std::string::npos);
  CHECK(tile("q=nothing").status == 204);
  CHECK(tile("near=41.69,44.83,1&facet=feature-class:P&during=1905").body.find(town) != std::string::npos);
  CHECK(tile("during=1700").status == 204);
}

TEST_CASE("what it was called and where it belonged on a day") {
  std::string base = "/api/v1/records/" + test().town.text() + "/at";
  Json then = json_of(base + "?date=1897&lang=az");
  CHECK(then.str("title") == "Soyuqbulaq");
  CHECK(then.str("date") == "1897");
  CHECK(then.find("names")->as_array()->size() == 4);
  CHECK(then.find("names")->as_array()->front().str("held") == "undated");
  const Json& unit = then.find("units")->as_array()->front();
  CHECK(unit.str("title") == "Second District");
  CHECK(unit.find("said")->as_array()->front().str("held") == "certainly");
  CHECK(then.find("voices")->find(test().map.text())->str("title") == "Survey map");
  CHECK(then.find("voices")->find(test().group.text())->str("title") == "Village committee");
  CHECK(json_of(base + "?date=1898").find("units")->as_array()->empty());
  CHECK(json_of(base + "?date=before+1900").find("units")->as_array()->size() == 1);
}

TEST_CASE("facets in addresses") {
  const model::Schema& schema = test().archive().schema();
  using Pair = std::pair<std::string, std::string>;
  CHECK(split_facet("type:place", schema) == Pair("type", "place"));
  CHECK(split_facet("source-type:map", schema) == Pair("source-type", "map"));
  CHECK(split_facet("recorded-value:Damage Extent Type:1-10: few", schema) == Pair("recorded-value:Damage Extent Type", "1-10: few"));
  CHECK_FALSE(split_facet("recorded-value:Nothing:x", schema));
  CHECK_FALSE(split_facet("type:", schema));
  CHECK_FALSE(split_facet(":place", schema));
  CHECK_FALSE(split_facet("type", schema));
}

TEST_CASE("what may not be seen is what is not there") {
  for (std::string where : {"/record/", "/api/v1/records/"}) {
    for (std::string tail : {"", "/naming", "/at?date=1905"}) {
      if (where == "/record/" && tail.starts_with("/at")) continue;  // there is no such page
      Response missing = test().get(where + test().missing.text() + tail);
      CHECK(missing.status == 404);
      for (Id id : {test().hidden, test().person}) {
        Response hidden = test().get(where + id.text() + tail);
        CHECK(hidden.status == 404);
        CHECK(hidden.body == missing.body);
        CHECK(hidden.headers == missing.headers);
      }
    }
  }
  uint64_t size = test().archive().log_size().value();
  Response beyond = test().get("/api/v1/statements/" + std::to_string(size) + "/proof");
  CHECK(beyond.status == 404);
  size_t unseen = 0;
  auto entries = test().archive().log_entries({}, 0, size).value();
  for (const auto& entry : entries) {
    if (entry.statement) continue;
    ++unseen;
    std::string position = std::to_string(entry.position);
    CHECK(test().body("/api/v1/statements/" + position + "/proof") == beyond.body);
    CHECK(test().body("/log/" + position).find("or you may not see it") != std::string::npos);
    CHECK(test().body("/log/" + position).find(kCanary) == std::string::npos);
  }
  CHECK(unseen >= 6);
}

TEST_CASE("no search, list, count or export tells of what may not be seen") {
  CHECK(json_of("/api/v1/records?q=" + std::string(kCanary)).find("total")->scalar() == "0");
  CHECK(json_of("/api/v1/suggest?q=" + std::string(kCanary)).find("suggestions")->as_array()->empty());
  Json none = json_of("/api/v1/records?type=person");
  CHECK(none.find("total")->scalar() == "0");
  for (std::string url : {"/?limit=1000", "/api/v1/records?limit=1000", "/api/v1/log?count=1000", "/log", "/api/v1/stats", "/api/v1/tiles/0/0/0.mvt"}) {
    CHECK_MESSAGE(test().body(url).find(kCanary) == std::string::npos, url);
  }
  std::string town = "/api/v1/records/" + test().town.text();
  for (std::string url : {town, town + "/at?date=1905", town + "/at?date=1905&by=" + std::string(kCanary)}) {
    CHECK_MESSAGE(to_json(json_of(url)).find(kCanary) == std::string::npos, url);
  }
}

// Each parameter that chooses or narrows is tried with what is hidden; the answers must be those to nonsense.
TEST_CASE("no parameter finds out what may not be seen") {
  std::string canary(kCanary), hidden = test().hidden.text(), person = test().person.text();
  for (const std::string& params : {"q=" + canary, "q=" + canary + "+place&lang=en", std::string("type=person"), "by=" + canary, "by=" + hidden,
                             "facet=source:" + hidden, "lang=en&at=1905&by=" + person, "by=" + canary + "+of+the+town"}) {
    bool narrows = params.starts_with("q=") || params.starts_with("type=") || params.starts_with("facet=");
    std::string plain = narrows ? "q=zzzzzz" : "by=nobody";
    if (params.starts_with("lang=")) plain = "lang=en&at=1905&by=nobody";
    CAPTURE(params);
    CHECK(test().body("/api/v1/records?" + params) == test().body("/api/v1/records?" + plain));
    for (std::string tile : {"/api/v1/tiles/0/0/0.mvt?", "/api/v1/tiles/12/2558/1525.mvt?"}) {
      CHECK(test().get(tile + params).status == test().get(tile + plain).status);
      CHECK(test().body(tile + params) == test().body(tile + plain));
    }
    if (narrows) continue;
    std::string then = "/api/v1/records/" + test().town.text() + "/at?date=1905&by=";
    CHECK(test().body(then + canary) == test().body(then + "nobody"));
    CHECK(test().body("/api/v1/suggest?q=c&" + params) == test().body("/api/v1/suggest?q=c&" + plain));
  }
}

TEST_CASE("a proof can be taken away and checked") {
  auto view = test().archive().get({}, test().town).value();
  std::string base = "/api/v1/statements/" + std::to_string(view.statements().front().position) + "/proof";
  const Json proof = json_of(base);
  std::map<std::string, std::string> files;
  for (const auto& [name, text] : *proof.find("files")->as_object()) {
    files[name] = *text.as_string();
    Response file = test().get(base + "/" + name);
    CHECK(file.body == files[name]);
    CHECK(file.header("content-disposition") == "attachment; filename=\"" + name + "\"");
  }
  CHECK(files.size() == 4);
  auto words = archive::verify_bundle(files, test().archive().log_key().value());
  CHECK_MESSAGE(words.has_value(), (words ? "" : to_string(words.error())));
  CHECK(test().get(base + "/passwd").status == 404);
}

TEST_CASE("statements at a time, and of one property") {
  std::string base = "/api/v1/records/" + test().town.text() + "/statements";
  CHECK(json_of(base + "?property=settlement-type").find("statements")->as_array()->size() == 2);
  CHECK(json_of(base + "?property=settlement-type&at=1905").find("statements")->as_array()->size() == 1);
  CHECK(json_of(base + "?property=settlement-type&at=1940").find("statements")->as_array()->size() == 2);
  CHECK(json_of(base + "?property=settlement-type&at=2001").find("statements")->as_array()->empty());
  Json naming = json_of("/api/v1/records/" + test().other.text() + "/naming?property=part-of");
  CHECK(naming.find("counts")->find("part-of")->scalar() == "1");
  CHECK(naming.find("records")->as_array()->size() == 1);
}
