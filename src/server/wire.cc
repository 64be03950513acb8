// One pass over a head whose end is known. A parser that accepts leniently and a checker behind it would be two
// readings of the same bytes, which is what request smuggling lives from; so this is the only reading there is, and
// it knows one spelling of everything: CR LF, no folding, no blank before a colon, one Host, one Content-Length in
// plain digits or one "Transfer-Encoding: chunked", never both.
#include "server/wire.h"

#include <algorithm>
#include <array>

#include "base/json.h"

namespace stele::server::wire {
namespace {

constexpr size_t kMaxMethod = 32;
constexpr size_t kMaxChunkLine = 256;
constexpr size_t kMaxTrailer = 4096;

std::unexpected<Refusal> refuse(int status, std::string detail) {
  return std::unexpected<Refusal>(Refusal{status, std::move(detail)});
}
std::unexpected<Refusal> refuse(std::string detail) { return refuse(400, std::move(detail)); }

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// RFC 9110, 5.6.2.
constexpr auto kTokenChars = [] {
  std::array<bool, 256> table{};
  for (int c = 0; c < 256; ++c) {
    char letter = static_cast<char>(c);
    table[static_cast<size_t>(c)] = c < 128 && (is_digit(letter) || is_alpha(letter) ||
                                                std::string_view("!#$%&'*+-.^_`|~").contains(letter));
  }
  return table;
}();

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return kTokenChars[static_cast<uint8_t>(c)]; });
}

// Visible ASCII, blanks, tabs and bytes above 0x7F (obs-text, which some clients still send).
bool is_field_value(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c == '\t' || (static_cast<uint8_t>(c) >= 0x20 && c != 0x7F); });
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The line that starts `rest`, without its CR LF; a CR anywhere else is refused by the checks of each line.
std::string_view take_line(std::string_view& rest) {
  size_t end = rest.find("\r\n");
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 2);
  return line;
}

enum class Plus : uint8_t { kIsPlus, kIsBlank };

Parsed<std::string> percent_decoded(std::string_view raw, Plus plus) {
  std::string out;
  out.reserve(raw.size());
  for (size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '+' && plus == Plus::kIsBlank) {
      out += ' ';
    } else if (raw[i] != '%') {
      out += raw[i];
    } else {
      std::string_view digits = raw.substr(i + 1, 2);
      int high = digits.size() == 2 ? hex_value(digits[0]) : -1;
      int low = digits.size() == 2 ? hex_value(digits[1]) : -1;
      if (high < 0 || low < 0) return refuse("the address has a % that two hexadecimal digits do not follow");
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  if (!is_valid_utf8(out)) return refuse("the address is not valid UTF-8 after percent-decoding");
  return out;
}

bool has_control(std::string_view text, std::string_view allowed) {
  return std::ranges::any_of(text, [&](char c) {
    return (static_cast<uint8_t>(c) < 0x20 || c == 0x7F) && !allowed.contains(c);
  });
}

// What may stand in a target at all. More than RFC 3986 lets through, because browsers send "|" and "{" unescaped,
// but nothing that somebody behind us could take for a separator.
bool is_target(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F && c != '\\' && c != '#'; });
}

// A host and an optional port; names and addresses are not told apart, only what cannot be either is refused.
bool is_authority(std::string_view text) {
  return !text.empty() && text.size() <= 255 && std::ranges::all_of(text, [](char c) {
    return is_digit(c) || is_alpha(c) || std::string_view("-._~:[]%").contains(c);
  });
}

struct RequestLine {
  std::string_view method, target;
  Version version;
};

Parsed<Version> parse_version(std::string_view text) {
  if (text == "HTTP/1.1") return Version::kHttp11;
  if (text == "HTTP/1.0") return Version::kHttp10;
  bool is_version = text.size() == 8 && text.starts_with("HTTP/") && is_digit(text[5]) && text[6] == '.' &&
                    is_digit(text[7]);
  if (is_version) return refuse(505, "this server speaks HTTP/1.1 and HTTP/1.0");
  return refuse("the request line does not end in a version of HTTP");
}

Parsed<RequestLine> parse_request_line(std::string_view line, const Limits& limits) {
  size_t first = line.find(' ');
  size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return refuse("the request line is not: method, one blank, target, one blank, version");
  }
  RequestLine out{line.substr(0, first), line.substr(first + 1, last - first - 1), Version::kHttp11};
  if (!is_token(out.method) || out.method.size() > kMaxMethod) return refuse("the method is not a token");
  auto version = parse_version(line.substr(last + 1));
  if (!version) return std::unexpected(version.error());
  out.version = *version;
  if (out.target.size() > limits.target_bytes) return refuse(414, "the address is too long");
  if (out.target.empty() || !is_target(out.target)) {
    return refuse("the address holds a character that must be percent-encoded");
  }
  return out;
}

