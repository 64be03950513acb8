// EDTF against the strings of other implementations' tests. A table of our own, after the examples of the
// specification (Library of Congress, 2019), always runs. When the archive of test sources lies beside the project,
// it is unpacked into a temporary folder and each string in it that is said to be valid or invalid is tried too; where
// we decide otherwise on purpose, `deviation` says why, and a deviation that no longer happens fails.
#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "base/period.h"

using namespace stele;
namespace fs = std::filesystem;

namespace {

// Beside the project, or beside the folder of its working trees.
std::string archive() {
  constexpr const char* kName = "shared/data/conformance/edtf.tar.gz";
  for (const char* up : {"../", "../../"})
    if (fs::exists(std::string(up) + kName)) return std::string(up) + kName;
  return {};
}

enum class Verdict { kValid, kInvalid };

struct Example {
  std::string text;
  Verdict verdict;
  bool operator<(const Example& o) const { return std::tie(text, verdict) < std::tie(o.text, o.verdict); }
};

bool matches(const std::string& text, const char* pattern) { return std::regex_search(text, std::regex(pattern)); }

// Why we say the opposite, or nothing.
const char* deviation(const Example& example) {
  const std::string& text = example.text;
  if (example.verdict == Verdict::kInvalid) {
    if (matches(text, R"(^\d{4}-2\d/\d{4}-2\d$)"))
      return "Seasons as ends of an interval: the standard does not forbid them, and people remember that way.";
    return nullptr;
  }
  if (matches(text, R"([ux()^]|^y|\?~|open|unknown)"))
    return "A spelling of the drafts before 2019 (u, x, y, parentheses, ?~, open, unknown).";
  if (matches(text, R"(^-?\d{2,3}[?~%]?$)"))
    return "Century 19 and decade 193 of ISO 8601-2 are not in EDTF 2019, and 19 is too easily a lost digit.";
  if (matches(text, "\xe2\x88\x92")) return "A time zone with the minus sign U+2212: EDTF is ASCII.";
  if (matches(text, R"(^\d{5}$)")) return "A library that reads bare numbers as Unix seconds; five digits need Y.";
  return nullptr;
}

void check(const std::set<Example>& examples) {
  for (const Example& example : examples) {
    bool wanted = (example.verdict == Verdict::kValid) != (deviation(example) != nullptr);
    auto period = Period::parse(example.text);
    CHECK_MESSAGE(period.has_value() == wanted, example.text << " should be "
                                                             << (wanted ? "accepted" : "refused") << ": "
                                                             << (period ? "" : period.error().message));
  }
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Each first group of the pattern; the text just before a match decides whether its string is meant to be refused.
void collect(std::set<Example>& out, const std::string& source, const char* pattern) {
  std::regex calls(pattern);
  for (std::sregex_iterator it(source.begin(), source.end(), calls), end; it != end; ++it) {
    bool refused = it->prefix().length() >= 6 && it->prefix().str().ends_with("() => ");
    std::string text = (*it)[1];
    if (text.find('#') == std::string::npos && text.find('%') != 0)
      out.insert({text, refused ? Verdict::kInvalid : Verdict::kValid});
  }
}

std::string cell(std::string text) {
  text.erase(0, text.find_first_not_of(" \t"));
  text.erase(text.find_last_not_of(" \t\r") + 1);
  return text;
}

std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> out;
  size_t at = line.find('|');
  while (at != std::string::npos) {
    size_t end = line.find('|', at + 1);
    if (end == std::string::npos) break;
    out.push_back(cell(line.substr(at + 1, end - at - 1)));
    at = end;
  }
  return out;
}

// The column "string" of a feature file's tables, and the rows of its tables of invalid strings.
void collect_tables(std::set<Example>& out, const std::string& source) {
  std::istringstream lines(source);
  size_t column = SIZE_MAX;
  bool invalid = false;
  for (std::string line; std::getline(lines, line);) {
    std::string trimmed = cell(line);
    if (trimmed.find("an error should be raised") != std::string::npos) invalid = true;
    if (trimmed.starts_with("Scenario")) column = SIZE_MAX, invalid = false;
    if (!trimmed.starts_with("|")) continue;
    auto row = cells(trimmed);
    auto header = std::find(row.begin(), row.end(), "string");
    if (header != row.end()) column = static_cast<size_t>(header - row.begin());
    else if (invalid) out.insert({row.at(0), Verdict::kInvalid});
    else if (column < row.size()) out.insert({row[column], Verdict::kValid});
  }
}

}  // namespace

