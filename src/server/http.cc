// One coroutine for each connection: read a head, read its body, call the handler, write the answer, again. A
// connection runs on one thread at a time but not always on the same one; it shares only its Watch with others.
//
// Deadlines are not timers. Each connection writes the moment until which it may stay as it is into its Watch, and the
// thread that called run() looks at all of them some times a second. Whoever is late gets its socket shut down from
// outside, which ends the read or write it waits in. That costs one clock reading for each step of a request instead
// of two operations on a shared timer queue, works also while every thread is inside a handler, and is the same
// mechanism that stop() uses.
#include "server/http.h"

#include <sys/socket.h>

// Boost 1.74 uses std::exchange without including <utility>, so this stands before it; and it does not see by itself
// that clang has coroutines.
#include <utility>
#ifndef BOOST_ASIO_HAS_CO_AWAIT
#define BOOST_ASIO_HAS_CO_AWAIT
#endif
#ifndef BOOST_ASIO_HAS_STD_COROUTINE
#define BOOST_ASIO_HAS_STD_COROUTINE
#endif
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <array>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <limits>
#include <list>
#include <mutex>
#include <thread>

#include "server/wire.h"

namespace stele::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
// The concrete executor everywhere: the type-erased default costs an allocation for each operation.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                                         Executor>;
template <class T>
using Task = asio::awaitable<T, Executor>;

using std::chrono::milliseconds;

constexpr size_t kReadBuffer = 16 * 1024;
constexpr size_t kJoinBody = 64 * 1024;  // up to this size a body is copied behind its head: one write, one packet
constexpr size_t kRefusedAtOnce = 64;    // connections over the limit that are told so; more are only closed
constexpr milliseconds kLinger{1000};    // how long a closing connection waits for the other end to have read
constexpr milliseconds kAcceptPause{50};

auto resume_with(error_code& error) { return asio::redirect_error(asio::use_awaitable_t<Executor>{}, error); }

int64_t now_ms() {
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}
constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

enum class Phase : uint8_t { kIdle, kReading, kHandling, kWriting, kLingering };

// What others may know of a connection and do to it.
struct Watch {
  explicit Watch(int handle) : fd(handle) {}
  const int fd;
  std::atomic<Phase> phase{Phase::kIdle};
  std::atomic<int64_t> deadline{kNever};
  std::atomic<bool> expired{false};

  void arm(Phase next, int64_t until) {
    phase.store(next, std::memory_order_relaxed);
    deadline.store(until, std::memory_order_relaxed);
  }
  // A late reader keeps its way out, so that it can be told 408; anything else ends.
  void expire() {
    expired = true;
    deadline = kNever;
    Phase at = phase;
    ::shutdown(fd, at == Phase::kIdle || at == Phase::kReading ? SHUT_RD : SHUT_RDWR);
  }
};

// All connections. A Watch is in the list exactly as long as its descriptor is open, and the lock is held while one is
// shut down, so nobody ever shuts down a number that meanwhile belongs to another connection.
class Watches {
 public:
  class Entry {
   public:
    Entry(Watches& all, int fd) : all_(all) {
      std::lock_guard lock(all_.mutex_);
      at_ = all_.list_.emplace(all_.list_.end(), fd);
    }
    ~Entry() {
      std::lock_guard lock(all_.mutex_);
      all_.list_.erase(at_);
      if (all_.list_.empty()) all_.empty_.notify_all();
    }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;
    Watch* operator->() { return &*at_; }

   private:
    Watches& all_;
    std::list<Watch>::iterator at_;
  };

  size_t size() {
    std::lock_guard lock(mutex_);
    return list_.size();
  }
  void expire_late() {
    int64_t now = now_ms();
    expire_if([now](const Watch& watch) { return watch.deadline.load(std::memory_order_relaxed) < now; });
  }
  void expire_idle() {
    expire_if([](const Watch& watch) { return watch.phase == Phase::kIdle; });
  }
  void cut_all() {
    std::lock_guard lock(mutex_);
    for (Watch& watch : list_) ::shutdown(watch.fd, SHUT_RDWR);
  }
  bool wait_until_empty(milliseconds time) {
    std::unique_lock lock(mutex_);
    return empty_.wait_for(lock, time, [this] { return list_.empty(); });
  }

 private:
  template <class Predicate>
  void expire_if(Predicate predicate) {
    std::lock_guard lock(mutex_);
    for (Watch& watch : list_) {
      if (predicate(watch)) watch.expire();
    }
  }

