// kill -9 at random moments, many times: afterwards the archive must open, the audit must pass, and nothing that was
// acknowledged may be missing. Two ways in: `import` through the real program (and now and then `rebuild`, which may be
// killed as well), and `submit` through the library, one statement's worth at a time.
//   crash_kill PROGRAM import|submit
// STELE_CRASH_RUNS: how many kills (100); STELE_CRASH_SEED: repeats a run (printed when one fails).
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "archive/archive.h"
#include "base/json.h"

namespace {
namespace fs = std::filesystem;
using namespace stele;
using Clock = std::chrono::steady_clock;
using Micro = std::chrono::microseconds;

constexpr int kCyclesPerArchive = 20;  // so that an audit stays short
constexpr int kRowsPerFile = 40;

[[noreturn]] void fail_test(const std::string& why) {
  std::printf("FAILED: %s\n", why.c_str());
  std::exit(1);
}

template <class T>
T must(Result<T> result, const std::string& what) {
  if (!result) fail_test(what + ": " + to_string(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

struct Ended {
  std::string output;
  int status = 0;
  Micro took{};
};

// Runs the words and kills them after `life`; whatever they had printed until then counts.
Ended run_and_kill(const std::vector<std::string>& words, Micro life) {
  int ends[2];
  if (pipe(ends) != 0) fail_test("There is no pipe.");
  Clock::time_point begun = Clock::now();
  pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    std::vector<char*> argv;
    for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    execv(argv[0], argv.data());
    _exit(127);
  }
  close(ends[1]);
  Ended out;
  int flags = fcntl(ends[0], F_GETFL);
  fcntl(ends[0], F_SETFL, flags | O_NONBLOCK);
  char buffer[4096];
  bool killed = false;
  for (;;) {
    ssize_t n = read(ends[0], buffer, sizeof buffer);
    if (n > 0) out.output.append(buffer, static_cast<size_t>(n));
    if (n == 0) break;
    if (n < 0) usleep(300);
    if (!killed && Clock::now() - begun >= life) killed = kill(child, SIGKILL) == 0;
  }
  close(ends[0]);
  waitpid(child, &out.status, 0);
  out.took = std::chrono::duration_cast<Micro>(Clock::now() - begun);
  return out;
}

constexpr Micro kUnhurt = std::chrono::hours(1);

class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "stele-crash-XXXXXX").string();
    if (!mkdtemp(pattern.data())) fail_test("No folder can be made.");
    path_ = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

uint64_t number_at(const Json& json, std::string_view key) {
  const Json* found = json.find(key);
  return found ? std::strtoull(std::string(found->scalar()).c_str(), nullptr, 10) : 0;
}

// Opens what the killed process left and re-derives everything.
std::unique_ptr<archive::Archive> sound_archive(const std::string& folder, uint64_t acknowledged) {
  auto archive = must(archive::Archive::open(folder), "The archive does not open");
  must(archive->follow([](const archive::Progress&) { return true; }), "The index does not follow");
  auto report = must(archive->audit([](const archive::Progress&) { return true; }), "The audit fails");
  if (report.statements < acknowledged)
    fail_test("The log holds " + std::to_string(report.statements) + " statements, but " + std::to_string(acknowledged) + " were acknowledged.");
  return archive;
}

class Crash {
 public:
  Crash(std::string program, std::string self, unsigned seed) : program_(std::move(program)), self_(std::move(self)), random_(seed) {}
  virtual ~Crash() = default;

  void run(int cycles) {
    for (int cycle = 0; cycle < cycles; ++cycle) {
      if (cycle % kCyclesPerArchive == 0) begin_archive(cycle);
      one(cycle);
      if ((cycle + 1) % kCyclesPerArchive == 0 || cycle + 1 == cycles) end_archive();
    }
    std::printf("%d kills: %d left an acknowledgement, %d came before one; every audit passed, nothing acknowledged is missing\n",
                cycles, acknowledged_, cycles - acknowledged_);
  }

 protected:
  virtual void one(int cycle) = 0;
  virtual void end_archive() = 0;

  void begin_archive(int cycle) {
    archive_ = folder_ / ("archive-" + std::to_string(cycle));
    must(archive::Archive::init(archive_, {.origin = "crash.stele.invalid"}), "No archive can be made");
    size_ = 0;
  }
  Micro random_life(Micro most) { return Micro(std::uniform_int_distribution<int64_t>(0, most.count())(random_)); }

  std::string program_, self_, archive_;
  std::mt19937 random_;
  Folder folder_;
  uint64_t size_ = 0;  // the greatest log size that was acknowledged
  int acknowledged_ = 0;
};

class CrashImport : public Crash {
 public:
  using Crash::Crash;

 private:
  std::string make_list(int number) {
    std::string path = folder_ / ("list-" + std::to_string(number) + ".csv");
    std::ofstream out(path);
    out << "id,name_en,lat,lon\n";
    for (int row = 0; row < kRowsPerFile; ++row)
      out << number << '-' << row << ",Place " << row << " of list " << number << ",40." << row + 10 << ",46." << row + 10 << "\n";
    return path;
  }

  Ended import(const std::string& list, Micro life) {
    return run_and_kill({program_, "import", archive_, list, "--dataset", "crash", "--json"}, life);
  }

  // Remembers what the program said, if it said it whole.
  bool remember(const std::string& list, const Ended& ended) {
    if (!ended.output.ends_with('\n')) return false;
    Json said = must(parse_json(ended.output), "The acknowledgement is not JSON");
    const Json* receipt = said.find("receipt");
    if (!receipt) fail_test("The acknowledgement has no receipt: " + ended.output);
    size_ = std::max(size_, number_at(*receipt, "log_size"));
    lists_.push_back(list);
    return true;
  }

  void one(int cycle) override {
    if (whole_run_ == Micro{}) measure();
    bool rebuilds = random_() % 8 == 0;
    std::string list = make_list(cycle);
    Micro life = random_life(whole_run_ * 5 / 4);
    Ended ended = rebuilds ? run_and_kill({program_, "rebuild", archive_}, life) : import(list, life);
    if (!rebuilds && remember(list, ended)) ++acknowledged_;
    sound_archive(archive_, size_);
  }

  void measure() {
    std::string list = make_list(-1);
    Ended ended = import(list, kUnhurt);
    if (ended.status != 0 || !remember(list, ended)) fail_test("An import that nobody killed failed: " + ended.output);
    whole_run_ = ended.took;
    std::printf("an import of %d rows takes %.3f s\n", kRowsPerFile, static_cast<double>(whole_run_.count()) / 1e6);
  }

  // What was acknowledged is there if importing it again finds nothing new.
  void end_archive() override {
    for (const std::string& list : lists_) {
      Ended again = import(list, kUnhurt);
      if (again.status != 0) fail_test("Importing again failed: " + again.output);
      Json said = must(parse_json(again.output), "The answer is not JSON");
      if (number_at(said, "statements") != 0 || number_at(said, "rows") != kRowsPerFile)
        fail_test("Of the acknowledged " + list + " something was missing: " + again.output);
    }
    lists_.clear();
  }

  std::vector<std::string> lists_;  // acknowledged, in this archive
  Micro whole_run_{};
};

model::Draft said(const Id& subject, const Id& who, std::string property, model::Value value) {
  model::Draft draft;
  draft.subject = subject;
  draft.property = std::move(property);
  draft.value = std::move(value);
  draft.source = draft.contributor = who;
  return draft;
}

// The process that is killed: submits one small record after another and says of each that it is done.
int submit_until_killed(const std::string& folder) {
  auto archive = must(archive::Archive::open(folder), "The archive does not open");
  Id who = Id::derive("crash", "who");
  for (;;) {
    Id id = Id::random();
    std::vector<model::Finding> findings;
    auto receipt = must(archive->submit({}, {said(id, who, "type", model::Text{"place", ""}), said(id, who, "name", model::Name{"Place", "en", {}})}, findings),
                        "submit");
    std::string line = id.text() + " " + std::to_string(receipt.log_size) + "\n";
    if (write(STDOUT_FILENO, line.data(), line.size()) < 0) return 1;
  }
}

class CrashSubmit : public Crash {
 public:
  using Crash::Crash;

 private:
  void one(int) override {
    Ended ended = run_and_kill({self_, program_, "--submit", archive_}, random_life(std::chrono::milliseconds(250)));
    if (!WIFSIGNALED(ended.status)) fail_test("The submitting process ended by itself: " + ended.output);
    size_t before = ids_.size();
    for (size_t begin = 0, end; (end = ended.output.find('\n', begin)) != std::string::npos; begin = end + 1) {
      ids_.push_back(must(Id::parse(ended.output.substr(begin, 26)), "The acknowledgement has no id"));
      size_ = std::max<uint64_t>(size_, std::strtoull(ended.output.c_str() + begin + 27, nullptr, 10));
    }
    if (ids_.size() > before) ++acknowledged_;
    auto archive = sound_archive(archive_, size_);
    for (size_t i = before; i < ids_.size(); ++i) check(*archive, ids_[i]);
  }

  static void check(archive::Archive& archive, const Id& id) {
    auto view = archive.get({}, id);
    if (!view || view->of("name").size() != 1) fail_test("The acknowledged record " + id.text() + " is missing.");
  }

  void end_archive() override {
    auto archive = sound_archive(archive_, size_);
    for (const Id& id : ids_) check(*archive, id);
    std::printf("%zu records were acknowledged and are there\n", ids_.size());
    ids_.clear();
  }

  std::vector<Id> ids_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc == 4 && std::string_view(argv[2]) == "--submit") return submit_until_killed(argv[3]);
  if (argc != 3) fail_test("usage: crash_kill PROGRAM import|submit");
  const char* runs = std::getenv("STELE_CRASH_RUNS");
  const char* given = std::getenv("STELE_CRASH_SEED");
  unsigned seed = given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device()();
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  std::printf("STELE_CRASH_SEED=%u\n", seed);
  std::string self = fs::read_symlink("/proc/self/exe").string(), program = fs::absolute(argv[1]).string();
  int cycles = runs ? std::atoi(runs) : 100;
  if (std::string_view(argv[2]) == "submit") CrashSubmit(program, self, seed).run(cycles);
  else CrashImport(program, self, seed).run(cycles);
}
