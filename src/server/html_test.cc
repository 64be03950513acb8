#include "server/html.h"

#include <doctest/doctest.h>

#include <vector>

using namespace stele;
using namespace stele::server;
using namespace std::string_view_literals;

namespace {

template <class Name, class From>
constexpr bool kMayName = std::is_constructible_v<Name, From>;
template <class T>
constexpr bool kMayFill = requires(Html h, T t) { h.add(t); };

std::string escaped(std::string_view text) {
  std::string out;
  html::append_escaped(out, text);
  return out;
}

}  // namespace

TEST_CASE("a page reads like the page") {
  std::vector<std::string> names = {"Ani", "Շուշի", "a<b"};
  Html page = el("main", attr("class", "record"), el("h1", "Names & places"),
                 el("ul", each(names, [](const std::string& n) { return el("li", n); })), "n = ", 3, void_el("br"),
                 attr("hidden"), attr("data-count", 3));
  CHECK(page.text() ==
        "<main class=\"record\" hidden data-count=\"3\"><h1>Names &amp; places</h1>"
        "<ul><li>Ani</li><li>Շուշի</li><li>a&lt;b</li></ul>n = 3<br></main>");
  CHECK(each(names, [](const std::string& n) { return n; }, " · ").text() == "Ani · Շուշի · a&lt;b");
  CHECK(document(el("html", attr("lang", "hy"))).text() == "<!doctype html>\n<html lang=\"hy\"></html>");
  CHECK(fragment("a", el("b", 1), Html()).text() == "a<b>1</b>");
  CHECK(std::move(page).take().starts_with("<main"));
}

TEST_CASE("markup in text and attributes cannot get out") {
  const std::string evil = "</p>\"'><script>alert(1)</script>&amp;";
  std::string safe = "&lt;/p&gt;&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;";
  CHECK(el("p", evil).text() == "<p>" + safe + "</p>");
  CHECK(el("p", attr("title", evil)).text() == "<p title=\"" + safe + "\"></p>");
  CHECK(el("a", url_attr("href", "/x?" + evil)).text() == "<a href=\"/x?" + safe + "\"></a>");
  CHECK(name_span(evil, evil).text() == "<bdi lang=\"" + safe + "\">" + safe + "</bdi>");
  CHECK(void_el("img", url_attr("src", "/i"), attr("alt", evil)).text() == "<img src=\"/i\" alt=\"" + safe + "\">");
}

TEST_CASE("every byte comes out harmless in every neighbourhood") {
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      std::string text = {'x', static_cast<char>(a), static_cast<char>(b), 'y'};
      std::string out = escaped(text);
      bool harmless = is_valid_utf8(out) && out.find_first_of("<>\"'\r") == std::string::npos;
      for (size_t i = 0; i < out.size(); ++i) {
        auto c = static_cast<uint8_t>(out[i]);
        harmless = harmless && (c >= 0x20 || c == '\t' || c == '\n') && c != 0x7F;
        harmless = harmless && !(c == 0xC2 && static_cast<uint8_t>(out[i + 1]) < 0xA0);
      }
      if (!harmless) FAIL_CHECK("bytes " << a << " " << b);
    }
  }
}

TEST_CASE("control characters and broken UTF-8 are shown as such") {
  CHECK(escaped("a\tb\nc\r\nd") == "a\tb\nc\nd");
  CHECK(escaped("a\0b\x1b" "c\rd\x7f"sv) == "a\uFFFDb\uFFFDc\uFFFDd\uFFFD");
  CHECK(escaped("a\xC2\x85" "b\xC2\xA0" "c") == "a\uFFFDb\u00A0c");
  CHECK(escaped("\xC3") == "\uFFFD");
  CHECK(escaped("é\xFF<Հ\xE2\x82") == "é\uFFFD&lt;Հ\uFFFD\uFFFD");
  CHECK(escaped("𐎠 ქ ş") == "𐎠 ქ ş");
}