  std::mutex mutex_;
  std::condition_variable empty_;
  std::list<Watch> list_;
};

// What all connections of a server share.
struct Shared {
  Handler handler;
  Limits limits;
  Log log;
  Watches watches;
  std::atomic<bool> draining{false};
};

Response call_handler(Shared& shared, const Request& request) {
  std::string what = "something that is no std::exception";
  try {
    return shared.handler(request);
  } catch (const std::exception& e) {
    what = e.what();
  } catch (...) {
  }
  shared.log(fmt::format("{} {}: the handler threw: {}", request.method, request.path, what));
  return problem(500, "The server failed; its operator finds why in the log.");
}

Result<bool> call_stream(const Stream& stream, std::string& chunk) {
  try {
    return stream(chunk);
  } catch (const std::exception& e) {
    return fail(Code::kInternal, std::string("the stream threw: ") + e.what());
  } catch (...) {
    return fail(Code::kInternal, "the stream threw something that is no std::exception");
  }
}

std::string peer_of(const Socket& socket) {
  error_code error;
  auto endpoint = socket.remote_endpoint(error);
  return error ? std::string() : endpoint.address().to_string(error);
}

class Connection {
 public:
  Connection(Shared& shared, Socket socket)
      : shared_(shared),
        limits_(shared.limits),
        socket_(std::move(socket)),
        watch_(shared.watches, socket_.native_handle()),
        peer_(peer_of(socket_)),
        capacity_(std::max(kReadBuffer, limits_.header_bytes + 2)),
        buffer_(std::make_unique_for_overwrite<char[]>(capacity_)) {
    error_code ignored;  // Without it a small answer waits for the acknowledgement of the one before.
    socket_.set_option(tcp::no_delay(true), ignored);
  }

  Task<void> serve() {
    size_t served = 0;
    bool more = true;
    while (more) more = co_await serve_one(++served);
    if (!gone_) co_await see_off();
  }

  // One connection too many: says so and closes.
  Task<void> turn_away() {
    co_await refuse({503, "the server has too many connections; try again in a minute"});
    if (!gone_) co_await see_off();
  }

