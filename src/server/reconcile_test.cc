// Both generations of the API, asked as clients ask.
#include "server/reconcile.h"

#include "server/params.h"
#include "server/test_site.h"

using namespace stele;
using namespace stele::server;

namespace {

TestSite& test() { return TestSite::shared(); }

Json json_of(const Response& response) {
  auto json = parse_json(response.body);
  REQUIRE_MESSAGE(json.has_value(), response.body);
  return std::move(*json);
}

Response form(const Pairs& fields) {
  std::string body;
  for (const auto& [name, value] : fields) body += (body.empty() ? "" : "&") + name + "=" + percent_encoded(value);
  return test().post("/reconcile", body, "application/x-www-form-urlencoded");
}
Json queries(const std::string& text) {
  Response response = form({{"queries", text}});
  REQUIRE_MESSAGE(response.status == 200, response.body);
  return json_of(response);
}
Json matched(const std::string& text) {
  Response response = test().post("/reconcile/v1/match", text, "application/json");
  REQUIRE_MESSAGE(response.status == 200, response.body);
  return json_of(response);
}

// "Cold Spring 100 match, ..."
std::string shown(const Json& answer, std::string_view list = "result") {
  std::string out;
  for (const Json& one : *answer.find(list)->as_array()) {
    out += (out.empty() ? "" : ", ") + std::string(one.str("name")) + " " + std::string(one.find("score")->scalar());
    if (*one.find("match")->as_bool()) out += " match";
  }
  return out;
}
std::string legacy(const std::string& query) { return shown(*queries("{\"q0\":" + query + "}").find("q0")); }
std::string error_of(const std::string& query) { return std::string(queries("{\"q0\":" + query + "}").find("q0")->str("error")); }
std::string draft(const std::string& query) { return shown((*matched("{\"queries\":[" + query + "]}").find("results")->as_array())[0], "candidates"); }
std::string draft_error(const std::string& query) {
  return std::string((*matched("{\"queries\":[" + query + "]}").find("results")->as_array())[0].str("error"));
}

}  // namespace

TEST_CASE("OpenRefine's first question, and its batches") {
  Response response = test().get("/reconcile");
  CHECK(response.header("access-control-allow-origin") == "*");
  Json manifest = json_of(response);
  CHECK(manifest.find("batchSize")->scalar() == "1000");
  CHECK(manifest.find("view")->str("url").ends_with("/record/{{id}}"));
  Json answers = queries(R"({"q0":{"query":"Soyuqbulaq"},"q1":{"query":"?!"},"q2":{"query":"soyuqbulaq","type":"place","type_strict":"should"}})");
  CHECK(shown(*answers.find("q0")) == "Cold Spring 100 match");
  CHECK(shown(*answers.find("q1")).empty());
  CHECK(shown(*answers.find("q2")) == "Cold Spring 97 match");
  const Json& type = (*(*answers.find("q0")->find("result")->as_array())[0].find("type")->as_array())[0];
  CHECK(type.str("id") == "place");
  CHECK(type.str("name") == "Place");
}

