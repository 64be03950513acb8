// Bars are looked at as the numbers they are drawn with.
#include "server/time_bars.h"

#include <doctest/doctest.h>

#include <regex>

using namespace stele;
using namespace stele::server;

namespace {

Period period(std::string_view edtf) { return Period::parse(edtf).value(); }

struct Stripe {
  std::string name;
  double x = 0, width = 0;
};
std::vector<Stripe> stripes(const Html& html) {
  static const std::regex kRect(R"re(<rect class="([a-z]+)" x="([0-9.]+)%" width="([0-9.]+)%")re");
  std::vector<Stripe> out;
  std::string text(html.text());
  for (auto at = std::sregex_iterator(text.begin(), text.end(), kRect); at != std::sregex_iterator(); ++at)
    out.push_back({(*at)[1], std::stod((*at)[2]), std::stod((*at)[3])});
  return out;
}

TimeAxis axis_of(std::initializer_list<std::string_view> periods, std::string_view lang = "en") {
  TimeAxis axis(Words::in(lang), std::nullopt);
  for (std::string_view one : periods) axis.include(period(one));
  axis.settle();
  return axis;
}

}  // namespace

TEST_CASE("a bar is full where it is certain and pale where it is possible") {
  TimeAxis axis = axis_of({"1900/2000"});
  auto drawn = stripes(axis.bar(period("1920/1960")));
  REQUIRE(drawn.size() == 2);
  CHECK(drawn[0].name == "maybe");
  CHECK(drawn[1].name == "sure");
  CHECK(drawn[0].x < drawn[1].x);
  CHECK(drawn[0].x + drawn[0].width > drawn[1].x + drawn[1].width);
  CHECK(stripes(axis.bar(period("192X"))).size() == 1);
}

TEST_CASE("a day is wide enough to be seen, and what lies outside ends at the edge") {
  TimeAxis axis = axis_of({"1900/2000"});
  auto drawn = stripes(axis.bar(period("1926-01-01")));
  REQUIRE(drawn.size() == 1);
  CHECK(drawn[0].name == "moment");
  CHECK(drawn[0].width >= 0.5);
  for (const char* far : {"../1800", "2100/..", "-3000/3000", "Y-17000000/Y17000000"})
    for (const Stripe& one : stripes(axis.bar(period(far)))) {
      CHECK(one.x >= 0);
      CHECK(one.x + one.width <= 100.02);
    }
}

TEST_CASE("three thousand years leave the last two hundred readable") {
  TimeAxis axis = axis_of({"-1000/2000", "1926"});
  auto drawn = stripes(axis.bar(period("1900/2000")));
  REQUIRE_FALSE(drawn.empty());
  CHECK(drawn[0].width > 30);
  CHECK(std::string(axis.shared().text()).find("class=\"break\"") != std::string::npos);
}

TEST_CASE("time runs in the direction of writing") {
  TimeAxis left = axis_of({"1900/2000"}, "en"), right = axis_of({"1900/2000"}, "fa");
  double a = stripes(left.bar(period("1910")))[0].x, b = stripes(right.bar(period("1910")))[0].x;
  CHECK(a < 50);
  CHECK(b > 50);
}

TEST_CASE("without a date there is no axis, and years beyond all calendars are drawn") {
  TimeAxis nothing = axis_of({});
  CHECK(nothing.ruler().empty());
  CHECK(nothing.bar(period("1926")).empty());
  CHECK(axis_of({"1900"}).bar(std::nullopt).empty());
  TimeAxis huge = axis_of({"Y-17000000/Y17000000"});
  CHECK(huge.ruler().text().size() < 5000);
}