// Takes "http://host:port" off an absolute-form target and returns the authority, or "" for the other forms.
std::string take_authority(std::string_view& target) {
  size_t scheme = target.find("://");
  if (scheme == std::string_view::npos || target.starts_with('/')) return {};
  std::string name = lowered(target.substr(0, scheme));
  if (name != "http" && name != "https") return {};
  std::string_view rest = target.substr(scheme + 3);
  size_t end = std::min(rest.find_first_of("/?"), rest.size());
  target = end == rest.size() ? std::string_view("/") : rest.substr(end);
  return lowered(rest.substr(0, end));
}

// Sets path, query and, for the absolute form, host.
Parsed<void> parse_target(Request& request) {
  std::string_view target = request.raw_target;
  if (target == "*" && request.method == "OPTIONS") {
    request.path = "*";
    return {};
  }
  request.host = take_authority(target);
  size_t mark = std::min(target.find('?'), target.size());
  auto path = parse_path(target.substr(0, mark));
  if (!path) return std::unexpected(path.error());
  auto query = parse_query(target.substr(std::min(mark + 1, target.size())));
  if (!query) return std::unexpected(query.error());
  request.path = std::move(*path);
  request.query = std::move(*query);
  return {};
}

// Repeating one of these could make two readers choose differently.
bool must_be_single(std::string_view name) {
  static constexpr std::array<std::string_view, 8> kSingle{"host",         "content-length", "transfer-encoding",
                                                           "content-type", "authorization",  "expect",
                                                           "range",        "origin"};
  return std::ranges::find(kSingle, name) != kSingle.end();
}

Parsed<void> add_header(Request& request, std::string_view line, const Limits& limits) {
  if (line.starts_with(' ') || line.starts_with('\t')) return refuse("a header is folded over several lines");
  size_t colon = line.find(':');
  if (colon == std::string_view::npos) return refuse("a header line has no colon");
  if (!is_token(line.substr(0, colon))) return refuse("the name of a header is not a token");
  std::string name = lowered(line.substr(0, colon));
  std::string_view value = trimmed(line.substr(colon + 1));
  if (!is_field_value(value)) return refuse("the header " + name + " holds a control character");
  auto same = std::ranges::find(request.headers, name, &std::pair<std::string, std::string>::first);
  if (same == request.headers.end()) {
    if (request.headers.size() >= limits.header_count) return refuse(431, "there are too many headers");
    request.headers.emplace_back(std::move(name), value);
    return {};
  }
  if (must_be_single(name)) return refuse("the header " + name + " occurs twice");
  (same->second += name == "cookie" ? "; " : ", ") += value;
  return {};
}

Parsed<void> settle_host(Request& request) {
  std::string host = lowered(request.header("host"));
  if (!is_authority(host)) return refuse("the request has no Host, or one that names no host");
  if (!request.host.empty() && request.host != host) {
    return refuse("the address and the Host header name different hosts");
  }
  request.host = std::move(host);
  return {};
}

const std::string* find_header(const Request& request, std::string_view name) {
  auto at = std::ranges::find(request.headers, name, &std::pair<std::string, std::string>::first);
  return at == request.headers.end() ? nullptr : &at->second;
}

Parsed<void> read_length(Head& head, std::string_view text, const Limits& limits) {
  if (text.empty() || !std::ranges::all_of(text, is_digit)) return refuse("Content-Length is not a plain number");
  uint64_t value = 0;
  for (char c : text) {
    uint64_t digit = static_cast<uint64_t>(c - '0');
    if (value > (UINT64_MAX - digit) / 10) return refuse("Content-Length is too large for any machine");
    value = value * 10 + digit;
  }
  if (uint64_t most = body_limit(head.request, limits); value > most) {
    return refuse(413, "the body is larger than " + std::to_string(most) + " bytes");
  }
  head.framing = Framing::kLength;
  head.length = value;
  return {};
}

Parsed<void> read_coding(Head& head, std::string_view coding) {
  if (head.version == Version::kHttp10) return refuse("HTTP/1.0 has no Transfer-Encoding");
  std::string text = lowered(coding);
  if (text == "chunked") {
    head.framing = Framing::kChunked;
    return {};
  }
  std::string_view last = trimmed(std::string_view(text).substr(text.rfind(',') + 1));
  bool only_unknown_before = last == "chunked" && text.find("chunked") == text.rfind("chunked") &&
                             text.find("identity") == std::string::npos;
  if (only_unknown_before) return refuse(501, "of the transfer codings only chunked is implemented");
  return refuse("Transfer-Encoding is not \"chunked\", so the end of the body cannot be known");
}

