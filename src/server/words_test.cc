// Every language file against the English one, against CLDR and against what the sources ask for.
#include "server/words.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "formats/format.h"
#include "server/test_site.h"
#include "stele_words.h"

using namespace stele;
using namespace stele::server;

namespace {

// Languages whose file is not written yet; a test fails as soon as one of these is there.
const std::set<std::string_view> kPendingInterface = {};
const std::set<std::string_view> kPendingSchema = {};
// Words of islands: they are used in web/, not here.
const std::set<std::string_view> kIslands = {"map", "proof", "time", "offline", "suggest", "recent"};

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

const Asset* file_of(std::string_view tag) {
  for (const Asset& file : word_files())
    if (file.path == std::string(tag) + "/ui.json") return &file;
  return nullptr;
}

std::set<std::string> keys_of(const Words& words) {
  std::set<std::string> out;
  for (std::string_view key : words.own_keys()) out.emplace(key);
  return out;
}

std::string_view prefix_of(std::string_view key) { return key.substr(0, key.find('.')); }

// Everything between quotation marks in the sources of the pages that looks like a key.
std::set<std::string> literals_in(std::string_view folder, std::initializer_list<std::string_view> endings) {
  std::set<std::string> out;
  static const std::regex kKey("[\"'`]([a-z]+\\.[a-z0-9_-]+)[\"'`]");
  if (!std::filesystem::exists(folder)) return out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    std::string path = entry.path().string();
    bool is_source = std::ranges::any_of(endings, [&](std::string_view ending) { return path.ends_with(ending); });
    if (!is_source || path.ends_with("_test.cc") || path.find("node_modules") != std::string::npos) continue;
    std::string text = read(path);
    for (auto at = std::sregex_iterator(text.begin(), text.end(), kKey); at != std::sregex_iterator(); ++at) out.insert((*at)[1]);
  }
  return out;
}

// Keys that are put together from a name: those of the faults' parameters and of the formats.
std::set<std::string> composed_keys() {
  std::set<std::string> out;
  for (std::string_view name : {"near", "in", "during", "at", "type", "facet", "mode", "limit", "cursor"}) out.insert("fault." + std::string(name));
  for (const auto& format : formats::exporters()) out.insert("format." + std::string(format.name));
  for (const auto& format : formats::importers()) out.insert("format." + std::string(format.name));
  return out;
}

std::string joined(const std::set<std::string>& keys) {
  std::string out;
  for (const std::string& key : keys) out += (out.empty() ? "" : ", ") + key;
  return out;
}

template <class Set>
std::set<std::string> without(const Set& all, const std::set<std::string>& these) {
  std::set<std::string> out;
  for (const auto& one : all)
    if (!these.contains(std::string(one))) out.emplace(one);
  return out;
}

}  // namespace

TEST_CASE("every file of words can be read, in every language of the interface") {
  for (const Tongue& tongue : tongues()) {
    CAPTURE(tongue.tag);
    const Asset* file = file_of(tongue.tag);
    CHECK((file != nullptr) != kPendingInterface.contains(tongue.tag));
    if (!file) continue;
    auto words = Words::load(tongue, file->bytes, nullptr);
    CHECK_MESSAGE(words.has_value(), (words ? "" : to_string(words.error())));
  }
  for (const Asset& file : word_files()) {
    CAPTURE(file.path);
    CHECK(Words::knows(file.path.substr(0, file.path.find('/'))));
  }
}

TEST_CASE("every word that a page asks for is there, and no other") {
  std::set<std::string> english = keys_of(Words::in("en")), prefixes, asked = composed_keys();
  for (const std::string& key : english) prefixes.emplace(prefix_of(key));
  for (const std::string& literal : literals_in("src/server", {".cc", ".h"}))
    if (prefixes.contains(std::string(prefix_of(literal)))) asked.insert(literal);
  std::set<std::string> files = {"proof.tlog-proof", "log.vkey", "style.css"};  // names of files, not words
  CHECK_MESSAGE(without(without(asked, english), files).empty(), joined(without(without(asked, english), files)));
  std::set<std::string> in_browser = literals_in("web", {".ts", ".tsx"});
  std::set<std::string> unused;
  for (const std::string& key : without(english, asked)) {
    bool is_islands = kIslands.contains(prefix_of(key));
    if (!is_islands || (!in_browser.empty() && !in_browser.contains(key))) unused.insert(key);
  }
  CHECK_MESSAGE(unused.empty(), joined(unused));
}

