// An exporter pushes, a connection pulls. Between them stands a queue of a few pieces: a thread runs the exporter and
// waits while the queue is full; the stream waits while it is empty. So memory does not grow with the export, and a
// client that goes away ends the thread at its next piece. The first piece is awaited before the answer begins, so an
// export that fails at once is a proper error.
#include <fmt/format.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "server/api.h"
#include "server/reply.h"

namespace stele::server::api {
namespace {

constexpr size_t kPieceBytes = 64 * 1024;
constexpr size_t kPiecesWaiting = 8;

class Pipe final : public formats::Writer {
 public:
  // Called by the exporter's thread.
  Status write(std::string_view bytes) override {
    piece_ += bytes;
    return piece_.size() < kPieceBytes ? Status{} : push();
  }
  void finish(Status status) {
    if (status && !piece_.empty()) status = push();
    std::lock_guard lock(mutex_);
    end_ = std::move(status);
    changed_.notify_all();
  }

  // Called by the stream: true with a piece, false at the end.
  Result<bool> next(std::string& chunk) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !pieces_.empty() || end_; });
    if (pieces_.empty()) return *end_ ? Result<bool>(false) : std::unexpected(end_->error());
    chunk += pieces_.front();
    pieces_.pop_front();
    changed_.notify_all();
    return true;
  }
  // The error with which it ended before giving a single piece.
  std::optional<Error> early_error() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !pieces_.empty() || end_; });
    return pieces_.empty() && !*end_ ? std::optional(end_->error()) : std::nullopt;
  }
  void abandon() {
    std::lock_guard lock(mutex_);
    abandoned_ = true;
    changed_.notify_all();
  }

 private:
  Status push() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return pieces_.size() < kPiecesWaiting || abandoned_; });
    if (abandoned_) return fail(Code::kUnavailable, "The reader of this export went away.");
    pieces_.push_back(std::move(piece_));
    piece_.clear();
    changed_.notify_all();
    return {};
  }

  std::string piece_;  // of the exporter's thread only
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> pieces_;
  std::optional<Status> end_;
  bool abandoned_ = false;
};

// The thread and its pipe; destroying it stops both.
class Export {
 public:
  Export(const Site& site, const formats::Exporter& exporter, model::Query query, std::shared_ptr<void> place)
      : place_(std::move(place)), thread_([this, &site, &exporter, asked = std::move(query)] {
          auto done = site.archive().export_to(site.caller(), exporter, asked, pipe_);
          pipe_.finish(done ? Status{} : Status(std::unexpected(done.error())));
        }) {}
  ~Export() {
    pipe_.abandon();
    thread_.join();
  }
  Pipe& pipe() { return pipe_; }

 private:
  std::shared_ptr<void> place_;
  Pipe pipe_;
  std::thread thread_;  // last: it uses the others
};

Response too_many() {
  Response out = problem(503, "Several exports are running already; ask again in a minute.");
  out.set_header("Retry-After", "60");
  return out;
}

Response started(const Site& site, const Request& request, const formats::Exporter& exporter, model::Query query) {
  auto place = site.take_export_place();
  if (!place) return too_many();
  auto running = std::make_shared<Export>(site, exporter, std::move(query), std::move(place));
  if (auto error = running->pipe().early_error()) return api_error(site, request, *error);
  Response out = reply({}, exporter.media_type);
  out.stream = [running](std::string& chunk) { return running->pipe().next(chunk); };
  return out;
}

}  // namespace

Response export_records(const Site& site, const Request& request, const PathParams& path) {
  const formats::Exporter* exporter = formats::exporter_named(path_param(path, "format"));
  if (!exporter) return problem(404, "There is no such format; /formats lists them.");
  Question question = read_question(request, site.schema());
  if (!question.faults.empty()) return refused(question.faults);
  question.query.count_facets = false;
  Response out = request.method == "HEAD" ? reply({}, exporter->media_type)
                                          : started(site, request, *exporter, std::move(question.query));
  if (out.status == 200) {
    out.set_header("Content-Disposition", fmt::format("attachment; filename=\"stele-{}{}\"", exporter->name, exporter->extension));
  }
  return out;
}

}  // namespace stele::server::api
