// Every test speaks to a real server over a real socket on 127.0.0.1 with a client that can misbehave.
#include "server/http.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <mutex>
#include <semaphore>
#include <thread>

#include "base/json.h"

using namespace stele;
using namespace stele::server;
using namespace std::chrono_literals;
using namespace std::string_view_literals;

namespace {

class Client {
 public:
  explicit Client(uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = fd_ >= 0 && ::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
    timeval patience{10, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  ~Client() { close(); }
  Client(Client&& other) noexcept : fd_(std::exchange(other.fd_, -1)), connected_(other.connected_) {}
  Client(const Client&) = delete;

  bool connected() const { return connected_; }
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(n));
    }
    return true;
  }
  void half_close() { ::shutdown(fd_, SHUT_WR); }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }
  void vanish() {  // with a reset
    linger now{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
  }
  // All until the server closes; sets was_reset when it did so with a reset, timed_out when it did not close at all.
  std::string read_all() {
    while (read_some()) {
    }
    return std::exchange(in_, {});
  }
  // Exactly one answer with a Content-Length (or, for HEAD, none that follows).
  std::string read_answer(bool head_only = false) {
    size_t end;
    while ((end = in_.find("\r\n\r\n")) == std::string::npos) {
      if (!read_some()) return std::exchange(in_, {});
    }
    size_t size = end + 4;
    size_t length = in_.find("Content-Length: ");
    if (!head_only && length < end) size += std::stoul(in_.substr(length + 16));
    while (in_.size() < size && read_some()) {
    }
    std::string out = in_.substr(0, size);
    in_.erase(0, out.size());
    return out;
  }
  bool read_some() {
    char bytes[16384];
    ssize_t n = ::recv(fd_, bytes, sizeof bytes, 0);
    was_reset = n < 0 && errno == ECONNRESET;
    timed_out = n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    if (n > 0) in_.append(bytes, static_cast<size_t>(n));
    return n > 0;
  }
  int fd() const { return fd_; }
  bool was_reset = false, timed_out = false;

 private:
  int fd_;
  bool connected_ = false;
  std::string in_;
};

Response echo(const Request& request) {
  Response out;
  out.headers = {{"Content-Type", "text/plain"}};
  out.body = request.method + " " + request.path + " [" + request.body + "] " + request.host;
  for (const auto& [name, value] : request.query) out.body += " " + name + "=" + value;
  return out;
}

class Running {
 public:
  explicit Running(Handler handler = echo, Limits limits = {}) {
    if (limits.threads == 0) limits.threads = 4;
    auto made = Server::listen("127.0.0.1:0", std::move(handler), limits, [this](std::string_view line) {
      std::lock_guard lock(mutex_);
      log_ += std::string(line) + "\n";
    });
    REQUIRE(made);
    server_ = std::move(*made);
    thread_ = std::jthread([this] { server_->run(); });
  }
  ~Running() { stop(); }
  void stop() {
    server_->stop();
    if (thread_.joinable()) thread_.join();
  }
  Server& server() { return *server_; }
  Client client() { return Client(server_->port()); }
  uint16_t port() const { return server_->port(); }
  std::string log() {
    std::lock_guard lock(mutex_);
    return log_;
  }
  // The whole of what comes back when exactly these bytes are sent and the server then closes.
  std::string ask(std::string_view bytes) {
    Client c = client();
    CHECK(c.send(bytes));
    std::string out = c.read_all();
    CHECK_FALSE(c.timed_out);
    return out;
  }

 private:
  std::mutex mutex_;
  std::string log_;
  std::unique_ptr<Server> server_;
  std::jthread thread_;
};

std::string get(std::string_view target, std::string_view more = "Connection: close\r\n") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: a.example\r\n" + std::string(more) + "\r\n";
}
int status_of(std::string_view answer) {
  return answer.starts_with("HTTP/1.1 ") ? std::stoi(std::string(answer.substr(9, 3))) : 0;
}
std::string body_of(std::string_view answer) {
  size_t end = answer.find("\r\n\r\n");
  return end == std::string_view::npos ? "" : std::string(answer.substr(end + 4));
}