Parsed<void> settle_framing(Head& head, const Limits& limits) {
  const std::string* length = find_header(head.request, "content-length");
  const std::string* coding = find_header(head.request, "transfer-encoding");
  if (length && coding) return refuse("both Content-Length and Transfer-Encoding are given");
  if (length) return read_length(head, *length, limits);
  if (coding) return read_coding(head, *coding);
  const std::string& method = head.request.method;
  if (method == "POST" || method == "PUT" || method == "PATCH") {
    return refuse(411, "a " + method + " needs Content-Length (0 for no body) or Transfer-Encoding: chunked");
  }
  return {};
}

bool list_holds(std::string_view list, std::string_view item) {
  std::string text = lowered(list);
  std::string_view rest = text;
  while (!rest.empty()) {
    size_t comma = std::min(rest.find(','), rest.size());
    if (trimmed(rest.substr(0, comma)) == item) return true;
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return false;
}

Parsed<void> settle_connection(Head& head) {
  if (head.version == Version::kHttp10 || list_holds(head.request.header("connection"), "close")) {
    head.after = After::kClose;
  }
  const std::string* expect = find_header(head.request, "expect");
  if (!expect || head.version == Version::kHttp10) return {};
  if (lowered(*expect) != "100-continue") return refuse(417, "of the expectations only 100-continue is known");
  head.expects_continue = head.framing != Framing::kNone;
  return {};
}

}  // namespace

Parsed<size_t> find_head_end(std::string_view bytes, size_t& scanned, const Limits& limits) {
  for (;;) {
    size_t feed = bytes.find('\n', scanned);
    size_t seen = feed == std::string_view::npos ? bytes.size() : feed + 1;
    if (seen > limits.header_bytes) {
      bool in_first_line = bytes.substr(0, seen).find("\r\n") > limits.target_bytes + kMaxMethod;
      return in_first_line ? refuse(414, "the address is too long") : refuse(431, "the headers are too long");
    }
    if (feed == std::string_view::npos) {
      scanned = bytes.size();
      return size_t{0};
    }
    if (feed == 0 || bytes[feed - 1] != '\r') return refuse("a line does not end in CR LF");
    scanned = feed + 1;
    if (feed == 1 || bytes[feed - 2] == '\n') return scanned;
  }
}

Parsed<Head> parse_head(std::string_view head, const Limits& limits) {
  auto line = parse_request_line(take_line(head), limits);
  if (!line) return std::unexpected(line.error());
  Head out;
  out.version = line->version;
  out.request.method = line->method;
  out.request.raw_target = line->target;
  if (line->method == "CONNECT" || line->method == "TRACE") {
    return refuse(501, "the method " + out.request.method + " is not implemented");
  }
  out.request.headers.reserve(16);
  for (std::string_view field = take_line(head); !field.empty(); field = take_line(head)) {
    if (auto added = add_header(out.request, field, limits); !added) return std::unexpected(added.error());
  }
  if (!head.empty()) return refuse("the head goes on after its empty line");
  if (auto target = parse_target(out.request); !target) return std::unexpected(target.error());
  if (auto host = settle_host(out.request); !host) return std::unexpected(host.error());
  if (auto framing = settle_framing(out, limits); !framing) return std::unexpected(framing.error());
  if (auto connection = settle_connection(out); !connection) return std::unexpected(connection.error());
  return out;
}

uint64_t body_limit(const Request& request, const Limits& limits) {
  return limits.body_bytes_of ? limits.body_bytes_of(request.method, request.path) : limits.body_bytes;
}

Parsed<std::string> parse_path(std::string_view raw) {
  if (!raw.starts_with('/')) return refuse("the address does not start with a slash");
  if (lowered(raw).find("%2f") != std::string::npos) return refuse("the path holds an encoded slash");
  auto path = percent_decoded(raw, Plus::kIsPlus);
  if (!path) return path;
  if (has_control(*path, {})) return refuse("the path holds a control character");
  if (path->contains('\\')) return refuse("the path holds a backslash");
  std::string_view rest = std::string_view(*path).substr(1);
  while (!rest.empty()) {
    size_t slash = std::min(rest.find('/'), rest.size());
    std::string_view segment = rest.substr(0, slash);
    if (segment.empty()) return refuse("the path holds an empty segment");
    if (segment == "." || segment == "..") return refuse("the path holds a dot segment");
    rest.remove_prefix(std::min(slash + 1, rest.size()));
  }
  return path;
}

