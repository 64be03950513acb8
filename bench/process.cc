#include "process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace stele::bench {

void give_up(const std::string& sentence) {
  std::fprintf(stderr, "bench: %s\n", sentence.c_str());
  std::exit(1);
}

double now() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

namespace {
double seconds(const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6; }
}  // namespace

Process::Process(const std::vector<std::string>& command) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) give_up("no pipe");
  begun_ = now();
  pid_ = fork();
  if (pid_ < 0) give_up("no process");
  if (pid_ == 0) {
    dup2(ends[1], 1);
    std::vector<char*> words;
    for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    execvp(words[0], words.data());
    _exit(127);
  }
  close(ends[1]);
  out_ = ends[0];
  fcntl(out_, F_SETFL, O_NONBLOCK);
}

Process::~Process() {
  if (!ended_) {
    kill(pid_, SIGKILL);
    (void)wait();
  }
  close(out_);
}

void Process::drain() {
  char buffer[65536];
  for (ssize_t n; (n = read(out_, buffer, sizeof buffer)) > 0;) usage_.output.append(buffer, static_cast<size_t>(n));
}

bool Process::running() {
  drain();
  if (ended_) return false;
  int status = 0;
  rusage cost{};
  if (wait4(pid_, &status, WNOHANG, &cost) != pid_) return true;
  usage_.wall = now() - begun_;
  usage_.cpu = seconds(cost.ru_utime) + seconds(cost.ru_stime);
  usage_.peak_rss = static_cast<uint64_t>(cost.ru_maxrss) * 1024;
  usage_.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  ended_ = true;
  drain();
  return false;
}

std::string Process::first_line() {
  while (usage_.output.find('\n') == std::string::npos && running()) usleep(1000);
  return usage_.output.substr(0, usage_.output.find('\n'));
}

Usage Process::wait() {
  while (running()) usleep(1000);
  return usage_;
}

void Process::ask_to_end() { kill(pid_, SIGTERM); }

double Process::cpu() const {
  std::string stat = read_file("/proc/" + std::to_string(pid_) + "/stat");
  size_t close = stat.rfind(')');
  if (close == std::string::npos) return 0;
  std::istringstream rest(stat.substr(close + 2));
  std::string word;
  double user = 0, system = 0;
  for (int field = 3; rest >> word; ++field) {
    if (field == 14) user = std::atof(word.c_str());
    if (field == 15) system = std::atof(word.c_str());
  }
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

uint64_t Process::peak_rss() const {
  std::string status = read_file("/proc/" + std::to_string(pid_) + "/status");
  size_t at = status.find("VmHWM:");
  return at == std::string::npos ? 0 : std::strtoull(status.c_str() + at + 6, nullptr, 10) * 1024;
}

Usage run(const std::vector<std::string>& command) { return Process(command).wait(); }

Usage run_well(const std::vector<std::string>& command) {
  Usage usage = run(command);
  std::string words;
  for (const std::string& word : command) words += word + " ";
  if (usage.status != 0) give_up("\"" + words + "\" ended with " + std::to_string(usage.status) + ".");
  return usage;
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

uint64_t bytes_in(const std::string& folder) {
  uint64_t sum = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, error))
    if (entry.is_regular_file(error)) sum += entry.file_size(error);
  return sum;
}

}  // namespace stele::bench
