// A server on the register, asked as people and maps ask it. Answers of which the generator knows the count are
// compared; every other one must at least be a whole answer.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/id.h"
#include "load.h"
#include "process.h"
#include "stages.h"

namespace stele::bench {
namespace {

struct Spot {
  double lon, lat;
};

class Web {
 public:
  Web(const Setting& setting, Table& table)
      : setting_(setting), table_(table), known_(setting), server_({setting.stele, "serve", setting.archive(), "--listen", "127.0.0.1:0"}) {
    std::string line = server_.first_line();
    port_ = static_cast<uint16_t>(std::atoi(line.c_str() + line.rfind(':') + 1));
    if (port_ == 0) give_up("The server did not start: " + line);
  }
  void all() {
    table_.section("Serving it");
    sample();
    records();
    times();
    searches();
    tiles();
    tiles_of_searches();
    suggestions();
    browser();
    table_.add({"peak memory of the server", "MB", static_cast<double>(server_.peak_rss()) / 1e6, Aim::kAtMost, 1000, ""});
    server_.ask_to_end();
    table_.check("the server ends", server_.wait().status == 0, "not with 0");
  }

 private:
  uint64_t next() { return random_ = random_ * 6364136223846793005ull + 1442695040888963407ull, random_ >> 20; }
  std::string random_number() { return record_number(1 + next() % known_.number("records")); }

  // Points and titles of some records, as the API gives them.
  void sample() {
    Connection connection(port_);
    for (int i = 0, n = setting_.smoke ? 20 : 400; i < n; ++i) {
      std::string body = connection.get("/api/v1/records/" + Id::derive("eamena", random_number()).text()).body;
      if (size_t at = body.find("\"title\":\""); at != std::string::npos) titles_.push_back(body.substr(at + 9, body.find('"', at + 9) - at - 9));
      // Only points: near the ground the first corner of an outline is on another tile than its middle.
      size_t at = body.find("\"wkt\":\"POINT");
      if (at == std::string::npos || (at = body.find_first_of("-0123456789", at)) == std::string::npos) continue;
      char* rest = nullptr;
      double lon = std::strtod(body.c_str() + at, &rest);
      spots_.push_back({lon, std::strtod(rest, nullptr)});
    }
    table_.check("records of the sample", titles_.size() > 10 && spots_.size() > 10, fmt::format("{} titles, {} points", titles_.size(), spots_.size()));
  }

  struct Measured {
    Load load;
    double cpu_us = 0;
  };
  Measured ask(const std::string& what, const std::vector<Ask>& asks, int connections) {
    (void)load(port_, asks, 2, setting_.smoke ? 0.2 : 2, 1);  // so that caches are as in ordinary life
    double cpu = server_.cpu();
    Measured out;
    out.load = load(port_, asks, connections, setting_.smoke ? 2 : 10, setting_.smoke ? 1 : 1000);
    out.cpu_us = (server_.cpu() - cpu) * 1e6 / static_cast<double>(out.load.asked);
    table_.check(what, out.load.wrong == 0, fmt::format("{} of {} wrong; {}", out.load.wrong, out.load.asked, out.load.first_wrong));
    return out;
  }
  static std::string cost(const Measured& m) { return fmt::format("{} asked, {:.0f} us of the server's processor each", m.load.asked, m.cpu_us); }

  void records() {
    std::vector<Ask> asks;
    for (int i = 0, n = setting_.smoke ? 50 : 20000; i < n; ++i) {
      std::string number = random_number();
      asks.push_back({"/record/" + Id::derive("eamena", number).text(), 200, number});
    }
    Measured m = ask("record pages", asks, 16);
    table_.add({"record pages, 16 readers at once", "/s", m.load.rate(), Aim::kAtLeast, 3000, cost(m)});
    table_.add({"record page, 99 of 100 within", "ms", m.load.percentile(0.99), Aim::kNone, 0, ""});
    Load one = load(port_, asks, 1, setting_.smoke ? 0.5 : 10, 1);
    table_.check("record pages, one reader", one.wrong == 0, one.first_wrong);
    table_.add({"record page, one reader, 99 of 100 within", "ms", one.percentile(0.99), Aim::kAtMost, 10, ""});
  }

