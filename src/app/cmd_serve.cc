// Serving is three threads' work: the server's own, one that follows the log so that what other processes put in is
// seen, and one that waits for the signal to end.
#include <fmt/format.h>

#include <csignal>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "app/cmd.h"
#include "app/console.h"
#include "server/http.h"
#include "server/routes.h"
#include "server/site.h"

namespace stele::app {
namespace {

constexpr Option kOptions[] = {{"--listen", "ADDRESS", "where to listen (127.0.0.1:8080); port 0 takes a free one"}};
constexpr std::chrono::milliseconds kFollowEvery{200};

// Brings the index up to the log every now and then until it is destroyed.
class Follower {
 public:
  explicit Follower(archive::Archive& archive) : archive_(archive), thread_([this] { run(); }) {}
  ~Follower() {
    {
      std::lock_guard lock(mutex_);
      ending_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

 private:
  bool sleep_or_end() {
    std::unique_lock lock(mutex_);
    return wake_.wait_for(lock, kFollowEvery, [this] { return ending_; });
  }

  bool ending() {
    std::lock_guard lock(mutex_);
    return ending_;
  }

  // A fault is said once, not five times a second, and again when it is over.
  void run() {
    std::string said;
    while (!sleep_or_end()) {
      Status followed = archive_.follow([this](const archive::Progress&) { return !ending(); });
      std::string now = followed || ending() ? "" : to_string(followed.error());
      if (now != said) note(now.empty() ? "The index follows the log again." : "The index cannot follow the log: " + printable(now));
      said = now;
    }
  }

  archive::Archive& archive_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;
  std::thread thread_;
};

// Made before any other thread, so that all of them leave the signals to the one that waits here.
class EndSignals {
 public:
  EndSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }
  void wait() const {
    int number = 0;
    sigwait(&set_, &number);
  }

 private:
  sigset_t set_{};
};

std::string shown_address(const std::string& listen, uint16_t port) {
  return fmt::format("{}:{}", listen.substr(0, listen.rfind(':')), port);
}

Status serve(const Arguments& arguments) {
  std::string listen = arguments.has("--listen") ? arguments.value("--listen") : "127.0.0.1:8080";
  STELE_TRY(auto archive, open_archive(arguments));
  EndSignals signals;
  server::Site site(*archive, caller());
  server::Limits limits;
  limits.body_bytes_of = server::body_limit;
  STELE_TRY(auto server, server::Server::listen(listen, [&site](const server::Request& r) { return server::answer(site, r); }, limits));
  Follower follower(*archive);
  STELE_CHECK(print(fmt::format("Serving {} on http://{}\n", printable(arguments.operand(0)), shown_address(listen, server->port()))));
  STELE_CHECK(flush_output());
  std::thread ender([&signals, &server] {
    signals.wait();
    server->stop();
  });
  server->run();
  ender.join();
  note("Every answer is given; the server has ended.");
  return {};
}

}  // namespace

constinit const Command kServe{
    .name = "serve",
    .operands = "DIR",
    .summary = "Serves pages and the API over HTTP",
    .help = "Ctrl-C or SIGTERM ends it after the requests that have begun are answered. Other processes may import into\n"
            "the archive meanwhile; what they add is seen at once.",
    .least = 1,
    .most = 1,
    .options = kOptions,
    .run = serve};

}  // namespace stele::app
