// HTML that cannot be broken out of. A value of type Html is safe to send; everything else that is put into one is
// text and is escaped on the way. Page code reads like the page:
//
//   Html page = el("main", attr("class", "record"),
//                  el("h1", name_span(title, "hy")),
//                  el("p", "Said by ", el("a", url_attr("href", contributor_url), contributor)),
//                  each(sources, [](const Source& s) { return el("li", s.title); }));
//
// What holds by construction (see html_test.cc):
// - Text and attribute values are escaped; control characters other than tab and newline (CR LF counts as newline) and
//   bytes that are not UTF-8 become U+FFFD.
// - Names of elements and attributes are literals, checked by the compiler: unknown spellings, <script> and <style>,
//   event handlers (on...), style and srcdoc do not compile.
// - Attributes that hold an address are made only by url_attr(), which takes http, https, mailto, relative addresses
//   and #fragments.
// - HTML written by hand comes in only through trusted_html(), which takes literals: `grep trusted_html` finds all.
//
// Everything is rendered at once into strings that own their bytes: nothing refers to its arguments later.
#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/json.h"

namespace stele::server {

class Html;

namespace html {

// Appends `text` so that it can stand between tags and between double quotes.
void append_escaped(std::string& out, std::string_view text);

constexpr bool is_one_of(std::string_view name, auto... names) { return ((name == std::string_view(names)) || ...); }

constexpr bool is_plain_name(std::string_view name) {
  if (name.empty() || name.front() < 'a' || name.front() > 'z') return false;
  for (char c : name) {
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
  }
  return true;
}
constexpr bool is_void(std::string_view name) {
  return is_one_of(name, "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
                   "wbr");
}
constexpr bool is_raw_text(std::string_view name) {
  return is_one_of(name, "script", "style", "iframe", "noembed", "noframes", "noscript", "plaintext", "xmp", "template",
                   "object", "embed", "base");
}
constexpr bool holds_url(std::string_view name) {
  return is_one_of(name, "href", "src", "action", "formaction", "poster", "cite", "data", "ping", "manifest",
                   "background", "longdesc", "usemap");
}
constexpr bool is_dangerous(std::string_view name) {
  return name.starts_with("on") || is_one_of(name, "style", "srcdoc", "srcset", "imagesrcset", "http-equiv", "is");
}

// A call to this is what the compiler names when a literal is refused; it exists at no run time.
void this_name_cannot_be_used_here();

struct Tag {
  std::string_view name;
  template <size_t N>
  consteval Tag(const char (&literal)[N]) : name(literal, N - 1) {
    if (!is_plain_name(name) || is_void(name) || is_raw_text(name)) this_name_cannot_be_used_here();
  }
};
struct VoidTag {
  std::string_view name;
  template <size_t N>
  consteval VoidTag(const char (&literal)[N]) : name(literal, N - 1) {
    if (!is_void(name) || is_raw_text(name)) this_name_cannot_be_used_here();
  }
};
struct AttrName {
  std::string_view name;
  template <size_t N>
  consteval AttrName(const char (&literal)[N]) : name(literal, N - 1) {
    if (!is_plain_name(name) || is_dangerous(name) || holds_url(name)) this_name_cannot_be_used_here();
  }
};
struct UrlAttrName {
  std::string_view name;
  template <size_t N>
  consteval UrlAttrName(const char (&literal)[N]) : name(literal, N - 1) {
    if (!holds_url(name)) this_name_cannot_be_used_here();
  }
};
struct Literal {
  std::string_view text;
  template <size_t N>
  consteval Literal(const char (&literal)[N]) : text(literal, N - 1) {}
};

template <class T>
concept Number = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> && !std::same_as<T, wchar_t> &&
                 !std::same_as<T, char8_t> && !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

template <Number T>
void append_number(std::string& out, T value) {
  std::array<char, 24> digits;
  auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

}  // namespace html

// One attribute, or none.
class Attr {
 public:
  Attr() = default;  // none: el("li", is_current ? attr("aria-current", "page") : Attr())

 private:
  friend Attr attr(html::AttrName name, std::string_view value);
  friend Attr attr(html::AttrName name);
  friend Attr url_attr(html::UrlAttrName name, std::string_view url);
  template <class... Parts>
  friend Html el(html::Tag tag, Parts&&... parts);
  template <std::same_as<Attr>... Attrs>
  friend Html void_el(html::VoidTag tag, const Attrs&... attrs);
  std::string text_;  // ` name="value"`
};

Attr attr(html::AttrName name, std::string_view value);
Attr attr(html::AttrName name);  // without a value: "hidden", "required"
Attr attr(html::AttrName name, html::Number auto value) {
  std::string digits;
  html::append_number(digits, value);
  return attr(name, std::string_view(digits));
}
// No attribute at all when is_safe_url() says no: the link's text then stands there and leads nowhere.
Attr url_attr(html::UrlAttrName name, std::string_view url);
// Whether `url` is http://, https://, mailto:, relative to this archive or a #fragment. Not safe: every other scheme,
// "//host", backslashes, control characters, blanks at an end, and what is not UTF-8, because browsers forgive these.
bool is_safe_url(std::string_view url);

template <class T>
concept HtmlContent =
    std::same_as<std::remove_cvref_t<T>, Html> || std::convertible_to<T, std::string_view> ||
    html::Number<std::remove_cvref_t<T>>;

class Html {
 public:
  Html() = default;

