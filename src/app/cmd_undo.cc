#include <fmt/format.h>

#include "app/cmd.h"
#include "app/console.h"

namespace stele::app {
namespace {

constexpr Option kOptions[] = {{"--reason", "TEXT", "why, for the record"}, {"--json", "", "prints the receipt as JSON"}};

Status undo(const Arguments& arguments) {
  STELE_TRY(Id contribution, Id::parse(arguments.operand(1)));
  STELE_TRY(auto archive, open_archive(arguments));
  STELE_TRY(archive::Receipt receipt, archive->undo(caller(), contribution, arguments.value("--reason")));
  if (arguments.has("--json"))
    return print_json(Json::Object{{"contribution", contribution.text()},
                                   {"log_size", Json::integer(static_cast<int64_t>(receipt.log_size))}});
  return print(fmt::format("The contribution {} is withdrawn: nobody is shown what it said; the log keeps it.\nThe log holds {}.\n",
                           contribution.text(), counted(receipt.log_size, "statement", "statements")));
}

}  // namespace

constinit const Command kUndo{
    .name = "undo",
    .operands = "DIR CONTRIBUTION",
    .summary = "Withdraws all that one contribution said",
    .help = "An import prints the name of its contribution; `stele show` prints that of every statement. Nothing is\n"
            "deleted: the withdrawal is itself a statement in the log. Importing the same file again says it anew.",
    .least = 2,
    .most = 2,
    .options = kOptions,
    .run = undo};

}  // namespace stele::app
