// Private to base: what was typed, as a row of meanings in one language.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/period_words.h"

namespace stele {

struct Sign {
  Means means;
  int value = 0;            // of a number, or of the word's row
  int digits = 0;           // how many were typed
  bool ordinal = false;     // the number carries an ending
  int year = 0, month = 0, day = 0;  // kDate: a numeric date, month and day 0 where not given
};

struct Token {
  enum Kind { kWord, kDigits, kMark, kStar };
  Kind kind;
  std::string text;
  bool glued;  // nothing stands between it and the token before
};

struct TypedText {
  std::vector<Token> tokens;
  bool eastern_digits = false;  // Persian or Arabic digits were typed
  bool long_dash = false;       // – or — was typed, which never joins a year and a month
  bool foreign = false;         // a character that no form of a date contains
};

// Letters folded (case, accents, dotless i, yeh, kaf), digits made ASCII, dashes and quotes made one kind.
TypedText split_typed(std::string_view words);

// The text's meanings in this language, or nothing if it has a word that the language's table does not know.
std::optional<std::vector<Sign>> signs_in(const TypedText& text, const PeriodLanguage& language);

}  // namespace stele
