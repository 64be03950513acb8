// Any bytes as a form. What is accepted keeps the limits, is UTF-8 without control characters, and means the same when
// it is written down again.
#include <cstdlib>

#include "base/json.h"
#include "server/form.h"
#include "server/params.h"

using namespace stele;
using namespace stele::server;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view body(reinterpret_cast<const char*>(data), size);
  FormLimits limits{8, 20};
  auto fields = parse_form(body, limits);
  if (!fields) {
    if (fields.error().empty()) std::abort();
    return 0;
  }
  if (fields->size() > limits.fields) std::abort();
  std::string again;
  for (const auto& [name, value] : *fields) {
    if (name.size() > limits.name_bytes || !is_valid_utf8(name) || !is_valid_utf8(value)) std::abort();
    if (value.find('\0') != std::string::npos) std::abort();
    again += (again.empty() ? "" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
  }
  auto second = parse_form(again, limits);
  if (!second || *second != *fields) std::abort();
  return 0;
}
