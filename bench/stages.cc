// The register goes in, is counted, goes in again, is indexed anew under a searching reader, and takes single statements.
#include "stages.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "archive/archive.h"
#include "load.h"
#include "process.h"

namespace stele::bench {

Json json_of(const std::string& text) {
  auto json = parse_json(text);
  if (!json) give_up("This is no JSON: " + text.substr(0, 200));
  return std::move(*json);
}

uint64_t number_in(const Json& json, std::string_view name) {
  const Json* member = json.find(name);
  return member ? std::strtoull(std::string(member->scalar()).c_str(), nullptr, 10) : 0;
}

std::string record_number(uint64_t number) { return fmt::format("EAMENA-{:07d}", number); }

Known::Known(const Setting& setting) : json_(json_of(read_file(setting.answers_file()))) {}
uint64_t Known::number(std::string_view name) const { return number_in(json_, name); }
std::vector<std::pair<std::string, uint64_t>> Known::countries() const {
  std::vector<std::pair<std::string, uint64_t>> out;
  for (const auto& [name, count] : *json_.find("countries")->as_object())
    out.emplace_back(name, std::strtoull(std::string(count.scalar()).c_str(), nullptr, 10));
  return out;
}

void make_register(const Setting& setting) {
  std::filesystem::create_directories(setting.folder);
  if (auto text = read_file(setting.answers_file()); !text.empty() && number_in(json_of(text), "records") == setting.records) return;
  fmt::print("Making a register of {} records\n", setting.records);
  run_well({setting.generator, setting.register_file(), "--records", std::to_string(setting.records), "--answers", setting.answers_file()});
}

namespace {

constexpr uint64_t kOwnStatements = 11;  // about the contribution, the data set and its publisher
constexpr uint64_t kOwnRecords = 3;      // the data set, its publisher, the archive's office

// How far the log had got when: read from the copy of its checkpoint in the archive's folder.
struct Growth {
  std::vector<std::pair<double, uint64_t>> seen;
  // When the log had `size` statements.
  double when(uint64_t size) const {
    for (size_t i = 1; i < seen.size(); ++i)
      if (seen[i].second >= size) {
        auto [t0, n0] = seen[i - 1];
        auto [t1, n1] = seen[i];
        return n1 == n0 ? t1 : t0 + (t1 - t0) * static_cast<double>(size - n0) / static_cast<double>(n1 - n0);
      }
    return seen.empty() ? 0 : seen.back().first;
  }
};

// What a statement costs in each tenth of the load: does it slow down, and where? `spent` holds seconds of processor.
std::string tenths(const Growth& spent, double all) {
  std::string out;
  for (int i = 1; i <= 10; ++i) {
    double from = i == 1 ? 0 : spent.when(static_cast<uint64_t>(all * (i - 1) / 10)), to = spent.when(static_cast<uint64_t>(all * i / 10));
    out += fmt::format("{}{:.1f}", i > 1 ? " " : "", (to - from) / (all / 10) * 1e6);
  }
  return out;
}

uint64_t log_size(const std::string& archive) {
  std::string note = read_file(archive + "/checkpoint");
  size_t line = note.find('\n');
  return line == std::string::npos ? 0 : std::strtoull(note.c_str() + line + 1, nullptr, 10);
}

void count_answers(const Setting& setting, Table& table) {
  Known known(setting);
  Json stats = json_of(run_well({setting.stele, "stats", setting.archive(), "--json"}).output);
  auto same = [&](const char* what, uint64_t seen, uint64_t wanted) {
    table.check(what, seen == wanted, fmt::format("{} instead of {}", seen, wanted));
  };
  same("monuments counted", number_in(*stats.find("records_by_type"), "monument"), known.number("records"));
  same("records counted", number_in(stats, "records"), known.number("records") + kOwnRecords);
  same("names counted", number_in(stats, "names"), known.number("names") + kOwnRecords);
  same("the index follows the log", number_in(stats, "index_position"), number_in(stats, "log_size"));
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

}  // namespace

void measure_import(const Setting& setting, Table& table) {
  Known known(setting);
  std::filesystem::remove_all(setting.archive());
  run_well({setting.stele, "init", setting.archive(), "--origin", "bench.invalid/register"});
  table.section("Loading the register");
  Process import({setting.stele, "import", setting.archive(), setting.register_file(), "--json"});
  Growth growth, spent;
  double begun = now();
  growth.seen.emplace_back(0, log_size(setting.archive()));
  spent.seen.emplace_back(0, log_size(setting.archive()));
  while (import.running()) {
    if (uint64_t size = log_size(setting.archive()); size > growth.seen.back().second) {
      growth.seen.emplace_back(now() - begun, size);
      spent.seen.emplace_back(import.cpu(), size);
    }
    usleep(5000);
  }
  Usage cost = import.wait();
  if (cost.status != 0) give_up("The import ended with " + std::to_string(cost.status) + ".");
  uint64_t statements = number_in(json_of(cost.output), "statements");
  growth.seen.emplace_back(cost.wall, log_size(setting.archive()));
  spent.seen.emplace_back(cost.cpu, log_size(setting.archive()));
  table.check("statements", statements == known.number("statements") + kOwnStatements,
              fmt::format("{} instead of {}", statements, known.number("statements") + kOwnStatements));
  auto all = static_cast<double>(statements);
  table.add({"records", "", static_cast<double>(known.number("records")), Aim::kNone, 0, ""});
  table.add({"statements checked, sealed, signed, indexed", "/s", all / cost.wall, Aim::kAtLeast, 40000,
             fmt::format("{:.0f} s, {:.0f} s of processor", cost.wall, cost.cpu)});
  table.add({"the same per second of processor", "/s", all / cost.cpu, Aim::kNone, 0, "what other work cannot disturb"});
  // Between the same tenths of the log's growth, begun and ended while all three stages were busy: the first batches are
  // in the log before the index has any work, and the last ones end with nobody reading any more.
  auto rate = [&](double from, double to) {
    return (to - from) * all / (growth.when(static_cast<uint64_t>(to * all)) - growth.when(static_cast<uint64_t>(from * all)));
  };
  double early = rate(0.05, 0.15), late = rate(0.85, 0.95);
  table.add({"from 5 to 15 % of the load", "/s", early, Aim::kNone, 0, ""});
  table.add({"from 85 to 95 % of it", "/s", late, Aim::kNone, 0, ""});
  table.add({"as fast at the end as at the start", "x", late / early, Aim::kAtLeast, 0.9, "microseconds of processor a statement, in each tenth: " + tenths(spent, all)});
  double ending = cost.wall - growth.when(static_cast<uint64_t>(all));
  table.add({"after the last statement is in the log: index, journals, report", "s", ending, Aim::kNone, 0, ""});
  table.add({"peak memory of the import", "MB", static_cast<double>(cost.peak_rss) / 1e6, Aim::kAtMost, 1000, ""});

  auto input = static_cast<double>(known.number("bytes")), said = static_cast<double>(known.number("bytes_said"));
  auto archive = static_cast<double>(bytes_in(setting.archive()));
  table.add({"input", "MB", input / 1e6, Aim::kNone, 0, "with the empty columns that the export has"});
  table.add({"archive on disk", "MB", archive / 1e6, Aim::kNone, 0, fmt::format("{:.0f} bytes a statement", archive / all)});
  table.add({"archive / input", "x", archive / input, Aim::kAtMost, 3, ""});
  table.add({"archive / input without empty columns", "x", archive / said, Aim::kNone, 0, "the stricter measure"});

  std::vector<double> opened;
  for (int i = 0; i < 5; ++i) opened.push_back(run_well({setting.stele, "stats", setting.archive()}).wall);
  table.add({"opening and counting (`stele stats`)", "s", median(opened), Aim::kAtMost, 1, "median of 5"});
  count_answers(setting, table);

  Usage again = run_well({setting.stele, "import", setting.archive(), setting.register_file(), "--json"});
  Json report = json_of(again.output);
  table.check("a second import adds nothing", number_in(report, "statements") == 0 && number_in(report, "unchanged_rows") == known.number("records"), again.output.substr(0, 300));
  table.add({"importing it again, which adds nothing", "s", again.wall, Aim::kNone, 0,
             fmt::format("{:.0f} s of processor", again.cpu)});
  table.add({"peak memory of importing it again", "MB", static_cast<double>(again.peak_rss) / 1e6, Aim::kAtMost, 1000, ""});
}

void measure_rebuild(const Setting& setting, Table& table) {
  Known known(setting);
  table.section("Indexing anew while somebody searches");
  Process server({setting.stele, "serve", setting.archive(), "--listen", "127.0.0.1:0"});
  std::string line = server.first_line();
  auto port = static_cast<uint16_t>(std::atoi(line.c_str() + line.rfind(':') + 1));
  Connection reader(port);
  std::string wanted = fmt::format("\"total\":{},", known.number("khirbet"));
  uint64_t asked = 0, failed = 0;
  double slowest = 0;
  auto search = [&] {
    double from = now();
    Answer answer = reader.get("/api/v1/records?q=Khirbet&limit=1");
    slowest = std::max(slowest, now() - from);
    ++asked;
    failed += answer.status != 200 || answer.body.find(wanted) == std::string::npos;
  };
  Process rebuild({setting.stele, "rebuild", setting.archive()});
  while (rebuild.running()) {
    search();
    usleep(50000);
  }
  Usage cost = rebuild.wait();
  if (cost.status != 0) give_up("The rebuild ended with " + std::to_string(cost.status) + ".");
  for (int i = 0; i < 20; ++i) search();
  table.check("searches during a rebuild", failed == 0, fmt::format("{} of {} failed or were incomplete", failed, asked));
  table.add({"index rebuilt from the log", "s", cost.wall, Aim::kAtMost, 180,
             fmt::format("{:.0f} s of processor, {:.0f} MB", cost.cpu, static_cast<double>(cost.peak_rss) / 1e6)});
  table.add({"searches answered meanwhile", "", static_cast<double>(asked), Aim::kNone, 0, fmt::format("slowest {:.0f} ms", slowest * 1000)});
  table.add({"of them failed or incomplete", "", static_cast<double>(failed), Aim::kAtMost, 0, ""});
  server.ask_to_end();
  server.wait();
  count_answers(setting, table);
}

void measure_submit(const Setting& setting, Table& table) {
  Known known(setting);
  table.section("Single statements");
  auto archive = archive::Archive::open(setting.archive());
  if (!archive) give_up(archive.error().message);
  uint64_t most = setting.smoke ? 10 : 1000, wrong = 0;
  double submitting = 0, begun = now();
  std::clock_t cpu = std::clock();
  for (uint64_t i = 0; i < most && now() - begun < 30; ++i) {
    model::Draft draft;
    draft.subject = Id::derive("eamena", record_number(1 + i * 7919 % known.number("records")));
    draft.source = Id::derive("dataset", "eamena");
    draft.contributor = Id::derive("publisher", "eamena");
    draft.property = "note";
    std::string words = fmt::format("Seen again on the way, {}.", i);
    draft.value = model::Text{words, "en"};
    std::vector<model::Finding> findings;
    double from = now();
    auto receipt = (*archive)->submit({}, {draft}, findings);
    submitting += now() - from;
    if (!receipt) give_up(receipt.error().message);
    auto view = (*archive)->get({}, draft.subject);
    bool there = view && std::ranges::any_of(view->statements(), [&](const auto& s) { return model::plain_text(s.value) == words; });
    wrong += !there;
    if (i + 1 == most || now() - begun >= 30) most = i + 1;
  }
  table.check("statements read back", wrong == 0, fmt::format("{} of {} were not there", wrong, most));
  table.add({"acknowledged submits of one statement", "/s", static_cast<double>(most) / submitting, Aim::kAtLeast, 200,
             fmt::format("{} of them, {:.2f} ms of processor each with reading back", most,
                         static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC * 1000 / static_cast<double>(most))});
}

}  // namespace stele::bench