TEST_CASE("every language has every word, with the same places to fill and the plural forms of its grammar") {
  const Words& english = Words::in("en");
  std::set<std::string> keys = keys_of(english);
  for (const Tongue& tongue : tongues()) {
    if (kPendingInterface.contains(tongue.tag)) continue;
    CAPTURE(tongue.tag);
    const Words& words = Words::in(tongue.tag);
    std::set<std::string> own = keys_of(words);
    CHECK_MESSAGE(without(keys, own).empty(), joined(without(keys, own)));
    CHECK_MESSAGE(without(own, keys).empty(), joined(without(own, keys)));
    for (const std::string& key : own) {
      CAPTURE(key);
      Words::Shape shape = words.shape(key);
      CHECK(shape.args == english.shape(key).args);
      for (const auto& categories : shape.plurals) CHECK(categories == words.plural_categories());
    }
  }
}

TEST_CASE("what is missing in a language or misspelt in a file is found") {
  auto words = [](std::string_view json) { return Words::load(tongues()[5], json, nullptr); };
  auto russian = words(R"({"machine": {"a.b": "{n, plural, one {# запись} other {# записи}}"}, "reviewed": {}})");
  REQUIRE(russian.has_value());
  CHECK((*russian)->plural_categories() == std::set<std::string>{"one", "few", "many", "other"});
  CHECK((*russian)->shape("a.b").plurals.front() == std::set<std::string>{"one", "other"});
  CHECK((*russian)->shape("a.b").args == std::set<std::string>{"n"});
  CHECK_FALSE(words(R"({"machine": {"a.b": "{n, plural, one {#}}"}})").has_value());
  CHECK_FALSE(words(R"({"machine": {"a.b": "{n"}})").has_value());
  CHECK_FALSE(words(R"({"machine": {"a.b": 1}})").has_value());
  CHECK_FALSE(words(R"({"machine": {"a.b": "x"}, "reviewed": {"a.b": "y"}})").has_value());
}

TEST_CASE("types, properties, parts and the terms they choose from have words in every language") {
  const model::Schema& schema = TestSite::shared().archive().schema();
  std::set<std::string> used;
  for (const auto& type : schema.types()) {
    for (const auto& use : type.properties) used.insert(use.property->vocab);
    for (const auto& part : type.parts) used.insert(part.vocab);
  }
  for (const Tongue& tongue : tongues()) {
    if (tongue.tag == "en") continue;
    CAPTURE(tongue.tag);
    std::set<std::string> missing;
    auto look = [&](const std::string& key, const model::Labels& labels) {
      if (labels.contains("en") && !labels.contains(tongue.tag)) missing.insert(key);
    };
    for (const auto& type : schema.types()) {
      look("type/" + type.id, type.labels), look("type/" + type.id + "#help", type.help);
      for (const auto& use : type.properties) {
        if (use.property->id == "type") continue;
        look("property/" + use.property->id, use.property->labels), look("property/" + use.property->id + "#help", use.property->help);
      }
      for (const auto& part : type.parts) {
        look("part/" + type.id + "/" + part.id, part.labels), look("part/" + type.id + "/" + part.id + "#help", part.help);
      }
    }
    for (const auto& [id, vocab] : schema.vocabs()) {
      if (!used.contains(id)) continue;
      for (const auto& term : vocab.terms) look(id + "/" + term.id, term.labels), look(id + "/" + term.id + "#help", term.help);
    }
    if (kPendingSchema.contains(tongue.tag)) CHECK_FALSE(missing.empty());
    else CHECK_MESSAGE(missing.empty(), joined(missing));
  }
}

TEST_CASE("a message without arguments is handed out as it stands") {
  CHECK(Words::in("en")("nav.search") == "Search");
  CHECK(Words::in("xx")("nav.search") == "Search");
  CHECK(Words::in("en")(WordKey::named("no.such")) == "no.such");
}

TEST_CASE("plural forms, numbers and HTML") {
  const Words& en = Words::in("en");
  CHECK(en.text("count.statements", {{"count", 1}}) == "1 statement");
  CHECK(en.text("count.statements", {{"count", 0}}) == "0 statements");
  CHECK(en.text("count.statements", {{"count", 12345}}) == "12,345 statements");
  CHECK(Words::in("fa").number(12345) == "۱۲٬۳۴۵");
  CHECK(en.html("statement.named", {{"name", "<b>"}}).text() == "(named “<bdi>&lt;b&gt;</bdi>”)");
  CHECK(en.html("name.according_to", {{"who", el("em", "a")}}).text() == "according to <em>a</em>");
  auto words = Words::load(tongues()[5], R"({"machine": {"a.b": "{n, plural, =0 {нет} one {# запись} few {# записи} many {# записей} other {# записи}}"}})", nullptr);
  REQUIRE(words.has_value());
  auto say = [&](int n) { return (*words)->text("a.b", {{"n", n}}); };
  CHECK(say(0) == "нет");
  CHECK(say(1) == "1 запись");
  CHECK(say(3) == "3 записи");
  CHECK(say(11) == "11 записей");
  CHECK(say(21) == "21 запись");
}

TEST_CASE("days and months are written as CLDR writes them, years are Gregorian in every language") {
  Civil day{1926, 1, 1};
  CHECK(Words::in("en").day(day) == "1 January 1926");
  CHECK(Words::in("az").day(day) == "1 yanvar 1926");
  CHECK(Words::in("ru").day(day) == "1 января 1926\u202fг.");
  CHECK(Words::in("tr").day(day) == "1 Ocak 1926");
  CHECK(Words::in("hy").day(day) == "1 հունվարի, 1926 թ.");
  CHECK(Words::in("ka").day(day) == "1 იანვარი, 1926");
  CHECK(Words::in("fa").day(day) == "۱ ژانویهٔ ۱۹۲۶");
  CHECK(Words::in("ru").month(1926, 3) == "март 1926\u202fг.");
}

TEST_CASE("periods in words") {
  const Words& en = Words::in("en");
  CHECK(en.period("1905") == "1905");
  CHECK(en.period("1905~") == "about 1905");
  CHECK(en.period("1905?") == "perhaps 1905");
  CHECK(en.period("1905%") == "perhaps about 1905");
  CHECK(en.period("1903/1989") == "1903 to 1989");
  CHECK(en.period("1903-05~/1989") == "about May 1903 to 1989");
  CHECK(en.period("../1988") == "until 1988");
  CHECK(en.period("1989/..") == "since 1989");
  CHECK(en.period("/1988") == "from an unknown time to 1988");
  CHECK(en.period("1989/") == "from 1989 to an unknown time");
  CHECK(en.period("192X") == "some year of 1920–1929");
  CHECK(en.period("19XX") == "some year of 1900–1999");
  CHECK(en.period("1946-21") == "spring 1946");
  CHECK(en.period("-0044") == "45 BC");
  CHECK(en.period("0000/0100") == "1 BC to 100");
  for (std::string same : {"[1886,1887]", "2004-06~-11", "1905/1XXX", "../..", "Y170000002", "1946-25", "XXXX"}) CHECK(en.period(same) == same);
}

TEST_CASE("an island gets its words as JSON") {
  auto words = Words::load(tongues()[1], R"({"reviewed": {"map.a": "A \"b\"", "map.c": "{n}", "mapx.d": "D"}})", nullptr);
  REQUIRE(words.has_value());
  CHECK((*words)->island("map.") == R"({"map.a":"A \"b\"","map.c":"{n}"})");
}
