// Both readers keep one chunk; a cell is copied once, from the chunk into the row.
#include "formats/csv_reader.h"

#include <algorithm>
#include <array>

#include "base/json.h"

namespace stele::formats {
namespace {

constexpr size_t kChunk = size_t{256} << 10;
constexpr size_t kLargestRow = size_t{64} << 20;

void append_utf8(std::string& out, uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6)), out += static_cast<char>(0x80 | (c & 63));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12)), out += static_cast<char>(0x80 | ((c >> 6) & 63)), out += static_cast<char>(0x80 | (c & 63));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18)), out += static_cast<char>(0x80 | ((c >> 12) & 63));
    out += static_cast<char>(0x80 | ((c >> 6) & 63)), out += static_cast<char>(0x80 | (c & 63));
  }
}

// Where the text ends without the bytes of a character that is not whole yet.
size_t whole_characters(std::string_view text) {
  for (size_t back = 1; back <= std::min<size_t>(3, text.size()); ++back) {
    auto c = static_cast<unsigned char>(text[text.size() - back]);
    if ((c & 0xC0) == 0x80) continue;
    size_t needs = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
    return needs > back ? text.size() - back : text.size();
  }
  return text.size();
}

size_t first_invalid(std::string_view text) {
  size_t low = 0, high = text.size();
  while (low < high) {
    size_t middle = (low + high + 1) / 2;
    if (is_valid_utf8(text.substr(0, whole_characters(text.substr(0, middle))))) low = middle;
    else high = middle - 1;
  }
  return whole_characters(text.substr(0, low));
}

}  // namespace

std::unexpected<Error> Utf8Reader::wrong(std::string_view what, size_t at) const {
  return fail(Code::kInvalid,
              "This text is " + std::string(what) + ". Texts are read as UTF-8, or as UTF-16 with a byte order mark; in a spreadsheet "
              "program choose \"CSV UTF-8\" when saving.",
              "byte " + std::to_string(before_ + at + 1));
}

void Utf8Reader::detect() {
  size_t mark = 0;
  encoding_ = Encoding::kUtf8;
  if (raw_.starts_with("\xEF\xBB\xBF")) mark = 3;
  else if (raw_.starts_with("\xFF\xFE")) mark = 2, encoding_ = Encoding::kUtf16Le;
  else if (raw_.starts_with("\xFE\xFF")) mark = 2, encoding_ = Encoding::kUtf16Be;
  raw_.erase(0, mark);
  before_ = mark;
}

Status Utf8Reader::decode_utf8(bool last) {
  size_t whole = last ? raw_.size() : whole_characters(raw_);
  std::string_view text = std::string_view(raw_).substr(0, whole);
  if (!is_valid_utf8(text)) return wrong("not UTF-8", first_invalid(text));
  if (size_t zero = text.find('\0'); zero != std::string_view::npos) return wrong("no text: it has a zero byte", zero);
  decoded_.assign(text);
  raw_.erase(0, whole);
  before_ += whole;
  return {};
}

Status Utf8Reader::decode_utf16(bool last) {
  auto unit = [&](size_t at) {
    auto a = static_cast<unsigned char>(raw_[at]), b = static_cast<unsigned char>(raw_[at + 1]);
    return encoding_ == Encoding::kUtf16Le ? static_cast<uint32_t>(a | (b << 8)) : static_cast<uint32_t>((a << 8) | b);
  };
  decoded_.clear();
  size_t at = 0;
  for (; at + 1 < raw_.size(); at += 2) {
    uint32_t c = unit(at);
    if (c == 0) return wrong("no text: it has a zero character", at);
    if (c >= 0xDC00 && c < 0xE000) return wrong("not UTF-16: half of a character is missing", at);
    if (c >= 0xD800 && c < 0xDC00) {
      if (at + 3 >= raw_.size()) break;
      uint32_t low = unit(at + 2);
      if (low < 0xDC00 || low > 0xDFFF) return wrong("not UTF-16: half of a character is missing", at);
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
      at += 2;
    }
    append_utf8(decoded_, c);
  }
  if (last && at < raw_.size()) return wrong("not UTF-16: it ends in the middle of a character", at);
  raw_.erase(0, at);
  before_ += at;
  return {};
}

Status Utf8Reader::refill() {
  while (!ended_ && (raw_.size() < 4 || encoding_ != Encoding::kUnknown)) {
    size_t old = raw_.size();
    raw_.resize(old + kChunk);
    auto got = in_.read({raw_.data() + old, kChunk});
    raw_.resize(old + (got ? *got : 0));
    if (!got) return std::unexpected(std::move(got.error()));
    ended_ = *got == 0;
    if (encoding_ != Encoding::kUnknown) break;
  }
  if (encoding_ == Encoding::kUnknown) detect();
  at_ = 0;
  return encoding_ == Encoding::kUtf8 ? decode_utf8(ended_) : decode_utf16(ended_);
}

