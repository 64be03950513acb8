// The words of the interface, in seven languages. They stand in schema/i18n/<language>/ui.json as ICU messages
//
//   "search.results": "{count, plural, one {# record} other {# records}}"
//
// and are built into the program. Messages are compiled once, when the first page is asked for: what has no argument is
// handed out as it stands, the rest is a short list of pieces. Numbers, dates and plural forms are those of CLDR.
//
// A Words is immutable and safe from any thread; the seven live as long as the program.
#pragma once

#include <initializer_list>
#include <map>
#include <unordered_map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/period.h"
#include "server/html.h"

namespace stele::server {

// A key of ui.json. Only literals, so that a test can compare what the sources use with what the files hold; keys that
// are put together at run time say so by named().
struct WordKey {
  std::string_view name;
  template <size_t N>
  consteval WordKey(const char (&literal)[N]) : name(literal, N - 1) {}
  static WordKey named(std::string_view name) { return WordKey(name, 0); }

 private:
  WordKey(std::string_view text, int) : name(text) {}
};

// What stands in the place of {name}: a whole number (which plural forms look at), text, or HTML. It refers to its
// value and is meant to live as long as one call.
struct WordArg {
  std::string_view name;
  std::variant<uint64_t, std::string_view, const Html*> value;
  WordArg(std::string_view key, html::Number auto number) : name(key), value(static_cast<uint64_t>(number)) {}
  WordArg(std::string_view key, std::string_view text) : name(key), value(text) {}
  WordArg(std::string_view key, const std::string& text) : name(key), value(std::string_view(text)) {}
  WordArg(std::string_view key, const char* text) : name(key), value(std::string_view(text)) {}
  WordArg(std::string_view key, const Html& html) : name(key), value(&html) {}
};
using WordArgs = std::initializer_list<WordArg>;

// Of a language: its tag, its own name for itself, and in which direction it is written.
struct Tongue {
  std::string_view tag, name, dir;
};
// In the order in which they are offered: that of their tags.
std::span<const Tongue> tongues();

class Words {
 public:
  // Of one of tongues(); English for every other tag.
  static const Words& in(std::string_view lang);
  static bool knows(std::string_view lang);

  // From the text of a ui.json; what `fallback` has and it lacks is taken from there. An error names the key.
  static Result<std::unique_ptr<Words>> load(const Tongue& tongue, std::string_view json, const Words* fallback);
  ~Words();

  std::string_view tag() const { return tongue_.tag; }
  std::string_view dir() const { return tongue_.dir; }

  // A message without arguments.
  std::string_view operator()(WordKey key) const;
  // As plain text, for titles and attributes; HTML arguments are left out.
  std::string text(WordKey key, WordArgs args) const;
  // As HTML: text arguments are escaped and isolated from the direction of what stands around them (<bdi>).
  Html html(WordKey key, WordArgs args) const;
  // All messages whose keys begin like this, as a JSON object for an island's data-words.
  std::string island(std::string_view prefix) const;

  std::string number(uint64_t value) const;                // "12,345"
  std::string decimal(double value, int most_digits) const;  // "12.3"
  std::string day(const Civil& day) const;                 // "1 January 1926", Gregorian
  std::string month(int64_t year, int month) const;        // "January 1926"
  std::string year(int64_t year) const;                    // "1926", in the language's digits
  // What a language is called, with its script if the tag tells it: "Azerbaijani (Cyrillic)" for "az-Cyrl".
  std::string language(std::string_view tag) const;
  // "about 1905", "1903 to 1989", "until 1988"; the rarer forms of EDTF as they are written.
  std::string period(std::string_view edtf) const;

  // --- what tests look at ---
  struct Shape {
    std::set<std::string> args;
    std::vector<std::set<std::string>> plurals;  // the categories of each plural, without =0
  };
  Shape shape(std::string_view key) const;
  std::vector<std::string_view> own_keys() const;   // of its file
  std::set<std::string> plural_categories() const;  // that CLDR has for the language

 private:
  struct Piece;
  struct Message;
  struct Locale;
  Words();
  const Message* find(std::string_view key) const;
  std::string date_in_words(std::string_view edtf) const;
  std::string single_date(std::string_view edtf) const;
  std::string filled(std::string_view pattern, int64_t year, int month, int day) const;

  Tongue tongue_;
  struct KeyHash {
    using is_transparent = void;
    size_t operator()(std::string_view key) const { return std::hash<std::string_view>()(key); }
  };
  std::string island_of(std::string_view prefix) const;

  std::unordered_map<std::string, Message, KeyHash, std::equal_to<>> messages_;
  std::map<std::string, std::string, std::less<>> islands_;  // what island() says, made once
  std::map<std::string, std::string, std::less<>> patterns_;  // as they stand in the file
  const Words* fallback_ = nullptr;
  std::unique_ptr<Locale> locale_;
};

}  // namespace stele::server
