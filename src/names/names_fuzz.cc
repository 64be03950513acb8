// Any text: folding and encoding stay in bounds, all kernels agree with the reference, a search over a small index
// ends, and bytes that claim to be an index are refused or harmless.
#include <cstdlib>
#include <memory>

#include "names/names.h"

using namespace stele;
using namespace stele::names;

namespace {

const Matcher& matcher() {
  static const Matcher kMatcher = Matcher::builtin().value();
  return kMatcher;
}

const std::vector<uint8_t>& small_index() {
  static const std::vector<uint8_t> kBytes = [] {
    IndexBuilder builder(matcher().graphemes);
    uint32_t number = 0;
    for (std::string_view name :
         {"Ağbulaq", "Агбулаг", "Աղբուլաղ", "آغبلاغ", "Yuxarı Veysəlli", "Άγιος Νικόλαος", "תל אביב", "東京"})
      builder.add(name, number, number), ++number;
    return builder.build();
  }();
  return kBytes;
}

void check_kernels(const Encoded& a, const Encoded& b) {
  Symbols x = Symbols(a.symbols).first(a.size), y = Symbols(b.symbols).first(b.size);
  alignas(64) std::array<uint8_t, kMaxSymbols * kLanes> columns{};
  for (size_t j = 0; j < y.size(); ++j) columns[j * kLanes + 17] = y[j];
  Profile profile(matcher().letters, a.script, b.script, x);
  int expected = align_score(matcher().letters, a.script, x, b.script, y);
  for (const KernelChoice& kernel : kernels()) {
    BatchScores scores;
    kernel.run(profile, columns.data(), y.size(), scores);
    if (scores.score[17] != expected) std::abort();
  }
}

void search_small(Bytes index, std::string_view text) {
  auto opened = NameIndex::open(matcher(), index);
  if (!opened) return;
  auto work = std::make_unique<Workspace>();
  Answer answer = opened->search(text, nullptr, 5, *work);
  for (const Match& m : answer.matches)
    if (!(m.trust >= 0 && m.trust <= 1)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string_view a = text.substr(0, size / 2), b = text.substr(size / 2);
  Encoded x = matcher().graphemes.encode(a), y = matcher().graphemes.encode(b);
  if (x.letters.size() > kMaxLetters || x.size > kMaxSymbols || x.core > x.size) std::abort();
  check_kernels(x, y);
  (void)sentence(explain(matcher(), a, b));
  search_small(small_index(), text);
  // The index with some of its bytes overwritten.
  std::vector<uint8_t> damaged = small_index();
  for (size_t i = 0; i + 2 < size && i < 24; i += 3)
    damaged[(data[i] << 8 | data[i + 1]) % damaged.size()] = data[i + 2];
  search_small(damaged, a);
  return 0;
}
