// Any bytes as a stream of JSON: the elements must be the same whatever the size of the reads.
#include <cstdint>
#include <cstdlib>

#include "formats/json_stream.h"
#include "formats/test_support.h"

using namespace stele;
using namespace stele::formats;

namespace {

std::vector<std::string> elements(const std::string& text, size_t step) {
  MemoryReader in(text, step);
  JsonStream stream(in);
  std::vector<std::string> out;
  for (auto next = stream.next(); next && *next; next = stream.next()) out.emplace_back(**next);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  if (elements(text, 3) != elements(text, 1 << 20)) std::abort();
  for (const char* format : {"geojson", "wof", "pleiades", "eamena"}) (void)import_text(format, text);
  ImportContext context = test_context();
  context.schema = &test_schema();
  (void)import_text("statements", text, context);
  return 0;
}
