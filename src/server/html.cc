// Escaping looks each byte up in a table and copies the runs between two bytes that need care. Text that is not valid
// UTF-8 as a whole is repaired sequence by sequence; it is rare, so that path is slow and simple.
#include "server/html.h"

#include <algorithm>

namespace stele::server {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

enum class Care : uint8_t { kNone, kEscape, kControl, kReturn, kC2 };

// Tab and newline are left alone; C2 may begin a control character of U+0080 to U+009F.
constexpr auto kCare = [] {
  std::array<Care, 256> table{};
  for (size_t c = 0; c < 0x20; ++c) table[c] = Care::kControl;
  table['\t'] = table['\n'] = Care::kNone;
  table['\r'] = Care::kReturn;
  table[0x7F] = Care::kControl;
  table[0xC2] = Care::kC2;
  for (char c : std::string_view("&<>\"'")) table[static_cast<size_t>(c)] = Care::kEscape;
  return table;
}();

std::string_view entity_of(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    default: return "&#39;";
  }
}

// How many bytes at `at` are replaced by `with`; 0 when they may stay after all.
size_t treat(std::string_view text, size_t at, Care care, std::string_view& with) {
  with = kReplacement;
  bool has_next = at + 1 < text.size();
  switch (care) {
    case Care::kEscape: with = entity_of(text[at]); return 1;
    case Care::kReturn:
      if (has_next && text[at + 1] == '\n') with = {};
      return 1;
    case Care::kC2: return has_next && static_cast<uint8_t>(text[at + 1]) < 0xA0 ? 2 : 0;
    default: return 1;
  }
}

void append_valid(std::string& out, std::string_view text) {
  size_t start = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    Care care = kCare[static_cast<uint8_t>(text[i])];
    if (care == Care::kNone) continue;
    std::string_view with;
    size_t taken = treat(text, i, care, with);
    if (taken == 0) continue;
    out.append(text, start, i - start);
    out += with;
    start = i + taken;
    i = start - 1;
  }
  out.append(text, start);
}

size_t sequence_length(char lead) {
  auto c = static_cast<uint8_t>(lead);
  return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

std::string repaired(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    std::string_view sequence = text.substr(i, sequence_length(text[i]));
    bool is_good = is_valid_utf8(sequence);
    out += is_good ? sequence : kReplacement;
    i += is_good ? sequence.size() : 1;
  }
  return out;
}

void append_attr(std::string& out, std::string_view name, std::string_view value) {
  out += ' ';
  out += name;
  out += "=\"";
  html::append_escaped(out, value);
  out += '"';
}

bool is_local_path(std::string_view url) { return url.starts_with('/') && is_safe_url(url); }

}  // namespace

void html::append_escaped(std::string& out, std::string_view text) {
  is_valid_utf8(text) ? append_valid(out, text) : append_valid(out, repaired(text));
}

Attr attr(html::AttrName name, std::string_view value) {
  Attr out;
  out.text_.reserve(name.name.size() + value.size() + 4);
  append_attr(out.text_, name.name, value);
  return out;
}

Attr attr(html::AttrName name) {
  Attr out;
  out.text_ = ' ';
  out.text_ += name.name;
  return out;
}

Attr url_attr(html::UrlAttrName name, std::string_view url) {
  Attr out;
  if (is_safe_url(url)) append_attr(out.text_, name.name, url);
  return out;
}

bool is_safe_url(std::string_view url) {
  auto is_bad = [](char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7F || c == '\\'; };
  if (std::ranges::any_of(url, is_bad) || url.starts_with("//") || !is_valid_utf8(url)) return false;
  if (url.starts_with(' ') || url.ends_with(' ')) return false;
  size_t mark = url.find_first_of(":/?#");
  if (mark == std::string_view::npos || url[mark] != ':') return true;
  std::string scheme(url.substr(0, mark + 1));
  for (char& c : scheme) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  if (scheme == "mailto:") return true;
  return (scheme == "http:" || scheme == "https:") && url.substr(mark + 1).starts_with("//");
}

Html trusted_html(html::Literal literal) {
  Html out;
  out.text_ = literal.text;
  return out;
}

Html document(const Html& root) {
  Html out;
  out.text_.reserve(root.text_.size() + 16);
  out.text_ = "<!doctype html>\n";
  out.text_ += root.text_;
  return out;
}

Html name_span(std::string_view text, std::string_view lang) {
  return lang.empty() ? el("bdi", text) : el("bdi", attr("lang", lang), text);
}

// A cut does not part a letter from the marks that are set on it: those of U+0300 to U+036F begin with CC or CD.
std::string shortened(std::string_view text, size_t most) {
  if (text.size() <= most) return std::string(text);
  auto is_inside = [&](size_t at) {
    auto c = static_cast<uint8_t>(text[at]);
    return (c & 0xC0) == 0x80 || c == 0xCC || c == 0xCD;
  };
  size_t end = most;
  while (end > 0 && is_inside(end)) --end;
  if (end == 0) {  // nothing but one letter under a heap of marks: some of them stay off
    for (end = most; end > 0 && (static_cast<uint8_t>(text[end]) & 0xC0) == 0x80;) --end;
  }
  return std::string(text.substr(0, end)) + "…";
}

// Between script tags nothing is decoded, so "<" must not occur at all; JSON has another spelling for it.
Html json_script(std::string_view id, const Json& value) {
  Html out;
  out.text_ = "<script type=\"application/json\"";
  append_attr(out.text_, "id", id);
  out.text_ += '>';
  for (char c : to_json(value)) {
    c == '<' ? out.text_ += "\\u003c" : out.text_ += c;
  }
  out.text_ += "</script>";
  return out;
}

Html module_script(std::string_view src) {
  Html out;
  if (!is_local_path(src)) return out;
  out.text_ = "<script type=\"module\"";
  append_attr(out.text_, "src", src);
  out.text_ += "></script>";
  return out;
}

}  // namespace stele::server
