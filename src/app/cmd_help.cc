#include <fmt/format.h>

#include "app/cmd.h"
#include "app/console.h"

namespace stele::app {
namespace {

constexpr Option kOptions[] = {{"--version", "", "says which program this is"}};

Status help(const Arguments& arguments) {
  if (arguments.has("--version")) return print("stele 0.1.0\n");
  if (arguments.operands().empty()) return print(general_help());
  const Command* command = command_named(arguments.operand(0));
  if (!command) return fail(Code::kNotFound, "There is no such command; `stele help` lists them.", arguments.operand(0));
  return print(help_of(*command));
}

}  // namespace

constinit const Command kHelp{.name = "help",
                              .operands = "[COMMAND]",
                              .summary = "Says what the program can do, or more about one command",
                              .help = "",
                              .least = 0,
                              .most = 1,
                              .options = kOptions,
                              .run = help};

}  // namespace stele::app
