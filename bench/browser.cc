// Runs bench/browser.mjs, which drives a real browser, and takes its lines over into the table.
#include <fmt/format.h>

#include <sstream>

#include "process.h"
#include "stages.h"

namespace stele::bench {
namespace {

constexpr int kNoBrowser = 77;

double decimal_in(const Json& json, std::string_view name) {
  const Json* member = json.find(name);
  if (!member || !member->as_number()) give_up(fmt::format("The browser's line lacks the number {}.", name));
  return std::strtod(std::string(member->scalar()).c_str(), nullptr);
}

void take_over(const Json& line, Table& table) {
  if (line.find("skipped")) {
    fmt::print("Not measured: {}.\n", std::string(line.str("skipped")));
  } else if (line.find("check")) {
    const Json* holds = line.find("holds");
    table.check(std::string(line.str("check")), holds && holds->as_bool() && *holds->as_bool(), std::string(line.str("note")));
  } else {
    double aim = decimal_in(line, "aim");
    table.add({std::string(line.str("what")), std::string(line.str("unit")), decimal_in(line, "value"), aim > 0 ? Aim::kAtMost : Aim::kNone, aim, std::string(line.str("note"))});
  }
}

}  // namespace

void measure_browser(const Setting& setting, Table& table, int port, const std::string& record_path, const std::string& words) {
  if (setting.browser.empty()) return;
  std::vector<std::string> command = {"node", setting.browser, fmt::format("http://127.0.0.1:{}", port), record_path, words};
  if (setting.smoke) command.emplace_back("--smoke");
  Usage usage = run(command);
  if (usage.status == kNoBrowser) {
    fmt::print("Not measured: what a browser meets; there is no Chromium here.\n");
    return;
  }
  table.section("In a browser");
  std::istringstream lines(usage.output);
  for (std::string line; std::getline(lines, line);) take_over(json_of(line), table);
  table.check("the browser's run ends", usage.status == 0, fmt::format("with {}", usage.status));
}

}  // namespace stele::bench
