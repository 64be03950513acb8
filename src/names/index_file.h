// The name index as bytes: built once, then only read, in memory or mapped from a file. docs/formats/names.md has every
// byte. Names that are spelled the same (same script, symbols and generic words) are one spelling; spellings are
// ordered by script and length. A list for each bucket of gram hashes has the spellings with such a gram, as
// differences of 16 bits. No text is stored.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "names/grams.h"

namespace stele::names {

struct Row {
  uint32_t place, name;  // the caller's numbers
};

// Reads an index where it lies; the bytes must outlive it, and are checked at open() as far as no later read can leave
// them. Threads: constant.
class IndexView {
 public:
  IndexView() = default;
  static Result<IndexView> open(Bytes bytes);

  uint32_t spellings() const { return spellings_; }
  uint32_t rows() const { return rows_; }
  Script script(uint32_t spelling) const;
  std::span<const uint8_t> symbols(uint32_t spelling) const {
    return symbols_.subspan(symbol_begin_[spelling], symbol_begin_[spelling + 1] - symbol_begin_[spelling]);
  }
  std::span<const Row> rows_of(uint32_t spelling) const {
    return row_.subspan(row_begin_[spelling], row_begin_[spelling + 1] - row_begin_[spelling]);
  }
  // A list: differences to the spelling before (the first to -1); 0 means 65,535 further and no spelling.
  std::span<const uint16_t> list(uint32_t hash) const {
    uint32_t bucket = hash >> shift_;
    return postings_.subspan(list_begin_[bucket], list_begin_[bucket + 1] - list_begin_[bucket]);
  }
  void expect(uint32_t spelling) const { __builtin_prefetch(&symbol_begin_[spelling]); }  // will be asked for soon
  const uint32_t* list_head(uint32_t hash) const { return list_begin_.data() + (hash >> shift_); }
  // How many names the row's place has: 0 for one, 1 for two, 2 for four, ...
  uint8_t fame(uint32_t row) const { return fame_[row]; }
  uint32_t first_row(uint32_t spelling) const { return row_begin_[spelling]; }
  uint32_t first_of(Script script) const { return script_begin_[static_cast<size_t>(script)]; }

 private:
  uint32_t spellings_ = 0, rows_ = 0;
  std::array<uint32_t, kScripts + 1> script_begin_{};
  std::span<const uint32_t> symbol_begin_, row_begin_;
  std::span<const uint8_t> symbols_, fame_;
  std::span<const Row> row_;
  std::span<const uint32_t> list_begin_;
  std::span<const uint16_t> postings_;
  uint32_t shift_ = 31;
};

// The lists of an index: where each bucket's begins, and all of them.
struct Lists {
  std::vector<uint32_t> begin;
  std::vector<uint16_t> postings;
};

// Collects names and writes the bytes. The order of add() does not matter; equal input gives equal bytes.
class IndexBuilder {
 public:
  explicit IndexBuilder(const Graphemes& graphemes) : graphemes_(graphemes) {}
  void add(std::string_view name, uint32_t place, uint32_t name_id);
  std::vector<uint8_t> build();  // empties the builder
  size_t rows() const { return entries_.size(); }

 private:
  struct Entry {
    std::string key;  // script, size and symbols: what spellings are ordered by
    std::string text;
    Row row;
    Generic generic;
  };
  void add(std::string_view name, const Encoded& encoded, Row row, Generic generic);
  std::unordered_map<uint32_t, uint32_t> order();
  template <class Visit>
  void each_spelling(Visit visit) const;
  Lists make_lists(uint32_t bits) const;
  const Graphemes& graphemes_;
  std::vector<Entry> entries_;
};

}  // namespace stele::names
