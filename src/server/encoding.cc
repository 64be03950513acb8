// One deflate state for each thread, because making one costs more than pressing a page. Level 5: a memorial page of
// 60 kB takes well below a millisecond, and level 9 saves two bytes in a hundred.
#include "server/encoding.h"

#include <zlib.h>

#include <algorithm>

namespace stele::server {
namespace {

constexpr size_t kWorthIt = 1024;  // below it fits into the first packet anyway
constexpr int kLevel = 5, kGzipFormat = 15 + 16, kMemory = 8;

class Deflater {
 public:
  Deflater() : ready_(deflateInit2(&state_, kLevel, Z_DEFLATED, kGzipFormat, kMemory, Z_DEFAULT_STRATEGY) == Z_OK) {}
  ~Deflater() {
    if (ready_) deflateEnd(&state_);
  }
  Deflater(const Deflater&) = delete;

  // "" when it cannot be done.
  std::string press(std::string_view bytes) {
    if (!ready_ || deflateReset(&state_) != Z_OK) return {};
    std::string out(deflateBound(&state_, bytes.size()), '\0');
    state_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    state_.avail_in = static_cast<uInt>(bytes.size());
    state_.next_out = reinterpret_cast<Bytef*>(out.data());
    state_.avail_out = static_cast<uInt>(out.size());
    if (deflate(&state_, Z_FINISH) != Z_STREAM_END) return {};
    out.resize(out.size() - state_.avail_out);
    return out;
  }

 private:
  z_stream state_{};
  bool ready_;
};

bool shrinks(std::string_view media_type) {
  media_type = media_type.substr(0, media_type.find(';'));
  return media_type.starts_with("text/") || media_type.ends_with("json") || media_type.ends_with("xml") ||
         media_type == "application/vnd.mapbox-vector-tile";
}

std::string_view trimmed(std::string_view text) {
  size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

bool same_word(std::string_view a, std::string_view b) {
  auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

// "q=0", "q=0.0" and "q=0.000" refuse; anything else that follows a coding takes it.
bool is_refused(std::string_view parameters) {
  std::string_view weight = trimmed(parameters);
  if (!weight.starts_with("q=") && !weight.starts_with("Q=")) return false;
  return weight.size() > 2 && weight.substr(2).find_first_not_of("0.") == std::string_view::npos;
}

bool is_named(const Pairs& headers, std::string_view name) {
  return std::ranges::any_of(headers, [&](const auto& pair) { return same_word(pair.first, name); });
}

}  // namespace

bool accepts(const Request& request, std::string_view coding) {
  bool by_star = false;
  for (std::string_view rest = request.header("accept-encoding"); !rest.empty();) {
    std::string_view item = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(item.size() + 1, rest.size()));
    size_t semicolon = std::min(item.find(';'), item.size());
    std::string_view name = trimmed(item.substr(0, semicolon));
    bool is_taken = !is_refused(semicolon < item.size() ? item.substr(semicolon + 1) : std::string_view());
    if (same_word(name, coding)) return is_taken;
    if (name == "*") by_star = is_taken;
  }
  return by_star;
}

std::string gzip(std::string_view bytes) {
  thread_local Deflater deflater;
  return deflater.press(bytes);
}

void add_vary(Response& response, std::string_view name) {
  std::string all(response.header("vary"));
  if (all.find(name) != std::string::npos) return;
  if (!all.empty()) all += ", ";
  response.set_header("Vary", all.append(name));
}

void apply_encoding(const Request& request, Response& response) {
  bool is_ours = !response.stream && shrinks(response.header("content-type")) && !is_named(response.headers, "Content-Encoding");
  if (!is_ours || response.body.size() < kWorthIt) return;
  add_vary(response, "Accept-Encoding");
  if (!accepts(request, "gzip")) return;
  std::string pressed = gzip(response.body);
  if (pressed.empty() || pressed.size() >= response.body.size()) return;
  response.body = std::move(pressed);
  response.set_header("Content-Encoding", "gzip");
  std::string tag(response.header("etag"));
  if (tag.starts_with('"')) response.set_header("ETag", "W/" + tag);
}

}  // namespace stele::server
