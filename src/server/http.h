// The HTTP/1.1 transport (RFC 9110, RFC 9112): what a handler sees of a request, what it answers, and the server that
// carries both. A handler never sees sockets, framing or half-read bytes, only requests that have exactly one reading;
// whatever could be read in two ways (request smuggling, path tricks) is refused below it with 400 and the connection
// closed. What the transport refuses itself it answers as application/problem+json (RFC 9457).
//
// Threads: one event loop, run by Limits::threads threads. A handler is called inline on one of them, so several
// handlers run at the same time and a Handler must be safe for that; a handler that blocks holds one thread and nobody
// else, until all of them are held. Long answers therefore belong in Response::stream, which gives its thread back
// between two chunks.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace stele::server {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Request {
  // "GET", "POST", ...: any token of at most 32 letters; CONNECT and TRACE never arrive. Answer HEAD like GET: the
  // transport counts the body and does not send it.
  std::string method;
  // Percent-decoded once: valid UTF-8 that starts with "/", without control characters, backslashes, empty segments
  // ("//"), "." or ".." segments, and without a "/" that came from %2F: all these are refused with 400. Do not decode
  // it again. For "OPTIONS *" it is "*".
  std::string path;
  std::string raw_target;  // as it was sent; for logs and signatures, not for decisions
  // Host, lower-cased, with its port if one was sent. It is the client's word: check it before building links.
  std::string host;
  Pairs query;    // decoded ("+" is a blank), in order; valid UTF-8 without control characters but tab, LF and CR
  Pairs headers;  // names lower-cased; a repeated header is one list joined by ", " (RFC 9110, 5.3)
  std::string body;
  std::string peer;  // the address of the other end without its port: "127.0.0.1", "::1"

  // The first value of that name, or "" when there is none.
  std::string_view param(std::string_view name) const;
  // All values of that name, in order.
  std::vector<std::string_view> params(std::string_view name) const;
  // The value of a header, or "" when there is none. `name` must be lower case.
  std::string_view header(std::string_view name) const;
};

// Gives the next piece of a long body: appends to `chunk` and returns true, or returns false when there is no more
// (what it appended then is still sent). An error cuts the connection so that no cut file looks whole. Called on the
// server's threads, never twice at once, and destroyed with the response, also when the client left early.
using Stream = std::function<Result<bool>(std::string& chunk)>;

struct Response {
  int status = 200;
  // Content-Length, Transfer-Encoding, Connection and Date are the transport's own and dropped here; it adds
  // X-Content-Type-Options: nosniff. A name or value that could break out of its line makes the answer a 500.
  Pairs headers = {};
  std::string body = {};
  Stream stream = {};  // when set, comes after `body`
  // The bytes that `stream` will give, if known: then the answer carries a Content-Length instead of being chunked, and
  // a stream that gives more or fewer bytes cuts the connection.
  std::optional<uint64_t> stream_length = {};

  // The value of a header set above (any case), or "".
  std::string_view header(std::string_view name) const;
  // Replaces or adds one.
  void set_header(std::string_view name, std::string value);
};

// An exception that escapes a handler is logged and answered as 500 without details.
using Handler = std::function<Response(const Request&)>;
// One line without its end, about something the operator should know. Called from any thread.
using Log = std::function<void(std::string_view line)>;

struct Limits {
  size_t header_bytes = 16 * 1024;    // request line and headers together: 431
  size_t header_count = 100;          // 431
  size_t target_bytes = 4 * 1024;     // 414
  uint64_t body_bytes = 1024 * 1024;  // after un-chunking: 413
  // Another limit for some addresses, by method and path; nullptr: body_bytes for all.
  uint64_t (*body_bytes_of)(std::string_view method, std::string_view path) = nullptr;
  std::chrono::milliseconds header_time{10'000};  // from the first byte to the end of the headers: 408
  std::chrono::milliseconds body_time{30'000};    // a body may take this long plus its bytes / min_rate: 408
  std::chrono::milliseconds write_time{30'000};   // the same for an answer; then the connection is cut
  std::chrono::milliseconds idle_time{15'000};    // between two requests: closed without a word
  std::chrono::milliseconds drain_time{30'000};   // after stop(): what is still unanswered then is cut
  uint64_t min_rate = 16 * 1024;                  // bytes a second
  size_t connections = 1024;                      // beyond: 503 and closed
  size_t requests_per_connection = 10'000;        // then "Connection: close"
  unsigned threads = 0;                           // 0: one for each core, at least 2
};

class Server {
 public:
  // Binds and listens; nothing is accepted before run(). `address` is numeric with a port, "127.0.0.1:8080" or
  // "[::1]:0", where port 0 asks for any free one. Errors: kInvalid for an address that cannot be read, kUnavailable
  // when it is taken or not ours. An empty `log` means standard error.
  static Result<std::unique_ptr<Server>> listen(std::string_view address, Handler handler, Limits limits = {},
                                                Log log = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  uint16_t port() const;
  // Serves until stop(); blocks. To be called once.
  void run();
  // From any thread (a handler too), at any time, also before run(), any number of times; not from a signal handler.
  // No new connection is accepted, idle ones are closed, requests that have begun are answered, then run() returns.
  void stop();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// --- helpers for handlers ---

// "Not Found" for 404; "Unknown" for a number that RFC 9110 does not name.
std::string_view reason_phrase(int status);
// application/problem+json (RFC 9457) with title = reason_phrase(status); `detail` is a sentence for a human.
Response problem(int status, std::string_view detail);
// problem() with http_status(error.code); the message of kInternal and kCorrupt stays inside: the answer says only
// that the server failed.
Response problem(const Error& error);
// A strong entity tag of these bytes, with its quotes.
std::string etag_of(std::string_view bytes);
// Whether If-None-Match holds `etag` or "*" (weak comparison, RFC 9110, 13.1.2).
bool matches_etag(const Request& request, std::string_view etag);
// Gives a 200 answer without a stream its ETag (kept if the handler set one, otherwise of the body), and turns the
// answer to a GET or HEAD whose If-None-Match holds it into 304.
void apply_etag(const Request& request, Response& response);

}  // namespace stele::server
