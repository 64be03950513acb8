// Threads that block: one for each connection. With the few connections used here they cost the server's cores less
// than the answers do.
#include "load.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <thread>

#include "process.h"

namespace stele::bench {

Connection::~Connection() { drop(); }

void Connection::drop() {
  if (socket_ >= 0) close(socket_);
  socket_ = -1;
  buffer_.clear();
}

bool Connection::connect() {
  socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  timeval patience{30, 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in to{};
  to.sin_family = AF_INET, to.sin_port = htons(port_), to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0) return true;
  drop();
  return false;
}

bool Connection::send_all(const std::string& text) {
  for (size_t at = 0; at < text.size();) {
    ssize_t n = send(socket_, text.data() + at, text.size() - at, MSG_NOSIGNAL);
    if (n <= 0) return false;
    at += static_cast<size_t>(n);
  }
  return true;
}

bool Connection::more() {
  char chunk[65536];
  ssize_t n = recv(socket_, chunk, sizeof chunk, 0);
  if (n <= 0) return false;
  buffer_.append(chunk, static_cast<size_t>(n));
  return true;
}

// Only answers with a Content-Length, or without a body: nothing else is asked here.
Answer Connection::get(const std::string& target) {
  std::string request = "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  bool sent = socket_ >= 0 && send_all(request);
  if (!sent) {
    drop();
    if (!connect() || !send_all(request)) return {};
  }
  size_t end;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
    if (!more()) return drop(), Answer{};
  Answer answer;
  std::string head = buffer_.substr(0, end + 2);
  buffer_.erase(0, end + 4);
  if (head.size() > 12) answer.status = std::atoi(head.c_str() + 9);
  std::transform(head.begin(), head.end(), head.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  size_t length_at = head.find("\r\ncontent-length:");
  size_t length = length_at == std::string::npos ? 0 : std::strtoull(head.c_str() + length_at + 17, nullptr, 10);
  while (buffer_.size() < length)
    if (!more()) return drop(), Answer{};
  answer.body = buffer_.substr(0, length);
  buffer_.erase(0, length);
  if (head.find("\r\nconnection: close") != std::string::npos) drop();
  return answer;
}

double Load::percentile(double part) const {
  if (times.empty()) return 0;
  auto at = static_cast<size_t>(part * static_cast<double>(times.size()));
  return times[std::min(at, times.size() - 1)] * 1000;
}

Load load(uint16_t port, const std::vector<Ask>& asks, int connections, double seconds, int rounds) {
  Load out;
  std::atomic<uint64_t> next = 0;
  std::mutex mutex;
  uint64_t most = asks.size() * static_cast<uint64_t>(rounds);
  double begun = now();
  std::vector<std::thread> threads;
  for (int i = 0; i < connections; ++i)
    threads.emplace_back([&] {
      Connection connection(port);
      std::vector<double> times;
      uint64_t wrong = 0;
      std::string what;
      for (uint64_t at; now() - begun < seconds && (at = next++) < most;) {
        const Ask& ask = asks[at % asks.size()];
        double from = now();
        Answer answer = connection.get(ask.target);
        times.push_back(now() - from);
        bool is_right = ask.status ? answer.status == ask.status : answer.status == 200 || answer.status == 204;
        if (is_right && answer.body.find(ask.holds) != std::string::npos) continue;
        if (wrong++ == 0) what = ask.target + " answered " + std::to_string(answer.status) + " without \"" + ask.holds + "\"";
      }
      std::lock_guard lock(mutex);
      out.times.insert(out.times.end(), times.begin(), times.end());
      out.wrong += wrong;
      if (out.first_wrong.empty()) out.first_wrong = what;
    });
  for (std::thread& thread : threads) thread.join();
  out.seconds = now() - begun;
  out.asked = out.times.size();
  std::sort(out.times.begin(), out.times.end());
  return out;
}

std::string url_encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (char ch : text) {
    auto c = static_cast<unsigned char>(ch);
    if (std::isalnum(c) || c == '-' || c == '_' || c == '.') out += ch;
    else out += '%', out += kHex[c >> 4], out += kHex[c & 15];
  }
  return out;
}

}  // namespace stele::bench
