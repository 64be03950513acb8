// The transport's reading of bytes. Input: a head, its empty line, the body. Besides not crashing: what is accepted
// keeps every promise of Request, and a chunked body means the same however the network cut it.
#include <cstdio>
#include <cstdlib>

#include "base/json.h"
#include "server/wire.h"

namespace {

using namespace std::string_view_literals;
using stele::server::Limits;
using stele::server::Request;
namespace wire = stele::server::wire;

void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", what);
  std::abort();
}

void check_path(const std::string& path) {
  demand(path == "*" || path.starts_with('/'), "a path starts with a slash");
  demand(stele::is_valid_utf8(path), "a path is UTF-8");
  demand(path.find_first_of("\\\0\r\n\t\x7f"sv) == std::string::npos, "a path has no control or backslash");
  demand(!path.contains("//"), "a path has no empty segment");
  std::string closed = path + "/";
  demand(!closed.contains("/../") && !closed.contains("/./"), "a path has no dot segment");
}

void check_request(const Request& r, std::string_view head) {
  check_path(r.path);
  demand(!r.host.empty(), "there is a host");
  for (const auto& [name, value] : r.headers) {
    demand(name.find_first_of(" \t\r\n:") == std::string::npos && !name.empty(), "a header's name is a token");
    demand(value.find_first_of("\r\n\0"sv) == std::string::npos, "a header's value is one line");
  }
  for (const auto& [name, value] : r.query) {
    demand(stele::is_valid_utf8(name) && stele::is_valid_utf8(value), "the query is UTF-8");
  }
  demand(r.header("content-length").empty() || r.header("transfer-encoding").empty(), "there is one framing");
  for (size_t at = head.find('\n'); at != head.npos; at = head.find('\n', at + 1)) {
    demand(at > 0 && head[at - 1] == '\r', "every line ends in CR LF");
  }
}

// The body, or the status of the refusal.
std::string fed_by(size_t step, std::string_view bytes) {
  wire::ChunkedBody chunks(4096);
  std::string out;
  while (!bytes.empty() && !chunks.done()) {
    auto taken = chunks.feed(bytes.substr(0, step), out);
    if (!taken) return "refused";
    bytes.remove_prefix(*taken);
  }
  return out + (chunks.done() ? " done" : " open") + std::to_string(bytes.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Limits limits;
  limits.body_bytes = 4096;
  size_t scanned = 0;
  auto end = wire::find_head_end(bytes, scanned, limits);
  size_t head_size = end && *end > 0 ? *end : size;
  auto request = wire::parse_request(bytes.substr(0, head_size), bytes.substr(head_size), limits);
  if (request) check_request(*request, bytes.substr(0, head_size));
  std::string_view body = bytes.substr(head_size);
  demand(fed_by(1, body) == fed_by(body.size() + 1, body), "a chunked body means the same in any pieces");
  demand(fed_by(7, body) == fed_by(body.size() + 1, body), "a chunked body means the same in any pieces");
  return 0;
}
