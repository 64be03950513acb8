#include "app/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

namespace stele::app {
namespace {

std::unexpected<Error> output_error() {
  int number = errno;
  Code code = number == ENOSPC || number == EDQUOT ? Code::kFull : Code::kUnavailable;
  return fail(code, fmt::format("The answer could not be written: {}.", std::strerror(number)), "standard output");
}

volatile std::sig_atomic_t stop_signal = 0;
void on_stop_signal(int number) { stop_signal = number; }

void set_stop_action(void (*action)(int)) {
  struct sigaction wanted {};
  wanted.sa_handler = action;
  wanted.sa_flags = action == SIG_DFL ? 0 : static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &wanted, nullptr);
  sigaction(SIGTERM, &wanted, nullptr);
}

}  // namespace

Status print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) return output_error();
  return {};
}

Status print_json(const Json& value) { return print(to_json(value) + "\n"); }

Status flush_output() {
  if (std::fflush(stdout) != 0) return output_error();
  return {};
}

void note(std::string_view line) { fmt::print(stderr, "{}\n", line); }

std::string thousands(uint64_t number) {
  std::string digits = std::to_string(number), out;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

std::string counted(uint64_t number, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", thousands(number), number == 1 ? one : many);
}

std::string seconds_text(double seconds) {
  if (seconds < 60) return fmt::format("{:.1f} s", seconds);
  auto whole = static_cast<uint64_t>(seconds);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole / 60 % 60);
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    auto c = static_cast<unsigned char>(text[i]);
    bool c1 = c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (c == '\n' || c == '\r' || c == '\t') out += ' ';
    else if (c < 0x20 || c == 0x7F) out += "\uFFFD";
    else if (c1) out += "\uFFFD", ++i;
    else out += static_cast<char>(c);
  }
  return out;
}

ProgressBar::ProgressBar() : terminal_(isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() { clear(); }

void ProgressBar::clear() {
  if (shown_) fmt::print(stderr, "\r\033[K");
  shown_ = false;
}

void ProgressBar::show(const archive::Progress& progress) {
  if (!terminal_) return;
  Clock::time_point now = Clock::now();
  if (progress.stage != stage_) {
    stage_ = progress.stage;
    begun_ = now;
  } else if (now - last_ < std::chrono::milliseconds(100)) {
    return;
  }
  last_ = now;
  fmt::print(stderr, "\r\033[K{}", progress_text(progress, std::chrono::duration<double>(now - begun_).count()));
  shown_ = true;
}

std::string progress_text(const archive::Progress& progress, double seconds) {
  std::string text(progress.stage);
  double share = progress.total ? static_cast<double>(progress.done) / static_cast<double>(progress.total) : 0;
  if (progress.total) text += fmt::format(" {:.0f} %", 100 * share);
  if (progress.statements) text += ", " + counted(progress.statements, "statement", "statements");
  if (progress.statements && seconds >= 1)
    text += fmt::format(", {}/s", thousands(static_cast<uint64_t>(static_cast<double>(progress.statements) / seconds)));
  if (progress.rows) text += ", " + counted(progress.rows, "row", "rows");
  if (progress.rows && seconds >= 1)
    text += fmt::format(", {}/s", thousands(static_cast<uint64_t>(static_cast<double>(progress.rows) / seconds)));
  if (progress.findings) text += ", " + counted(progress.findings, "finding", "findings");
  if (share > 0.01 && share < 1 && seconds >= 1) text += ", " + seconds_text(seconds * (1 - share) / share) + " left";
  return text;
}

StopOnSignal::StopOnSignal() {
  stop_signal = 0;
  set_stop_action(on_stop_signal);
}
StopOnSignal::~StopOnSignal() { set_stop_action(SIG_DFL); }
bool StopOnSignal::requested() const { return stop_signal != 0; }

archive::ProgressSink progress_sink(ProgressBar& bar, const StopOnSignal& stop) {
  return [&bar, &stop](const archive::Progress& progress) {
    bar.show(progress);
    return !stop.requested();
  };
}

}  // namespace stele::app
