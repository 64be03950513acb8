#include "base/result.h"

namespace stele {
namespace {

struct CodeRow {
  Code code;
  std::string_view name;
  int exit;
  int http;
};

// The one table from a Code to the outside world.
constexpr CodeRow kCodes[] = {
    {Code::kInvalid, "invalid", 2, 422},      {Code::kNotFound, "not-found", 3, 404},
    {Code::kDenied, "denied", 4, 403},        {Code::kConflict, "conflict", 5, 409},
    {Code::kCorrupt, "corrupt", 6, 500},      {Code::kFull, "full", 7, 507},
    {Code::kUnavailable, "unavailable", 8, 503}, {Code::kInternal, "internal", 70, 500},
};

const CodeRow& row(Code code) { return kCodes[static_cast<size_t>(code)]; }

}  // namespace

std::string_view code_name(Code code) { return row(code).name; }
int exit_code(Code code) { return row(code).exit; }
int http_status(Code code) { return row(code).http; }

std::string to_string(const Error& error) {
  if (error.where.empty()) return error.message;
  return error.message + " (" + error.where + ")";
}

}  // namespace stele
