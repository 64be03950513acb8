// For the tests of this module: a small archive in a temporary folder, with a public place, one that contradicts
// itself, one with 300 names, one that is coarsened, and things that the public must not see; and the site over it.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "server/routes.h"

namespace stele::server {

inline constexpr std::string_view kCanary = "xcanaryx";  // stands in everything that the public must not see
inline constexpr std::string_view kHostile = "</title><script>alert('x')</script>\"'&lt;";

class TestSite {
 public:
  // One for all tests of the program: making an archive costs more than asking it.
  static TestSite& shared() {
    static TestSite site;
    return site;
  }

  Id town = Id::derive("test", "town"), other = Id::derive("test", "other"), many = Id::derive("test", "many"),
     chapel = Id::derive("test", "chapel"), person = Id::derive("test", "person"), hidden = Id::derive("test", "hidden"),
     map = Id::derive("test", "map"), group = Id::derive("test", "group"), missing = Id::derive("test", "missing");

  const Site& site() const { return *site_; }
  archive::Archive& archive() const { return *archive_; }

  // "GET /path?query" as the transport would hand it over.
  Response get(std::string target, Pairs headers = {}, std::string method = "GET") const {
    Request request;
    request.method = std::move(method);
    request.raw_target = target;
    request.headers = std::move(headers);
    size_t mark = target.find('?');
    request.path = decoded(target.substr(0, mark));
    if (mark != std::string::npos) read_query(target.substr(mark + 1), request.query);
    return answer(*site_, request);
  }
  Response post(std::string target, std::string body, std::string type) const {
    Request request;
    request.method = "POST", request.host = "test.example";
    request.raw_target = target, request.path = std::move(target);
    request.headers = {{"content-type", std::move(type)}};
    request.body = std::move(body);
    return answer(*site_, request);
  }
  std::string body(std::string target) const { return get(std::move(target)).body; }

  void say(Id subject, std::string property, model::Value value, std::string holds = {},
           model::Audience audience = model::Audience::kPublic, std::vector<Hash> supersedes = {}) {
    model::Draft draft;
    draft.subject = subject;
    draft.property = std::move(property);
    draft.value = std::move(value);
    if (!holds.empty()) draft.holds = Period::parse(holds).value();
    draft.source = map;
    draft.locator = "sheet 12";
    draft.contributor = group;
    draft.audience = audience;
    draft.supersedes = std::move(supersedes);
    drafts_.push_back(std::move(draft));
  }
  archive::Receipt submit() {
    std::vector<model::Finding> findings;
    auto receipt = archive_->submit({}, std::exchange(drafts_, {}), findings);
    for (const auto& finding : findings)
      if (finding.severity == model::Severity::kError) MESSAGE(finding.where << ": " << finding.message);
    REQUIRE_MESSAGE(receipt.has_value(), to_string(receipt.error()));
    return *receipt;
  }

 private:
  TestSite() : folder_(std::filesystem::temp_directory_path() / ("stele-server-test-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(folder_);
    Status made = archive::Archive::init(folder_, {"test.example/archive"});
    REQUIRE_MESSAGE(made.has_value(), to_string(made.error()));
    archive_ = archive::Archive::open(folder_).value();
    fill();
    site_ = std::make_unique<Site>(*archive_, archive::Caller{});
  }
  ~TestSite() {
    site_.reset();
    archive_.reset();
    std::filesystem::remove_all(folder_);
  }

  void type(Id subject, std::string id) { say(subject, "type", model::Text{std::move(id), {}}); }
  void name(Id subject, std::string text, std::string lang) { say(subject, "name", model::Name{std::move(text), std::move(lang), {}}); }

  void fill() {
    type(map, "source"), name(map, "Survey map", "en"), say(map, "source-type", model::Term{"map"});
    type(group, "group"), name(group, "Village committee", "en");
    fill_places();
    fill_hidden();
    archive::Receipt first = submit();
    replace(first);
    submit();
  }
  void fill_places() {
    type(town, "place");
    name(town, "Cold Spring", "en"), name(town, "Soyuqbulaq", "az"), name(town, "Սառնաղբյուր", "hy");
    name(town, std::string(kHostile), "und");
    say(town, "feature-class", model::Term{"P"});
    say(town, "settlement-type", model::Term{"village"}, "1900/1950");
    say(town, "settlement-type", model::Term{"town"}, "1930/1988");
    say(town, "existence-state", model::Term{"depopulated"}, "1989/..");
    say(town, "position", model::Position{"POINT (44.83 41.69)", {}});
    say(town, "part-of", model::Membership{other, {{"role", "part-of"}, {"unit-name", "Second District"}}}, "1897");
    say(town, "demo", model::Flag{true});
    say(town, "description", model::Text{std::string(kHostile), "en"});
    say(town, "link", model::Link{"https://example.org/a?b=1&c=2", "a page"});
    type(other, "place"), name(other, "Second District", "en");
    type(many, "place");
    for (int i = 0; i < 300; ++i) name(many, "Many Names " + std::to_string(i), "en");
    type(chapel, "monument"), name(chapel, "Chapel", "en");
    say(chapel, "position", model::Position{"POINT (44.123456 41.654321)", {}});
  }
  void fill_hidden() {
    std::string canary(kCanary);
    say(town, "name", model::Name{canary + " of the town", "en", {}}, {}, model::Audience::kCommunity);
    say(town, "note", model::Text{canary + " sealed", "en"}, {}, model::Audience::kSealed);
    type(person, "person"), name(person, canary + " Person", "en");
    type(hidden, "place"), name(hidden, canary + " Place", "en");
    say(hidden, "audience", model::Text{"community", {}});
    say(town, "seasonal-pair", model::Ref{hidden});
  }
  // The map's kind was wrong; the second statement replaces the first.
  void replace(const archive::Receipt& first) {
    auto view = archive_->get({}, map).value();
    REQUIRE(view.of("source-type").size() == 1);
    say(map, "source-type", model::Term{"aerial-photo"}, {}, model::Audience::kPublic, {view.of("source-type")[0]->commitment});
    (void)first;
  }

  static std::string decoded(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '%') out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16)), i += 2;
      else out += text[i] == '+' ? ' ' : text[i];
    }
    return out;
  }
  static void read_query(std::string_view text, Pairs& out) {
    while (!text.empty()) {
      std::string_view pair = text.substr(0, text.find('&'));
      size_t equals = std::min(pair.find('='), pair.size());
      out.emplace_back(decoded(pair.substr(0, equals)), decoded(pair.substr(std::min(equals + 1, pair.size()))));
      text.remove_prefix(std::min(pair.size() + 1, text.size()));
    }
  }

  std::filesystem::path folder_;
  std::unique_ptr<archive::Archive> archive_;
  std::unique_ptr<Site> site_;
  std::vector<model::Draft> drafts_;
};

}  // namespace stele::server
