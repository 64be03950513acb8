// The learned table: how much likelier two letters stand for each other in two spellings of one name than by chance.
//
// In sixteenths of a nat, -127 to 127, per pair of scripts and symbols; a gap is a letter that the other script does
// not write. Learned from names of the same places (names/learn.h), stored in schema/names/letters.bin; the bytes are
// described in docs/formats/names.md. Threads: constant after parse().
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "names/graphemes.h"

namespace stele::names {

inline constexpr int kUnit = 16;  // of a nat
inline constexpr int8_t kForbidden = -100;

class Letters {
 public:
  using Row = std::array<int8_t, kSymbols>;

  Letters();  // nothing learned: letters of a script match themselves, letters of two scripts by their classes
  static Letters by_class(const Graphemes& graphemes);
  static Result<Letters> parse(Bytes bytes);
  std::string bytes() const;

  int score(Script a, uint8_t x, Script b, uint8_t y) const { return row(a, b, x)[y]; }
  int gap(Script own, Script other, uint8_t x) const { return gaps(own, other)[x]; }
  // The most that symbol x of `own` can bring against `other`.
  int best(Script own, Script other, uint8_t x) const { return bests(own, other)[x]; }

  const Row& row(Script a, Script b, uint8_t x) const { return rows_[at(a, b) * kSymbols + x]; }
  const Row& gaps(Script own, Script other) const { return gaps_[at(own, other)]; }
  const Row& bests(Script own, Script other) const { return bests_[at(own, other)]; }

  void set(Script a, uint8_t x, Script b, uint8_t y, int8_t value);  // both ways
  void set_gap(Script own, Script other, uint8_t x, int8_t value) { gaps_[at(own, other)][x] = value; }
  void settle();  // after the last set()

 private:
  static size_t at(Script a, Script b) { return static_cast<size_t>(a) * kScripts + static_cast<size_t>(b); }
  std::vector<Row> rows_;
  std::array<Row, kScripts * kScripts> gaps_{}, bests_{};
};

}  // namespace stele::names