 private:
  std::string_view buffered() const { return {buffer_.get() + begin_, end_ - begin_}; }
  void consume(size_t bytes) {
    begin_ += bytes;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  bool expired() { return watch_->expired; }

  // Whether more bytes came. Otherwise the client is gone, said that it sends no more, or was too slow.
  Task<bool> read_more() {
    if (begin_ > 0 && end_ == capacity_) {
      std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    error_code error;
    size_t got = co_await socket_.async_read_some(asio::buffer(buffer_.get() + end_, capacity_ - end_),
                                                  resume_with(error));
    end_ += got;
    co_return !error && !expired();
  }

  // Writes all of both pieces. The deadline moves with the bytes that go out, so a large answer on a slow line is
  // fine and a client that reads one byte a minute is not.
  Task<bool> write(std::string_view first, std::string_view second = {}) {
    int64_t until = now_ms() + limits_.write_time.count();
    while (!first.empty() || !second.empty()) {
      watch_->arm(Phase::kWriting, until);
      std::array<asio::const_buffer, 2> pieces{asio::buffer(first), asio::buffer(second)};
      error_code error;
      size_t sent = co_await socket_.async_write_some(pieces, resume_with(error));
      if (error) co_return reset();
      until += static_cast<int64_t>(sent * 1000 / limits_.min_rate);
      size_t of_first = std::min(sent, first.size());
      first.remove_prefix(of_first);
      second.remove_prefix(sent - of_first);
    }
    co_return true;
  }

  // Whether the connection lives on after it.
  Task<bool> serve_one(size_t served) {
    wire::Parsed<size_t> end = co_await read_head();
    if (!end) co_return co_await refuse(end.error());
    if (*end == 0) co_return false;
    auto head = wire::parse_head(buffered().substr(0, *end), limits_);
    consume(*end);
    if (!head) co_return co_await refuse(head.error());
    head->request.peer = peer_;
    if (head->framing != wire::Framing::kNone) {
      wire::Parsed<bool> body = co_await read_body(*head);
      if (!body) co_return co_await refuse(body.error());
      if (!*body) co_return false;
    }
    if (served >= limits_.requests_per_connection) head->after = wire::After::kClose;
    co_return co_await answer(*head);
  }

  // The length of the next head, which then lies in the buffer; 0 when the connection ended between two requests.
  Task<wire::Parsed<size_t>> read_head() {
    size_t scanned = 0;
    bool skipped_blank = false;
    if (buffered().empty()) {
      watch_->arm(Phase::kIdle, now_ms() + limits_.idle_time.count());
      // Only now can stop() see us idle: what it set before would otherwise be missed for a whole idle time.
      if (shared_.draining || !co_await read_more()) co_return size_t{0};
    }
    watch_->arm(Phase::kReading, now_ms() + limits_.header_time.count());
    for (;;) {
      if (!skipped_blank && buffered().starts_with("\r\n")) {  // RFC 9112, 2.2: some clients end a body with it.
        consume(2);
        scanned = 0;
        skipped_blank = true;
      }
      wire::Parsed<size_t> end = wire::find_head_end(buffered(), scanned, limits_);
      if (!end || *end > 0) co_return end;
      if (!co_await read_more()) {
        if (expired()) co_return late("the headers of the request did not arrive in time");
        co_return size_t{0};
      }
    }
  }

  static std::unexpected<wire::Refusal> late(std::string detail) {
    return std::unexpected<wire::Refusal>(wire::Refusal{408, std::move(detail)});
  }

  // Reads the body into the request; false when the client left before its end.
  Task<wire::Parsed<bool>> read_body(wire::Head& head) {
    int64_t until = now_ms() + limits_.body_time.count();
    if (head.expects_continue && buffered().empty()) {
      if (!co_await write("HTTP/1.1 100 Continue\r\n\r\n")) co_return false;
    }
    wire::ChunkedBody chunks(wire::body_limit(head.request, limits_));
    for (;;) {
      size_t before = end_ - begin_;
      wire::Parsed<bool> whole = take_body(head, chunks);
      if (!whole || *whole) co_return whole;
      until += static_cast<int64_t>((before - (end_ - begin_)) * 1000 / limits_.min_rate);
      watch_->arm(Phase::kReading, until);
      if (!co_await read_more()) {
        if (expired()) co_return late("the body of the request did not arrive in time");
        gone_ = true;
        co_return false;
      }
    }
  }

  // Moves what the buffer holds of the body into the request; whether it is whole.
  wire::Parsed<bool> take_body(wire::Head& head, wire::ChunkedBody& chunks) {
    std::string& body = head.request.body;
    if (head.framing == wire::Framing::kLength) {
      size_t some = static_cast<size_t>(std::min<uint64_t>(head.length - body.size(), buffered().size()));
      body.append(buffered().substr(0, some));
      consume(some);
      return body.size() == head.length;
    }
    auto taken = chunks.feed(buffered(), body);
    if (!taken) return std::unexpected(taken.error());
    consume(*taken);
    return chunks.done();
  }

  // The transport's own answer to what it does not take; the connection ends, because nobody can know any more where
  // the next request would begin.
  Task<bool> refuse(wire::Refusal refusal) {
    Response response = problem(refusal.status, refusal.detail);
    out_.clear();
    uint64_t length = response.body.size();
    Status made = wire::append_head(out_, response, wire::Delimiter::kLength, length, wire::After::kClose);
    if (made) co_await write(out_, response.body);
    co_return false;
  }

  static wire::Delimiter delimiter_of(const wire::Head& head, const Response& response) {
    if (response.status == 204 || response.status == 304) return wire::Delimiter::kNoBody;
    if (!response.stream || response.stream_length) return wire::Delimiter::kLength;
    bool has_chunks = head.version == wire::Version::kHttp11;
    return has_chunks ? wire::Delimiter::kChunked : wire::Delimiter::kUntilClose;
  }

  Task<bool> answer(const wire::Head& head) {
    watch_->arm(Phase::kHandling, kNever);
    Response response = call_handler(shared_, head.request);
    wire::After after = shared_.draining || expired() ? wire::After::kClose : head.after;
    wire::Delimiter delimiter = delimiter_of(head, response);
    uint64_t length = response.body.size() + response.stream_length.value_or(0);
    out_.clear();
    if (Status made = wire::append_head(out_, response, delimiter, length, after); !made) {
      shared_.log(fmt::format("{} {}: {}", head.request.method, head.request.path, to_string(made.error())));
      co_return co_await refuse({500, "The server failed; its operator finds why in the log."});
    }
    bool sent = co_await send(response, delimiter, head.request.method == "HEAD");
    co_return sent && after == wire::After::kKeepAlive && delimiter != wire::Delimiter::kUntilClose;
  }

  // Sends out_, which holds the head, and what belongs behind it.
  Task<bool> send(Response& response, wire::Delimiter delimiter, bool head_only) {
    if (head_only || delimiter == wire::Delimiter::kNoBody) co_return co_await write(out_);
    if (response.stream) co_return co_await send_stream(response, delimiter);
    if (response.body.size() > kJoinBody) co_return co_await write(out_, response.body);
    out_ += response.body;
    co_return co_await write(out_);
  }

  Task<bool> send_stream(Response& response, wire::Delimiter delimiter) {
    if (!co_await write(out_)) co_return false;
    std::string chunk = std::move(response.body);
    uint64_t left = chunk.size() + response.stream_length.value_or(0);
    for (bool more = true; more;) {
      watch_->arm(Phase::kHandling, kNever);
      Result<bool> step = call_stream(response.stream, chunk);
      if (!step) co_return cut(to_string(step.error()));
      more = *step;
      if (delimiter == wire::Delimiter::kLength) {
        if (chunk.size() > left) co_return cut("the stream gave more bytes than it had announced");
        left -= chunk.size();
      }
      if (!co_await write_chunk(chunk, delimiter)) co_return false;
      chunk.clear();
    }
    if (delimiter == wire::Delimiter::kLength && left > 0) {
      co_return cut("the stream gave fewer bytes than it had announced");
    }
    co_return delimiter != wire::Delimiter::kChunked || co_await write("0\r\n\r\n");
  }

  Task<bool> write_chunk(std::string& chunk, wire::Delimiter delimiter) {
    if (chunk.empty()) co_return true;
    if (delimiter != wire::Delimiter::kChunked) co_return co_await write(chunk);
    out_ = fmt::format("{:x}\r\n", chunk.size());
    chunk += "\r\n";
    co_return co_await write(out_, chunk);
  }

  bool cut(const std::string& why) {
    shared_.log("an answer was cut off: " + why);
    return reset();
  }
  // Ends the connection so that the client cannot take what it has for the whole. Set directly, because Asio undoes
  // its own linger option in the destructor.
  bool reset() {
    struct linger now{1, 0};
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    gone_ = true;
    return false;
  }

  // Closing while unread bytes wait would reset the connection and could take our last answer from the client: says
  // that no more comes, and reads on for a moment.
  Task<void> see_off() {
    error_code error;
    socket_.shutdown(Socket::shutdown_send, error);
    watch_->arm(Phase::kLingering, now_ms() + kLinger.count());
    while (!error) {
      begin_ = end_ = 0;
      co_await socket_.async_read_some(asio::buffer(buffer_.get(), capacity_), resume_with(error));
    }
  }

  Shared& shared_;
  const Limits& limits_;
  Socket socket_;
  Watches::Entry watch_;  // after the socket, so that it leaves the list before the descriptor is closed
  std::string peer_;
  size_t capacity_;
  std::unique_ptr<char[]> buffer_;
  size_t begin_ = 0, end_ = 0;
  std::string out_;
  bool gone_ = false;  // nothing can be said to this client any more
};

enum class Welcome : uint8_t { kServe, kTurnAway };

Task<void> run_connection(std::unique_ptr<Connection> connection, Welcome welcome) {
  if (welcome == Welcome::kServe) {
    co_await connection->serve();
  } else {
    co_await connection->turn_away();
  }
}

Result<tcp::endpoint> parse_address(std::string_view text) {
  auto wrong = [&] {
    return fail(Code::kInvalid, fmt::format("\"{}\" is not an address to listen on; write it like 127.0.0.1:8080 or "
                                            "[::1]:8080", text));
  };
  size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong();
  std::string_view host = text.substr(0, colon), digits = text.substr(colon + 1);
  bool is_v6 = host.starts_with('[') && host.ends_with(']');
  if (is_v6) host = host.substr(1, host.size() - 2);
  uint16_t port = 0;
  auto [end, trouble] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (trouble != std::errc() || end != digits.data() + digits.size()) return wrong();
  error_code error;
  auto address = asio::ip::make_address(std::string(host), error);
  if (error || address.is_v6() != is_v6) return wrong();
  return tcp::endpoint(address, port);
}

milliseconds tick_of(const Limits& limits) {
  milliseconds shortest = std::min({limits.header_time, limits.body_time, limits.write_time, limits.idle_time});
  return std::clamp(shortest / 4, milliseconds(5), milliseconds(250));
}

}  // namespace

struct Server::Impl {
  Shared shared;
  asio::io_context io;
  Acceptor acceptor{io};
  uint16_t port = 0;
  std::mutex mutex;
  std::condition_variable wake;

