// One pass over the bytes that knows strings, brackets and nothing else. The buffer starts at the element being read,
// so what it holds is bounded by the largest element, whatever the file's size.
#include "formats/json_stream.h"

#include "formats/draft_row.h"

namespace stele::formats {
namespace {

constexpr size_t kChunk = size_t{256} << 10;

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

}  // namespace

std::unexpected<Error> JsonStream::cut_off() const {
  return fail(Code::kInvalid, "The file ends in the middle of " + std::string(unit()) + " " + std::to_string(number_ + 1) +
                                  "; it was cut off. What stood before was read.",
              "byte " + std::to_string(dropped_ + buffer_.size()));
}

std::unexpected<Error> JsonStream::odd(std::string_view what) const {
  return fail(Code::kInvalid, "This is not the JSON that was expected: " + std::string(what) + " after " + std::string(unit()) + " " +
                                  std::to_string(number_) + ".",
              "byte " + std::to_string(dropped_ + at_ + 1));
}

Result<bool> JsonStream::fill() {
  if (ended_) return false;
  if (start_ > 0) {
    buffer_.erase(0, start_);
    dropped_ += start_;
    at_ -= start_;
    start_ = 0;
  }
  if (buffer_.size() > max_element_)
    return fail(Code::kInvalid, "The " + std::string(unit()) + " " + std::to_string(number_ + 1) + " is larger than " +
                                    std::to_string(max_element_ >> 20) + " MB; no more is held in memory. Is it one element?",
                "byte " + std::to_string(dropped_ + 1));
  size_t old = buffer_.size();
  buffer_.resize(old + kChunk);
  auto got = in_.read({buffer_.data() + old, kChunk});
  buffer_.resize(old + (got ? *got : 0));
  if (!got) return std::unexpected(std::move(got.error()));
  ended_ = *got == 0;
  return !ended_;
}

Result<bool> JsonStream::byte(size_t at) {
  size_t ahead = at - start_;
  while (start_ + ahead >= buffer_.size()) {
    STELE_TRY(bool more, fill());
    if (!more) return false;
  }
  return true;
}

Result<int> JsonStream::peek() {
  for (;; ++at_) {
    start_ = at_;
    STELE_TRY(bool there, byte(at_));
    if (!there) return -1;
    if (!is_blank(buffer_[at_])) return static_cast<unsigned char>(buffer_[at_]);
    line_ += buffer_[at_] == '\n';
  }
}

Status JsonStream::string() {
  for (++at_;; ++at_) {
    if (at_ >= buffer_.size()) {
      STELE_TRY(bool there, byte(at_));
      if (!there) return cut_off();
    }
    char c = buffer_[at_];
    if (c == '\\') ++at_;
    else if (c == '"') return ++at_, Status();
  }
}

// Brackets are only counted, not matched: a mismatch is for parse_json to find.
Status JsonStream::value() {
  uint64_t depth = 0;
  for (;;) {
    STELE_TRY(bool there, byte(at_));
    if (!there) {
      if (depth == 0 && at_ > start_) return {};
      return cut_off();
    }
    char c = buffer_[at_];
    if (c == '"') {
      STELE_CHECK(string());
      if (depth == 0) return {};
      continue;
    }
    if (depth == 0 && (c == ',' || c == ']' || c == '}' || is_blank(c))) return {};
    ++at_;
    if (c == '{' || c == '[') ++depth;
    else if ((c == '}' || c == ']') && --depth == 0) return {};
  }
}

Result<JsonStream::Scan> JsonStream::object_or_features() {
  ++at_;
  // Blanks must not be dropped here: they belong to the element if this turns out to be one.
  auto skip_to = [this]() -> Result<char> {
    for (;; ++at_) {
      STELE_TRY(bool there, byte(at_));
      if (!there) return cut_off();
      if (!is_blank(buffer_[at_])) return buffer_[at_];
    }
  };
  for (;;) {
    STELE_TRY(char c, skip_to());
    if (c == '}') return ++at_, Scan::kClosed;
    if (c == ',') {
      ++at_;
      continue;
    }
    if (c != '"') return odd("a member's name does not stand where it should");
    size_t from = at_ - start_;
    STELE_CHECK(string());
    bool features = std::string_view(buffer_).substr(start_ + from, at_ - start_ - from) == "\"features\"";
    STELE_TRY(char colon, skip_to());
    if (colon != ':') return odd("a colon is missing");
    ++at_;
    STELE_TRY(char opening, skip_to());
    if (features && opening == '[') return ++at_, Scan::kFeatures;
    size_t before = at_ - start_;
    STELE_CHECK(value());
    if (at_ - start_ == before) return odd("a value is missing");
  }
}

Result<std::optional<std::string_view>> JsonStream::first() {
  STELE_TRY(bool any, byte(2));
  if (any && buffer_.starts_with("\xEF\xBB\xBF")) at_ = start_ = 3;
  STELE_TRY(int c, peek());
  if (c == -1) return done_ = true, std::nullopt;
  if (c == '[') {
    form_ = Form::kArray;
    ++at_;
    return next_listed();
  }
  if (c != '{') return odd("the file starts with neither { nor [");
  uint64_t line = line_;
  STELE_TRY(Scan scan, object_or_features());
  if (scan == Scan::kFeatures) {
    form_ = Form::kFeatures;
    return next_listed();
  }
  bool one_line = taken().find('\n') == std::string_view::npos;
  form_ = one_line ? Form::kLines : Form::kObjects;
  number_ = one_line ? line : 1;
  if (!one_line) return taken();
  // The rest of the line belongs to it, so that something behind the object is found.
  at_ = start_;
  line_ = line;
  return next_line();
}

Result<std::optional<std::string_view>> JsonStream::next_line() {
  STELE_TRY(int c, peek());
  if (c == -1) return done_ = true, std::nullopt;
  number_ = line_ - 1;  // for messages about this line
  size_t end = std::string::npos;
  for (size_t from = 0; end == std::string::npos;) {
    end = buffer_.find('\n', start_ + from);
    if (end != std::string::npos) break;
    from = buffer_.size() - start_;
    STELE_TRY(bool more, fill());
    if (!more) break;
  }
  bool last = end == std::string::npos;
  number_ = line_;
  std::string_view line = std::string_view(buffer_).substr(start_, (last ? buffer_.size() : end) - start_);
  at_ = last ? buffer_.size() : end;
  if (last && line.back() != '}' && line.find_last_not_of(" \t\r") != line.rfind('}')) return --number_, cut_off();
  if (last && !parse_json(line)) {
    // A last line without its newline that ends in "}" may still have lost its outer brackets.
    size_t whole = at_;
    at_ = start_;
    --number_;
    STELE_CHECK(value());
    ++number_;
    at_ = whole;
  }
  return line;
}

Status JsonStream::after_list() {
  done_ = true;
  if (form_ == Form::kArray) {
    STELE_TRY(int c, peek());
    return c == -1 ? Status() : Status(odd("something follows the end of the list"));
  }
  // The members behind "features" are passed over, value by value, holding nothing.
  for (uint64_t depth = 1; depth > 0;) {
    STELE_TRY(int c, peek());
    if (c == -1) return cut_off();
    if (c == '"') {
      STELE_CHECK(string());
      continue;
    }
    ++at_;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
  }
  STELE_TRY(int c, peek());
  return c == -1 ? Status() : Status(odd("something follows the end of the object"));
}

Result<std::optional<std::string_view>> JsonStream::element() {
  STELE_CHECK(value());
  if (at_ == start_) return odd("an element is missing");
  ++number_;
  return taken();
}

Result<std::optional<std::string_view>> JsonStream::next_listed() {
  STELE_TRY(int c, peek());
  if (c == ']') {
    ++at_;
    STELE_CHECK(after_list());
    return std::nullopt;
  }
  if (number_ > 0) {
    if (c == -1) return cut_off();
    if (c != ',') return odd("a comma is missing");
    ++at_;
    STELE_TRY(c, peek());
  }
  if (c == -1) return cut_off();
  return element();
}

Result<std::optional<std::string_view>> JsonStream::next() {
  if (done_) return std::nullopt;
  switch (form_) {
    case Form::kUnknown: return first();
    case Form::kLines: return next_line();
    case Form::kArray:
    case Form::kFeatures: return next_listed();
    case Form::kObjects: break;
  }
  STELE_TRY(int c, peek());
  if (c == -1) return done_ = true, std::nullopt;
  return element();
}

Status for_each_element(Reader& in, const ImportContext& context, const RowSink& sink, const JsonRow& row) {
  JsonStream stream(in);
  for (;;) {
    STELE_TRY(std::optional<std::string_view> text, stream.next());
    if (!text) return {};
    auto element = parse_json(*text);
    if (element && element->as_object()) {
      STELE_CHECK(row(stream.unit(), stream.number(), std::move(*element), *text));
      continue;
    }
    DraftRow refused(context, stream.unit(), stream.number());
    if (element) refused.error("json", "This is no JSON object.");
    else refused.error("json", element.error().message, element.error().where);
    STELE_CHECK(sink(refused.take()));
  }
}

}  // namespace stele::formats
