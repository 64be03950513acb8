// What a command says: data to standard output, everything else to standard error. Standard output is checked, because
// a command whose answer did not arrive has not succeeded.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "archive/archive.h"
#include "base/json.h"
#include "base/result.h"

namespace stele::app {

// Writes to standard output. kFull or kUnavailable when it does not take it.
Status print(std::string_view text);
Status print_json(const Json& value);  // one line
// Hands over what print() has kept; main() does it at the end, a command that acknowledges something does it at once.
Status flush_output();
// One line to standard error, for people.
void note(std::string_view line);

std::string thousands(uint64_t number);                                       // "14,433"
std::string counted(uint64_t number, std::string_view one, std::string_view many);  // "1 record", "14,433 records"
std::string seconds_text(double seconds);                                     // "0.8 s", "3 min 20 s"
// Without what could steer a terminal: control characters become U+FFFD, line ends and tabs blanks.
std::string printable(std::string_view text);

// A line on the terminal that is written over: stage, per cent, statements per second, time left. Without a terminal on
// standard error it is silent. One thread; clears its line when it goes.
class ProgressBar {
 public:
  ProgressBar();
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void show(const archive::Progress& progress);
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  bool terminal_;
  bool shown_ = false;
  std::string stage_;
  Clock::time_point begun_, last_;
};

// The text of the bar, apart from the terminal; `seconds` since the stage began.
std::string progress_text(const archive::Progress& progress, double seconds);

// From construction on, SIGINT and SIGTERM ask for a clean stop instead of ending the program; a second one ends it.
class StopOnSignal {
 public:
  StopOnSignal();
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;
  bool requested() const;
};

// What archive calls want: shows the bar and stops on a signal. Both must outlive the sink.
archive::ProgressSink progress_sink(ProgressBar& bar, const StopOnSignal& stop);

}  // namespace stele::app
