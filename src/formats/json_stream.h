// Takes the elements out of a stream of JSON without holding the stream: JSON lines, the elements of a top-level array,
// those of the "features" array of a top-level object, or objects one after another. It only finds where an element
// begins and ends; whether it is valid JSON is parse_json()'s to say, element by element, so that one broken element
// does not end an import.
//
// Which of these it is, is told by the beginning: "[" starts an array; "{" starts an object, and if that has a member
// "features" with an array, that array is it. If the first object ends on its first line, the rest is read line by
// line (a broken line is one broken element); if not, object by object.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "formats/format.h"

namespace stele::formats {

class JsonStream {
 public:
  enum class Form { kUnknown, kLines, kObjects, kArray, kFeatures };
  // Holds at most max_element bytes and one chunk more. `in` must outlive this.
  explicit JsonStream(Reader& in, size_t max_element = size_t{64} << 20) : in_(in), max_element_(max_element) {}

  // The characters of the next element, good until the next call; nullopt at the end. An error when the input ends in
  // the middle, when an element is larger than allowed, or when what stands between elements is not JSON.
  Result<std::optional<std::string_view>> next();

  Form form() const { return form_; }
  // Of the element given last: its ordinal, or its line where there are lines; both from 1.
  uint64_t number() const { return number_; }
  std::string_view unit() const { return form_ == Form::kLines ? "line" : "feature"; }

 private:
  enum class Scan { kClosed, kFeatures };

  Result<bool> fill();              // more bytes behind those in the buffer; false at the end
  Result<int> peek();               // the next byte that is not blank, or -1 at the end
  Result<Scan> object_or_features();  // from a "{": to its end, or to the first byte after the "[" of "features"
  Status value();                   // from the first byte of any value to its end
  Status string();                  // from an opening quote to behind the closing one
  Result<bool> byte(size_t at);     // makes sure that the buffer has this byte
  Result<std::optional<std::string_view>> next_line();
  Result<std::optional<std::string_view>> next_listed();
  Result<std::optional<std::string_view>> first();
  Result<std::optional<std::string_view>> element();  // one value, from its first byte
  Status after_list();
  std::string_view taken() const { return std::string_view(buffer_).substr(start_, at_ - start_); }
  std::unexpected<Error> cut_off() const;
  std::unexpected<Error> odd(std::string_view what) const;

  Reader& in_;
  size_t max_element_;
  std::string buffer_;
  size_t start_ = 0;  // of what must be kept
  size_t at_ = 0;     // what is read next
  uint64_t dropped_ = 0;  // bytes before the buffer
  uint64_t number_ = 0;
  uint64_t line_ = 1;     // in kLines: of the byte at at_
  Form form_ = Form::kUnknown;
  bool ended_ = false, done_ = false;
};

// Parses each element of the stream and hands it on with its unit and number; what is not JSON becomes a refused row
// with a finding. An error of the sink or of the stream ends it.
using JsonRow = std::function<Status(std::string_view unit, uint64_t number, Json&& element, std::string_view text)>;
Status for_each_element(Reader& in, const ImportContext& context, const RowSink& sink, const JsonRow& row);

}  // namespace stele::formats