// One answer, a problem document, and nothing behind it: what was smuggled was not answered as a request.
void check_refused(const std::string& answer, int status) {
  CHECK(status_of(answer) == status);
  CHECK_FALSE(answer.contains("HTTP/1.1 2"));
  CHECK(answer.contains("Content-Type: application/problem+json\r\n"));
  CHECK(answer.contains("Connection: close\r\n"));
  auto document = parse_json(body_of(answer));
  REQUIRE(document);
  CHECK(document->find("status")->scalar() == std::to_string(status));
  CHECK(document->str("title") == reason_phrase(status));
  CHECK_FALSE(document->str("detail").empty());
}

}  // namespace

TEST_CASE("a request reaches the handler decoded and the answer carries the transport's headers") {
  Running server;
  std::string answer = server.ask(get("/a%20b/%D5%80?q=%C5%9Eu%C5%9Fa+1&q=2&e"));
  CHECK(status_of(answer) == 200);
  CHECK(body_of(answer) == "GET /a b/Հ [] a.example q=Şuşa 1 q=2 e=");
  CHECK(answer.contains("\r\nX-Content-Type-Options: nosniff\r\n"));
  CHECK(answer.contains("\r\nConnection: close\r\n"));
  size_t date = answer.find("\r\nDate: ");
  REQUIRE(date != std::string::npos);
  CHECK(answer.substr(date + 8, 29).ends_with(" GMT"));
}

TEST_CASE("param, params and header look values up") {
  Request r;
  r.query = {{"a", "1"}, {"b", "2"}, {"a", "3"}};
  r.headers = {{"accept", "text/html"}};
  CHECK(r.param("a") == "1");
  CHECK(r.param("c") == "");
  CHECK(r.params("a") == std::vector<std::string_view>{"1", "3"});
  CHECK(r.header("accept") == "text/html");
  CHECK(r.header("none") == "");
}

TEST_CASE("a connection is kept, HEAD sends no body, pipelined requests are answered in order") {
  Running server;
  Client c = server.client();
  CHECK(c.send(get("/1", "")));
  std::string first = c.read_answer();
  CHECK(body_of(first).starts_with("GET /1 "));
  CHECK_FALSE(first.contains("Connection:"));
  std::string many = "HEAD /head HTTP/1.1\r\nHost: a\r\n\r\n";
  for (int i = 0; i < 50; ++i) many += get("/" + std::to_string(i), "");
  CHECK(c.send(many + "\r\n" + get("/last")));  // with the stray line end that some clients send
  std::string head = c.read_answer(true);
  CHECK(head.contains("Content-Length: 15\r\n"));
  CHECK(body_of(head).empty());
  for (int i = 0; i < 50; ++i) CHECK(body_of(c.read_answer()).starts_with("GET /" + std::to_string(i) + " "));
  CHECK(body_of(c.read_all()).starts_with("GET /last "));
}

TEST_CASE("bodies arrive whole, by length and chunked, in one piece and byte by byte") {
  Running server;
  std::string by_length = "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";
  std::string chunked =
      "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
      "2;x=\"y\"\r\nhe\r\n0003\r\nllo\r\n0\r\nX-Trailer: t\r\n\r\n";
  for (const std::string& request : {by_length, chunked}) {
    CHECK(body_of(server.ask(request)) == "POST /p [hello] a");
    Client c = server.client();
    for (char byte : request) CHECK(c.send({&byte, 1}));
    CHECK(body_of(c.read_all()) == "POST /p [hello] a");
  }
}

