// What goes out: status lines, headers that cannot break out of their line, problem documents and entity tags.
#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "base/bytes.h"
#include "base/json.h"
#include "base/sha256.h"
#include "server/wire.h"

namespace stele::server {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

bool is_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

bool is_value(std::string_view value) {
  return std::ranges::all_of(value, [](char c) { return c == '\t' || (static_cast<uint8_t>(c) >= 0x20 && c != 0x7F); });
}

bool is_ours(std::string_view name) {
  return same_name(name, "content-length") || same_name(name, "transfer-encoding") || same_name(name, "connection") ||
         same_name(name, "date") || same_name(name, "keep-alive");
}

// The date in IMF-fixdate, made once a second and thread. Written by hand: strftime would use the locale.
std::string_view http_date() {
  static constexpr std::string_view kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  thread_local std::time_t made = -1;
  thread_local std::string text;
  std::time_t now = std::time(nullptr);
  if (now != made) {
    std::tm t{};
    gmtime_r(&now, &t);
    text = fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", kDays[t.tm_wday], t.tm_mday, kMonths[t.tm_mon],
                       t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
    made = now;
  }
  return text;
}

void append_line(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  out += value;
  out += "\r\n";
}

void append_framing(std::string& out, wire::Delimiter delimiter, uint64_t length) {
  if (delimiter == wire::Delimiter::kChunked) append_line(out, "Transfer-Encoding", "chunked");
  if (delimiter == wire::Delimiter::kLength) append_line(out, "Content-Length", fmt::format_int(length).c_str());
}

}  // namespace

namespace wire {

Status append_head(std::string& out, const Response& response, Delimiter delimiter, uint64_t length, After after) {
  if (response.status < 200 || response.status > 599) {
    return fail(Code::kInternal, fmt::format("a handler answered with the status {}", response.status));
  }
  out += "HTTP/1.1 ";
  out += fmt::format_int(response.status).c_str();
  out += ' ';
  out += reason_phrase(response.status);
  out += "\r\n";
  append_line(out, "Date", http_date());
  for (const auto& [name, value] : response.headers) {
    if (is_ours(name)) continue;
    if (!is_name(name) || !is_value(value)) {
      return fail(Code::kInternal, "a handler's header cannot be sent because its name or value is not one line",
                  is_name(name) ? name : "");
    }
    append_line(out, name, value);
  }
  if (response.header("x-content-type-options").empty()) append_line(out, "X-Content-Type-Options", "nosniff");
  append_framing(out, delimiter, length);
  if (after == After::kClose) append_line(out, "Connection", "close");
  out += "\r\n";
  return {};
}

}  // namespace wire

std::string_view Request::param(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return {};
}

std::vector<std::string_view> Request::params(std::string_view name) const {
  std::vector<std::string_view> out;
  for (const auto& [key, value] : query) {
    if (key == name) out.push_back(value);
  }
  return out;
}

std::string_view Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

std::string_view Response::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (same_name(key, name)) return value;
  }
  return {};
}

void Response::set_header(std::string_view name, std::string value) {
  std::erase_if(headers, [&](const auto& pair) { return same_name(pair.first, name); });
  headers.emplace_back(name, std::move(value));
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 451: return "Unavailable For Legal Reasons";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
    default: return "Unknown";
  }
}

Response problem(int status, std::string_view detail) {
  Json::Object document{{"type", "about:blank"},
                        {"title", reason_phrase(status)},
                        {"status", Json::integer(status)},
                        {"detail", detail}};
  Response out;
  out.status = status;
  out.headers = {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}};
  out.body = to_json(Json(std::move(document)));
  return out;
}

Response problem(const Error& error) {
  bool is_ours_to_keep = error.code == Code::kInternal || error.code == Code::kCorrupt;
  if (is_ours_to_keep) return problem(http_status(error.code), "The server failed; its operator finds why in the log.");
  return problem(http_status(error.code), to_string(error));
}

std::string etag_of(std::string_view bytes) {
  Hash hash = sha256(bytes);
  return '"' + to_base64url(Bytes(hash).first(18)) + '"';
}

bool matches_etag(const Request& request, std::string_view etag) {
  std::string_view rest = request.header("if-none-match");
  if (rest == "*") return true;
  auto opaque = [](std::string_view tag) { return tag.starts_with("W/") ? tag.substr(2) : tag; };
  while (!rest.empty()) {
    size_t start = rest.find_first_not_of(" \t,");
    if (start == std::string_view::npos) return false;
    rest.remove_prefix(start);
    size_t quote = rest.find('"');
    size_t end = quote == std::string_view::npos ? quote : rest.find('"', quote + 1);
    if (end == std::string_view::npos) return false;
    if (opaque(rest.substr(0, end + 1)) == opaque(etag)) return true;
    rest.remove_prefix(end + 1);
  }
  return false;
}

void apply_etag(const Request& request, Response& response) {
  if (response.status != 200 || response.stream) return;
  if (response.header("etag").empty()) response.set_header("ETag", etag_of(response.body));
  if (request.method != "GET" && request.method != "HEAD") return;
  if (!matches_etag(request, response.header("etag"))) return;
  response.status = 304;
  response.body.clear();
  std::erase_if(response.headers, [](const auto& pair) {
    return same_name(pair.first, "content-type") || same_name(pair.first, "content-encoding");
  });
}

}  // namespace stele::server
