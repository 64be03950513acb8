// Plays a scenario through the real program: a text file of commands and what they answer, as on a terminal.
//
//   # a remark                      $ stele init new             > continues the command above
//   An empty archive in *           what it prints, standard error included; "*" stands for anything in a line
//   *                               a line of its own: any number of lines
//   log is called {{log}}.          captures a word; later {{log}} must be the same, and may stand in commands
//   ? 5                             the exit code, 0 if not said
//
// "\" before the first character of an expected line, or before "*", takes its meaning away. Commands are run by sh in
// an empty folder, with the program in PATH and $PROJECT naming the project's folder. Blank lines before a command are
// for the eye. Usage: scenario PROGRAM PROJECT FILE...
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {
namespace fs = std::filesystem;
using Captures = std::map<std::string, std::string, std::less<>>;

struct Step {
  size_t line = 0;
  std::string command;
  std::vector<std::string> expected;
  int exit_code = 0;
};

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(2);
}

std::vector<Step> read_scenario(const std::string& path) {
  std::ifstream in(path);
  if (!in) give_up(path + " cannot be read.");
  std::vector<Step> steps;
  size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.starts_with("#")) continue;
    if (line.starts_with("$ ")) steps.push_back({number, line.substr(2), {}, 0});
    else if (steps.empty() && !line.empty()) give_up(path + ": what stands before the first command is neither remark nor command.");
    else if (steps.empty()) continue;
    else if (line.starts_with("> ") || line == ">") steps.back().command += "\n" + (line.size() > 2 ? line.substr(2) : "");
    else if (line.starts_with("? ")) steps.back().exit_code = std::atoi(line.c_str() + 2);
    else steps.back().expected.push_back(line.starts_with("\\") && !line.starts_with("\\*") ? line.substr(1) : line);
  }
  for (Step& step : steps)
    while (!step.expected.empty() && step.expected.back().empty()) step.expected.pop_back();
  if (steps.empty()) give_up(path + " holds no command.");
  return steps;
}

bool ends_capture(char c) { return std::string_view(" \t`;,()\"'").find(c) != std::string_view::npos; }

// Does the line fit the pattern? Binds captures; on failure they are as before.
bool line_fits(std::string_view pattern, std::string_view line, Captures& captures) {
  while (!pattern.empty()) {
    if (pattern[0] == '*') {
      for (size_t skip = 0; skip <= line.size(); ++skip)
        if (line_fits(pattern.substr(1), line.substr(skip), captures)) return true;
      return false;
    }
    size_t close = pattern.starts_with("{{") ? pattern.find("}}") : std::string_view::npos;
    if (close != std::string_view::npos) {
      std::string name(pattern.substr(2, close - 2));
      pattern.remove_prefix(close + 2);
      if (auto known = captures.find(name); known != captures.end()) {
        if (!line.starts_with(known->second)) return false;
        line.remove_prefix(known->second.size());
        continue;
      }
      for (size_t length = 1; length <= line.size() && !ends_capture(line[length - 1]); ++length) {
        captures[name] = line.substr(0, length);
        if (line_fits(pattern, line.substr(length), captures)) return true;
      }
      captures.erase(name);
      return false;
    }
    if (pattern.starts_with("\\*")) pattern.remove_prefix(1);
    if (line.empty() || line[0] != pattern[0]) return false;
    pattern.remove_prefix(1);
    line.remove_prefix(1);
  }
  return line.empty();
}

using Lines = std::vector<std::string>;
bool lines_fit(const Lines& expected, size_t e, const Lines& got, size_t g, Captures& captures) {
  if (e == expected.size()) return g == got.size();
  if (expected[e] == "*") {
    for (size_t skip = g; skip <= got.size(); ++skip)
      if (lines_fit(expected, e + 1, got, skip, captures)) return true;
    return false;
  }
  if (g == got.size()) return false;
  Captures before = captures;
  if (line_fits(expected[e], got[g], captures) && lines_fit(expected, e + 1, got, g + 1, captures)) return true;
  captures = before;
  return false;
}

std::string with_captures(std::string text, const Captures& captures) {
  for (const auto& [name, value] : captures) {
    std::string mark = "{{" + name + "}}";
    for (size_t at; (at = text.find(mark)) != std::string::npos;) text.replace(at, mark.size(), value);
  }
  return text;
}

struct Outcome {
  Lines lines;
  int exit_code = 0;
};

// Runs in `group` so that what it left in the background ends with the scenario.
Outcome run_command(const std::string& command, pid_t& group) {
  int ends[2];
  if (pipe(ends) != 0) give_up("There is no pipe.");
  pid_t child = fork();
  if (child == 0) {
    setpgid(0, group);
    dup2(ends[1], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    close(ends[0]);
    close(ends[1]);
    execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    _exit(127);
  }
  setpgid(child, group);
  if (group == 0) group = child;
  close(ends[1]);
  std::string text;
  char buffer[65536];
  for (ssize_t n; (n = read(ends[0], buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<size_t>(n));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  Outcome out;
  out.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  for (size_t begin = 0; begin < text.size();) {
    size_t end = std::min(text.find('\n', begin), text.size());
    out.lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

void print_lines(const char* title, const Lines& lines) {
  std::printf("  %s\n", title);
  for (const std::string& line : lines) std::printf("    | %s\n", line.c_str());
}

bool step_passes(const std::string& file, const Step& step, Captures& captures, pid_t& group) {
  std::string command = with_captures(step.command, captures);
  Outcome got = run_command(command, group);
  bool fits = lines_fit(step.expected, 0, got.lines, 0, captures);
  if (fits && got.exit_code == step.exit_code) return true;
  std::printf("%s:%zu: $ %s\n", file.c_str(), step.line, command.c_str());
  if (!fits) print_lines("expected", step.expected);
  print_lines("printed", got.lines);
  std::printf("  exit code %d, expected %d\n", got.exit_code, step.exit_code);
  return false;
}

bool scenario_passes(const std::string& file) {
  std::vector<Step> steps = read_scenario(file);
  std::string pattern = (fs::temp_directory_path() / "stele-scenario-XXXXXX").string();
  if (!mkdtemp(pattern.data())) give_up("No folder can be made in the system's temporary folder.");
  fs::current_path(pattern);
  Captures captures;
  pid_t group = 0;
  bool passes = true;
  for (const Step& step : steps) {
    passes = step_passes(file, step, captures, group);
    if (!passes) break;
    // The group's first process has ended; without it a later child could not join unless somebody is left there.
    if (kill(-group, 0) != 0) group = 0;
  }
  if (group > 0) kill(-group, SIGKILL);
  fs::current_path("/");
  std::error_code ignored;
  fs::remove_all(pattern, ignored);
  return passes;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) give_up("usage: scenario PROGRAM PROJECT FILE...");
  fs::path program = fs::absolute(argv[1]);
  setenv("PATH", (program.parent_path().string() + ":" + std::getenv("PATH")).c_str(), 1);
  setenv("PROJECT", fs::absolute(argv[2]).c_str(), 1);
  setenv("LC_ALL", "C.UTF-8", 1);
  bool all = true;
  for (int i = 3; i < argc; ++i) all = scenario_passes(fs::absolute(argv[i]).string()) && all;
  return all ? 0 : 1;
}