  Status open(const tcp::endpoint& endpoint) {
    error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (!error) port = acceptor.local_endpoint(error).port();
    if (!error) return {};
    return fail(Code::kUnavailable, fmt::format("cannot listen on {}:{}: {}", endpoint.address().to_string(),
                                                endpoint.port(), error.message()));
  }

  // The only user of the acceptor. It wakes when stop() shuts the listening socket down; the descriptor stays open
  // until the server is destroyed, so that stop() can never hit another one of the same number.
  Task<void> accept_all() {
    bool paused = false;
    while (!shared.draining) {
      error_code error;
      Socket socket(io.get_executor());
      co_await acceptor.async_accept(socket, resume_with(error));
      if (shared.draining) break;
      if (!error) {
        paused = false;
        admit(std::move(socket));
      } else if (error != asio::error::connection_aborted) {
        // Out of descriptors or memory: those who wait stay in the kernel's queue until somebody else has left.
        if (!std::exchange(paused, true)) shared.log("accepting pauses: " + error.message());
        Timer pause(io.get_executor(), kAcceptPause);
        co_await pause.async_wait(resume_with(error));
      }
    }
  }

  void admit(Socket socket) {
    size_t open = shared.watches.size();
    if (open >= shared.limits.connections + kRefusedAtOnce) return;
    Welcome welcome = open >= shared.limits.connections ? Welcome::kTurnAway : Welcome::kServe;
    auto lost = [this](std::exception_ptr e) {
      if (e) shared.log("a connection ended because memory ran out");
    };
    try {
      auto connection = std::make_unique<Connection>(shared, std::move(socket));
      asio::co_spawn(io.get_executor(), run_connection(std::move(connection), welcome), lost);
    } catch (const std::exception&) {
      lost(std::current_exception());
    }
  }

