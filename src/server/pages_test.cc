// Pages are read as text here: what must stand in them, what must not, and that they are well formed enough to be read
// by every browser and by none in two ways.
#include <algorithm>

#include "server/layout.h"
#include "server/test_site.h"

using namespace stele;
using namespace stele::server;

namespace {

TestSite& test() { return TestSite::shared(); }
std::string record_page(Id id, std::string query = {}) { return test().body("/record/" + id.text() + query); }

size_t count(std::string_view text, std::string_view what) {
  size_t n = 0;
  for (size_t at = 0; (at = text.find(what, at)) != std::string_view::npos; at += what.size()) ++n;
  return n;
}
bool has(std::string_view text, std::string_view what) { return text.find(what) != std::string_view::npos; }

// Start and end tags match; returns the first that does not.
std::string unbalanced(std::string_view html) {
  static constexpr std::string_view kVoid[] = {"meta", "link", "input", "br", "img", "hr", "!doctype"};
  std::vector<std::string> open;
  for (size_t at = 0; (at = html.find('<', at)) != std::string_view::npos; ++at) {
    size_t end = html.find_first_of(" >", at);
    std::string name(html.substr(at + 1, end - at - 1));
    if (std::ranges::find(kVoid, name) != std::end(kVoid)) continue;
    if (!name.starts_with('/')) open.push_back(name);
    else if (open.empty() || open.back() != name.substr(1)) return name;
    else open.pop_back();
  }
  return open.empty() ? "" : open.back();
}

std::vector<std::string> all_pages() {
  std::vector<std::string> out = {"/", "/?q=cold", "/?near=oops", "/?cursor=!!", "/nothing", "/types", "/types/place", "/types/name", "/vocab",
                                  "/vocab/certainty", "/log", "/log/0", "/log/999999", "/formats", "/about",
                                  "/about/style", "/compare", "/compare?a=cold&b=second", "/compare?a=nothing-like-it"};
  for (Id id : {test().town, test().many, test().chapel, test().map, test().group, test().hidden}) out.push_back("/record/" + id.text());
  out.push_back("/record/" + test().map.text() + "/naming?property=published-by");
  for (std::string query : {std::string("?at=oops"), std::string("?at=1926-01-01"), std::string("?at=1926&by=nobody"), "?by=" + test().group.text()})
    out.push_back("/record/" + test().town.text() + query);
  for (const auto& type : test().archive().schema().types()) out.push_back("/types/" + type.id);
  for (const auto& [id, vocab] : test().archive().schema().vocabs()) out.push_back("/vocab/" + id);
  return out;
}

// The one script of a page is the loader of the islands; nothing that somebody wrote is ever one.
bool only_our_script(std::string_view html) {
  return count(html, "<script") == 1 && has(html, "<script type=\"module\" src=\"/assets/islands.");
}

}  // namespace

TEST_CASE("every page has a language, a title, one heading, a skip link and the line of neutrality") {
  for (const std::string& url : all_pages()) {
    CAPTURE(url);
    Response response = test().get(url);
    CHECK(response.header("content-type") == "text/html; charset=utf-8");
    const std::string& html = response.body;
    CHECK(html.starts_with("<!doctype html>\n<html lang=\"en\" dir=\"ltr\">"));
    CHECK(count(html, "<title") == 1);
    CHECK_FALSE(has(html, "<title></title>"));
    CHECK(count(html, "<h1") == 1);
    CHECK(count(html, "<main id=\"main\"") == 1);
    CHECK(has(html, "<a class=\"skip\" href=\"#main\">"));
    CHECK(has(html, "do not imply any opinion on legal status"));
    CHECK(unbalanced(html) == "");
    CHECK(only_our_script(html));
    CHECK_FALSE(has(html, "style=\""));
    CHECK_FALSE(has(html, kCanary));
  }
}

TEST_CASE("labels belong to their fields") {
  std::string html = test().body("/");
  for (std::string id : {"q", "near", "in", "during", "mode"}) {
    CHECK(count(html, " for=\"" + id + "\"") == 1);
    CHECK(count(html, " id=\"" + id + "\"") == 1);
  }
}

TEST_CASE("hostile names are only ever text") {
  for (std::string url : {"/record/" + test().town.text(), std::string("/?type=place"), std::string("/log?first=0")}) {
    std::string html = test().body(url);
    CHECK(only_our_script(html));
    CHECK_FALSE(has(html, "alert('x')"));
  }
  std::string html = record_page(test().town);
  CHECK(has(html, "&lt;/title&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&#39;&amp;lt;"));
  std::string echoed = test().body("/?q=%3Cscript%3Ealert(1)%3C/script%3E&near=%22%3E%3Cb%3E&during=%3Ci%3E");
  CHECK(only_our_script(echoed));
  CHECK_FALSE(has(echoed, "<b>"));
  CHECK_FALSE(has(echoed, "<i>"));
}

