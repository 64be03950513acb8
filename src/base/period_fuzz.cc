// Both readers of periods: whatever comes in, what comes out is a valid period with ordered bounds or a sentence.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/period.h"

using namespace stele;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const Result<Period>& period) {
  if (!period) return require(!period.error().message.empty());
  require(period->start_earliest() <= period->start_latest() && period->end_earliest() <= period->end_latest());
  require(period->start_earliest() <= period->end_earliest() && period->start_latest() <= period->end_latest());
  require(Period::parse(period->text()).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  auto exact = Period::parse(text);
  check(exact);
  if (exact) require(exact->text() == text);
  constexpr std::string_view kLanguages[] = {"", "en", "az", "hy", "ka", "ru", "tr", "fa"};
  check(parse_typed(text, kLanguages[size % std::size(kLanguages)]));
  return 0;
}
