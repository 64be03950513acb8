// Runs the benchmarks, prints a table, and writes it as JSON and as docs/benchmarks.md. Ends with 1 when an answer was
// wrong, never because something was slow: a target that is missed is in the table.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <unistd.h>

#include "process.h"
#include "stages.h"

namespace stele::bench {
namespace {

struct Wanted {
  Setting setting;
  bool load = true, web = true;
  bool is_kept = false;  // the archive of an earlier run
  std::string json, page;
};

Wanted read_words(int argc, char** argv) {
  Wanted out;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    auto value = [&]() -> std::string {
      if (++i >= argc) give_up(word + " needs a value.");
      return argv[i];
    };
    if (word == "register") out.web = false;
    else if (word == "web") out.load = false;
    else if (word == "all") continue;
    else if (word == "--stele") out.setting.stele = value();
    else if (word == "--generator") out.setting.generator = value();
    else if (word == "--browser") out.setting.browser = value();
    else if (word == "--folder") out.setting.folder = value();
    else if (word == "--records") out.setting.records = std::strtoull(value().c_str(), nullptr, 10);
    else if (word == "--json") out.json = value();
    else if (word == "--page") out.page = value();
    else if (word == "--keep") out.is_kept = true;
    else if (word == "--smoke") out.setting.smoke = true;
    else give_up("It does not know \"" + word + "\".");
  }
  if (out.setting.stele.empty() || out.setting.generator.empty() || out.setting.folder.empty()) give_up("Which --stele, --generator and --folder?");
  return out;
}

std::string page_of(const Machine& m, const Setting& setting, const Table& table) {
  return fmt::format(
             "# Benchmarks\n\nMeasured by `scripts/bench all --records {}` on {}: {}, {} cores, {:.0f} GB, {}; load average at the start {}\n"
             "(other work on the machine disturbs times; processor seconds are the robust figures).\n\n"
             "The register is made by `bench/register.cc`: columns and frequencies of an EAMENA export, invented names, the same for the\n"
             "same seed. Every check is on, everything is sealed in the signed log and indexed when a figure says so. A wrong answer\n"
             "fails the run. The file system of this machine acknowledges a write to disk almost at once: rates of single submits are\n"
             "lower where a disk takes its time.\n",
             setting.records, m.date, m.processor, m.cores, m.memory_gb, m.system, m.load) +
         table.markdown() +
         "\n## Again\n`scripts/bench` says what it can run; `scripts/bench all --records 20000` takes a minute. The files go to build/bench/.\n";
}

std::string json_of_machine(const Machine& m) {
  std::string out = "{\"processor\":";
  append_json_string(out, m.processor);
  out += ",\"system\":";
  append_json_string(out, m.system);
  return out + fmt::format(",\"cores\":{},\"memory_gb\":{:.1f},\"date\":\"{}\",\"load\":\"{}\"}}", m.cores, m.memory_gb, m.date, m.load);
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  if (!out.flush()) give_up("It cannot write " + path + ".");
}

int run_all(int argc, char** argv) {
  Wanted wanted = read_words(argc, argv);
  const Setting& setting = wanted.setting;
  Machine machine = this_machine();
  fmt::print("{}, {} cores, {:.0f} GB, {}; load average {}\n", machine.processor, machine.cores, machine.memory_gb, machine.system, machine.load);
  if (std::atof(machine.load.c_str()) > 0.5 * machine.cores) fmt::print("Other work is going on: times are worse than this machine can do. Seconds of processor are not.\n");
  Table table;
  make_register(setting);
  bool has_archive = !read_file(setting.archive() + "/checkpoint").empty();
  if (wanted.load || !has_archive) {
    if (!(wanted.is_kept && has_archive)) measure_import(setting, table);
    if (wanted.load) measure_rebuild(setting, table);
  }
  if (wanted.web) measure_web(setting, table);
  if (wanted.load) measure_submit(setting, table);
  if (!wanted.json.empty()) write_file(wanted.json, table.json(json_of_machine(machine)));
  if (!wanted.page.empty()) write_file(wanted.page, page_of(machine, setting, table));
  fmt::print("{}", table.right() ? "Every answer was right.\n" : "There were wrong answers.\n");
  return table.right() ? 0 : 1;
}

}  // namespace
}  // namespace stele::bench

int main(int argc, char** argv) { return stele::bench::run_all(argc, argv); }