TEST_CASE("a query that is wrong marks only its own answer") {
  Json answers = queries(R"({"q0":{"query":"Soyuqbulaq"},"q1":{"limit":1},"q2":7,"q3":{"query":"Soyuqbulaq"}})");
  CHECK(shown(*answers.find("q0")) == "Cold Spring 100 match");
  CHECK(shown(*answers.find("q3")) == "Cold Spring 100 match");
  CHECK(answers.find("q1")->str("error") == "A query needs “query” or “properties”.");
  CHECK(answers.find("q1")->find("result")->as_array()->empty());
  CHECK(answers.find("q2")->str("error") == "A query is a JSON object.");
  CHECK(error_of(R"({"query":"x","props":[]})").find("“props”") != std::string::npos);
  CHECK(error_of(R"({"query":"x","limit":"many"})") == "“limit” is a whole number.");
  CHECK(error_of(R"({"query":"x","limit":-1})") == "“limit” is a whole number.");
  CHECK(error_of(R"({"query":"x","type":["place","monument"],"type_strict":"all"})").find("one type") != std::string::npos);
  CHECK(error_of(R"({"query":"x","type_strict":"maybe"})").find("type_strict") != std::string::npos);
  CHECK(error_of(R"({"query":"x","properties":[{"pid":"a"}]})").find("“pid” and “v”") != std::string::npos);
  CHECK(form({{"queries", "[1]"}}).status == 400);
  CHECK(form({{"queries", "{"}}).status == 400);
  CHECK(test().post("/reconcile", "{}", "application/json").status == 415);
  CHECK(draft_error("{\"limit\":1}") == "A query needs “conditions”.");
  CHECK(draft_error(R"({"conditions":[]})").find("at least one") != std::string::npos);
  CHECK(draft_error(R"({"conditions":[{"propertyValue":"x"}]})").find("matchType") != std::string::npos);
  CHECK(draft_error(R"({"type":["a"],"conditions":[{"matchType":"name","propertyValue":"x"}]})").find("one type") != std::string::npos);
  CHECK(test().post("/reconcile/v1/match", "[]", "application/json").status == 400);
  CHECK(test().post("/reconcile/v1/match", "{}", "text/plain").status == 415);
  CHECK(test().get("/reconcile/v1/match").status == 405);
}

TEST_CASE("at most a thousand at once") {
  std::string many = "{";
  for (int i = 0; i <= 1000; ++i) many += (i ? ",\"q" : "\"q") + std::to_string(i) + "\":{\"query\":\"x\"}";
  CHECK(form({{"queries", many + "}"}}).status == 413);
  std::string list = "{\"queries\":[{}";
  for (int i = 0; i < 1000; ++i) list += ",{}";
  CHECK(test().post("/reconcile/v1/match", list + "]}", "application/json").status == 413);
  CHECK(body_limit("POST", "/reconcile") == 4 << 20);
  CHECK(body_limit("POST", "/") == 64 << 10);
  CHECK(body_limit("GET", "/reconcile") == 64 << 10);
}

TEST_CASE("properties are conditions") {
  std::string query = R"({"query":"Soyuqbulaq","properties":[{"pid":")";
  CHECK(legacy(query + R"(position","v":"41.69,44.83"}]})") == "Cold Spring 100 match");
  CHECK(legacy(query + R"x(P625","v":"POINT (44.83 41.69)"}]})x") == "Cold Spring 100 match");
  CHECK(legacy(query + R"(position","v":"10,10"}]})").empty());
  CHECK(legacy(query + R"(lat","v":41.69},{"pid":"lon","v":"44.83"}]})") == "Cold Spring 100 match");
  CHECK(legacy(query + R"(during","v":"1905"}]})") == "Cold Spring 100 match");
  CHECK(legacy(query + R"(during","v":"1650"}]})").empty());
  CHECK(legacy(query + R"(part-of","v":{"id":")" + test().other.text() + R"("}}]})") == "Cold Spring 100 match");
  CHECK(legacy(query + R"(part-of","v":"Second District"}]})") == "Cold Spring 100 match");
  CHECK(legacy(query + R"(part-of","v":{"id":")" + test().map.text() + R"("}}]})").empty());
  CHECK(legacy(query + R"(type","v":"monument"}]})").empty());
  CHECK(legacy(query + R"(settlement-type","v":"Village"}]})") == "Cold Spring 100 match");
  CHECK(legacy(query + R"(settlement-type","v":"city"}]})") == "Cold Spring 85");
  CHECK(legacy(query + R"(position","v":""}]})") == "Cold Spring 100 match");
}

