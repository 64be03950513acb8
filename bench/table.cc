#include "table.h"

#include <fmt/format.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>

#include "base/json.h"
#include "process.h"

namespace stele::bench {
namespace {

std::string shown(double value) {
  if (value >= 1000) {
    std::string digits = fmt::format("{:.0f}", value);
    for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<size_t>(at), ",");
    return digits;
  }
  return value >= 100 ? fmt::format("{:.0f}", value) : value >= 10 ? fmt::format("{:.1f}", value) : fmt::format("{:.2f}", value);
}

std::string target_text(const Figure& f) {
  if (f.aim == Aim::kNone) return "";
  return (f.aim == Aim::kAtLeast ? ">= " : "<= ") + shown(f.target);
}
std::string_view verdict(const Figure& f) { return f.aim == Aim::kNone ? "" : f.met() ? "ok" : "MISS"; }

std::string after(const std::string& text, std::string_view key) {
  size_t at = text.find(key);
  if (at == std::string::npos) return "not known";
  at = text.find_first_not_of(" \t:=\"", at + key.size());
  return text.substr(at, text.find_first_of("\"\n", at) - at);
}

}  // namespace

void Table::add(Figure figure) {
  fmt::print("  {:<52} {:>12} {:<8} {:>12}  {:<4} {}\n", figure.name, shown(figure.value), figure.unit, target_text(figure), verdict(figure), figure.note);
  std::fflush(stdout);
  sections_.back().figures.push_back(std::move(figure));
}

void Table::check(const std::string& what, bool good, const std::string& seen) {
  ++checks_;
  if (good) return;
  wrong_.push_back(what + ": " + seen);
  fmt::print("  WRONG: {}: {}\n", what, seen);
  std::fflush(stdout);
}

std::string Table::json(const std::string& machine_json) const {
  std::string out = "{\"machine\":" + machine_json + ",\"answers_checked\":" + std::to_string(checks_) + ",\"wrong\":[";
  for (size_t i = 0; i < wrong_.size(); ++i) {
    if (i) out += ',';
    append_json_string(out, wrong_[i]);
  }
  out += "],\"figures\":[";
  bool first = true;
  for (const Section& section : sections_)
    for (const Figure& f : section.figures) {
      out += first ? "\n" : ",\n";
      first = false;
      out += "{\"section\":";
      append_json_string(out, section.title);
      out += ",\"name\":";
      append_json_string(out, f.name);
      out += fmt::format(",\"value\":{:.6g},\"unit\":\"{}\"", f.value, f.unit);
      if (f.aim != Aim::kNone) out += fmt::format(",\"{}\":{:.6g},\"met\":{}", f.aim == Aim::kAtLeast ? "at_least" : "at_most", f.target, f.met());
      out += ",\"note\":";
      append_json_string(out, f.note);
      out += '}';
    }
  return out + "]}\n";
}

std::string Table::markdown() const {
  std::string out;
  for (const Section& section : sections_) {
    out += "\n## " + section.title + "\n| | measured | | target | |\n|---|---:|---|---:|---|\n";
    for (const Figure& f : section.figures) {
      out += fmt::format("| {}{} | {} | {} | {} | {} |\n", f.name, f.note.empty() ? "" : " (" + f.note + ")", shown(f.value), f.unit, target_text(f), verdict(f));
    }
  }
  out += fmt::format("\nBeside the figures {} answers were compared with what the generator put in; {} were wrong.\n", checks_, wrong_.size());
  for (const std::string& one : wrong_) out += "- " + one + "\n";
  return out;
}

Machine this_machine() {
  Machine m;
  m.processor = after(read_file("/proc/cpuinfo"), "model name");
  m.system = after(read_file("/etc/os-release"), "PRETTY_NAME");
  m.load = read_file("/proc/loadavg");
  m.load = m.load.substr(0, m.load.find(' '));
  m.cores = static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
  struct sysinfo info {};
  sysinfo(&info);
  m.memory_gb = static_cast<double>(info.totalram) * info.mem_unit / (1 << 30);
  char day[32];
  std::time_t t = std::time(nullptr);
  std::strftime(day, sizeof day, "%Y-%m-%d", std::gmtime(&t));
  m.date = day;
  return m;
}

}  // namespace stele::bench
