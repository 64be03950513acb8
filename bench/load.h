// A load client for HTTP/1.1 with kept connections that looks at every answer.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace stele::bench {

struct Answer {
  int status = 0;
  std::string body;
};

// One kept connection to 127.0.0.1:port; connects again when it was closed.
class Connection {
 public:
  explicit Connection(uint16_t port) : port_(port) {}
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  // Status 0 when the server could not be asked.
  Answer get(const std::string& target);

 private:
  bool connect();
  bool send_all(const std::string& text);
  bool more();
  void drop();

  uint16_t port_;
  int socket_ = -1;
  std::string buffer_;
};

struct Ask {
  std::string target;
  int status = 200;   // 0: 200 or 204, for tiles that may be empty
  std::string holds;  // the body must have this; "" = any body
};

struct Load {
  uint64_t asked = 0, wrong = 0;
  double seconds = 0;
  std::vector<double> times;  // sorted, seconds
  std::string first_wrong;    // what was wrong, in words

  double rate() const { return static_cast<double>(asked) / seconds; }
  double percentile(double part) const;  // milliseconds
};

// Asks in turn what is in `asks`, over `connections` connections at once, for `seconds` or until all were asked `rounds` times.
Load load(uint16_t port, const std::vector<Ask>& asks, int connections, double seconds, int rounds);

std::string url_encode(std::string_view text);

}  // namespace stele::bench