  // "What was this called then, and where did it belong?"
  void times() {
    std::vector<Ask> asks;
    for (int i = 0, n = setting_.smoke ? 20 : 5000; i < n; ++i)
      asks.push_back({"/api/v1/records/" + Id::derive("eamena", random_number()).text() + "/at?date=1926-01-01", 200, "\"whole\":true"});
    Measured m = ask("records at a time", asks, 2);
    table_.add({"record at a time, 2 readers at once: median", "ms", m.load.percentile(0.5), Aim::kNone, 0, cost(m)});
    table_.add({"record at a time, 99 of 100 within", "ms", m.load.percentile(0.99), Aim::kAtMost, 10, ""});
  }

  std::string holds_total(std::string_view name) { return fmt::format("\"total\":{},", known_.number(name)); }

  void searches() {
    const std::string base = "/api/v1/records?limit=20&";
    const std::string poor = "facet=" + url_encode("recorded-value:Overall Condition State Type:Poor");
    const std::string jordan = "facet=" + url_encode("recorded-value:Country Type:Jordan");
    std::vector<std::pair<std::string, std::vector<Ask>>> mixes = {
        {"rare word", {{base + "q=Qaxvarin", 200, holds_total("rare")}}},
        {"common word", {{base + "q=Khirbet", 200, holds_total("khirbet")}}},
        {"type and facet", {{base + "type=monument&" + poor, 200, holds_total("poor")}}},
        {"two facets", {{base + jordan + "&" + poor, 200, holds_total("jordan_poor")}}},
        {"common word and facet", {{base + "q=Khirbet&" + jordan, 200, "\"total\":"}}},
        {"near", {{base + "near=10,20,5", 200, holds_total("lonely")}}},
        {"box", {{base + "in=35,29,39,33", 200, "\"total\":"}}},
        {"during", {{base + "during=1905/1921", 200, "\"total\":0,"}}},
        {"everything", {{base.substr(0, base.size() - 1), 200, fmt::format("\"total\":{},", known_.number("records") + 3)}}},
    };
    std::vector<Ask> names;
    for (const std::string& title : titles_) names.push_back({base + "q=" + url_encode(title), 200, "\"total\":"});
    mixes.emplace_back("whole name", names);
    std::vector<Ask> all;
    for (const auto& [what, asks] : mixes) {
      Load one = load(port_, asks, 1, setting_.smoke ? 0.1 : 2, 1000);
      table_.check("search: " + what, one.wrong == 0, one.first_wrong);
      if (!setting_.smoke)
        table_.add({"search, " + what + ": median", "ms", one.percentile(0.5), Aim::kNone, 0, fmt::format("99 of 100 within {:.1f} ms; one reader, {} asked", one.percentile(0.99), one.asked)});
      for (size_t i = 0; i < 40; ++i) all.push_back(asks[i % asks.size()]);
    }
    // Mixed well, the same every time.
    for (size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[next() % i]);
    if (setting_.smoke) all.resize(30);
    Measured m = ask("searches", all, 2);
    table_.add({"all of these mixed, 2 readers at once: median", "ms", m.load.percentile(0.5), Aim::kNone, 0, cost(m)});
    table_.add({"search with facets, 99 of 100 within", "ms", m.load.percentile(0.99), Aim::kAtMost, 50, ""});
  }

  std::string tile_at(int zoom, const Spot& spot) const {
    double n = std::ldexp(1.0, zoom), pi = 3.14159265358979323846;
    double lat = spot.lat * pi / 180;
    auto x = static_cast<int>((spot.lon + 180) / 360 * n);
    auto y = static_cast<int>((1 - std::asinh(std::tan(lat)) / pi) / 2 * n);
    return fmt::format("/api/v1/tiles/{}/{}/{}.mvt", zoom, x, y);
  }

  void tiles() {
    std::vector<Ask> all;
    double worst = 0;
    int worst_zoom = 0;
    for (int zoom = 0; zoom <= 22; ++zoom) {
      std::vector<Ask> asks;
      for (size_t i = 0; i < (setting_.smoke ? 2u : 40u); ++i) asks.push_back({tile_at(zoom, spots_[next() % spots_.size()]), 200, "places"});
      Load one = load(port_, asks, 1, 2, 1);
      table_.check(fmt::format("tiles of zoom {}", zoom), one.wrong == 0, one.first_wrong);
      if (double p = one.percentile(0.99); p > worst) worst = p, worst_zoom = zoom;
      all.insert(all.end(), asks.begin(), asks.end());
    }
    for (size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[next() % i]);
    Measured m = ask("tiles", all, 2);
    table_.add({"tiles of all zooms, 2 readers at once: median", "ms", m.load.percentile(0.5), Aim::kNone, 0, cost(m)});
    table_.add({"tile, 99 of 100 within", "ms", m.load.percentile(0.99), Aim::kAtMost, 50, ""});
    table_.add({"slowest zoom alone, 99 of 100 within", "ms", worst, Aim::kAtMost, 50, fmt::format("zoom {}", worst_zoom)});
  }

