// What the program can be told, one row for each command. A command lives in cmd_<name>.cc beside its help; the list of
// them all is in commands.cc.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/options.h"
#include "base/result.h"

namespace stele::app {

struct Command {
  std::string_view name;
  std::string_view operands;  // as the synopsis shows them: "DIR FILE..."
  std::string_view summary;   // one line, begins with a verb
  std::string_view help;      // what a reader of --help should know besides; "" for nothing
  size_t least = 0, most = 0;  // operands
  std::span<const Option> options = {};
  enum class Asks : uint8_t { kNothing, kQuestion } asks = Asks::kNothing;  // takes query_options() too
  // Prints its answer; the error is what main() says and the exit code it ends with.
  Status (*run)(const Arguments& arguments) = nullptr;
};

std::span<const Command* const> commands();
const Command* command_named(std::string_view name);  // nullptr for none

inline constexpr size_t kAnyNumber = static_cast<size_t>(-1);
inline constexpr int kUsageExit = 64;  // of sysexits.h: the command line cannot be understood

// All commands and exit codes; what `stele help` prints.
std::string general_help();
std::string help_of(const Command& command);

// Runs one command line without the program's name and returns the exit code.
int run(std::vector<std::string> words);

}  // namespace stele::app