  // Text and numbers are escaped, Html is taken as it is.
  template <HtmlContent T>
  Html& add(T&& part) {
    if constexpr (std::same_as<std::remove_cvref_t<T>, Html>) {
      text_ += part.text_;
    } else if constexpr (html::Number<std::remove_cvref_t<T>>) {
      html::append_number(text_, part);
    } else {
      html::append_escaped(text_, part);
    }
    return *this;
  }
  Html& add(std::nullptr_t) = delete;

  bool empty() const { return text_.empty(); }
  std::string_view text() const { return text_; }
  std::string take() && { return std::move(text_); }
  void reserve(size_t bytes) { text_.reserve(bytes); }

 private:
  friend Html trusted_html(html::Literal literal);
  friend Html document(const Html& root);
  friend Html json_script(std::string_view id, const Json& value);
  friend Html module_script(std::string_view src);
  template <class... Parts>
  friend Html el(html::Tag tag, Parts&&... parts);
  template <std::same_as<Attr>... Attrs>
  friend Html void_el(html::VoidTag tag, const Attrs&... attrs);
  std::string text_;
};

// An element with its end tag. `parts` are attributes, text, numbers and Html; attributes may stand anywhere.
template <class... Parts>
Html el(html::Tag tag, Parts&&... parts) {
  constexpr bool kAllKnown = ((std::same_as<std::remove_cvref_t<Parts>, Attr> || HtmlContent<Parts>) && ...);
  static_assert(kAllKnown, "an element takes attributes, text, numbers and Html");
  Html out;
  out.text_.reserve(64);
  out.text_ += '<';
  out.text_ += tag.name;
  auto add_attr = [&](const auto& part) {
    if constexpr (std::same_as<std::remove_cvref_t<decltype(part)>, Attr>) out.text_ += part.text_;
  };
  auto add_content = [&](auto&& part) {
    if constexpr (!std::same_as<std::remove_cvref_t<decltype(part)>, Attr>) out.add(part);
  };
  (add_attr(parts), ...);
  out.text_ += '>';
  size_t start = out.text_.size();
  (add_content(parts), ...);
  // Parsers drop a newline that directly follows these tags.
  bool eats_newline = tag.name == "textarea" || tag.name == "pre";
  if (eats_newline && start < out.text_.size() && out.text_[start] == '\n') out.text_.insert(start, 1, '\n');
  out.text_ += "</";
  out.text_ += tag.name;
  out.text_ += '>';
  return out;
}

// An element that never has content: br, img, input, link, meta, ...
template <std::same_as<Attr>... Attrs>
Html void_el(html::VoidTag tag, const Attrs&... attrs) {
  Html out;
  out.text_ += '<';
  out.text_ += tag.name;
  ((out.text_ += attrs.text_), ...);
  out.text_ += '>';
  return out;
}

// Parts after each other, without an element around them.
template <HtmlContent... Parts>
Html fragment(Parts&&... parts) {
  Html out;
  (out.add(parts), ...);
  return out;
}

// make(item) for every item, after each other, with `between` (text or Html) between them.
template <std::ranges::input_range Items, class Make>
Html each(Items&& items, Make&& make) {
  Html out;
  for (auto&& item : items) out.add(make(item));
  return out;
}
template <std::ranges::input_range Items, class Make, HtmlContent Between>
Html each(Items&& items, Make&& make, const Between& between) {
  Html out;
  bool is_first = true;
  for (auto&& item : items) {
    if (!std::exchange(is_first, false)) out.add(between);
    out.add(make(item));
  }
  return out;
}

// HTML written by hand. The only way in, and only for literals.
Html trusted_html(html::Literal literal);
// <!doctype html> and the root element.
Html document(const Html& root);
// A name or a quotation of unknown writing direction, isolated from what stands around it: <bdi lang="hy">. `lang` is
// a BCP 47 tag; "" leaves it out.
Html name_span(std::string_view text, std::string_view lang);
// The text, or its beginning and "…" when it has more than `most` bytes; cut between two characters.
std::string shortened(std::string_view text, size_t most);
// <script type="application/json" id="..">: data for an island; does not run. `id` is the element's id.
Html json_script(std::string_view id, const Json& value);
// <script type="module" src=".."></script>. Nothing at all unless `src` is a path of this archive ("/assets/map.js").
Html module_script(std::string_view src);

}  // namespace stele::server
