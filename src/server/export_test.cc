#include <algorithm>

#include "server/test_site.h"

using namespace stele;
using namespace stele::server;

namespace {

TestSite& test() { return TestSite::shared(); }

std::string drained(Response& response) {
  std::string out = response.body;
  while (response.stream) {
    auto more = response.stream(out);
    REQUIRE(more.has_value());
    if (!*more) break;
  }
  return out;
}

}  // namespace

TEST_CASE("an export holds what was found and nothing that may not be seen") {
  REQUIRE_FALSE(formats::exporters().empty());
  for (const formats::Exporter& exporter : formats::exporters()) {
    std::string url = "/api/v1/export/" + std::string(exporter.name);
    CAPTURE(url);
    Response all = test().get(url), one = test().get(url + "?q=soyuqbulaq"), none = test().get(url + "?q=nothingatall");
    CHECK(all.status == 200);
    CHECK(all.header("content-type") == exporter.media_type);
    CHECK(all.header("content-disposition").find("..") == std::string_view::npos);
    CHECK(all.header("content-disposition") == "attachment; filename=\"stele-" + std::string(exporter.name) + std::string(exporter.extension) + "\"");
    std::string text = drained(all), some = drained(one), empty = drained(none);
    CHECK(text.find("Soyuqbulaq") != std::string::npos);
    CHECK(some.find("Soyuqbulaq") != std::string::npos);
    CHECK(empty.find("Soyuqbulaq") == std::string::npos);
    CHECK(some.size() < text.size());
    CHECK(text.find(kCanary) == std::string::npos);
    CHECK(text.find("44.123456") == std::string::npos);
    CHECK(test().get(url, {}, "HEAD").stream == nullptr);
    CHECK(test().get(url + "?near=x").status == 400);
  }
}

TEST_CASE("a client that goes away ends its export, and only so many run at once") {
  std::string url = "/api/v1/export/" + std::string(formats::exporters().front().name);
  {
    std::vector<Response> running;
    for (int i = 0; i < 4; ++i) {
      running.push_back(test().get(url));
      CHECK(running.back().status == 200);
    }
    Response refused = test().get(url);
    CHECK(refused.status == 503);
    CHECK(refused.header("retry-after") == "60");
    running.pop_back();
    CHECK(test().get(url).status == 200);
  }
  for (int i = 0; i < 20; ++i) CHECK(test().get(url).status == 200);
}
