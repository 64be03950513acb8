// Tables as streams of rows of cells, whatever they lie in (delimited text here, spreadsheets in xlsx.h), and the text
// below delimited text: UTF-8, with or without a byte order mark, or UTF-16 with one. No other encoding is guessed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/format.h"

namespace stele::formats {

struct TableRow {
  uint64_t number = 0;  // as a spreadsheet numbers it: the header is 1; with line breaks in cells, not the line
  std::vector<std::string> cells;
  std::string trouble;  // a sentence about how the row was written, "" if all was well
};

class TableReader {
 public:
  virtual ~TableReader() = default;
  // The next row that is not empty, header included; false at the end.
  virtual Result<bool> next(TableRow& row) = 0;
};

// Passes on UTF-8, whatever of the two encodings comes in, without the mark. An error at the first byte that is
// neither; `in` must outlive it.
class Utf8Reader : public Reader {
 public:
  explicit Utf8Reader(Reader& in) : in_(in) {}
  Result<size_t> read(std::span<char> out) override;

 private:
  enum class Encoding { kUnknown, kUtf8, kUtf16Le, kUtf16Be };

  Status refill();
  void detect();
  Status decode_utf8(bool last);
  Status decode_utf16(bool last);
  std::unexpected<Error> wrong(std::string_view what, size_t at) const;

  Reader& in_;
  Encoding encoding_ = Encoding::kUnknown;
  std::string raw_;      // bytes not yet decoded
  std::string decoded_;  // text not yet handed out, from at_
  size_t at_ = 0;
  uint64_t before_ = 0;  // raw bytes before raw_
  bool ended_ = false;
};

enum class Quotes { kRfc4180, kNone };

// RFC 4180 with any delimiter. Where the text departs from it (signs behind a closing quote) the row says so and is
// read as well as it can be; a quote that is never closed is an error. A row may have 64 MB.
class CsvReader : public TableReader {
 public:
  // delimiter 0: the one of tab, comma, semicolon and bar that the first line has most of.
  CsvReader(Reader& utf8, char delimiter, Quotes quotes) : in_(utf8), delimiter_(delimiter), quotes_(quotes) {}
  Result<bool> next(TableRow& row) override;
  char delimiter() const { return delimiter_; }

 private:
  Status find_delimiter();
  Result<bool> fill();
  Result<int> peek();
  Result<bool> record(TableRow& row);
  Status plain_cell(std::string& cell);
  Status quoted_cell(TableRow& row, std::string& cell);

  Reader& in_;
  char delimiter_;
  Quotes quotes_;
  std::string buffer_;
  size_t at_ = 0, row_size_ = 0;
  uint64_t number_ = 0;
  bool ended_ = false;
};

// The delimiter of this beginning of a table, as CsvReader finds it.
char guess_delimiter(std::string_view head);

}  // namespace stele::formats
