#include <fmt/format.h>

#include "app/cmd.h"
#include "app/console.h"

namespace stele::app {
namespace {

constexpr Option kOptions[] = {{"--json", "", "prints the result as JSON"}};

Status audit(const Arguments& arguments) {
  STELE_TRY(auto archive, open_archive(arguments));
  StopOnSignal stop;
  ProgressBar bar;
  STELE_TRY(archive::AuditReport report, archive->audit(progress_sink(bar, stop)));
  bar.clear();
  if (arguments.has("--json"))
    return print_json(Json::Object{{"statements", Json::integer(static_cast<int64_t>(report.statements))},
                                   {"erased", Json::integer(static_cast<int64_t>(report.erased))},
                                   {"records", Json::integer(static_cast<int64_t>(report.records))},
                                   {"root", report.root}});
  return print(fmt::format("Everything is as it was written.\n"
                           "  {} in the log hash to their leaves ({} erased), the leaves to the tiles and to the root\n"
                           "  {}, which the last checkpoint signs; the index of {} is what a replay of the log gives.\n",
                           counted(report.statements, "statement", "statements"), thousands(report.erased), report.root,
                           counted(report.records, "record", "records")));
}

}  // namespace

constinit const Command kAudit{
    .name = "audit",
    .operands = "DIR",
    .summary = "Re-derives everything from the statements and compares",
    .help = "Every body must hash to its leaf, every tile and the root must follow from the leaves, the last checkpoint\n"
            "must sign that root, and the index must be what a replay of the log gives. Ends with 6 if anything is not.",
    .least = 1,
    .most = 1,
    .options = kOptions,
    .run = audit};

}  // namespace stele::app