TEST_CASE("a record page says who says what, from where, since when, and where it stands in the log") {
  std::string html = record_page(test().town);
  CHECK(has(html, "<h1><bdi lang=\"en\">Cold Spring</bdi></h1>"));
  CHECK(has(html, "<bdi lang=\"az\">Soyuqbulaq</bdi>"));
  CHECK(has(html, "<bdi lang=\"hy\">Սառնաղբյուր</bdi>"));
  CHECK(has(html, "<dt>Source</dt><dd><a href=\"/record/" + test().map.text() + "\"><bdi lang=\"en\">Survey map</bdi></a>, <bdi>sheet 12</bdi></dd>"));
  CHECK(has(html, "<dt>Who says so</dt><dd><a href=\"/record/" + test().group.text() + "\"><bdi lang=\"en\">Village committee</bdi></a></dd>"));
  CHECK(has(html, "<summary><bdi lang=\"en\">Village committee</bdi> · <bdi lang=\"en\">Survey map</bdi>, <bdi>sheet 12</bdi></summary>"));
  CHECK(has(html, "title=\"1989/..\"><bdi>since 1989</bdi></span>"));
  CHECK(has(html, "Demo: invented."));
  CHECK(has(html, "<a href=\"https://example.org/a?b=1&amp;c=2\" rel=\"nofollow noreferrer\"><bdi>a page</bdi></a>"));
  CHECK(has(html, "(named “<bdi>Second District</bdi>”)"));
  auto view = test().archive().get({}, test().town).value();
  for (const auto& s : view.statements()) CHECK(has(html, "id=\"s" + std::to_string(s.position) + "\""));
  for (const auto& s : view.statements()) CHECK(has(html, "href=\"/log/" + std::to_string(s.position) + "\""));
}

TEST_CASE("contradictions stand side by side") {
  std::string html = record_page(test().town);
  CHECK(count(html, "class=\"differ\"") == 1);
  size_t group = html.find("class=\"differ\"");
  size_t village = html.find("#village", group), town = html.find("#town", group), end = html.find("</ul>", group);
  CHECK(village < end);
  CHECK(town < end);
  CHECK_FALSE(has(record_page(test().town, "?at=1905"), "class=\"differ\""));
}

TEST_CASE("a hidden record's link is its bare id, as a missing one's would be") {
  std::string html = record_page(test().town);
  CHECK_FALSE(has(html, "/record/" + test().hidden.text()));
  CHECK(has(html, "<span class=\"unseen\">" + test().hidden.text() + "</span>"));
}

TEST_CASE("superseded statements stay, marked") {
  std::string html = record_page(test().map);
  CHECK(count(html, "<li id=\"s") == test().archive().get({}, test().map).value().statements().size());
  CHECK(count(html, "class=\"superseded\"") == 1);
  CHECK(has(html, "Superseded by a later statement: <a class=\"log\""));
}

TEST_CASE("coarse positions say so") {
  std::string html = record_page(test().chapel);
  CHECK(has(html, "POINT (44.125 41.655)"));
  CHECK(has(html, "a cell of about 1 km"));
  CHECK_FALSE(has(html, "44.123456"));
}

TEST_CASE("three hundred names all stand on the page") {
  std::string html = record_page(test().many);
  for (int i = 0; i < 300; ++i) CHECK(has(html, "<bdi lang=\"en\">Many Names " + std::to_string(i) + "</bdi>"));
}

TEST_CASE("a reader's language chooses the title") {
  CHECK(has(record_page(test().town, "?lang=az"), "<h1><bdi lang=\"az\">Soyuqbulaq</bdi></h1>"));
  Response hy = test().get("/record/" + test().town.text(), {{"accept-language", "hy-AM,en;q=0.5"}});
  CHECK(has(hy.body, "<h1><bdi lang=\"hy\">Սառնաղբյուր</bdi></h1>"));
  CHECK(hy.header("vary") == "Accept-Language, Accept-Encoding");
}

TEST_CASE("records that name this one") {
  std::string html = record_page(test().other);
  CHECK(has(html, "Records that name this one"));
  CHECK(has(html, "href=\"/record/" + test().town.text() + "\""));
}

TEST_CASE("search shows counts, conditions and the way on") {
  std::string html = test().body("/?type=place&limit=2");
  CHECK(has(html, "<h2>3 records</h2>"));
  CHECK(has(html, "rel=\"next\""));
  CHECK(has(html, "<bdi>Type of record: Place</bdi> <a href=\"/?limit=2\">take away</a>"));
  CHECK(has(html, "value=\"place\""));
  Response bad = test().get("/?near=oops&colour=red");
  CHECK(bad.status == 400);
  CHECK(has(bad.body, "Write latitude, longitude and a distance"));
  CHECK(has(bad.body, "value=\"oops\""));
}