TEST_CASE("what cannot be used is said, not passed over") {
  Json answer = queries(R"({"q0":{"query":"Soyuqbulaq","properties":[{"pid":"position","v":"n/a"},{"pid":"lat","v":"41"},{"pid":"part-of","v":"Nowhere"}]}})");
  const Json& q0 = *answer.find("q0");
  CHECK(shown(q0) == "Cold Spring 100 match");
  CHECK(q0.find("notes")->as_array()->size() == 3);
  CHECK((*q0.find("result")->as_array())[0].str("description").find("not used: position: “n/a” is no position") != std::string::npos);
}

TEST_CASE("a type that is only wished for gives way; the match is then not sure") {
  CHECK(legacy(R"({"query":"Soyuqbulaq","type":"monument","type_strict":"should"})") == "Cold Spring 100");
  CHECK(legacy(R"({"query":"Soyuqbulaq","type":"monument","type_strict":"any"})").empty());
  CHECK(legacy(R"({"query":"Soyuqbulaq","type":"monument"})").empty());
}

TEST_CASE("one query by itself, by GET and as JSONP") {
  CHECK(shown(json_of(test().get("/reconcile?query=Soyuqbulaq"))) == "Cold Spring 100 match");
  CHECK(shown(json_of(test().get(make_url("/reconcile", {{"query", R"({"query":"Chapel","limit":1})"}})))) == "Chapel 100 match");
  Response script = test().get("/reconcile?callback=jQuery1._x&query=%3F%21");
  CHECK(script.body == "/**/jQuery1._x({\"result\":[]});");
  CHECK(script.header("content-type") == "text/javascript; charset=utf-8");
  for (std::string name : {"alert(1)", "a.b[0]", "1a", "a..b", ".a", "a.", "a.1", "a\u00e9", "<x>", "a b", "*/x"}) {
    CAPTURE(name);
    CHECK_FALSE(reconcile::is_callback(name));
    CHECK(test().get(make_url("/reconcile", {{"callback", name}})).status == 400);
  }
  CHECK_FALSE(reconcile::is_callback(std::string(129, 'a')));
  CHECK(reconcile::is_callback("$._a1"));
  CHECK(form({{"callback", "a"}, {"query", "x"}}).status == 400);
}

TEST_CASE("the draft has conditions") {
  std::string name = R"({"matchType":"name","propertyValue":"Soyuqbulaq"})";
  auto property = [&](const std::string& id, const std::string& value, const std::string& more) {
    return "{\"conditions\":[" + name + ",{\"matchType\":\"property\",\"propertyId\":\"" + id + "\",\"propertyValue\":" + value + more + "}]}";
  };
  CHECK(draft("{\"conditions\":[" + name + "]}") == "Cold Spring 100 match");
  CHECK(draft("{\"type\":\"place\",\"conditions\":[" + name + "]}") == "Cold Spring 100 match");
  CHECK(draft("{\"type\":\"monument\",\"conditions\":[" + name + "]}").empty());
  CHECK(draft(property("position", "\"10,10\"", "")) == "Cold Spring 60");
  CHECK(draft(property("position", "\"10,10\"", ",\"required\":true")).empty());
  CHECK(draft(property("position", "\"41.5,44.83\"", ",\"required\":true,\"matchQualifier\":\"within-5-km\"")).empty());
  CHECK(draft(property("position", "\"41.69,44.83\"", ",\"required\":true,\"matchQualifier\":\"within-5-km\"")) == "Cold Spring 100 match");
  CHECK(draft_error(property("position", "\"41.69,44.83\"", ",\"required\":true,\"matchQualifier\":\"DecimalPlaces-3\"")).find("within-N-km") != std::string::npos);
  CHECK(draft(property("settlement-type", "[\"city\",\"village\"]", ",\"required\":true")) == "Cold Spring 100 match");
  CHECK(draft(property("settlement-type", "[\"city\",\"village\"]", ",\"required\":true,\"matchQuantifier\":\"all\"")).empty());
  CHECK(draft(property("settlement-type", "\"city\"", ",\"required\":true,\"matchQuantifier\":\"none\"")) == "Cold Spring 100 match");
  CHECK(draft(property("part-of", "\"Nowhere\"", ",\"required\":true")).empty());
  CHECK(draft(R"({"conditions":[{"matchType":"name","propertyValue":["nothing","Cold Spring","Soyuqbulaq"]}]})") == "Cold Spring 100 match");
  CHECK(draft(R"({"conditions":[{"matchType":"id","propertyValue":")" + test().chapel.text() + R"("}]})") == "Chapel 100 match");
  CHECK(draft(R"({"conditions":[{"matchType":"property","propertyId":"position","propertyValue":"41.69 44.83"}]})").find("Cold Spring") == 0);
}

