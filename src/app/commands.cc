#include "app/commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "app/cmd.h"
#include "app/console.h"

namespace stele::app {
namespace {

constexpr const Command* kCommands[] = {&kInit,  &kImport, &kUndo,   &kServe, &kFind,    &kShow,  &kMatch,  &kExport, &kAudit,
                                        &kProve, &kVerify, &kStats,  &kFormats, &kTypes, &kRebuild, &kHelp};

struct ExitCode {
  int code;
  std::string_view meaning;
};
std::vector<ExitCode> exit_codes() {
  return {{0, "done"},
          {exit_code(Code::kInvalid), "what was given is wrong; the same again will fail again"},
          {exit_code(Code::kNotFound), "there is no such thing, or it is not for this reader"},
          {exit_code(Code::kDenied), "not allowed"},
          {exit_code(Code::kConflict), "somebody else was there first, or it is done already"},
          {exit_code(Code::kCorrupt), "bytes at rest are not what was written"},
          {exit_code(Code::kFull), "no room on the disk; nothing was written"},
          {exit_code(Code::kUnavailable), "not now; try again later"},
          {kUsageExit, "the command line cannot be understood"},
          {exit_code(Code::kInternal), "a fault of the program"}};
}

void append_options(std::string& out, std::span<const Option> options) {
  for (const Option& option : options) {
    std::string left = fmt::format("{} {}", option.name, option.value);
    out += fmt::format("  {:<22} {}{}\n", left, option.help, option.times == Option::Times::kMany ? " (may be repeated)" : "");
  }
}

int usage_error(std::string_view sentence, std::string_view where_help_is) {
  note(fmt::format("{} See `{}`.", sentence, where_help_is));
  return kUsageExit;
}

std::vector<Option> options_of(const Command& command) {
  std::vector<Option> options(command.options.begin(), command.options.end());
  if (command.asks == Command::Asks::kQuestion) options.insert(options.end(), query_options().begin(), query_options().end());
  return options;
}

Result<Arguments> parsed(const Command& command, std::span<const std::string> words) {
  STELE_TRY(Arguments arguments, parse_arguments(words, options_of(command)));
  if (arguments.has("--help")) return arguments;
  size_t given = arguments.operands().size();
  if (given < command.least)
    return fail(Code::kInvalid, fmt::format("`stele {}` needs {}.", command.name, command.operands));
  if (given > command.most)
    return fail(Code::kInvalid, fmt::format("`stele {}` does not know what to do with \"{}\".", command.name,
                                            printable(arguments.operand(command.most))));
  return arguments;
}

Status carry_out(const Command& command, const Arguments& arguments) {
  // A third-party exception or an allocation that failed is still an answer in words and an exit code.
  try {
    STELE_CHECK(command.run(arguments));
    return flush_output();
  } catch (const std::exception& e) {
    return fail(Code::kInternal, fmt::format("The program has a fault: {}.", e.what()));
  }
}

}  // namespace

std::span<const Command* const> commands() { return kCommands; }

const Command* command_named(std::string_view name) {
  auto found = std::ranges::find_if(kCommands, [&](const Command* c) { return c->name == name; });
  return found == std::end(kCommands) ? nullptr : *found;
}

std::string general_help() {
  std::string out =
      "Stele keeps an evidence archive of lost places: who says what about them, from which source, and proof of it.\n\n";
  for (const Command* command : kCommands)
    out += fmt::format("  stele {:<31} {}\n", fmt::format("{} {}", command->name, command->operands), command->summary);
  out += "\n`stele COMMAND --help` says more about one of them; `stele --version` says which program this is.\n\nExit codes:\n";
  for (const ExitCode& row : exit_codes()) out += fmt::format("  {:>2}  {}\n", row.code, row.meaning);
  return out;
}

std::string help_of(const Command& command) {
  std::string out = fmt::format("stele {}{}{}\n\n{}.\n", command.name, command.operands.empty() ? "" : " ", command.operands,
                                command.summary);
  if (!command.help.empty()) out += fmt::format("\n{}\n", command.help);
  std::vector<Option> options = options_of(command);
  if (!options.empty()) out += "\nOptions:\n";
  append_options(out, options);
  return out;
}

int run(std::vector<std::string> words) {
  if (words.empty()) return usage_error("There is nothing to do.", "stele help");
  if (words[0] == "--help" || words[0] == "-h") words[0] = "help";
  if (words[0] == "--version") words = {"help", "--version"};
  const Command* command = command_named(words[0]);
  if (!command) return usage_error(fmt::format("There is no command \"{}\".", printable(words[0])), "stele help");
  auto arguments = parsed(*command, std::span(words).subspan(1));
  if (!arguments) return usage_error(printable(arguments.error().message), fmt::format("stele {} --help", command->name));
  bool help = arguments->has("--help");
  Status done = help ? print(help_of(*command)) : carry_out(*command, *arguments);
  if (done && help) done = flush_output();
  if (done) return 0;
  note(fmt::format("stele: {}", printable(to_string(done.error()))));
  return exit_code(done.error().code);
}

}  // namespace stele::app