TEST_CASE("the log page shows the checkpoint to the letter, and a proof's files") {
  std::string note = test().archive().log_file("checkpoint").value();
  CHECK(has(test().body("/log"), "<pre dir=\"ltr\">" + note + "</pre>"));
  CHECK(test().body("/checkpoint") == note);
  auto view = test().archive().get({}, test().town).value();
  std::string position = std::to_string(view.statements().front().position);
  CHECK(has(test().body("/log/" + position), "href=\"/api/v1/statements/" + position + "/proof/proof.tlog-proof\""));
}

TEST_CASE("a vocabulary leads to the records that use it") {
  std::string html = test().body("/vocab/source-type");
  CHECK(has(html, "href=\"/?facet=source-type%3Amap\""));
}

TEST_CASE("a title is forgotten as soon as its record is hidden") {
  TestSite& site = test();
  Id named = Id::derive("test", "named later hidden"), naming = Id::derive("test", "naming");
  site.say(named, "type", model::Text{"group", {}});
  site.say(named, "name", model::Name{"Passing Name", "en", {}});
  site.say(naming, "type", model::Text{"monument", {}});
  site.say(naming, "same-as", model::Ref{named});
  site.submit();
  CHECK(has(record_page(naming), "Passing Name"));
  CHECK(has(record_page(naming), "Passing Name"));
  site.say(named, "audience", model::Text{"community", {}});
  site.submit();
  CHECK_FALSE(has(record_page(naming), "Passing Name"));
  CHECK(has(record_page(naming), "<span class=\"unseen\">" + named.text() + "</span>"));
}

TEST_CASE("a source's page leads to what it tells of") {
  std::string html = record_page(test().map);
  CHECK(has(html, "Records that it tells of"));
  CHECK(has(html, "href=\"/record/" + test().town.text() + "\""));
  CHECK(has(test().body("/?type=place"), "<bdi>Survey map</bdi>"));
}

TEST_CASE("one spelling is shown once, with all its languages") {
  std::string html = record_page(test().town);
  CHECK(has(html, "<p class=\"also\">also <bdi lang=\"az\">Soyuqbulaq</bdi> <span class=\"lang\">Azerbaijani</span> · "));
}

TEST_CASE("the interface speaks the reader's language, and every link keeps it") {
  std::string html = test().body("/types?lang=fa");
  CHECK(has(html, "<html lang=\"fa\" dir=\"rtl\">"));
  CHECK(has(html, "href=\"/log?lang=fa\""));
  CHECK(has(html, "href=\"/types/place?lang=fa\""));
  CHECK(has(html, "href=\"/types?lang=hy\" hreflang=\"hy\" lang=\"hy\" dir=\"ltr\">Հայերեն</a>"));
  html = record_page(test().town, "?lang=az&at=1940");
  CHECK(has(html, "<html lang=\"az\" dir=\"ltr\">"));
  CHECK(has(html, "href=\"/record/" + test().map.text() + "?lang=az&amp;at=1940\""));
  CHECK(has(html, "href=\"/record/" + test().town.text() + "?at=1940&amp;lang=ka\""));
}

TEST_CASE("without a choice the browser's languages decide, the most wanted first") {
  auto lang = [](std::string accepted, std::string url = "/about") {
    std::string html = test().get(url, {{"accept-language", accepted}}).body;
    size_t at = html.find("<html lang=\"");
    return html.substr(at + 12, 2);
  };
  CHECK(lang("hy-AM,en;q=0.5") == "hy");
  CHECK(lang("de, ru;q=0.4, tr;q=0.8") == "tr");
  CHECK(lang("ka;q=0, fa;q=0.1") == "fa");
  CHECK(lang("*") == "en");
  CHECK(lang("") == "en");
  CHECK(lang("x;;q==,,") == "en");
  CHECK(lang("ru", "/about?lang=az") == "az");
  CHECK(lang("ru", "/about?lang=de") == "ru");
  CHECK(lang("ru", "/nothing?lang=ka") == "ka");
}

TEST_CASE("a memorial page has its sections, also where nothing is said yet") {
  std::string html = record_page(test().town);
  for (std::string id : {"names", "renamings", "question", "told", "monuments", "events", "part-of", "map", "neighbours", "sources", "unknown", "changes", "cite"}) {
    CAPTURE(id);
    CHECK(count(html, "<section class=\"part\" id=\"" + id + "\">") == 1);
    CHECK(has(html, "<a href=\"#" + id + "\">"));
  }
  CHECK(has(html, "No monument is recorded here yet."));
  std::string monument = record_page(test().chapel);
  CHECK_FALSE(has(monument, "id=\"question\""));
  CHECK(has(monument, "id=\"neighbours\""));
}

