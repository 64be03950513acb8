#include "server/encoding.h"

#include <zlib.h>

#include "server/test_site.h"

using namespace stele;
using namespace stele::server;

namespace {

Request asking(std::string accepted) {
  Request request;
  request.method = "GET";
  request.headers = {{"accept-encoding", std::move(accepted)}};
  return request;
}

std::string unpressed(std::string_view bytes) {
  z_stream state{};
  REQUIRE(inflateInit2(&state, 15 + 16) == Z_OK);
  std::string out(1 << 20, '\0');
  state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  state.avail_in = static_cast<uInt>(bytes.size());
  state.next_out = reinterpret_cast<Bytef*>(out.data());
  state.avail_out = static_cast<uInt>(out.size());
  CHECK(inflate(&state, Z_FINISH) == Z_STREAM_END);
  out.resize(state.total_out);
  inflateEnd(&state);
  return out;
}

Response text_of(size_t size) {
  Response out;
  out.headers = {{"Content-Type", "text/html; charset=utf-8"}, {"ETag", "\"abc\""}, {"Vary", "Accept-Language"}};
  out.body.assign(size, 'a');
  return out;
}

const TestSite& test() { return TestSite::shared(); }

}  // namespace

TEST_CASE("what a client accepts") {
  CHECK(accepts(asking("gzip, deflate, br"), "gzip"));
  CHECK(accepts(asking("GZIP;q=0.5"), "gzip"));
  CHECK(accepts(asking("*"), "br"));
  CHECK(accepts(asking("br;q=1.0, *;q=0.1"), "gzip"));
  CHECK_FALSE(accepts(asking(""), "gzip"));
  CHECK_FALSE(accepts(asking("gzip;q=0, *"), "gzip"));
  CHECK_FALSE(accepts(asking("gzip ; q=0.000"), "gzip"));
  CHECK_FALSE(accepts(asking("*;q=0"), "gzip"));
  CHECK_FALSE(accepts(asking("xgzip, gzipx"), "gzip"));
  CHECK_FALSE(accepts(asking(",,;,"), "gzip"));
}

TEST_CASE("a page is pressed only for who accepts it, and says so") {
  Response pressed = text_of(5000);
  apply_encoding(asking("gzip"), pressed);
  CHECK(pressed.body.size() < 200);
  CHECK(unpressed(pressed.body) == std::string(5000, 'a'));
  CHECK(pressed.header("content-encoding") == "gzip");
  CHECK(pressed.header("etag") == "W/\"abc\"");
  CHECK(pressed.header("vary") == "Accept-Language, Accept-Encoding");
  Response plain = text_of(5000);
  apply_encoding(asking("br"), plain);
  CHECK(plain.body.size() == 5000);
  CHECK(plain.header("content-encoding").empty());
  CHECK(plain.header("etag") == "\"abc\"");
  CHECK(plain.header("vary") == "Accept-Language, Accept-Encoding");
}

TEST_CASE("small answers, streams and pressed ones stay as they are") {
  Response small = text_of(1000), stream = text_of(5000), image = text_of(5000), done = text_of(5000);
  stream.stream = [](std::string&) { return Result<bool>(false); };
  image.set_header("Content-Type", "font/woff2");
  done.set_header("Content-Encoding", "br");
  for (Response* each : {&small, &stream, &image, &done}) {
    size_t before = each->body.size();
    apply_encoding(asking("gzip"), *each);
    CHECK(each->body.size() == before);
    CHECK(each->header("vary") == "Accept-Language");
  }
}

TEST_CASE("a second pressing on the same thread gives the same bytes") {
  std::string text = test().body("/about");
  CHECK(gzip(text) == gzip(text));
  CHECK(unpressed(gzip(text)) == text);
}

TEST_CASE("pages and API answers are pressed, and asking again with their tag is answered 304") {
  for (std::string path : {"/about", "/api/v1/openapi.json"}) {
    CAPTURE(path);
    Response plain = test().get(path), pressed = test().get(path, {{"accept-encoding", "gzip"}});
    CHECK(pressed.header("content-encoding") == "gzip");
    CHECK(unpressed(pressed.body) == plain.body);
    CHECK(test().get(path, {{"accept-encoding", "gzip"}}, "HEAD").body == pressed.body);
    Response again = test().get(path, {{"accept-encoding", "gzip"}, {"if-none-match", std::string(pressed.header("etag"))}});
    CHECK(again.status == 304);
    CHECK(again.body.empty());
    CHECK(again.header("content-encoding").empty());
  }
}

TEST_CASE("a built-in file comes as it was pressed when it was built") {
  std::string style(test().site().asset_url("style.css"));
  REQUIRE(style.starts_with("/assets/style."));
  Response plain = test().get(style), gz = test().get(style, {{"accept-encoding", "gzip"}}),
           br = test().get(style, {{"accept-encoding", "gzip, br"}});
  CHECK(plain.header("content-encoding").empty());
  CHECK(gz.header("content-encoding") == "gzip");
  CHECK(unpressed(gz.body) == plain.body);
  CHECK(br.header("content-encoding") == "br");
  CHECK(br.body.size() < gz.body.size());
  CHECK(gz.body.size() < plain.body.size());
  for (const Response* each : {&plain, &gz, &br}) {
    CHECK(each->header("content-type") == "text/css; charset=utf-8");
    CHECK(each->header("cache-control") == "public, max-age=31536000, immutable");
    CHECK(each->header("vary") == "Accept-Encoding");
  }
  CHECK(plain.header("etag") != gz.header("etag"));
  CHECK(test().get(style, {{"accept-encoding", "gzip"}, {"if-none-match", std::string(gz.header("etag"))}}).status == 304);
}

TEST_CASE("every address that a built-in file names is there") {
  size_t named = 0;
  for (const WebFile& file : test().site().files()) {
    CAPTURE(file.url);
    CHECK(test().site().asset_url(file.name) == file.url);
    for (size_t at = 0; (at = file.bytes.find("/assets/", at)) != std::string_view::npos; ++named) {
      size_t end = file.bytes.find_first_of("\"'`) ", at);
      std::string_view url = file.bytes.substr(at, end - at);
      CAPTURE(url);
      if (url != "/assets/") CHECK(test().site().file_at(url) != nullptr);  // scripts name the folder itself too
      at = end;
    }
  }
  CHECK(named >= 36);  // each cut of a font at least
}

// A page itself may take 12 kB more: the whole first view stays below 60 kB.
TEST_CASE("what a first view loads beside the page stays small, for readers of every script") {
  const Site& site = test().site();
  auto sent = [&](std::string_view name) {
    const WebFile* file = site.file_at(site.asset_url(name));
    REQUIRE_MESSAGE(file != nullptr, name);
    return file->gzip.empty() ? file->bytes.size() : file->gzip.size();
  };
  for (std::string script : {"latn", "cyrl", "grek", "armn", "geor", "arab", "hebr"}) {
    CAPTURE(script);
    std::string sheet = "fonts-" + script + ".css";
    size_t total = sent("style.css") + sent("islands.js") + sent(sheet), fonts = 0;
    for (const WebFile& file : site.files()) {
      bool is_named = site.file_at(site.asset_url(sheet))->bytes.find(file.url) != std::string_view::npos;
      if (is_named && file.name.ends_with(".woff2")) total += file.bytes.size(), ++fonts;
    }
    CHECK(fonts >= 3);
    CHECK(total < 48'000);
  }
}