TEST_CASE("the specification's examples") {
  check({
      // level 0
      {"1985-04-12", Verdict::kValid},
      {"1985-04", Verdict::kValid},
      {"1985", Verdict::kValid},
      {"1985-04-12T23:20:30", Verdict::kValid},
      {"1985-04-12T23:20:30Z", Verdict::kValid},
      {"1985-04-12T23:20:30-04", Verdict::kValid},
      {"1985-04-12T23:20:30+04:30", Verdict::kValid},
      {"2004-01-01T10:10:10+05:00", Verdict::kValid},
      {"1964/2008", Verdict::kValid},
      {"2004-06/2006-08", Verdict::kValid},
      {"2004-02-01/2005-02-08", Verdict::kValid},
      {"2004-02-01/2005-02", Verdict::kValid},
      {"2004-02-01/2005", Verdict::kValid},
      {"2005/2006-02", Verdict::kValid},
      // level 1
      {"Y170000002", Verdict::kValid},
      {"Y-170000002", Verdict::kValid},
      {"2001-21", Verdict::kValid},
      {"1984?", Verdict::kValid},
      {"2004-06~", Verdict::kValid},
      {"2004-06-11%", Verdict::kValid},
      {"201X", Verdict::kValid},
      {"20XX", Verdict::kValid},
      {"2004-XX", Verdict::kValid},
      {"1985-04-XX", Verdict::kValid},
      {"1985-XX-XX", Verdict::kValid},
      {"1985-04-12/..", Verdict::kValid},
      {"1985-04/..", Verdict::kValid},
      {"1985/..", Verdict::kValid},
      {"../1985-04-12", Verdict::kValid},
      {"../1985", Verdict::kValid},
      {"1985-04-12/", Verdict::kValid},
      {"/1985-04", Verdict::kValid},
      {"1984~/2004-06", Verdict::kValid},
      {"1984?/2004%", Verdict::kValid},
      {"2004-06-11?/2004-08~", Verdict::kValid},
      {"-1985", Verdict::kValid},
      {"-0999", Verdict::kValid},
      {"0000", Verdict::kValid},
      // level 2
      {"Y-17E7", Verdict::kValid},
      {"1950S2", Verdict::kValid},
      {"Y171010000S3", Verdict::kValid},
      {"Y3388E2S3", Verdict::kValid},
      {"2001-34", Verdict::kValid},
      {"[1667,1668,1670..1672]", Verdict::kValid},
      {"[..1760-12-03]", Verdict::kValid},
      {"[1760-12..]", Verdict::kValid},
      {"[1760-01,1760-02,1760-12..]", Verdict::kValid},
      {"[1667,1760-12]", Verdict::kValid},
      {"{1667,1668,1670..1672}", Verdict::kValid},
      {"{1960,1961-12}", Verdict::kValid},
      {"{..1984}", Verdict::kValid},
      {"2004-06-11%", Verdict::kValid},
      {"2004-06~-11", Verdict::kValid},
      {"2004?-06-11", Verdict::kValid},
      {"?2004-06-~11", Verdict::kValid},
      {"2004-%06-11", Verdict::kValid},
      {"156X-12-25", Verdict::kValid},
      {"15XX-12-25", Verdict::kValid},
      {"XXXX-12-XX", Verdict::kValid},
      {"1XXX-XX", Verdict::kValid},
      {"1XXX-12", Verdict::kValid},
      {"1984-1X", Verdict::kValid},
      {"2004-06-~01/2004-06-~20", Verdict::kValid},
      {"2004-06-XX/2004-07-03", Verdict::kValid},
      // refused
      {"2004-13", Verdict::kInvalid},
      {"2004-02-30", Verdict::kInvalid},
      {"1900-02-29", Verdict::kInvalid},
      {"2004-6", Verdict::kInvalid},
      {"20044", Verdict::kInvalid},
      {"2004-06-", Verdict::kInvalid},
      {"2004/", Verdict::kValid},
      {"2004/2003", Verdict::kInvalid},
      {"2004-07-01/2004-06", Verdict::kInvalid},
      {"2004-06-11T", Verdict::kInvalid},
      {"1960-06-31", Verdict::kInvalid},
      {"20067890%0", Verdict::kInvalid},
      {"Y2006", Verdict::kInvalid},
      {"-0000", Verdict::kInvalid},
      {"2004-06-11-12", Verdict::kInvalid},
      {"[2004", Verdict::kInvalid},
      {"2004]", Verdict::kInvalid},
      {"{2004]", Verdict::kInvalid},
      {"2004--06", Verdict::kInvalid},
      {"2004~~", Verdict::kInvalid},
      {"../2004/..", Verdict::kInvalid},
      {"...", Verdict::kInvalid},
  });
}

TEST_CASE("the strings of other implementations' tests") {
  if (archive().empty()) {
    std::printf("skipped: the strings of edtf.js and edtf-ruby, ../shared/data/conformance/edtf.tar.gz is not there\n");
    return;
  }
  std::string folder = (fs::temp_directory_path() / "stele-edtf-XXXXXX").string();
  REQUIRE(mkdtemp(folder.data()));
  std::string command = "tar -xzf " + archive() + " -C '" + folder + "'";
  REQUIRE(std::system(command.c_str()) == 0);
  std::set<Example> examples;
  // Calls with options are left out: they ask for other rules.
  collect(examples, read(fs::path(folder) / "edtf/edtf.js/test/parser.js"), R"(\bp\('([^']*)'\))");
  collect(examples, read(fs::path(folder) / "edtf/edtf.js/test/edtf.js"), R"(\bedtf\('([^']*)'\))");
  collect(examples, read(fs::path(folder) / "edtf/edtf.js/test/iso8601.js"), R"(\bedtf\('([^']*)'\))");
  collect(examples, read(fs::path(folder) / "edtf/edtf-ruby/spec/edtf/parser_spec.rb"),
          R"(parse!?\(['"]([^'"]*)['"]\))");
  collect(examples, read(fs::path(folder) / "edtf/edtf-ruby/spec/edtf/interval_spec.rb"), R"(Date\.edtf\('([^']*)'\))");
  for (const auto& file : fs::recursive_directory_iterator(fs::path(folder) / "edtf/edtf-ruby/features/parser"))
    if (file.path().extension() == ".feature") collect_tables(examples, read(file.path()));
  fs::remove_all(folder);
  size_t invalid = 0, other = 0;
  for (const Example& example : examples) {
    invalid += example.verdict == Verdict::kInvalid;
    other += deviation(example) != nullptr;
  }
  std::printf("%zu strings of edtf.js and edtf-ruby, %zu of them invalid, %zu deviations\n", examples.size(),
              invalid, other);
  CHECK(examples.size() >= 250);
  CHECK(invalid >= 50);
  check(examples);
}