TEST_CASE("what was it called on a day: a sentence and a table") {
  TestSite& site = test();
  Id village = Id::derive("test", "asked village"), old_unit = Id::derive("test", "old unit"), state = Id::derive("test", "state");
  site.say(village, "type", model::Text{"administrative-unit", {}});  // other tests count places
  site.say(village, "name", model::Name{"First Name", "en", {{"status", "official-former"}, {"status-by", "the handbook"}}}, "1900/1930");
  site.say(village, "name", model::Name{"Second Name", "en", {}}, "1931/..");
  site.say(village, "name", model::Name{"Undated Name", "en", {}});
  site.say(village, "part-of", model::Membership{old_unit, {}}, "1900/1929");
  site.say(old_unit, "type", model::Text{"administrative-unit", {}});
  site.say(old_unit, "name", model::Name{"Old Unit", "en", {}});
  site.say(old_unit, "part-of", model::Membership{state, {}}, "1900/1929");
  site.say(state, "type", model::Text{"administrative-unit", {}});
  site.say(state, "name", model::Name{"Old State", "en", {}});
  site.submit();
  std::string html = record_page(village, "?at=1926-01-01");
  CHECK(has(html, "<p class=\"answer\"><bdi>1 January 1926</bdi>: it was called <strong><bdi lang=\"en\">First Name</bdi></strong>"));
  CHECK(has(html, "according to <bdi>the handbook</bdi>"));
  size_t answer = html.find("class=\"answer\""), end = html.find("</p>", answer);
  CHECK(html.find("Old Unit</bdi></a>, <a href=", answer) < end);
  CHECK(html.find("Old State", answer) < end);
  CHECK(html.find("Second Name", answer) > end);
  CHECK(has(html, "1 more name has no date"));
  CHECK(has(html, "<bdi lang=\"en\">Old Unit</bdi> belonged to</td>"));
  CHECK(has(html, "<h1><bdi lang=\"en\">First Name</bdi></h1>"));
  CHECK(has(record_page(village, "?at=1940"), "<h1><bdi lang=\"en\">Second Name</bdi></h1>"));
  CHECK(has(record_page(village, "?at=1800"), "nobody here says what it was called then"));
  CHECK(has(record_page(village, "?by=the+handbook"), "You read the names as used by <bdi>the handbook</bdi>."));
}

TEST_CASE("what is not known is asked for, with the help of its field") {
  std::string html = record_page(test().many);
  size_t unknown = html.find("id=\"unknown\""), end = html.find("</section>", unknown);
  size_t property = html.find("Kind of settlement", unknown);
  CHECK(property < end);
  CHECK(html.find("Choose what kind of settlement it was", unknown) < end);
}

TEST_CASE("a page says how it is cited, with the place in the log and the checkpoint") {
  std::string note = test().archive().log_file("checkpoint").value();
  std::string html = record_page(test().town);
  size_t size = note.find('\n') + 1, root = note.find('\n', size) + 1;
  CHECK(has(html, "checkpoint of size <bdi>" + note.substr(size, root - 1 - size) + "</bdi>, root <code dir=\"ltr\">" + note.substr(root, note.find('\n', root) - root)));
}

TEST_CASE("two records side by side; the same twice is said to be one") {
  std::string html = test().body("/compare?a=" + test().town.text() + "&b=" + test().other.text());
  CHECK(has(html, "<bdi lang=\"en\">Cold Spring</bdi></a></th>"));
  CHECK(has(html, "<bdi lang=\"en\">Second District</bdi></a></th>"));
  CHECK(has(html, "nothing said yet"));
  CHECK(has(test().body("/compare?a=" + test().town.text() + "&b=" + test().town.text()), "Both sides are the same"));
  CHECK_FALSE(has(test().body("/compare?a=" + test().hidden.text()), kCanary));
  html = test().body("/compare?a=" + test().town.text() + "&a-at=1905&b=" + test().town.text() + "&b-at=1960");
  CHECK(has(html, "You read it as of <bdi>1905</bdi>."));
  CHECK(has(html, "You read it as of <bdi>1960</bdi>."));
  CHECK(test().get("/compare?a=cold&a-at=oops").status == 400);
}

TEST_CASE("a place at random is a place, and keeps the reader's language") {
  Response out = test().get("/random?lang=hy");
  CHECK(out.status == 302);
  std::string to(out.header("location"));
  CHECK(to.starts_with("/record/"));
  CHECK(to.ends_with("?lang=hy"));
  CHECK(test().get(to).status == 200);
}

TEST_CASE("the words of proofs stand once on a page, each proof says its statement") {
  std::string html = record_page(test().town);
  CHECK(count(html, "data-words-of=\"proof\"") == 1);
  auto view = test().archive().get({}, test().town).value();
  for (const auto& s : view.statements()) CHECK(has(html, "data-island=\"proof\" data-position=\"" + std::to_string(s.position) + "\""));
}