Result<size_t> Utf8Reader::read(std::span<char> out) {
  while (at_ == decoded_.size()) {
    if (ended_ && raw_.empty()) return size_t{0};
    STELE_CHECK(refill());
  }
  size_t n = std::min(out.size(), decoded_.size() - at_);
  std::copy_n(decoded_.data() + at_, n, out.data());
  at_ += n;
  return n;
}

char guess_delimiter(std::string_view head) {
  std::string_view line = head.substr(0, head.find('\n'));
  constexpr std::string_view kDelimiters = "\t,;|";
  std::array<size_t, 4> counts{};
  bool quoted = false;
  for (char c : line) {
    if (c == '"') quoted = !quoted;
    size_t which = quoted ? std::string_view::npos : kDelimiters.find(c);
    if (which != std::string_view::npos) ++counts[which];
  }
  return kDelimiters[static_cast<size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

Result<bool> CsvReader::fill() {
  if (ended_) return false;
  buffer_.resize(kChunk);
  STELE_TRY(size_t got, in_.read({buffer_.data(), kChunk}));
  buffer_.resize(got);
  at_ = 0;
  ended_ = got == 0;
  row_size_ += got;
  if (row_size_ > kLargestRow)
    return fail(Code::kInvalid, "Row " + std::to_string(number_ + 1) + " is larger than 64 MB; a quote may never be closed.",
                "row " + std::to_string(number_ + 1));
  return !ended_;
}

// The next byte, or -1 at the end.
Result<int> CsvReader::peek() {
  if (at_ >= buffer_.size()) {
    STELE_TRY(bool more, fill());
    if (!more) return -1;
  }
  return static_cast<unsigned char>(buffer_[at_]);
}

Status CsvReader::plain_cell(std::string& cell) {
  for (;;) {
    STELE_TRY(int c, peek());
    if (c == -1) return {};
    size_t end = at_;
    while (end < buffer_.size() && buffer_[end] != delimiter_ && buffer_[end] != '\n') ++end;
    cell.append(buffer_, at_, end - at_);
    at_ = end;
    if (end < buffer_.size()) return {};
  }
}

Status CsvReader::quoted_cell(TableRow& row, std::string& cell) {
  uint64_t number = number_ + 1;
  ++at_;
  for (;;) {
    STELE_TRY(int c, peek());
    if (c == -1)
      return fail(Code::kInvalid, "A quote that opens in row " + std::to_string(number) + " is never closed; the file may be cut off.",
                  "row " + std::to_string(number));
    size_t quote = std::min(buffer_.find('"', at_), buffer_.size());
    cell.append(buffer_, at_, quote - at_);
    at_ = quote;
    if (quote == buffer_.size()) continue;
    ++at_;
    STELE_TRY(int after, peek());
    if (after != '"') break;
    cell += '"';
    ++at_;
  }
  size_t closed = cell.size();
  STELE_CHECK(plain_cell(cell));
  if (cell.size() > closed && cell.substr(closed) != "\r")
    row.trouble = "Something stands between a closing quote and the end of its cell; a quote inside a cell must be doubled.";
  else cell.resize(closed);
  return {};
}

Result<bool> CsvReader::record(TableRow& row) {
  STELE_TRY(int first, peek());
  if (first == -1) return false;
  row.trouble.clear();
  size_t used = 0;
  for (;; ++used) {
    if (used == row.cells.size()) row.cells.emplace_back();
    std::string& cell = row.cells[used];
    cell.clear();
    STELE_TRY(int c, peek());
    STELE_CHECK(c == '"' && quotes_ == Quotes::kRfc4180 ? quoted_cell(row, cell) : plain_cell(cell));
    STELE_TRY(int after, peek());
    if (after == -1 || after == '\n') break;
    ++at_;
  }
  if (at_ < buffer_.size()) ++at_;
  row.cells.resize(used + 1);
  std::string& last = row.cells.back();
  if (last.ends_with('\r')) last.pop_back();
  return true;
}

// The first line may come in pieces.
Status CsvReader::find_delimiter() {
  while (!ended_ && buffer_.size() < kChunk && buffer_.find('\n') == std::string::npos) {
    std::string more(kChunk, '\0');
    STELE_TRY(size_t got, in_.read(more));
    buffer_.append(more, 0, got);
    ended_ = got == 0;
  }
  delimiter_ = guess_delimiter(buffer_);
  return {};
}

Result<bool> CsvReader::next(TableRow& row) {
  if (delimiter_ == 0) STELE_CHECK(find_delimiter());
  for (;;) {
    row_size_ = buffer_.size() - at_;
    STELE_TRY(bool any, record(row));
    if (!any) return false;
    row.number = ++number_;
    if (std::any_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return !cell.empty(); })) return true;
  }
}

}  // namespace stele::formats