TEST_CASE("what may not be seen is not matched, suggested, shown or extended") {
  std::string canary(kCanary), id = test().hidden.text(), missing = test().missing.text();
  for (std::string words : {" Place", " of the town"}) {  // what is seen may be a little like it
    std::string answer = legacy("{\"query\":\"" + canary + words + "\"}");
    CHECK(answer.find(canary) == std::string::npos);
    CHECK(answer.find("match") == std::string::npos);
  }
  CHECK(draft(R"({"conditions":[{"matchType":"id","propertyValue":")" + id + R"("}]})").empty());
  for (std::string path : {"/reconcile/preview?id=", "/reconcile/flyout/entity?id=", "/reconcile/v1/preview?id="}) {
    Response hidden = test().get(path + id), none = test().get(path + missing);
    CHECK(hidden.status == 404);
    CHECK(hidden.body == none.body);
  }
  CHECK(json_of(test().get("/reconcile/suggest/entity?prefix=" + canary)).find("result")->as_array()->empty());
  CHECK(json_of(test().get("/reconcile/suggest/entity?prefix=" + id)).find("result")->as_array()->empty());
  std::string extend = R"({"ids":[")" + id + "\",\"" + missing + "\",\"" + test().town.text() + R"("],"properties":[{"id":"name"},{"id":"note"},{"id":"seasonal-pair"},{"id":"type"}]})";
  Response response = form({{"extend", extend}});
  CHECK(response.body.find(canary) == std::string::npos);
  Json extended = json_of(response);
  const Json& rows = *extended.find("rows");
  CHECK(*rows.find(id) == *rows.find(missing));
  CHECK(rows.find(id)->find("name")->as_array()->empty());
}

TEST_CASE("columns are extended") {
  std::string town = test().town.text();
  std::string ask = R"({"ids":[")" + town + R"("],"properties":[{"id":"name","settings":{"limit":"1","lang":"az"}},{"id":"position"},)"
                    R"({"id":"settlement-type"},{"id":"part-of"},{"id":"demo"},{"id":"settlement-typo"}]})";
  Json old = json_of(form({{"extend", ask}}));
  const Json& row = *old.find("rows")->find(town);
  CHECK(to_json(*row.find("name")) == R"([{"str":"Soyuqbulaq"}])");
  CHECK(to_json(*row.find("position")) == R"([{"str":"41.69,44.83"}])");
  CHECK(to_json(*row.find("settlement-type")) == R"([{"str":"Village"},{"str":"Town"}])");
  CHECK(to_json(*row.find("part-of")) == R"([{"id":")" + test().other.text() + R"(","name":"Second District"}])");
  CHECK(row.find("settlement-typo")->as_array()->empty());
  Json now = json_of(test().post("/reconcile/v1/extend", ask, "application/json"));
  const Json& first = (*now.find("rows")->as_array())[0];
  CHECK(first.str("id") == town);
  CHECK(to_json((*first.find("properties")->as_array())[0]) == R"({"id":"name","values":[{"str":"Soyuqbulaq","lang":"az","dir":"ltr"}]})");
  CHECK(form({{"extend", "{\"ids\":[]}"}}).status == 400);
  CHECK(form({{"extend", "{\"ids\":[\"a\",\"a\"],\"properties\":[]}"}}).status == 400);
  std::string many = "{\"properties\":[],\"ids\":[\"x\"";
  for (int i = 0; i < 1000; ++i) many += ",\"" + std::to_string(i) + "\"";
  CHECK(form({{"extend", many + "]}"}}).status == 413);
}

