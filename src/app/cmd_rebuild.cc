#include <fmt/format.h>

#include "app/cmd.h"
#include "app/console.h"

namespace stele::app {
namespace {

Status rebuild(const Arguments& arguments) {
  STELE_TRY(auto archive, archive::Archive::open(arguments.operand(0)));
  {
    StopOnSignal stop;
    ProgressBar bar;
    STELE_CHECK(archive->rebuild_index(progress_sink(bar, stop)));
  }
  STELE_TRY(archive::Stats stats, archive->stats(caller()));
  return print(fmt::format("The index is made anew: {}, {}.\n", counted(stats.records, "record", "records"),
                           counted(stats.statements, "statement", "statements")));
}

}  // namespace

constinit const Command kRebuild{
    .name = "rebuild",
    .operands = "DIR",
    .summary = "Makes the index anew from the log",
    .help = "The present index serves until the new one takes its place. It is never needed in ordinary life; deleting\n"
            "index.db does no harm either.",
    .least = 1,
    .most = 1,
    .run = rebuild};

}  // namespace stele::app