TEST_CASE("a large body passes up to the limit and not one byte further") {
  Limits limits;
  limits.body_bytes = 300'000;
  Running server([](const Request& r) { return Response{.body = std::to_string(r.body.size())}; }, limits);
  auto with = [](size_t claim, size_t sent) {
    return "PUT / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + std::to_string(claim) + "\r\n\r\n" +
           std::string(sent, 'x');
  };
  CHECK(body_of(server.ask(with(300'000, 300'000))) == "300000");
  check_refused(server.ask(with(300'001, 100)), 413);
  std::string chunked = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 31; ++i) chunked += "2710\r\n" + std::string(10'000, 'x') + "\r\n";
  check_refused(server.ask(chunked), 413);
}

TEST_CASE("Expect: 100-continue is answered before the body is sent, and 413 instead when it would be too large") {
  Running server;
  Client c = server.client();
  CHECK(c.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"));
  CHECK(c.read_answer() == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(c.send("hi"));
  CHECK(body_of(c.read_all()) == "POST / [hi] a");
  check_refused(
      server.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\nExpect: 100-continue\r\n\r\n"), 413);
  check_refused(server.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: tea\r\n\r\n"), 417);
}

TEST_CASE("whatever has two readings is refused, and what hides behind it is never answered") {
  std::atomic<int> smuggled = 0;
  Running server([&](const Request& r) {
    if (r.path == "/smuggled") ++smuggled;
    return echo(r);
  });
  const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
  const std::string tail = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string chunk_end = "0\r\n\r\n";
  const std::vector<std::pair<const char*, std::string>> cases = {
      {"both lengths", post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk_end},
      {"both, other order", post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + chunk_end},
      {"two lengths", post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"},
      {"twice the same length", post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"},
      {"length list", post + "Content-Length: 5, 5\r\n\r\nhello"},
      {"chunked, identity", post + "Transfer-Encoding: chunked, identity\r\n\r\n" + chunk_end},
      {"identity", post + "Transfer-Encoding: identity\r\n\r\n" + chunk_end},
      {"identity, chunked", post + "Transfer-Encoding: identity, chunked\r\n\r\n" + chunk_end},
      {"xchunked", post + "Transfer-Encoding: xchunked\r\n\r\n" + chunk_end},
      {"chunked twice", post + "Transfer-Encoding: chunked, chunked\r\n\r\n" + chunk_end},
      {"two codings", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n" + chunk_end},
      {"quoted coding", post + "Transfer-Encoding: \"chunked\"\r\n\r\n" + chunk_end},
      {"vertical tab", post + "Transfer-Encoding: \x0b" "chunked\r\n\r\n" + chunk_end},
      {"coding in 1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk_end},
      {"folded", post + "Transfer-Encoding:\r\n chunked\r\n\r\n" + chunk_end},
      {"folded first", "GET / HTTP/1.1\r\n Host: a\r\nHost: a\r\n\r\n"},
      {"blank before colon", post + "Content-Length : 5\r\n\r\nhello"},
      {"tab before colon", post + "Content-Length\t: 5\r\n\r\nhello"},
      {"bare LF", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"},
      {"only bare LF", "GET / HTTP/1.1\nHost: a\n\n"},
      {"bare CR", "GET / HTTP/1.1\r\nHost: a\r\nX: b\rY: c\r\n\r\n"},
      {"plus", post + "Content-Length: +5\r\n\r\nhello"},
      {"minus", post + "Content-Length: -5\r\n\r\nhello"},
      {"blank inside", post + "Content-Length: 1 5\r\n\r\nhello"},
      {"hexadecimal", post + "Content-Length: 0x5\r\n\r\nhello"},
      {"empty length", post + "Content-Length: \r\n\r\n"},
      {"length over 64 bits", post + "Content-Length: 18446744073709551621\r\n\r\nhello"},
      {"chunk over 64 bits", post + "Transfer-Encoding: chunked\r\n\r\n10000000000000005\r\nhello\r\n" + chunk_end},
      {"chunk in 0x", post + "Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n" + chunk_end},
      {"chunk with blank", post + "Transfer-Encoding: chunked\r\n\r\n5 \r\nhello\r\n" + chunk_end},
      {"chunk with minus", post + "Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n" + chunk_end},
      {"chunk without size", post + "Transfer-Encoding: chunked\r\n\r\n;x\r\n\r\n"},
      {"chunk with bare LF", post + "Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n" + chunk_end},
      {"extension with bare LF", post + "Transfer-Encoding: chunked\r\n\r\n5;x\nhello\r\n" + chunk_end},
      {"chunk too short", post + "Transfer-Encoding: chunked\r\n\r\n4\r\nhello\r\n" + chunk_end},
      {"trailer that is none", post + "Transfer-Encoding: chunked\r\n\r\n0\r\nGET /smuggled HTTP/1.1\r\n\r\n"},
      {"NUL", std::string("GET / HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n"sv)},
      {"control", "GET / HTTP/1.1\r\nHost: a\r\nX: b\x01" "c\r\n\r\n"},
      {"DEL", "GET / HTTP/1.1\r\nHost: a\r\nX: b\x7f\r\n\r\n"},
      {"control in name", "GET / HTTP/1.1\r\nHost: a\r\nX\x01: b\r\n\r\n"},
      {"no name", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n"},
      {"no colon", "GET / HTTP/1.1\r\nHost: a\r\nXY\r\n\r\n"},
      {"no Host", "GET / HTTP/1.1\r\nX: a\r\n\r\n"},
      {"two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
      {"twice the same Host", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"},
      {"empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"},
      {"path in Host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
      {"user in Host", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"},
      {"another host in the target", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"two types", "GET / HTTP/1.1\r\nHost: a\r\nContent-Type: a/b\r\nContent-Type: c/d\r\n\r\n"},
      {"two authorizations", "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: x\r\nAuthorization: y\r\n\r\n"},
      {"two blanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"tab in request line", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"method with bracket", "GE(T / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"no version", "GET /\r\nHost: a\r\n\r\n"},
      {"lower-case version", "GET / http/1.1\r\nHost: a\r\n\r\n"},
      {"two empty lines first", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"TLS", "\x16\x03\x01\x02\x00\x01\n"},
  };
  for (const auto& [name, bytes] : cases) {
    CAPTURE(name);
    check_refused(server.ask(bytes + tail), 400);
  }
  CHECK(smuggled == 0);
  check_refused(server.ask("GET / HTTP/1.1\nHost: a\n\n"), 400);  // at once, not as a head that never ends
}

TEST_CASE("an absolute target is taken when it agrees with Host") {
  Running server;
  CHECK(body_of(server.ask(get("http://A.example/x?y=1"))) == "GET /x [] a.example y=1");
  check_refused(server.ask(get("http://a.example?y=1")), 400);  // a "?" where the path must begin
  CHECK(body_of(server.ask("GET http://a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")) == "GET / [] a");
  CHECK(body_of(server.ask("OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")) == "OPTIONS * [] a");
  check_refused(server.ask("GET * HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
  check_refused(server.ask("GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
}

TEST_CASE("no path that could be read in two ways reaches a handler") {
  std::atomic<int> reached = 0;
  Running server([&](const Request& r) {
    ++reached;
    return echo(r);
  });
  for (const char* target :
       {"/a/../b", "/a/%2e%2e/b", "/a/%2E./b", "/..", "/.", "/a/./b", "/%2e", "/a%2fb", "/a%2Fb", "/a%00b", "/a%0ab",
        "/a%7fb", "/a%5cb", "/a\\b", "/a%", "/a%4", "/a%zz", "/a%ff", "/%C0%AF", "/%ED%A0%80", "/a//b",
        "//evil.example/",
        "/a#b", "/a?x=%ff", "/a?x=%00", "/a?%01=1", "/a?x=%g0", "a", "?x", "/\xC3\xA9"}) {
    CAPTURE(target);
    check_refused(server.ask(get(target)), 400);
  }
  CHECK(reached == 0);
  CHECK(body_of(server.ask(get("/a/%252e%252e/..b/c.../"))) == "GET /a/%2e%2e/..b/c.../ [] a.example");
}

TEST_CASE("limits answer with their own status") {
  Running server;
  check_refused(server.ask(get("/" + std::string(5000, 'a'))), 414);
  check_refused(server.ask(get("/" + std::string(50'000, 'a'))), 414);
  check_refused(server.ask(get("/", "X: " + std::string(17'000, 'a') + "\r\n")), 431);
  std::string flood;
  for (int i = 0; i < 101; ++i) flood += "X" + std::to_string(i) + ": 1\r\n";
  check_refused(server.ask(get("/", flood)), 431);
  check_refused(server.ask("POST / HTTP/1.1\r\nHost: a\r\n\r\n"), 411);
  check_refused(server.ask("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), 505);
  check_refused(server.ask("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"), 501);
  check_refused(server.ask("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"), 501);
  check_refused(server.ask("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), 501);
  CHECK(status_of(server.ask(get("/" + std::string(4000, 'a')))) == 200);
}

TEST_CASE("HTTP/1.0 is answered and closed") {
  Running server;
  std::string answer = server.ask("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
  CHECK(status_of(answer) == 200);
  CHECK(answer.contains("Connection: close\r\n"));
}

TEST_CASE("slow clients are shown out in time") {
  Limits limits;
  limits.header_time = limits.body_time = limits.idle_time = 200ms;
  limits.min_rate = 1'000'000;
  Running server(echo, limits);
  auto start = std::chrono::steady_clock::now();
  SUBCASE("headers that never end") { check_refused(server.ask("GET / HTTP/1.1\r\nHost: a\r\n"), 408); }
  SUBCASE("headers a byte at a time") {
    Client c = server.client();
    std::jthread drip([&](std::stop_token stop) {
      c.send("GET / HTTP/1.1\r\nX: ");
      while (!stop.stop_requested() && c.send("a")) std::this_thread::sleep_for(20ms);
    });
    CHECK(status_of(c.read_all()) == 408);
  }
  SUBCASE("a body that stops") {
    check_refused(server.ask("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhel"), 408);
  }
  SUBCASE("a body a byte at a time") {
    Client c = server.client();
    std::jthread drip([&](std::stop_token stop) {
      c.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
      while (!stop.stop_requested() && c.send("a")) std::this_thread::sleep_for(20ms);
    });
    CHECK(status_of(c.read_all()) == 408);
  }
  SUBCASE("a connection that asks nothing is closed without a word") { CHECK(server.ask("") == ""); }
  SUBCASE("so is one that asks nothing more") {
    Client c = server.client();
    CHECK(c.send(get("/", "")));
    CHECK(status_of(c.read_answer()) == 200);
    CHECK(c.read_all() == "");
    CHECK_FALSE(c.timed_out);
  }
  auto took = std::chrono::steady_clock::now() - start;
  CHECK(took > 150ms);
  CHECK(took < 3s);
}

TEST_CASE("a client that does not read its answer is cut") {
  Limits limits;
  limits.write_time = 200ms;
  limits.min_rate = 1'000'000'000;
  Running server([](const Request&) { return Response{.body = std::string(64'000'000, 'x')}; }, limits);
  Client c = server.client();
  CHECK(c.send(get("/")));
  std::this_thread::sleep_for(1s);
  CHECK(c.read_all().size() < 64'000'000);
  CHECK_FALSE(c.timed_out);
}

TEST_CASE("a slow but steady reader gets all of a large answer") {
  Limits limits;
  limits.write_time = 300ms;
  limits.min_rate = 10'000'000;
  Running server([](const Request&) { return Response{.body = std::string(20'000'000, 'x')}; }, limits);
  Client c = server.client();
  CHECK(c.send(get("/")));
  size_t reads = 0;
  while (c.read_some()) {
    if (++reads % 100 == 0) std::this_thread::sleep_for(50ms);  // a second or so in all: over write_time alone
  }
  CHECK(body_of(c.read_all()).size() == 20'000'000);
}

TEST_CASE("connections beyond the limit are told so and the others go on") {
  Limits limits;
  limits.connections = 10;
  Running server(echo, limits);
  std::vector<Client> open;
  for (int i = 0; i < 10; ++i) {
    open.push_back(server.client());
    CHECK(open.back().send(get("/", "")));
    CHECK(status_of(open.back().read_answer()) == 200);
  }
  check_refused(server.ask(""), 503);
  CHECK(open.front().send(get("/again", "")));
  CHECK(status_of(open.front().read_answer()) == 200);
  open.clear();
  int status = 503;
  for (int i = 0; i < 100 && status == 503; ++i) {
    std::this_thread::sleep_for(20ms);
    Client c = server.client();
    if (c.send(get("/"))) status = status_of(c.read_answer());
  }
  CHECK(status == 200);
}

TEST_CASE("many connections at once are all served") {
  Running server;
  std::vector<Client> open;
  for (int i = 0; i < 400; ++i) open.push_back(server.client());
  for (Client& c : open) CHECK(c.send(get("/x", "")));
  for (Client& c : open) CHECK(status_of(c.read_answer()) == 200);
}

TEST_CASE("a connection ends after the agreed number of requests") {
  Limits limits;
  limits.requests_per_connection = 3;
  Running server(echo, limits);
  std::string answers = server.ask(get("/1", "") + get("/2", "") + get("/3", "") + get("/4", ""));
  CHECK(answers.contains("GET /3 "));
  CHECK_FALSE(answers.contains("GET /4 "));
}

TEST_CASE("a client that has closed its half still gets its answers") {
  Running server;
  Client c = server.client();
  CHECK(c.send(get("/1", "") + get("/2", "")));
  c.half_close();
  std::string answers = c.read_all();
  CHECK(answers.contains("GET /1 "));
  CHECK(answers.contains("GET /2 "));
  CHECK_FALSE(c.timed_out);
}

TEST_CASE("clients that vanish in the middle of anything leave the server whole") {
  std::atomic<int> streams = 0;
  Running server([&](const Request& r) {
    if (r.path != "/stream") return Response{.body = std::string(5'000'000, 'x')};
    ++streams;
    auto alive = std::shared_ptr<void>(nullptr, [&streams](void*) { --streams; });
    return Response{.stream = [alive](std::string& chunk) -> Result<bool> {
      chunk.append(10'000, 'x');
      return true;  // without end
    }};
  });
  for (int i = 0; i < 20; ++i) {
    for (std::string_view bytes : {std::string_view("GET / HT"),
        std::string_view("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx"),
                                   std::string_view("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                                   std::string_view("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")}) {
      Client c = server.client();
      CHECK(c.send(bytes));
      if (bytes.starts_with("GET") && bytes.ends_with("\r\n")) c.read_some();
      i % 2 ? c.vanish() : c.close();
    }
  }
  for (int i = 0; i < 200 && streams > 0; ++i) std::this_thread::sleep_for(10ms);
  CHECK(streams == 0);
  CHECK(status_of(server.ask(get("/"))) == 200);
}

TEST_CASE("a stream is chunked, or counted when its length is known") {
  Running server([](const Request& r) {
    auto left = std::make_shared<int>(3);
    Response out{.body = "head,", .stream = [left](std::string& chunk) -> Result<bool> {
                   if (--*left == 1) return true;  // a turn without bytes is no end
                   chunk += "piece" + std::to_string(*left) + ",";
                   return *left > 0;
                 }};
    if (r.path == "/known") out.stream_length = 14;
    if (r.path == "/short") out.stream_length = 15;
    if (r.path == "/long") out.stream_length = 13;
    return out;
  });
  CHECK(body_of(server.ask(get("/"))) == "c\r\nhead,piece2,\r\n7\r\npiece0,\r\n0\r\n\r\n");
  std::string known = server.ask(get("/known"));
  CHECK(known.contains("Content-Length: 19\r\n"));
  CHECK(body_of(known) == "head,piece2,piece0,");
  for (const char* path : {"/short", "/long"}) {
    Client c = server.client();
    CHECK(c.send(get(path)));
    CHECK(body_of(c.read_all()).size() < 20);
    CHECK(c.was_reset);
  }
  CHECK(server.log().contains("fewer bytes"));
  CHECK(server.log().contains("more bytes"));
  std::string head = server.ask("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  CHECK(head.contains("Transfer-Encoding: chunked\r\n"));
  CHECK(body_of(head) == "");
  std::string old = server.ask("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
  CHECK_FALSE(old.contains("chunked"));
  CHECK(body_of(old) == "head,piece2,piece0,");
}

TEST_CASE("a stream that fails or throws never looks whole") {
  Running server([](const Request& r) {
    bool throws = r.path == "/throws";
    auto first = std::make_shared<bool>(true);
    return Response{.stream = [throws, first](std::string& chunk) -> Result<bool> {
      chunk = "begun";
      if (std::exchange(*first, false)) return true;
      if (throws) throw std::runtime_error("thrown");
      return fail(Code::kUnavailable, "the disk went away");
    }};
  });
  for (const char* version : {"HTTP/1.1", "HTTP/1.0"}) {
    for (const char* path : {"/fails", "/throws"}) {
      Client c = server.client();
      CHECK(c.send("GET " + std::string(path) + " " + version + "\r\nHost: a\r\n\r\n"));
      std::string answer = c.read_all();
      CHECK(c.was_reset);
      CHECK_FALSE(answer.ends_with("0\r\n\r\n"));
    }
  }
  CHECK(server.log().contains("the disk went away"));
  CHECK(server.log().contains("thrown"));
}

TEST_CASE("what a handler does wrong is a 500, told to the operator and not to the reader") {
  Running server([](const Request& r) -> Response {
    if (r.path == "/throws") throw std::runtime_error("secret");
    if (r.path == "/status") return {.status = 99};
    if (r.path == "/name") return {.headers = {{"X\r\nY", "secret"}}};
    return {.headers = {{"X", "a\r\nSet-Cookie: secret"}}};
  });
  for (const char* path : {"/throws", "/status", "/name", "/value"}) {
    std::string answer = server.ask(get(path));
    CHECK(status_of(answer) == 500);
    CHECK_FALSE(answer.contains("secret"));
    CHECK(server.log().contains(path));
  }
}

TEST_CASE("the transport's own headers cannot be set by a handler") {
  Running server([](const Request&) {
    return Response{.headers = {{"content-length", "999"}, {"Transfer-Encoding", "chunked"}, {"Connection", "upgrade"}},
                    .body = "x"};
  });
  std::string answer = server.ask(get("/"));
  CHECK(answer.contains("Content-Length: 1\r\n"));
  CHECK_FALSE(answer.contains("999"));
  CHECK_FALSE(answer.contains("chunked"));
  CHECK_FALSE(answer.contains("upgrade"));
}

TEST_CASE("204 and 304 have no body whatever the handler says") {
  Running server([](const Request& r) { return Response{.status = r.path == "/204" ? 204 : 304, .body = "body"}; });
  CHECK(body_of(server.ask(get("/204"))) == "");
  CHECK(body_of(server.ask(get("/304"))) == "");
}

TEST_CASE("If-None-Match turns an unchanged answer into 304") {
  Running server([](const Request& r) {
    Response out{.headers = {{"Content-Type", "text/plain"}, {"Cache-Control", "no-cache"}}, .body = "same"};
    apply_etag(r, out);
    return out;
  });
  std::string tag = etag_of("same");
  CHECK(tag != etag_of("other"));
  std::string fresh = server.ask(get("/"));
  CHECK(fresh.contains("ETag: " + tag + "\r\n"));
  for (const std::string& held : {tag, "W/" + tag, "\"x\", " + tag, std::string("*")}) {
    std::string answer = server.ask(get("/", "If-None-Match: " + held + "\r\nConnection: close\r\n"));
    CHECK(status_of(answer) == 304);
    CHECK(body_of(answer) == "");
    CHECK(answer.contains("ETag: " + tag + "\r\n"));
    CHECK(answer.contains("Cache-Control: no-cache\r\n"));
  }
  for (std::string_view held : {"\"x\"", "x", "\"", "W/\"x\",,", ""}) {
    CHECK(status_of(server.ask(get("/", "If-None-Match: " + std::string(held) + "\r\nConnection: close\r\n"))) == 200);
  }
}

TEST_CASE("a handler that blocks holds nobody else") {
  std::binary_semaphore release(0);
  Running server([&](const Request& r) {
    if (r.path == "/slow") release.acquire();
    return echo(r);
  });
  Client slow = server.client();
  CHECK(slow.send(get("/slow")));
  for (int i = 0; i < 20; ++i) CHECK(status_of(server.ask(get("/quick"))) == 200);
  release.release();
  CHECK(status_of(slow.read_all()) == 200);
}

TEST_CASE("stop answers what has begun, closes what is idle and takes nothing new") {
  std::binary_semaphore entered(0), release(0);
  Running server([&](const Request& r) {
    if (r.path == "/slow") {
      entered.release();
      release.acquire();
    }
    return echo(r);
  });
  Client idle = server.client(), slow = server.client();
  CHECK(idle.send(get("/", "")));
  CHECK(status_of(idle.read_answer()) == 200);
  CHECK(slow.send(get("/slow", "") + get("/next", "")));
  entered.acquire();
  std::jthread stopper([&] { server.stop(); });
  CHECK(idle.read_all() == "");
  CHECK_FALSE(idle.timed_out);
  for (int i = 0; i < 100 && server.client().connected(); ++i) std::this_thread::sleep_for(10ms);
  CHECK_FALSE(server.client().connected());
  release.release();
  std::string answer = slow.read_all();
  CHECK(body_of(answer).starts_with("GET /slow "));
  CHECK(answer.contains("Connection: close\r\n"));
  CHECK_FALSE(answer.contains("/next"));
}

TEST_CASE("stop before run, twice, and from a handler") {
  auto early = Server::listen("127.0.0.1:0", echo);
  REQUIRE(early);
  (*early)->stop();
  (*early)->stop();
  (*early)->run();
  Server* self = nullptr;
  Running server([&](const Request& r) {
    self->stop();
    return echo(r);
  });
  self = &server.server();
  CHECK(status_of(server.ask(get("/", ""))) == 200);
}

TEST_CASE("addresses are numeric, and one in use is said so") {
  for (const char* address : {"", "127.0.0.1", ":80", "localhost:80", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:8x",
                              "::1:80", "[127.0.0.1]:80", "256.0.0.1:80"}) {
    CAPTURE(address);
    auto made = Server::listen(address, echo);
    REQUIRE_FALSE(made);
    CHECK(made.error().code == Code::kInvalid);
  }
  Running server;
  auto second = Server::listen("127.0.0.1:" + std::to_string(server.port()), echo);
  REQUIRE_FALSE(second);
  CHECK(second.error().code == Code::kUnavailable);
}

TEST_CASE("when descriptors run out accepting pauses and comes back") {
  int ports[2], logs[2];
  REQUIRE(::pipe(ports) == 0);
  REQUIRE(::pipe(logs) == 0);
  pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    rlimit few{static_cast<rlim_t>(logs[1] + 12), static_cast<rlim_t>(logs[1] + 12)};
    ::setrlimit(RLIMIT_NOFILE, &few);
    Limits limits;
    limits.threads = 2;
    auto made = Server::listen("127.0.0.1:0", echo, limits, [&](std::string_view line) {
      if (::write(logs[1], line.data(), line.size()) < 0) ::_exit(3);
    });
    if (!made) ::_exit(2);
    uint16_t port = (*made)->port();
    if (::write(ports[1], &port, sizeof port) != sizeof port) ::_exit(4);
    (*made)->run();
    ::_exit(0);
  }
  uint16_t port = 0;
  REQUIRE(::read(ports[0], &port, sizeof port) == sizeof port);
  {
    std::vector<Client> crowd;
    for (int i = 0; i < 40; ++i) crowd.emplace_back(port);
    CHECK(crowd[0].send(get("/", "")));
    CHECK(status_of(crowd[0].read_answer()) == 200);
    char text[200] = {};
    CHECK(::read(logs[0], text, sizeof text - 1) > 0);
    CHECK(std::string(text).starts_with("accepting pauses: "));
    CHECK(crowd[0].send(get("/", "")));
    CHECK(status_of(crowd[0].read_answer()) == 200);
  }
  Client after(port);
  CHECK(after.send(get("/")));
  CHECK(status_of(after.read_all()) == 200);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  for (int fd : {ports[0], ports[1], logs[0], logs[1]}) ::close(fd);
}

TEST_CASE("problem documents keep the program's own faults inside") {
  CHECK(problem(Error{Code::kInternal, "secret", ""}).body.find("secret") == std::string::npos);
  CHECK(problem(Error{Code::kCorrupt, "secret", ""}).body.find("secret") == std::string::npos);
  Response shown = problem(Error{Code::kInvalid, "the date is none", "/period"});
  CHECK(shown.body.contains("the date is none"));
  CHECK(shown.status == http_status(Code::kInvalid));
}
