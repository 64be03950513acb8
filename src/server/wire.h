// The bytes of HTTP/1.1 as pure functions (RFC 9112): no socket, no clock, so that they can be tested and fuzzed by
// themselves. Stricter than the standard wherever two readers could disagree about where a request ends or what it
// names; every refusal here is also the end of its connection.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "server/http.h"

namespace stele::server::wire {

// Why a request is not taken: the status to answer and a sentence for whoever wrote the client.
struct Refusal {
  int status = 400;
  std::string detail;
};
template <class T>
using Parsed = std::expected<T, Refusal>;

enum class Framing : uint8_t { kNone, kLength, kChunked };
enum class After : uint8_t { kKeepAlive, kClose };
enum class Version : uint8_t { kHttp10, kHttp11 };

struct Head {
  Request request;  // without body and peer
  Framing framing = Framing::kNone;
  uint64_t length = 0;  // with kLength
  Version version = Version::kHttp11;
  After after = After::kKeepAlive;
  bool expects_continue = false;
};

// Where the head that starts `bytes` ends (after its empty line), or 0 when more bytes are needed; `scanned` remembers
// what was seen, start with 0. Refuses a line that does not end in CR LF (400), and what is longer than the limits
// (414 when the request line is too long, otherwise 431).
Parsed<size_t> find_head_end(std::string_view bytes, size_t& scanned, const Limits& limits);

// `head` is everything up to and with its empty line.
Parsed<Head> parse_head(std::string_view head, const Limits& limits);

// How long the body of this request may be.
uint64_t body_limit(const Request& request, const Limits& limits);

// The path and the query of a request target in origin form, as Request describes them.
Parsed<std::string> parse_path(std::string_view raw);
Parsed<Pairs> parse_query(std::string_view raw);

// A chunked body (RFC 9112, 7.1), fed piece by piece. Chunk extensions and trailers are checked and dropped.
class ChunkedBody {
 public:
  explicit ChunkedBody(uint64_t body_limit) : body_limit_(body_limit) {}
  // Takes what it can use of `bytes`, appends the body's bytes to `out` and says how many bytes it took: all of them,
  // or fewer when done(). Refuses with 400 or, for a body over the limit, 413; after that it may not be fed again.
  Parsed<size_t> feed(std::string_view bytes, std::string& out);
  bool done() const { return state_ == State::kDone; }

 private:
  enum class State : uint8_t { kSize, kData, kDataEnd, kTrailer, kDone };
  Parsed<size_t> feed_line(std::string_view bytes);
  Parsed<size_t> feed_data(std::string_view bytes, std::string& out);
  Parsed<State> end_line();
  Parsed<State> begin_chunk();

  State state_ = State::kSize;
  uint64_t left_ = 0;   // of this chunk
  uint64_t total_ = 0;  // of the body
  uint64_t body_limit_;
  size_t trailer_bytes_ = 0;
  std::string line_;
};

// The whole of a request at once: `head` as for parse_head, `body` all that follows and nothing else.
Parsed<Request> parse_request(std::string_view head, std::string_view body, const Limits& limits);

// How the body of an answer is delimited. kUntilClose is for HTTP/1.0, which has no chunks.
enum class Delimiter : uint8_t { kNoBody, kLength, kChunked, kUntilClose };

// Appends status line and headers with their empty line. `length` is sent with kLength. kInternal when the answer
// holds a status or a header that cannot be sent; `out` is then to be thrown away.
Status append_head(std::string& out, const Response& response, Delimiter delimiter, uint64_t length, After after);

}  // namespace stele::server::wire