TEST_CASE("suggestions, flyouts, previews and proposals") {
  Json names = json_of(test().get("/reconcile/suggest/entity?prefix=cold"));
  REQUIRE(names.find("result")->as_array()->size() == 1);
  CHECK((*names.find("result")->as_array())[0].str("name") == "Cold Spring");
  CHECK(json_of(test().get("/reconcile/suggest/entity?prefix=cold&cursor=1")).find("result")->as_array()->empty());
  CHECK(json_of(test().get("/reconcile/v1/suggest/entity?prefix=cold&offset=1")).find("result")->as_array()->empty());
  CHECK(json_of(test().get("/reconcile/suggest/entity?prefix=" + test().town.text())).find("result")->as_array()->size() == 1);
  CHECK(json_of(test().get("/reconcile/v1/suggest/type?prefix=mon")).find("result")->as_array()->size() == 1);
  CHECK(json_of(test().get("/reconcile/v1/suggest/type?prefix=")).find("result")->as_array()->size() > 5);
  Json properties = json_of(test().get("/reconcile/v1/suggest/property?prefix=posi"));
  CHECK((*properties.find("result")->as_array())[0].str("id") == "position");
  CHECK(test().get("/reconcile/suggest/type?limit=x").status == 400);
  CHECK(test().get("/reconcile/suggest/everything").status == 404);
  Json flyout = json_of(test().get("/reconcile/flyout/entity?id=" + test().town.text()));
  CHECK(flyout.str("html").find("Cold Spring") != std::string::npos);
  CHECK(flyout.str("html").find("<script>") == std::string::npos);
  CHECK(json_of(test().get("/reconcile/flyout/property?id=name")).str("id") == "name");
  CHECK(test().get("/reconcile/flyout/property?id=nothing").status == 404);
  Response preview = test().get("/reconcile/preview?id=" + test().town.text());
  CHECK(preview.header("content-security-policy").find("frame-ancestors *") != std::string::npos);
  CHECK(preview.body.find("Soyuqbulaq") != std::string::npos);
  CHECK(preview.body.find("<script") == std::string::npos);
  Json proposed = json_of(test().get("/reconcile/properties?type=place&limit=2"));
  CHECK(proposed.find("properties")->as_array()->size() == 2);
  CHECK(json_of(test().get("/reconcile/v1/extend/propose?type=nothing")).find("properties")->as_array()->empty());
}

TEST_CASE("pages of other sites may ask here, and nowhere else") {
  Response preflight = test().get("/reconcile/v1/match", {{"origin", "https://refine.example"}}, "OPTIONS");
  CHECK(preflight.status == 204);
  CHECK(preflight.header("access-control-allow-origin") == "*");
  CHECK(preflight.header("access-control-allow-methods") == "POST");
  CHECK(test().get("/reconcile", {}, "OPTIONS").header("access-control-allow-methods") == "GET, HEAD, POST");
  CHECK(test().get("/reconcile/nothing", {}, "OPTIONS").status == 404);
  Response other = test().get("/api/v1/records", {}, "OPTIONS");
  CHECK(other.status == 405);
  CHECK(other.header("access-control-allow-origin").empty());
  CHECK(test().get("/").header("access-control-allow-origin").empty());
  CHECK(test().get("/", {}, "POST").status == 405);
  CHECK(test().get("/reconcile", {}, "DELETE").header("allow") == "GET, HEAD, POST");
  CHECK(form({{"queries", "{"}}).header("access-control-allow-origin") == "*");
}
