// How a function says that it could not do what it was asked: a value or an Error, never both, never an exception
// across a module wall. An Error is a sentence a person can act on, a code from a closed set for programs, and the
// place it is about (a JSON pointer, "file:row", or a log position).
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace stele {

enum class Code : uint8_t {
  kInvalid,      // what was given is wrong; the same again will fail again
  kNotFound,     // there is no such thing, or this reader may not know of it
  kDenied,       // the reader is known and may not
  kConflict,     // somebody else was there first; read again and retry
  kCorrupt,      // bytes at rest are not what was written
  kFull,         // no room on the disk; nothing was written
  kUnavailable,  // try again later
  kInternal,     // a fault of the program
};

std::string_view code_name(Code code);
int exit_code(Code code);    // of the command line: 2 invalid, 3 not found, ... (see `stele help`)
int http_status(Code code);  // of the server; the only other mapping there is

struct Error {
  Code code = Code::kInternal;
  std::string message;
  std::string where;
};

// "message (where)", for logs and the command line.
std::string to_string(const Error& error);

template <class T>
class [[nodiscard]] Result : public std::expected<T, Error> {
 public:
  using std::expected<T, Error>::expected;
};
using Status = Result<void>;

inline std::unexpected<Error> fail(Code code, std::string message, std::string where = {}) {
  return std::unexpected<Error>(Error{code, std::move(message), std::move(where)});
}

}  // namespace stele

#define STELE_CAT2(a, b) a##b
#define STELE_CAT(a, b) STELE_CAT2(a, b)

// STELE_TRY(auto x, f()): binds the value of f(), or returns its error to our caller.
#define STELE_TRY(decl, ...)                                                         \
  auto STELE_CAT(stele_try_, __LINE__) = (__VA_ARGS__);                              \
  if (!STELE_CAT(stele_try_, __LINE__))                                              \
    return std::unexpected<::stele::Error>(std::move(STELE_CAT(stele_try_, __LINE__).error())); \
  decl = std::move(*STELE_CAT(stele_try_, __LINE__))

// STELE_CHECK(f()): goes on when f() succeeded, or returns its error to our caller.
#define STELE_CHECK(...)                                                             \
  do {                                                                               \
    if (auto STELE_CAT(stele_check_, __LINE__) = (__VA_ARGS__); !STELE_CAT(stele_check_, __LINE__)) \
      return std::unexpected<::stele::Error>(std::move(STELE_CAT(stele_check_, __LINE__).error())); \
  } while (false)