  // A question that no view before has asked.
  std::string fresh_question(int view) {
    const Spot& spot = spots_[next() % spots_.size()];
    const std::string poor = "facet=" + url_encode("recorded-value:Overall Condition State Type:Poor");
    switch (view % 5) {
      case 0: return "q=" + url_encode(titles_[static_cast<size_t>(view) % titles_.size()]);
      case 1: return fmt::format("in={},{},{},{}&{}", std::max(-180.0, spot.lon - 3), std::max(-90.0, spot.lat - 3), std::min(180.0, spot.lon + 3), std::min(90.0, spot.lat + 3), poor);
      case 2: return fmt::format("near={},{},{}", spot.lat, spot.lon, 50 + view);
      case 3: return fmt::format("q=Khirbet&type=monument&lang=ar&at=1905&in=-179,-60,179,{}", 60 + view * 0.01);
      default: return fmt::format("type=monument&in=-179,-60,179,{}", 60 + view * 0.01);  // nearly everything
    }
  }

  // Views of a map, 20 tiles each of one search and of neighbouring zooms. Every twentieth tile is the first of its search.
  void tiles_of_searches() {
    std::vector<Ask> all;
    for (int view = 0, views = setting_.smoke ? 5 : 200; view < views; ++view) {
      std::string question = fresh_question(view);
      int zoom = static_cast<int>(next() % 15);
      for (int i = 0; i < 20; ++i) all.push_back({tile_at(zoom + i % 2, spots_[next() % spots_.size()]) + "?" + question, 0, ""});
    }
    Load load_of_views = load(port_, all, 1, setting_.smoke ? 5 : 60, 1);
    table_.check("tiles of searches", load_of_views.wrong == 0, load_of_views.first_wrong);
    table_.add({"tiles of searches, 20 a view, one reader: median", "ms", load_of_views.percentile(0.5), Aim::kNone, 0, fmt::format("{} asked, every search new", load_of_views.asked)});
    table_.add({"tile of a search, 99 of 100 within", "ms", load_of_views.percentile(0.99), Aim::kAtMost, 50, ""});
  }

  void suggestions() {
    std::vector<Ask> asks;
    for (const std::string& title : titles_)
      for (size_t length : {2u, 4u, 7u})
        if (title.size() > length && static_cast<unsigned char>(title[0]) < 0x80) asks.push_back({"/api/v1/suggest?q=" + url_encode(title.substr(0, length)), 200, "\"title\""});
    Measured m = ask("suggestions", asks, 2);
    table_.add({"suggestions, 2 readers at once: median", "ms", m.load.percentile(0.5), Aim::kNone, 0, cost(m)});
    table_.add({"suggestions, 99 of 100 within", "ms", m.load.percentile(0.99), Aim::kNone, 0, ""});
  }

  // Two names of one word each, as somebody would type them.
  void browser() {
    std::string words;
    int count = 0;
    for (const std::string& title : titles_) {
      std::string word = title.substr(0, title.find(' '));
      bool is_plain = word.size() > 3 && word.size() < 10 && std::ranges::all_of(word, [](char c) { return c >= 'A' && c <= 'z'; });
      if (is_plain && count < 2) words += (count++ ? "," : "") + word;
    }
    measure_browser(setting_, table_, port_, "/record/" + Id::derive("eamena", random_number()).text(), words);
  }

  const Setting& setting_;
  Table& table_;
  Known known_;
  Process server_;
  uint16_t port_ = 0;
  uint64_t random_ = 17;
  std::vector<std::string> titles_;
  std::vector<Spot> spots_;
};

}  // namespace

void measure_web(const Setting& setting, Table& table) { Web(setting, table).all(); }

}  // namespace stele::bench
