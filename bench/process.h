// Programs run beside the benchmark, and what they cost. Errors end the benchmark with a sentence: there is nobody to
// hand them to.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace stele::bench {

[[noreturn]] void give_up(const std::string& sentence);

struct Usage {
  double wall = 0, cpu = 0;  // seconds; cpu = user and system of the process and its threads
  uint64_t peak_rss = 0;     // bytes
  int status = 0;            // exit code, or 128 + signal
  std::string output;        // standard output
};

double now();  // seconds, monotonic

class Process {
 public:
  // Starts a program with its standard output caught.
  explicit Process(const std::vector<std::string>& command);
  ~Process();  // kills it if it still runs
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  bool running();             // also takes in what it has written
  std::string first_line();   // waits for it
  Usage wait();
  void ask_to_end();          // SIGTERM
  double cpu() const;         // until now, of a running process
  uint64_t peak_rss() const;  // of a running process
  pid_t pid() const { return pid_; }

 private:
  void drain();

  pid_t pid_ = -1;
  int out_ = -1;
  double begun_ = 0;
  bool ended_ = false;
  Usage usage_;
};

Usage run(const std::vector<std::string>& command);
// run(), and gives up unless it ends with 0.
Usage run_well(const std::vector<std::string>& command);

std::string read_file(const std::string& path);  // "" when it is not there
uint64_t bytes_in(const std::string& folder);

}  // namespace stele::bench