  void work() {
    unsigned cores = std::max(2u, std::thread::hardware_concurrency());
    unsigned count = shared.limits.threads > 0 ? shared.limits.threads : cores;
    auto guard = asio::make_work_guard(io);
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < count; ++i) threads.emplace_back([this] { io.run(); });
    watch_until_stopped();
    drain();
    io.stop();
  }

  void watch_until_stopped() {
    milliseconds tick = tick_of(shared.limits);
    std::unique_lock lock(mutex);
    while (!wake.wait_for(lock, tick, [this] { return shared.draining.load(); })) shared.watches.expire_late();
  }

  void drain() {
    milliseconds tick = tick_of(shared.limits);
    int64_t until = now_ms() + shared.limits.drain_time.count();
    shared.watches.expire_idle();
    while (!shared.watches.wait_until_empty(tick)) {
      shared.watches.expire_idle();
      shared.watches.expire_late();
      if (now_ms() > until) shared.watches.cut_all();
    }
  }
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::listen(std::string_view address, Handler handler, Limits limits, Log log) {
  STELE_TRY(auto endpoint, parse_address(address));
  auto impl = std::make_unique<Impl>();
  impl->shared.handler = std::move(handler);
  impl->shared.limits = limits;
  impl->shared.limits.min_rate = std::max<uint64_t>(limits.min_rate, 1);  // it is divided by
  impl->shared.log = log ? std::move(log) : [](std::string_view line) {
    std::fprintf(stderr, "stele: %.*s\n", static_cast<int>(line.size()), line.data());
  };
  STELE_CHECK(impl->open(endpoint));
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

uint16_t Server::port() const { return impl_->port; }

void Server::run() {
  asio::co_spawn(impl_->io.get_executor(), impl_->accept_all(), [](std::exception_ptr) {});
  impl_->work();
}

void Server::stop() {
  {
    std::lock_guard lock(impl_->mutex);
    if (impl_->shared.draining.exchange(true)) return;
    ::shutdown(impl_->acceptor.native_handle(), SHUT_RDWR);
  }
  impl_->wake.notify_all();
}

}  // namespace stele::server