TEST_CASE("names cannot come from data") {
  static_assert(!kMayName<html::Tag, std::string> && !kMayName<html::Tag, const char*>);
  static_assert(!kMayName<html::AttrName, std::string> && !kMayName<html::AttrName, std::string_view>);
  static_assert(!kMayName<html::UrlAttrName, const char*> && !kMayName<html::Literal, const char*>);
  static_assert(!kMayName<html::Literal, std::string> && !kMayName<Html, std::string> && !kMayName<Html, const char*>);
  static_assert(!kMayFill<bool> && !kMayFill<std::nullptr_t> && !kMayFill<char> && !kMayFill<void*>);
  static_assert(kMayFill<std::string> && kMayFill<int> && kMayFill<Html> && kMayFill<const char*>);
  // What the constructors of the names ask, for literals (a refused one does not compile).
  for (const char* name : {"onclick", "onfuture", "style", "srcdoc", "srcset"}) CHECK(html::is_dangerous(name));
  for (const char* name : {"href", "src", "action", "formaction"}) CHECK(html::holds_url(name));
  for (const char* name : {"script", "style", "iframe", "base"}) CHECK(html::is_raw_text(name));
  for (const char* name : {"", "a b", "a>", "A", "1a", "a=", "a\"", "-a"}) CHECK_FALSE(html::is_plain_name(name));
}

TEST_CASE("only addresses that cannot run anything become links") {
  for (const char* url : {"http://a/", "https://a.example/x?y#z", "HTTPS://a", "mailto:a@b", "/x", "x", "../x",
      "?q=a:b",
                          "#top", "", "x/y:z", "/Հ", "./javascript:x"}) {
    CAPTURE(url);
    CHECK(is_safe_url(url));
  }
  for (const char* url :
       {"javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
       "\x01javascript:x",
        "java\nscript:x", "data:text/html,x", "vbscript:x", "blob:x", "file:///etc/passwd", "//evil.example", "/\\evil",
        "\\\\evil", "http:evil", "javascript://a/%0Aalert(1)", "vbscript://x",
        "ftp://a/", "x ", "about:blank", "javascript&colon;:x", ":x", "\xff"}) {
    CAPTURE(url);
    CHECK_FALSE(is_safe_url(url));
    CHECK(el("a", url_attr("href", url), "text").text() == "<a>text</a>");
  }
}

TEST_CASE("hand-written HTML, scripts and their data") {
  CHECK(trusted_html("<hr>").text() == "<hr>");
  Json data(Json::Object{{"a", "</script><script>&\"<!--"}});
  CHECK(json_script("data", data).text() ==
        "<script type=\"application/json\" id=\"data\">"
        "{\"a\":\"\\u003c/script>\\u003cscript>&\\\"\\u003c!--\"}</script>");
  CHECK(module_script("/assets/map.js").text() == "<script type=\"module\" src=\"/assets/map.js\"></script>");
  for (const char* src : {"https://evil.example/x.js", "//evil.example/x.js", "x.js", "javascript:x", "/\\evil"}) {
    CHECK(module_script(src).empty());
  }
}

TEST_CASE("a newline at the start of a text area survives") {
  CHECK(el("textarea", "\r\nx").text() == "<textarea>\n\nx</textarea>");
  CHECK(el("pre", "x").text() == "<pre>x</pre>");
}

TEST_CASE("long text is cut between characters, and a letter keeps its marks") {
  CHECK(shortened("Yeri", 4) == "Yeri");
  CHECK(shortened("Yerin", 4) == "Yeri…");
  CHECK(shortened("Երևան", 3) == "Ե…");
  CHECK(shortened("ae\xCC\x81x", 3) == "a…");
  CHECK(shortened("e\xCC\x81\xCC\x81\xCC\x81", 3) == "e\xCC\x81…");
  CHECK(is_valid_utf8(shortened("\xE1\x83\x90\xE1\x83\x91\xE1\x83\x92", 5)));
}
