#include <fmt/format.h>

#include "app/cmd.h"
#include "app/console.h"

namespace stele::app {
namespace {

constexpr Option kOptions[] = {{"--json", "", "prints what the API answers"}};

std::string counts_text(std::string_view title, const std::map<std::string, uint64_t>& counts) {
  std::string out = fmt::format("{}\n", title);
  for (const auto& [name, count] : counts) out += fmt::format("  {:<24} {:>12}\n", name.empty() ? "(not told)" : printable(name), thousands(count));
  return counts.empty() ? "" : out;
}

Status stats(const Arguments& arguments) {
  STELE_TRY(auto archive, open_archive(arguments));
  if (arguments.has("--json")) {
    STELE_TRY(std::string body, api_answer(*archive, "/api/v1/stats"));
    return print(body);
  }
  STELE_TRY(archive::Stats s, archive->stats(caller()));
  return print(fmt::format("{}, {}, {} that the public may see.\n", counted(s.records, "record", "records"),
                           counted(s.statements, "statement", "statements"), counted(s.names, "name", "names")) +
               counts_text("Records by type:", s.records_by_type) + counts_text("Names by language:", s.names_by_language) +
               fmt::format("Log {}:\n  size {}, root {}\n  {} bytes on disk; the index has {} and follows to {}.\n", s.origin,
                           thousands(s.log_size), s.root, thousands(s.log_bytes), thousands(s.index_bytes), thousands(s.index_position)));
}

}  // namespace

constinit const Command kStats{.name = "stats",
                               .operands = "DIR",
                               .summary = "Counts what the archive holds",
                               .help = "",
                               .least = 1,
                               .most = 1,
                               .options = kOptions,
                               .run = stats};

}  // namespace stele::app