Parsed<Pairs> parse_query(std::string_view raw) {
  Pairs out;
  while (!raw.empty()) {
    size_t end = std::min(raw.find('&'), raw.size());
    std::string_view pair = raw.substr(0, end);
    raw.remove_prefix(std::min(end + 1, raw.size()));
    if (pair.empty()) continue;
    size_t equals = std::min(pair.find('='), pair.size());
    auto name = percent_decoded(pair.substr(0, equals), Plus::kIsBlank);
    if (!name) return std::unexpected(name.error());
    auto value = percent_decoded(pair.substr(std::min(equals + 1, pair.size())), Plus::kIsBlank);
    if (!value) return std::unexpected(value.error());
    if (has_control(*name, "\t\r\n") || has_control(*value, "\t\r\n")) {
      return refuse("the query holds a control character");
    }
    out.emplace_back(std::move(*name), std::move(*value));
  }
  return out;
}

Parsed<size_t> ChunkedBody::feed(std::string_view bytes, std::string& out) {
  size_t taken = 0;
  while (taken < bytes.size() && !done()) {
    std::string_view rest = bytes.substr(taken);
    auto some = state_ == State::kData ? feed_data(rest, out) : feed_line(rest);
    if (!some) return some;
    taken += *some;
  }
  return taken;
}

Parsed<size_t> ChunkedBody::feed_data(std::string_view bytes, std::string& out) {
  size_t some = static_cast<size_t>(std::min<uint64_t>(left_, bytes.size()));
  out.append(bytes.substr(0, some));
  left_ -= some;
  if (left_ == 0) state_ = State::kDataEnd;
  return some;
}

// Gathers one line, however it was cut, and acts on it when it is whole.
Parsed<size_t> ChunkedBody::feed_line(std::string_view bytes) {
  size_t feed = bytes.find('\n');
  size_t some = feed == std::string_view::npos ? bytes.size() : feed + 1;
  size_t limit = state_ == State::kTrailer ? kMaxTrailer : kMaxChunkLine;
  if (line_.size() + some > limit) return refuse("a line of the chunked body is too long");
  line_.append(bytes.substr(0, some));
  if (feed == std::string_view::npos) return some;
  if (!line_.ends_with("\r\n")) return refuse("a line of the chunked body does not end in CR LF");
  line_.resize(line_.size() - 2);
  auto next = end_line();
  if (!next) return std::unexpected(next.error());
  state_ = *next;
  line_.clear();
  return some;
}

Parsed<ChunkedBody::State> ChunkedBody::end_line() {
  if (state_ == State::kSize) return begin_chunk();
  if (state_ == State::kDataEnd) {
    if (!line_.empty()) return refuse("a chunk is longer than it says");
    return State::kSize;
  }
  if (line_.empty()) return State::kDone;
  trailer_bytes_ += line_.size();
  if (trailer_bytes_ > kMaxTrailer) return refuse("the trailers of the chunked body are too long");
  size_t colon = std::min(line_.find(':'), line_.size());
  bool is_field = colon < line_.size() && is_token(std::string_view(line_).substr(0, colon)) &&
                  is_field_value(std::string_view(line_).substr(colon + 1));
  if (!is_field) return refuse("a trailer of the chunked body is not a header line");
  return State::kTrailer;
}

Parsed<ChunkedBody::State> ChunkedBody::begin_chunk() {
  size_t digits = std::min(line_.find(';'), line_.size());
  if (digits == 0 || digits > 16) return refuse("the size of a chunk is not a number that fits");
  uint64_t size = 0;
  for (char c : std::string_view(line_).substr(0, digits)) {
    int value = hex_value(c);
    if (value < 0) return refuse("the size of a chunk is not a hexadecimal number");
    size = size * 16 + static_cast<uint64_t>(value);
  }
  if (!is_field_value(std::string_view(line_).substr(digits))) {
    return refuse("a chunk extension holds a control character");
  }
  if (size > body_limit_ - total_) {
    return refuse(413, "the body is larger than " + std::to_string(body_limit_) + " bytes");
  }
  total_ += size;
  left_ = size;
  return size == 0 ? State::kTrailer : State::kData;
}

Parsed<Request> parse_request(std::string_view head, std::string_view body, const Limits& limits) {
  size_t scanned = 0;
  auto end = find_head_end(head, scanned, limits);
  if (!end) return std::unexpected(end.error());
  if (*end != head.size()) return refuse("the head does not end in its empty line");
  auto parsed = parse_head(head, limits);
  if (!parsed) return std::unexpected(parsed.error());
  if (parsed->framing != Framing::kChunked) {
    if (body.size() != parsed->length) return refuse("the body is not as long as it says");
    parsed->request.body = body;
    return std::move(parsed->request);
  }
  ChunkedBody chunks(body_limit(parsed->request, limits));
  auto taken = chunks.feed(body, parsed->request.body);
  if (!taken) return std::unexpected(taken.error());
  if (!chunks.done() || *taken != body.size()) return refuse("the chunked body does not end where it should");
  return std::move(parsed->request);
}

}  // namespace stele::server::wire
